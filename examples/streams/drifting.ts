/*
 * The question changes half way, at once: from the second rule of Agrawal et al. to the third. One learner only notices
 * (ADWIN on its errors); the other starts a new network beside the old one, which takes its place when it is better.
 * Bar: over the 3,000 samples after the change, mean of five seeds, the second is right at least one point more often, and
 * every change is noticed. Which action is best depends on the change: where little is new, noticing alone does as well.
 */
import { adwin, agrawal, createLearner, drift, type OnDrift } from 'eddy'
import { mean } from '../experiment/experiment.js'
import { report } from '../experiment/report.js'

const change = 6000
const seeds = [1, 2, 3, 4, 5]

/** Which predictions were right, along the whole stream, and the sample after the change at which it was noticed. */
function run(action: OnDrift['action'], seed: number): { readonly hits: readonly boolean[]; readonly noticed: number } {
  const learner = createLearner({ task: 'classification', seed, onDrift: { detector: adwin(), action } })
  let noticed = Number.POSITIVE_INFINITY
  learner.drift$.subscribe(({ samples }) => {
    if (samples > change) noticed = Math.min(noticed, samples)
  })
  const before = agrawal({ rule: 2, seed, samples: change + 3000 })
  const hits = Array.from(drift(before, { at: change, to: agrawal({ rule: 3, seed: seed + 50 }) }), (sample) => {
    const prediction = learner.learn(sample)?.prediction
    return prediction?.task === 'classification' && prediction.label === sample.y
  })
  return { hits, noticed }
}

const runsOf = (action: OnDrift['action']): readonly ReturnType<typeof run>[] => seeds.map((seed) => run(action, seed))
const [noticing, challenging] = [runsOf('notify'), runsOf('challenge')]

/** The share that was right of the samples from one to the other, mean of the seeds. */
const rightOf = (runs: typeof noticing, from: number, to: number): number =>
  mean(runs.map(({ hits }) => hits.slice(from, to).filter(Boolean).length / (to - from)))

const challenged = rightOf(challenging, change, change + 3000)
const gain = 100 * (challenged - rightOf(noticing, change, change + 3000))
const latest = Math.max(...noticing.map(({ noticed }) => noticed)) - change
report({
  figure: 'right after a change with a challenger; points more than without; samples until it was noticed',
  bar: 'at least 1 point; at most 1000',
  reached: `${(100 * challenged).toFixed(1)} %; ${gain.toFixed(1)}; ${latest}`,
  passed: gain >= 1 && latest <= 1000,
})

/** Bars begin where a coin would be. */
const bar = (share: number): string =>
  `${(100 * share).toFixed(1)} %  ${'█'.repeat(Math.max(0, Math.round(50 * (share - 0.5)))).padEnd(25)}`
console.log('\n samples   it only notices                     with a challenger         (bars from 50 %)')
for (let from = change - 1500; from < change + 3000; from += 250) {
  if (from === change) console.log('           ── the question changes ──')
  const [alone, helped] = [noticing, challenging].map((runs) => bar(rightOf(runs, from, from + 250)))
  console.log(`${String(from + 250).padStart(8)}   ${alone}   ${helped}`.trimEnd())
}
