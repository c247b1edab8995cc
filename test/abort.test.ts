import { NEVER, Observable } from 'rxjs'
import { describe, expect, it } from 'vitest'
import { endOnAbort, onAbort } from '../src/abort.js'

/** What a stream says that ends by this signal. */
function endsOf(signal: AbortSignal | undefined): unknown[] {
  const ends: unknown[] = []
  new Observable<never>((subscriber) => {
    if (endOnAbort(signal, subscriber)) return undefined
    return NEVER.subscribe(subscriber)
  }).subscribe({ error: (error: unknown) => ends.push(error), complete: () => ends.push('complete') })
  return ends
}

describe('endOnAbort', () => {
  it('completes a stream by abort(), and fails it by a reason', async () => {
    const plain = new AbortController()
    const ends = endsOf(plain.signal)
    expect(ends).toEqual([])
    plain.abort()
    expect(ends).toEqual(['complete'])
    const reasoned = new AbortController()
    const failed = endsOf(reasoned.signal)
    reasoned.abort(new Error('enough'))
    expect(failed).toEqual([new Error('enough')])
    const timed = endsOf(AbortSignal.timeout(5))
    while (timed.length === 0) await new Promise((resolve) => setTimeout(resolve, 5))
    expect(timed).toEqual([expect.objectContaining({ name: 'TimeoutError' })])
  })

  it('ends at once by a signal that has aborted, and never without one', () => {
    expect(endsOf(AbortSignal.abort())).toEqual(['complete'])
    expect(endsOf(AbortSignal.abort('why'))).toEqual(['why'])
    expect(endsOf(undefined)).toEqual([])
  })
})

describe('onAbort', () => {
  it('calls back once, at once where it has aborted, and never after it was told to stop', () => {
    const calls: string[] = []
    const controller = new AbortController()
    onAbort(controller.signal, () => calls.push('first'))
    const stop = onAbort(controller.signal, () => calls.push('stopped'))
    stop()
    controller.abort()
    onAbort(controller.signal, () => calls.push('late'))
    onAbort(undefined, () => calls.push('never'))
    expect(calls).toEqual(['first', 'late'])
  })
})
