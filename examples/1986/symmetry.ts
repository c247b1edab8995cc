/*
 * Mirror symmetry, the first figure of the Nature article: is a vector of six bits the same from both ends? No bit alone
 * tells anything, so there must be hidden units. 6-2-1, logistic, gradient summed over all 64 cases, starts in
 * [-0.3, 0.3]; with the settings as printed, with a smaller step that never gets stuck, and one case at a time.
 * What the article calls the remarkable solution is then looked for in the weights.
 * Rumelhart, Hinton & Williams, Learning representations by back-propagating errors, Nature 323 (1986) 533-536.
 */
import {
  backward,
  binaryCrossEntropy,
  createModel,
  dense,
  forward,
  type Initializer,
  loss,
  type Model,
  sgd,
  sigmoid,
  squaredError,
  uniform,
  update,
  type WeightOptions,
} from 'eddy'
import { bufferCount } from 'rxjs'
import { type Experiment, medianSweeps, type Run, solvedOf, starts } from '../experiment/experiment.js'
import { report } from '../experiment/report.js'
import { type LogicalCase, solves, truthTable } from '../experiment/truthTable.js'
import { watch } from '../experiment/watch.js'
import { drawSymmetry, solutionOf } from './symmetry-solution.js'
import { type SymmetryStart, symmetryStarts } from './symmetry-starts.js'

const cases = truthTable(6, (x) => x[0] === x[5] && x[1] === x[4] && x[2] === x[3])
const start = { start: uniform(0.3), biasStart: uniform(0.3) }

const net = (hidden: WeightOptions, output: WeightOptions, seed: number): Model =>
  createModel({ input: 6, layers: [dense(2, hidden), sigmoid(), dense(1, output), sigmoid()], seed })

/** Whole sweeps, as in the article. */
const inSweeps = (learningRate: number): Experiment<LogicalCase> => ({
  cases,
  model: (seed) => net(start, start, seed),
  training: (model) => (samples$) =>
    samples$.pipe(
      bufferCount(cases.length),
      forward(model),
      loss(squaredError(), { reduction: 'sum' }),
      backward(),
      update(sgd({ learningRate, momentum: 0.9 })),
    ),
})

const given = (values: readonly number[]): Initializer => ({ fill: (weights) => weights.set(values) })
const from = ({ weight, bias }: SymmetryStart['hidden']): WeightOptions => ({
  start: given(weight),
  biasStart: given(bias),
})

/**
 * The step of the article, from starts of which is known how long they take: that differs by a factor of ten, and so does
 * the middle of thirty from the next thirty's. Of our own generator's starts the first thirty give 23 solved and a median
 * of 1,272, the next thirty 25 and 1,931, 390 give 83 % and 2,045; the starts here are seeds 0 to 29 of the reference.
 */
const asPrinted: Experiment<LogicalCase> = {
  ...inSweeps(0.1),
  model: (seed) => {
    const known = symmetryStarts[seed]
    if (!known) throw new Error(`no start of seed ${seed}; there are ${symmetryStarts.length}`)
    return net(from(known.hidden), from(known.output), seed)
  },
}

/** A change after every case: the other possibility that the article names. */
const caseByCase: Experiment<LogicalCase> = {
  cases,
  model: (seed) => createModel({ input: 6, layers: [dense(4, start), sigmoid(), dense(1, start)], seed }),
  training: (model) => (samples$) =>
    samples$.pipe(forward(model), loss(binaryCrossEntropy()), backward(), update(sgd({ learningRate: 0.1 }))),
}

/** Goes on until every output is within 0.2 of its target: then the weights can be read. */
function settle({ model, sweepUntil }: Run): Model {
  const near = ({ x, y }: LogicalCase): boolean => Math.abs((model.predict(x)[0] ?? 0) - (y[0] ?? 0)) <= 0.2
  sweepUntil(() => cases.every(near), 4000)
  return model
}

await watch('symmetry', inSweeps(0.03))

const runs = starts(inSweeps(0.03), { seeds: 30, most: 5000, done: solves(cases) })
report({
  figure: '6-2-1, eps 0.03, alpha 0.9: solved seeds',
  bar: '29 of 30, median at most 1,200 sweeps',
  reached: `${solvedOf(runs)} of 30, median ${medianSweeps(runs)}`,
  passed: solvedOf(runs) >= 29 && medianSweeps(runs) <= 1200,
})

const solutions = runs.filter(({ sweeps }) => Number.isFinite(sweeps)).map((run) => solutionOf(settle(run)))
const count = (has: 'antisymmetric' | 'twins' | 'signs' | 'doubling'): number =>
  solutions.filter((solution) => solution[has]).length
report({
  figure: 'weights opposite at mirror positions, hidden units twins, signs of the article, 1 : 2 : 4',
  bar: 'the first three in every solved net, 1 : 2 : 4 in 70 %',
  reached: `${count('antisymmetric')}, ${count('twins')}, ${count('signs')} and ${count('doubling')} of ${solutions.length}`,
  passed:
    [count('antisymmetric'), count('twins'), count('signs')].every((found) => found === solutions.length) &&
    count('doubling') >= 0.7 * solutions.length,
})

// The starts that are never solved are stuck from the first sweeps on: 56 of 64 targets are 0, the summed gradient drives
// the output bias far below zero, and there the slope of the logistic function is next to nothing.
const printed = starts(asPrinted, { seeds: symmetryStarts.length, most: 12_000, done: solves(cases) })
const middle = medianSweeps(printed.filter(({ sweeps }) => Number.isFinite(sweeps)))
report({
  figure: '6-2-1, eps 0.1, alpha 0.9 as printed (the article: 1,425 sweeps, one run): solved seeds, median of those',
  bar: '70 to 95 % of 30, 1,300 to 3,000 sweeps',
  reached: `${solvedOf(printed)} of ${printed.length}, median ${middle}`,
  passed: solvedOf(printed) >= 21 && solvedOf(printed) <= 28 && middle >= 1300 && middle <= 3000,
})
const alike = printed.filter(({ sweeps }, seed) => sweeps === (symmetryStarts[seed]?.sweeps ?? Infinity)).length
report({
  figure:
    'the same starts in an independent implementation, in double precision: solved in the same sweep, or by neither',
  bar: '30 of 30',
  reached: `${alike} of ${printed.length}`,
  passed: alike === printed.length,
})

const online = starts(caseByCase, { seeds: 10, most: 1000, done: solves(cases, 0) })
report({
  figure: '6-4-1, one case at a time, cross-entropy: solved seeds',
  bar: '10 of 10 within 1,000 sweeps',
  reached: `${solvedOf(online)} of 10, median ${medianSweeps(online)}`,
  passed: solvedOf(online) === 10,
})

const shown = runs.find((_, at) => solutions[at]?.doubling)
if (shown) console.log(drawSymmetry(shown.model))
