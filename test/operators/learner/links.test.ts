import { describe, expect, it } from 'vitest'
import * as eddy from '../../../src/index.js'
import {
  captureSnapshot,
  createLearner,
  createPredictor,
  createRandom,
  type Loss,
  type Prediction,
  restoreLearner,
} from '../../../src/index.js'
import { builtinLosses } from '../../../src/losses/builtin.js'
import { linkOf } from '../../../src/losses/link.js'

/* Every exported loss in a learner of each task: it predicts in the units of its targets, or is refused when it is made. */

const losses = Object.keys(builtinLosses)
  .filter((name) => name in eddy)
  .map((name) => [name, builtinLosses[name]?.() as Loss] as const)

/** A target that each link takes, as a function of an input from -1 to 1. */
const targetOf = {
  identity: (x: number) => 1000 + 50 * x,
  meanAndVariance: (x: number) => 1000 + 50 * x,
  exponential: (x: number) => Math.round(Math.exp(1 + x)),
  logistic: (x: number) => x > 0,
  sign: (x: number) => (x > 0 ? 1 : -1),
}

function trained(loss: Loss, samples = 3000) {
  const learner = createLearner({ task: 'regression', loss, seed: 3 })
  const { next, normal } = createRandom(5)
  for (let i = 0; i < samples; i++) {
    const x = 2 * next() - 1
    const y = targetOf[linkOf(loss)](x)
    learner.learn({ x: { x }, y: linkOf(loss) === 'meanAndVariance' ? Number(y) + 20 * normal() : y })
  }
  return learner
}

describe('losses in learners', () => {
  it('are all tried', () => expect(losses.map(([name]) => name).sort()).toEqual(Object.keys(builtinLosses).sort()))

  it.each(losses)('%s is for one task, and the other refuses it by name', (name, loss) => {
    const other = loss.target === 'class' ? 'regression' : 'classification'
    expect(() => createLearner({ task: other, loss })).toThrow(`${name} is for a`)
  })

  const values = losses.filter(([, { target }]) => target === 'values')

  it.each(values)('%s: predicts in the units of its targets', (_, loss) => {
    const learner = trained(loss)
    expect(learner.rejections.count).toBe(0)
    const { value } = learner.predict({ x: 0.5 })
    const wanted = Number(targetOf[linkOf(loss)](0.5))
    const near = { identity: 15, meanAndVariance: 15, exponential: 1, logistic: 0.2, sign: 1 }[linkOf(loss)]
    if (linkOf(loss) === 'sign') expect(Math.sign(value)).toBe(wanted)
    else expect(Math.abs(value - wanted)).toBeLessThan(near)
    if (linkOf(loss) === 'exponential') expect(learner.predict({ x: -1 }).value).toBeGreaterThan(0)
    if (linkOf(loss) === 'logistic') expect(learner.predict({ x: -1 }).value).toBeLessThan(0.2)
  })

  it.each(values)('%s: a snapshot, and the learner made from it, predict the same bits', (_, loss) => {
    const learner = trained(loss, 300)
    const snapshot = captureSnapshot(learner, { optimizer: true })
    const restored = restoreLearner(snapshot)
    const predictor = createPredictor(snapshot)
    const questions = [-1, 0, 0.3, 1].map((x) => ({ x }))
    const answers = (of: { predict(x: object): unknown }): unknown => questions.map((x) => of.predict(x))
    expect(answers(restored)).toEqual(answers(learner))
    expect(answers(predictor)).toEqual(answers(learner))
    for (const each of [learner, restored]) each.learn({ x: { x: 0.2 }, y: targetOf[linkOf(loss)](0.2) })
    expect(restored.model?.parameters).toEqual(learner.model?.parameters)
  })

  it.each(values)('%s: sets targets aside that it can not compare with', (name, loss) => {
    const learner = createLearner({ task: 'regression', loss })
    const reasons: string[] = []
    learner.rejected$.subscribe(({ reason }) => reasons.push(reason))
    const unfit = { identity: [], meanAndVariance: [], exponential: [-1], logistic: [-0.1, 1.1], sign: [0, 2] }
    for (const y of unfit[linkOf(loss)]) {
      learner.learn({ x: [1], y })
      learner.learn({ x: [1], y: [y] })
    }
    expect(reasons).toHaveLength(2 * unfit[linkOf(loss)].length)
    for (const reason of reasons) expect(reason).toContain(`${name}: expected `)
    expect(learner.samples).toBe(0)
  })

  it.each(values)('%s: `scaleTarget` is refused where it makes no sense', (_, loss) => {
    const make = (): unknown => createLearner({ task: 'regression', loss, scaleTarget: true })
    if (['identity', 'meanAndVariance'].includes(linkOf(loss))) expect(make).not.toThrow()
    else expect(make).toThrow('left out with')
  })
})

describe('gaussianNll in a learner', () => {
  it('predicts a mean and a variance in the units of the target', () => {
    const learner = createLearner({ task: 'regression', loss: eddy.gaussianNll(), seed: 1 })
    const { next, normal } = createRandom(2)
    for (let i = 0; i < 20_000; i++) {
      const x = next()
      learner.learn({ x: { x }, y: 500 + 100 * x + (x > 0.5 ? 20 : 5) * normal() })
    }
    const [calm, noisy] = [0.25, 0.75].map((x) => learner.predict({ x }))
    expect(calm?.value).toBeCloseTo(525, -1)
    expect(Math.sqrt(calm?.variance ?? 0)).toBeGreaterThan(3)
    expect(Math.sqrt(calm?.variance ?? 0)).toBeLessThan(9)
    expect(Math.sqrt(noisy?.variance ?? 0)).toBeGreaterThan(13)
    expect(Math.sqrt(noisy?.variance ?? 0)).toBeLessThan(28)
    expect(calm?.variances).toHaveLength(1)
  })

  it('takes several targets of one length', () => {
    const learner = createLearner({ task: 'regression', loss: eddy.gaussianNll() })
    for (let i = 0; i < 50; i++) learner.learn({ x: [i % 5], y: [i % 5, 100 * (i % 5)] })
    const { values, variances } = learner.predict([2])
    expect([values.length, variances?.length]).toEqual([2, 2])
    learner.learn({ x: [1], y: [1, 2, 3] })
    expect(learner.rejections.count).toBe(1)
  })
})

describe("a loss of one's own", () => {
  const rate: Loss = {
    name: 'rate',
    settings: {},
    target: 'values',
    link: 'exponential',
    trace: ({ prediction, target, op }) => op.mean(op.sub(op.exp(prediction), op.mul(target, prediction))),
  }

  it('brings its link, in a snapshot too', () => {
    const learner = trained(rate)
    const predictions = (of: { predict(x: object): Prediction | Float32Array | Float64Array }): unknown =>
      of.predict({ x: 0.5 })
    expect(learner.predict({ x: 0.5 }).value).toBeGreaterThan(3)
    const snapshot = captureSnapshot(learner)
    expect(predictions(createPredictor(snapshot) as never)).toEqual(predictions(learner))
    expect(restoreLearner(snapshot, { loss: rate }).predict({ x: 0.5 })).toEqual(learner.predict({ x: 0.5 }))
  })

  it('with an unknown link is refused', () => {
    const wrong = { ...rate, link: 'cubic' } as unknown as Loss
    expect(() => createLearner({ task: 'regression', loss: wrong })).toThrow('loss')
  })
})
