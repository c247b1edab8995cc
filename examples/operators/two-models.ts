/*
 * Two models in a row: gradients flow through the head into the encoder. Then the encoder is frozen, and a fresh head
 * learns a second question from what the encoder found. Points of a ring against points around its centre.
 * Bar: 95 % right over the last 1,000 of each part; the frozen encoder doesn't move by a bit, the first head not at all.
 */
import {
  adam,
  backward,
  createModel,
  createRandom,
  dense,
  forward,
  loss,
  type Model,
  softmaxCrossEntropy,
  tanh,
  update,
} from 'eddy'
import { map, range } from 'rxjs'
import { beside, regions } from '../experiment/regions.js'
import { report } from '../experiment/report.js'

const { next: random } = createRandom(7)
const points$ = range(0, 10_000).pipe(
  map(() => {
    const radius = random() < 0.5 ? 0.5 * random() : 0.8 + 0.2 * random()
    const angle = 2 * Math.PI * random()
    return { x: [radius * Math.cos(angle), radius * Math.sin(angle)], outside: Number(radius > 0.65) }
  }),
)

const encoder = createModel({ input: 2, layers: [dense(16), tanh(), dense(8), tanh()], seed: 1 })
const head = createModel({ input: 8, layers: [dense(2)], seed: 2 })
const secondHead = createModel({ input: 8, layers: [dense(2)], seed: 3 })

/** Trains on all points and returns how often the prediction was right, over the last 1,000. */
function accuracyOf(models: { readonly head: Model; readonly only: readonly Model[] }, swapped: boolean): number {
  const right: boolean[] = []
  points$
    .pipe(
      map(({ x, outside }) => ({ x, y: swapped ? 1 - outside : outside })),
      forward(encoder),
      forward(models.head),
      loss(softmaxCrossEntropy()),
      backward(),
      update(adam({ learningRate: 0.005 }), { only: models.only }),
    )
    .subscribe(({ output, target }) => right.push(Number(Number(output[1]) > Number(output[0])) === target))
  return right.slice(-1000).filter(Boolean).length / 1000
}

const together = accuracyOf({ head, only: [encoder, head] }, false)
const before = [...encoder.parameters]
const frozen = accuracyOf({ head: secondHead, only: [secondHead] }, true)
const unmoved = before.every((weight, index) => weight === encoder.parameters[index])
report({
  figure: 'accuracy together; of a new head on the frozen encoder; the encoder meanwhile',
  bar: '0.95, 0.95, unmoved',
  reached: `${together}, ${frozen}, ${unmoved ? 'unmoved' : 'MOVED'}`,
  passed: together >= 0.95 && frozen >= 0.95 && unmoved,
})

console.log('\nthe ring, and what the second head was asked: its centre')
const says = (model: Model) =>
  regions(
    (x, y) => {
      const [no = 0, yes = 0] = model.predict(encoder.predict([x, y]))
      return yes - no
    },
    { from: -1.1, to: 1.1, lines: 11 },
  )
console.log(beside([says(head), says(secondHead)]))
