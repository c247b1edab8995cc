import { Observable } from 'rxjs'
import type { Vitals } from '../../src/sources/vitals.js'

const names = ['cpu', 'memory'] as const

/** A load that swings with a period of 20 readings: what stays as it is is always wrong a second later. */
export function swing(i: number): Vitals {
  const cpu = 0.5 + 0.4 * Math.sin((i * Math.PI) / 10)
  return { at: i * 100, names, x: Float32Array.of(cpu, 0.5), cpu }
}

/** So many readings at once, `each` being told before every one. */
export function readings(count: number, each: (i: number) => void = () => {}): Observable<Vitals> {
  return new Observable((subscriber) => {
    for (let i = 0; i < count && !subscriber.closed; i++) {
      each(i)
      subscriber.next(swing(i))
    }
    subscriber.complete()
  })
}
