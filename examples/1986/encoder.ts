/*
 * The 8-3-8 encoder: eight patterns, each with one unit on, must come out as they went in, through three hidden units.
 * The network invents a code of three numbers for each. One pattern at a time, cross-entropy summed over
 * the outputs, eps 0.3, starts in [-0.5, 0.5].
 * Rumelhart, Hinton & Williams, Learning internal representations by error propagation, 1986.
 */
import { backward, binaryCrossEntropy, createModel, dense, forward, loss, type Model, sgd, sigmoid } from 'eddy'
import { uniform, update } from 'eddy'
import { type Experiment, medianSweeps, solvedOf, starts } from '../experiment/experiment.js'
import { report } from '../experiment/report.js'
import { type LogicalCase, solves } from '../experiment/truthTable.js'
import { watch } from '../experiment/watch.js'

const start = { start: uniform(0.5), biasStart: uniform(0.5) }

const patterns = Array.from({ length: 8 }, (_, on) => Array.from({ length: 8 }, (__, unit) => Number(unit === on)))

const encoder: Experiment<LogicalCase> = {
  cases: patterns.map((pattern) => ({ x: pattern, y: pattern })),
  shuffled: true,
  model: (seed) => createModel({ input: 8, layers: [dense(3, start), sigmoid(), dense(8, start)], seed }),
  // binaryCrossEntropy is the mean over the outputs; the chapter's error is the sum.
  training: (model) => (samples$) =>
    samples$.pipe(forward(model), loss(binaryCrossEntropy()), backward(), update(sgd({ learningRate: 0.3 * 8 }))),
}

/** What the three hidden units say of each pattern. */
const codesOf = (model: Model): readonly (readonly number[])[] =>
  patterns.map((pattern) => [...(model.activations(pattern)[1]?.values ?? [])])

/** How far apart the two nearest codes are. */
const closest = (codes: readonly (readonly number[])[]): number =>
  Math.min(
    ...codes.flatMap((one, at) =>
      codes.slice(at + 1).map((other) => Math.hypot(...one.map((value, i) => value - (other[i] ?? 0)))),
    ),
  )

await watch('encoder', encoder)
const runs = starts(encoder, { seeds: 10, most: 500, done: solves(encoder.cases, 0) })
report({
  figure: '8-3-8, one pattern at a time: solved seeds',
  bar: '10 of 10 within 500 sweeps',
  reached: `${solvedOf(runs)} of 10, median ${medianSweeps(runs)}`,
  passed: solvedOf(runs) === 10,
})

for (const { sweep, sweeps } of runs) for (let more = sweeps; more < 500; more++) sweep()
const distance = Math.min(...runs.map(({ model }) => closest(codesOf(model))))
report({
  figure: 'distance between the two nearest of the eight codes after 500 sweeps, in the worst seed',
  bar: 'at least 0.5',
  reached: distance.toFixed(2),
  passed: distance >= 0.5,
})

const [shown] = runs
console.log('\nthe code that the first seed found for each pattern')
for (const [at, code] of (shown ? codesOf(shown.model) : []).entries()) {
  console.log(`  ${(patterns[at] ?? []).join('')}  ${code.map((value) => value.toFixed(2)).join('  ')}`)
}
