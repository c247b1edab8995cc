/*
 * Generalisation: what a network knows of digits it never saw, against how many it has seen, and the gap to those it
 * learned. From raw pixels, no features: pixels-64-32-10, ReLU, gradient descent 0.005, one digit at a time; one pass, then
 * four more over the same digits, in a new order. Three seeds.
 *
 * MNIST can't be shipped. `--data FOLDER` with its four IDX files (gzipped or not) learns 8,000 digits of it, averaged to
 * 14 x 14 pixels: that is what the bar was set for. Without it that is not judged, and 1,297 of the digits in
 * data/README.md, which are fewer and smaller, have to reach the same.
 */
import { parseArgs } from 'node:util'
import {
  backward,
  createModel,
  createRandom,
  dense,
  forward,
  heUniform,
  loss,
  type Model,
  relu,
  sgd,
  softmaxCrossEntropy,
  update,
} from 'eddy'
import { Subject } from 'rxjs'
import { type Digit, digits8x8, mnist } from './digit-images.js'
import { mean, shuffle } from '../experiment/experiment.js'
import { report } from '../experiment/report.js'

const { values } = parseArgs({ options: { data: { type: 'string' } } })
const { name, learned, unseen } = values.data ? mnist(values.data) : await digits8x8()

/** The part of the digits whose best output is the right one. */
function accuracyOn(model: Model, digits: readonly Digit[]): number {
  const right = digits.filter(({ x, y }) => {
    const output = model.predict(x)
    return output.indexOf(Math.max(...output)) === y
  })
  return right.length / digits.length
}

interface Point {
  readonly seen: number
  readonly onLearned: number
  readonly onUnseen: number
}

/** Accuracies along five passes: whenever the number of digits seen has doubled, and after each pass. */
function curve(seed: number): readonly Point[] {
  const he = { start: heUniform() }
  const layers = [dense(64, he), relu(), dense(32, he), relu(), dense(10, he)]
  const model = createModel({ input: learned[0]?.x.length ?? 1, layers, seed })
  const digits$ = new Subject<Digit>()
  digits$
    .pipe(forward(model), loss(softmaxCrossEntropy()), backward(), update(sgd({ learningRate: 0.005 })))
    .subscribe()
  const random = createRandom(seed + 1000).next
  const points: Point[] = []
  let seen = 0
  for (let pass = 0; pass < 5; pass++) {
    const order = shuffle(learned, random)
    for (const digit of order) {
      digits$.next(digit)
      seen += 1
      const doubled = pass === 0 && Number.isInteger(Math.log2(seen / 100))
      if (!doubled && seen % learned.length !== 0) continue
      const known = pass === 0 ? order.slice(0, seen) : order
      points.push({ seen, onLearned: accuracyOn(model, known), onUnseen: accuracyOn(model, unseen) })
    }
  }
  return points
}

const curves = [0, 1, 2].map(curve)
const percent = (value: number): string => `${(100 * value).toFixed(1).padStart(5)} %`
console.log(`${name}: ${learned.length} learned, ${unseen.length} unseen; mean of three seeds`)
console.log('    seen   on learned   on unseen       gap')
for (const [at, { seen }] of (curves[0] ?? []).entries()) {
  const onLearned = mean(curves.map((points) => points[at]?.onLearned ?? 0))
  const onUnseen = mean(curves.map((points) => points[at]?.onUnseen ?? 0))
  const bar = `${'█'.repeat(Math.round(onUnseen * 40))}${'░'.repeat(Math.max(0, Math.round((onLearned - onUnseen) * 40)))}`
  console.log(
    `${String(seen).padStart(8)}   ${percent(onLearned)}      ${percent(onUnseen)}   ${percent(onLearned - onUnseen)}   ${bar}`,
  )
}

const worst = (passes: number): number =>
  Math.min(...curves.map((points) => points.find(({ seen }) => seen === passes * learned.length)?.onUnseen ?? 0))
const bar = '80 % and 87 %'
if (!values.data) {
  report({
    figure: 'MNIST at 14 x 14 pixels, 8,000 learned: unseen ones right after one pass and after five',
    bar,
    reached: "not judged: MNIST isn't shipped, --data FOLDER with its four files is wanted; in its place:",
    passed: true,
    judged: false,
  })
}
report({
  figure: `${name}, ${learned.length.toLocaleString('en')} learned: unseen ones right after one pass and after five, worst of 3 seeds`,
  bar,
  reached: `${percent(worst(1)).trim()} and ${percent(worst(5)).trim()}`,
  passed: worst(1) >= 0.8 && worst(5) >= 0.87,
})
