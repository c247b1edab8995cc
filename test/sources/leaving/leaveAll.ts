import { cases } from './cases.js'
import { placesAt } from './places.js'

/* A program of its own: opens every source of the table, leaves it early and late, and has nothing more to do. */

const places = placesAt(JSON.parse(process.argv[2] ?? ''))
const pause = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms))

for (const { open } of cases) {
  for (const ms of [0, 1, 30]) {
    const subscription = open(places).subscribe({ error: () => undefined })
    if (ms > 0) await pause(ms)
    subscription.unsubscribe()
  }
}
const left = performance.now()
process.on('exit', () => {
  console.log(JSON.stringify({ cases: cases.length, secondsToEnd: (performance.now() - left) / 1000 }))
})
