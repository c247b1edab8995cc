/*
 * T against C: five squares in the shape of a T or of a C, in four rotations each, anywhere on a retina of 5 x 5 whose edges
 * meet. Every hidden unit sees a field of 3 x 3, all fields share their weights, the output adds up all hidden units of a
 * kind: a convolutional network, of 1986. It is shown the patterns at one place only, and then asked at all 25.
 * Four kinds of hidden unit, logistic, squared error, gradient summed over the eight patterns, eps 0.005, alpha 0.9,
 * starts in [-0.5, 0.5].
 * Rumelhart, Hinton & Williams, Learning internal representations by error propagation, 1986.
 */
import {
  backward,
  conv2d,
  createModel,
  dense,
  forward,
  layer,
  loss,
  sgd,
  sigmoid,
  squaredError,
  uniform,
  update,
} from 'eddy'
import { bufferCount } from 'rxjs'
import { type Experiment, medianSweeps, solvedOf, starts } from '../experiment/experiment.js'
import { smallSquares } from '../experiment/hinton.js'
import { report } from '../experiment/report.js'
import { type LogicalCase, solves } from '../experiment/truthTable.js'
import { watch } from '../experiment/watch.js'
import { weights } from '../experiment/weights.js'

const SIDE = 5
const start = { start: uniform(0.5), biasStart: uniform(0.5) }

type Square = readonly [row: number, column: number]

const T: readonly Square[] = [
  [0, 0],
  [0, 1],
  [0, 2],
  [1, 1],
  [2, 1],
]
const C: readonly Square[] = [
  [0, 0],
  [0, 1],
  [1, 0],
  [2, 0],
  [2, 1],
]

const turned = (squares: readonly Square[]): readonly Square[] => squares.map(([row, column]) => [column, 2 - row])

/** The eight patterns, moved down and to the right round the edges. Output 1 for a T. */
const patternsAt = (down: number, right: number): readonly LogicalCase[] =>
  [T, C].flatMap((letter) =>
    [letter, turned(letter), turned(turned(letter)), turned(turned(turned(letter)))].map((squares) => {
      const places = squares.map(([row, column]) => ((row + down) % SIDE) * SIDE + ((column + right) % SIDE))
      return {
        x: Array.from({ length: SIDE * SIDE }, (_, place) => Number(places.includes(place))),
        y: [Number(letter === T)],
      }
    }),
  )

/** [25] to [1, 7, 7]: each edge is followed by the opposite one. */
const wrapped = layer('wrapped', ({ x, op }) => {
  const width = SIDE + 2
  const indices = Int32Array.from({ length: width * width }, (_, at) => {
    const [row, column] = [Math.floor(at / width) + SIDE - 1, (at % width) + SIDE - 1]
    return (row % SIDE) * SIDE + (column % SIDE)
  })
  return op.take(x, indices, [1, width, width])
})

/** [kinds, 5, 5] to [kinds]: the sum over all places. */
const addedUp = layer('addedUp', ({ x, op }) => {
  const [kinds = 1] = x.shape
  return op.reshape(op.sumLast(op.reshape(x, [kinds, SIDE * SIDE])), [kinds])
})

const tAgainstC: Experiment<LogicalCase> = {
  cases: patternsAt(1, 1),
  model: (seed) =>
    createModel({
      input: SIDE * SIDE,
      layers: [
        wrapped(),
        conv2d({ channels: 4, kernel: 3, ...start }),
        sigmoid(),
        addedUp(),
        dense(1, start),
        sigmoid(),
      ],
      seed,
    }),
  training: (model) => (samples$) =>
    samples$.pipe(
      bufferCount(8),
      forward(model),
      loss(squaredError(), { reduction: 'sum' }),
      backward(),
      update(sgd({ learningRate: 0.005, momentum: 0.9 })),
    ),
}

await watch('t-against-c', tAgainstC)
const runs = starts(tAgainstC, { seeds: 10, most: 20_000, done: solves(tAgainstC.cases) })
report({
  figure: 'four kinds of hidden unit, shown at one place: solved seeds',
  bar: '10 of 10',
  reached: `${solvedOf(runs)} of 10, median ${medianSweeps(runs)} sweeps`,
  passed: solvedOf(runs) === 10,
})

const places = Array.from({ length: SIDE * SIDE }, (_, at) => patternsAt(Math.floor(at / SIDE), at % SIDE))
const right = runs.map(({ model }) => places.filter((cases) => solves(cases)(model)).length)
report({
  figure: 'places at which all eight patterns are told apart, in the worst seed',
  bar: '25 of 25',
  reached: `${Math.min(...right)} of 25`,
  passed: Math.min(...right) === 25,
})

const [shown] = runs
if (shown) {
  const kinds = weights(shown.model, '1.conv2d.weight')
  const largest = Math.max(...kinds.flat().map(Math.abs))
  console.log('\nwhat the four kinds of hidden unit look for (full squares: on, hollow squares: off)')
  for (const row of [0, 3, 6]) {
    console.log(`  ${kinds.map((kind) => smallSquares(kind.slice(row, row + 3), largest)).join('        ')}`)
  }
}
