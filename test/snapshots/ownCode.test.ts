import { describe, expect, it } from 'vitest'
import {
  captureSnapshot,
  chain,
  constant,
  createLearner,
  createPredictor,
  dense,
  type Detector,
  type FeatureDefinition,
  type FeatureStage,
  type FeatureState,
  layer,
  type Learner,
  type Loss,
  type Optimizer,
  restoreLearner,
  type RestoreLearnerOptions,
  restoreModel,
  Row,
  standardScaler,
} from '../../src/index.js'
import { decodeSnapshot, encodeSnapshot } from '../../src/snapshots/snapshotCodec.js'

/* What a file can't hold: layers, features, a loss, an optimizer and a detector of one's own. */

const swish = layer('swish', ({ x, parameter, op }) => {
  const beta = parameter('beta', [1], constant(1))
  return op.mul(x, op.sigmoid(op.mul(beta, x)))
})

const cauchy: Loss = {
  name: 'cauchy',
  settings: {},
  target: 'values',
  trace: ({ prediction, target, op }) => op.mean(op.log1p(op.square(op.sub(prediction, target)))),
}

const signs: Optimizer = {
  rules: [{ name: 'signs', settings: { rate: 0.01 }, trace: (op) => op.mul(op.sign(op.g), 0.01) }],
}

const everyHundred: Detector = {
  name: 'everyHundred',
  settings: {},
  input: 'any',
  create: () => {
    let count = 0
    return {
      update: () => (++count % 100 === 0 ? 'drift' : 'none'),
      state: () => count,
      restore: (state) => {
        count = Number(state)
      },
    }
  },
}

/** A typed stage: the ratio of the first two columns, and of this to its largest so far. */
class RatioStage implements FeatureStage {
  readonly active = true
  readonly out: Row = new Row()
  private largest = 0

  learn(row: Row): void {
    for (let column = this.out.width; column < row.width; column++) this.out.append(row.names[column] ?? '')
    if (this.out.width === row.width) this.out.append('ratio')
    this.largest = Math.max(this.largest, Math.abs(this.ratioOf(row)))
  }

  private ratioOf({ numbers: [a = 0, b = 0] }: Row): number {
    return a / (1 + Math.abs(b))
  }

  apply(row: Row): void {
    for (let column = 0; column < row.width; column++) this.out.numbers[column] = row.numbers[column] ?? Number.NaN
    this.out.numbers[row.width] = this.ratioOf(row) / (this.largest || 1)
  }

  state(): FeatureState {
    return { json: [...this.out.names], numbers: Float64Array.of(this.largest) }
  }

  restore({ json, numbers }: FeatureState): void {
    for (const name of json as readonly string[]) this.out.append(name)
    this.largest = numbers[0] ?? 0
  }
}
const ratio = (): FeatureDefinition => ({ name: 'ratio', settings: {}, create: () => new RatioStage() })

const features = [ratio(), standardScaler()]
const everything = {
  features,
  layers: [dense(6), swish()],
  loss: cauchy,
  optimizer: chain(signs),
  onDrift: { detector: everyHundred, action: 'boost' as const },
}
const options: Readonly<Record<string, RestoreLearnerOptions>> = {
  features: { features },
  definitions: { definitions: { swish } },
  loss: { loss: cauchy },
  optimizer: { optimizer: chain(signs) },
  onDrift: { onDrift: everything.onDrift },
}

const sample = (i: number) => ({
  x: { a: Math.sin(i), b: Math.cos(3 * i) },
  y: Math.sin(i) / (1 + Math.abs(Math.cos(3 * i))),
})

function taught(): Learner {
  const learner = createLearner({ task: 'regression', seed: 4, ...everything })
  for (let i = 0; i < 250; i++) learner.learn(sample(i))
  return learner
}

describe("a learner of parts of one's own", () => {
  const learner = taught()
  const snapshot = decodeSnapshot(encodeSnapshot(captureSnapshot(learner, { optimizer: true })))
  const all: RestoreLearnerOptions = Object.assign({}, ...Object.values(options))

  it('is restored with them, and goes on to the same bits', () => {
    const again = restoreLearner(snapshot, all)
    const same = taught()
    for (let i = 250; i < 500; i++) expect(again.learn(sample(i))).toEqual(same.learn(sample(i)))
    expect(again.model?.parameters).toEqual(same.model?.parameters)
  })

  it.each(Object.keys(options))('without `%s` is refused, and the message names that option', (name) => {
    const { [name as keyof RestoreLearnerOptions]: _, ...others } = all
    expect(() => restoreLearner(snapshot, others)).toThrow(new RegExp(`\`${name}\`|${name}:`))
  })

  it('is refused with other features than were saved', () => {
    expect(() => restoreLearner(snapshot, { ...all, features: [standardScaler()] })).toThrow(
      '`features` must be those that were saved, ratio, standardScaler, got standardScaler',
    )
  })

  it('is predicted with by who has its layers and features', () => {
    const predictor = createPredictor(snapshot, { definitions: { swish }, features })
    expect(predictor.predict({ a: 0.1, b: 2 })).toEqual(learner.predict({ a: 0.1, b: 2 }))
    expect(() => createPredictor(snapshot, { definitions: { swish } })).toThrow('`features`')
    expect(() => createPredictor(snapshot, { features })).toThrow('definitions')
  })

  it('its model is restored with its layers and optimizer', () => {
    const model = restoreModel(snapshot, { definitions: { swish }, optimizer: chain(signs) })
    expect(model.parameters).toEqual(learner.model?.parameters)
    expect(() => restoreModel(snapshot, { definitions: { swish } })).toThrow('`optimizer`')
  })
})

describe('rateFactor', () => {
  it('sets the rate by what is observed: 0 learns nothing, and a larger one learns faster', () => {
    const moved = (factor: number): number => {
      const learner = createLearner({ task: 'regression', seed: 1, layers: [dense(4)] })
      for (let i = 0; i < 20; i++) learner.learn(sample(i))
      const { model } = learner
      if (!model) throw new Error('no model')
      const before = Float32Array.from(model.parameters)
      model.rateFactor = factor
      learner.learn(sample(20))
      return Math.hypot(...Array.from(model.parameters, (value, i) => value - (before[i] ?? 0)))
    }
    expect(moved(0)).toBe(0)
    expect(moved(2)).toBeGreaterThan(1.5 * moved(1))
  })
})
