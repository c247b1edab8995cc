/*
 * Mirror symmetry, the first figure of the Nature article: is a vector of six bits the same from both ends? 6-2-1,
 * logistic, gradient summed over all 64 cases, eps 0.03, alpha 0.9, starts in [-0.3, 0.3].
 * Bar: at least 29 of 30 starts solved, median at most 1,200 sweeps; in every solved net, weights at mirror positions are
 * opposite, the hidden units are twins of opposite sign, and the signs are those of the article; in at least 70 % the
 * magnitudes stand as 1 : 2 : 4. The weights are read when every output is within 0.2 of its target.
 * Rumelhart, Hinton & Williams, Learning representations by back-propagating errors, Nature 323 (1986) 533-536.
 */
import {
  backward,
  createModel,
  dense,
  forward,
  loss,
  type Model,
  sgd,
  sigmoid,
  squaredError,
  uniform,
  update,
} from 'eddy'
import { bufferCount, type Observable } from 'rxjs'
import { type Case, median, report, sweepsToSolve, truthTable } from './sweeps.js'

const cases = truthTable(6, (x) => x[0] === x[5] && x[1] === x[4] && x[2] === x[3])

/** The values of one parameter without padding, row after row. */
function rowsOf(model: Model, position: number): number[][] {
  const { shape, offset } = model.layout[position] ?? { shape: [0], offset: 0 }
  const columns = shape[shape.length - 1] ?? 0
  const rows = shape.reduce((product, size) => product * size, 1) / Math.max(1, columns)
  const stride = Math.ceil(columns / 4) * 4
  return Array.from({ length: rows }, (_, row) => [
    ...model.parameters.subarray(offset + row * stride, offset + row * stride + columns),
  ])
}

/** What the article says of the solution: is it there, and is it the 1 : 2 : 4 one? */
function solutionOf(model: Model): { readonly mirrored: boolean; readonly doubling: boolean } {
  const [first = [], second = []] = rowsOf(model, 0)
  const biases = rowsOf(model, 1).flat()
  const outputWeights = rowsOf(model, 2).flat()
  const outputBias = rowsOf(model, 3).flat()[0] ?? 0
  const largest = Math.max(...[...first, ...second].map(Math.abs))
  const at = (row: readonly number[], index: number): number => row[index] ?? 0
  const asymmetry = Math.max(
    ...[first, second].flatMap((row) => [0, 1, 2].map((i) => Math.abs(at(row, i) + at(row, 5 - i)))),
  )
  const twins = Math.max(...first.map((weight, i) => Math.abs(weight + at(second, i))))
  const signs = biases.every((bias) => bias < 0) && outputWeights.every((weight) => weight < 0) && outputBias > 0
  const magnitudes = [0, 1, 2]
    .map((i) => (Math.abs(at(first, i)) + Math.abs(at(first, 5 - i))) / 2)
    .sort((a, b) => a - b)
  const [one = 1, two = 0, four = 0] = magnitudes
  return {
    mirrored: asymmetry <= 0.05 * largest && twins <= 0.15 * largest && signs,
    doubling: two / one >= 1.8 && two / one <= 2.2 && four / one >= 3.6 && four / one <= 4.4,
  }
}

const start = { start: uniform(0.3), biasStart: uniform(0.3) }

const runs = Array.from({ length: 30 }, (_, seed) => {
  const layers = [dense(2, start), sigmoid(), dense(1, start), sigmoid()]
  const model = createModel({ input: 6, layers, seed })
  const train = (samples$: Observable<Case>) =>
    samples$.pipe(
      bufferCount(cases.length),
      forward(model),
      loss(squaredError(), { reduction: 'sum' }),
      backward(),
      update(sgd({ learningRate: 0.03, momentum: 0.9 })),
    )
  const sweeps = sweepsToSolve(model, cases, train, { threshold: 0.5, most: 5000 })
  const near = ({ x, y }: Case): boolean => Math.abs((model.predict(x)[0] ?? 0) - y) <= 0.2
  for (let more = 0; more < 200 && !cases.every(near); more++) {
    for (let sweep = 0; sweep < 20; sweep++) sweepsToSolve(model, cases, train, { threshold: 0.5, most: 1 })
  }
  return { sweeps, ...solutionOf(model) }
})

const solved = runs.filter(({ sweeps }) => Number.isFinite(sweeps))
const middle = median(runs.map(({ sweeps }) => sweeps))
const mirrored = solved.filter((run) => run.mirrored).length
const doubling = solved.filter((run) => run.doubling).length
report(
  `symmetry 6-2-1: ${solved.length} of 30 solved, median ${middle} sweeps, ${mirrored} mirrored, ${doubling} as 1:2:4`,
  solved.length >= 29 && middle <= 1200 && mirrored === solved.length && doubling >= 0.7 * solved.length,
)
