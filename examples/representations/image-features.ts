/*
 * What the layers of a convolutional network on digits are good for. It learns 1,000 digits one at a time, ten times over;
 * then the other 797, which it has never seen, are probed: with only 100 of them labelled, how many of the rest can be
 * read off the pixels, and off low, middle and high features, by a linear probe and by the nearest of the 100?
 * Bar, mean of three networks and four choices of the 100: linearly, each layer better than the one before and the last
 * >= 0.88; by the nearest example, the last at least 0.03 better than the pixels.
 * Prints the first layer's filters, and the digits on the main axes of the last layer.
 */
import {
  activations,
  adam,
  backward,
  conv2d,
  createModel,
  createRandom,
  dense,
  flatten,
  forward,
  linearProbe,
  loss,
  maxPool2d,
  type Model,
  nearestExamples,
  onlinePca,
  project,
  relu,
  softmaxCrossEntropy,
  update,
} from 'eddy'
import { fromCsv } from 'eddy/node'
import { from, lastValueFrom, map, range, concatMap, toArray } from 'rxjs'
import { pictures, scatter } from './pictures.js'
import { report } from '../experiment/report.js'

interface Digit {
  readonly x: readonly number[]
  readonly y: number
}

const LEARNED = 1000
const SWEEPS = 10
const LABELLED = 100
const FOLDS = [0, 1, 2, 3]
/** Where each kind of feature leaves the network; the pixels stand before it. */
const LAYERS = { low: 1, middle: 5, high: 8 }

const digits: readonly Digit[] = await lastValueFrom(
  fromCsv(new URL('../data/digits8x8.csv', import.meta.url), { target: 'digit' }).pipe(
    // 0 to 16, to [-1, 1].
    map(({ x, y }) => ({ x: Object.values(x).map((ink) => Number(ink) / 8 - 1), y: Number(y) })),
    toArray(),
  ),
)
const fresh = digits.slice(LEARNED)

function trained(seed: number): Model {
  const layers = [
    [conv2d({ channels: 8, kernel: 5, padding: 2 }), relu(), maxPool2d({ kernel: 2 })],
    [conv2d({ channels: 16, kernel: 3, padding: 1 }), relu(), maxPool2d({ kernel: 2 })],
    [flatten(), dense(32), relu(), dense(10)],
  ]
  const model = createModel({ input: [1, 8, 8], layers: layers.flat(), seed })
  const { next } = createRandom(seed)
  const shuffled = (): readonly Digit[] =>
    digits
      .slice(0, LEARNED)
      .map((digit) => ({ digit, order: next() }))
      .sort((one, other) => one.order - other.order)
      .map(({ digit }) => digit)
  range(0, SWEEPS)
    .pipe(
      concatMap(shuffled),
      forward(model),
      loss(softmaxCrossEntropy()),
      backward(),
      update(adam({ learningRate: 0.002 })),
    )
    .subscribe()
  return model
}

interface Row {
  readonly values: ArrayLike<number>
  readonly sample: Digit
}

function featuresOf(model: Model, layer: number): readonly Row[] {
  const rows: Row[] = []
  from(fresh)
    .pipe(activations(model, { layer }))
    .subscribe((row) => rows.push(row))
  return rows
}

const mean = (values: readonly number[]): number => values.reduce((sum, value) => sum + value, 0) / values.length

/** How many of the others are read off rightly, given a hundred. */
function readable(rows: readonly Row[], fold: number): { readonly linear: number; readonly nearest: number } {
  const labelled = rows.slice(fold * LABELLED, (fold + 1) * LABELLED)
  const rest = rows.filter((row) => !labelled.includes(row))
  const probe = linearProbe({ ridge: 1 })
  const store = nearestExamples<number>()
  for (const { values, sample } of labelled) {
    probe.learn(values, sample.y)
    store.learn(values, sample.y)
  }
  const share = (answer: (values: ArrayLike<number>) => unknown): number =>
    mean(rest.map(({ values, sample }) => Number(answer(values) === sample.y)))
  return {
    linear: share((values) => {
      const prediction = probe.predict(values)
      return prediction.task === 'classification' ? prediction.label : undefined
    }),
    nearest: share((values) => store.nearest(values)[0]?.item),
  }
}

function scoresOf(representations: readonly (readonly Row[])[]) {
  const scores = representations.flatMap((rows) => FOLDS.map((fold) => readable(rows, fold)))
  return { linear: mean(scores.map(({ linear }) => linear)), nearest: mean(scores.map(({ nearest }) => nearest)) }
}

const models = [1, 2, 3].map(trained)
const table = {
  pixels: scoresOf([fresh.map((sample) => ({ values: sample.x, sample }))]),
  low: scoresOf(models.map((model) => featuresOf(model, LAYERS.low))),
  middle: scoresOf(models.map((model) => featuresOf(model, LAYERS.middle))),
  high: scoresOf(models.map((model) => featuresOf(model, LAYERS.high))),
}

const [first] = models
if (first) {
  const { offset = 0 } = first.layout.find(({ name }) => name === '0.conv2d.weight') ?? {}
  // Each filter is a row of 25, padded to 28.
  const filters = range(0, 8).pipe(
    map((filter) => first.parameters.slice(offset + 28 * filter, offset + 28 * filter + 25)),
  )
  console.log("the first layer's filters, light against dark:")
  filters.pipe(toArray()).subscribe((all) => console.log(pictures(all, 5)))
  const pca = onlinePca()
  console.log('digits it never saw, on the two main axes of the high features:')
  from(fresh)
    .pipe(
      activations(first, { layer: LAYERS.high }),
      project(pca),
      map(({ place, sample }) => ({ x: place[0] ?? 0, y: place[1] ?? 0, mark: String(sample.y) })),
      toArray(),
    )
    // Before the axes have settled, places mean little.
    .subscribe((points) => console.log(scatter(points.slice(400), 72, 18)))
}
console.log('100 labelled     linear probe   nearest example')
for (const [name, { linear, nearest }] of Object.entries(table))
  console.log(`${name.padEnd(17)}${linear.toFixed(3).padEnd(15)}${nearest.toFixed(3)}`)

const { pixels, low, middle, high } = table
const rises = pixels.linear < low.linear && low.linear < middle.linear && middle.linear < high.linear
report({
  figure:
    'digits read off by a linear probe from 100 labels, from the pixels and from the high layer; by nearest examples',
  bar: 'rising with depth to 0.88; 0.03 more',
  reached: [pixels.linear, high.linear, pixels.nearest, high.nearest].map((share) => share.toFixed(3)).join(', '),
  passed: rises && high.linear >= 0.88 && high.nearest >= pixels.nearest + 0.03,
})
