/*
 * This machine's vitals for eight seconds: from load, memory, event-loop delay, network and disk the learner tells whether
 * this very process was busy since the last reading, 100 ms ago. It is in turns that a seeded generator decides, and says so
 * after the prediction. Bar: 80 % right over the last 50 readings (a coin: 50 %).
 */
import { createLearner, createRandom, learn } from 'eddy'
import { vitals } from 'eddy/node'
import { lastValueFrom, map, take, toArray } from 'rxjs'
import { report } from '../experiment/report.js'

const { next: random } = createRandom(1)
let busy = false

/** Holds the event loop up for 50 ms, or doesn't; some time after a reading, for the monitor must have begun anew. */
function takeTurn(): void {
  busy = random() < 0.5
  const end = performance.now() + 50
  while (busy && performance.now() < end);
}

const learner = createLearner({ task: 'classification', seed: 1 })
const readings = await lastValueFrom(
  vitals({ everyMs: 100 }).pipe(
    take(80),
    map(({ x }) => {
      const sample = { x, y: busy ? 'busy' : 'idle' }
      setTimeout(takeTurn, 25)
      return sample
    }),
    learn(learner),
    map(({ prediction, target }) => ({ said: prediction.task === 'classification' && prediction.label, was: target })),
    toArray(),
  ),
)
const right = readings.slice(-50).filter(({ said, was }) => said === was).length
report({
  figure: `readings of this machine told busy from idle, of the last 50 of ${readings.length}`,
  bar: '40',
  reached: String(right),
  passed: right >= 40,
})

console.log('\nreading by reading: what it was, and what was said before (█ busy, · idle, a space: nothing yet)')
const mark = (answer: unknown): string => (answer === 'busy' ? '█' : answer === 'idle' ? '·' : ' ')
console.log(`  was   ${readings.map(({ was }) => mark(was)).join('')}`)
console.log(
  `  said  ${readings
    .map(({ said }) => mark(said))
    .join('')
    .trimEnd()}`,
)
