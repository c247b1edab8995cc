/*
 * The question changes half way, at once: from the second rule of Agrawal et al. to the third. One learner only notices
 * (ADWIN on its errors); the other starts a new network beside the old one, which takes its place when it is better.
 * Bar: over the 3,000 samples after the change, mean of five seeds, the second is right at least one point more often, and
 * every change is noticed. Which action is best depends on the change: where little is new, noticing alone does as well.
 */
import { adwin, agrawal, createLearner, drift, type OnDrift } from 'eddy'
import { report } from '../experiment/report.js'

const change = 6000
const seeds = [1, 2, 3, 4, 5]

/** Share of right predictions after the change, and the sample at which it was noticed. */
function afterChange(action: OnDrift['action'], seed: number): { readonly right: number; readonly noticed: number } {
  const learner = createLearner({ task: 'classification', seed, onDrift: { detector: adwin(), action } })
  let [right, noticed] = [0, Number.POSITIVE_INFINITY]
  learner.drift$.subscribe(({ samples }) => {
    if (samples > change) noticed = Math.min(noticed, samples)
  })
  const before = agrawal({ rule: 2, seed, samples: change + 3000 })
  for (const sample of drift(before, { at: change, to: agrawal({ rule: 3, seed: seed + 50 }) })) {
    const prediction = learner.learn(sample)?.prediction
    if (learner.samples <= change || prediction?.task !== 'classification') continue
    if (prediction.label === sample.y) right += 1 / 3000
  }
  return { right, noticed }
}

const mean = (values: readonly number[]): number => values.reduce((sum, value) => sum + value, 0) / values.length

const [noticing, challenging] = (['notify', 'challenge'] as const).map((action) =>
  seeds.map((seed) => afterChange(action, seed)),
)
const [alone, challenged] = [noticing, challenging].map((runs = []) => mean(runs.map(({ right }) => right)))
const latest = Math.max(...(noticing ?? []).map(({ noticed }) => noticed)) - change
const [percent, gain] = [100 * (challenged ?? 0), 100 * ((challenged ?? 0) - (alone ?? 1))]
report({
  figure: 'right after a change with a challenger; points more than without; samples until it was noticed',
  bar: 'at least 1 point; at most 1000',
  reached: `${percent.toFixed(1)} %; ${gain.toFixed(1)}; ${latest}`,
  passed: gain >= 1 && latest <= 1000,
})
