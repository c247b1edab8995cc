import { describe, expect, it } from 'vitest'
import type { MachineKind } from '../../../src/kernels/isa.js'
import { createRandom } from '../../../src/kernels/random.js'
import { dense } from '../../../src/layers/dense.js'
import { layer, type LayerSpec } from '../../../src/layers/layer.js'
import { createModel, type Model } from '../trainable.js'
import type { ModelOptions } from '../../../src/layers/model/modelSpec.js'
import { attention } from '../../../src/layers/recurrent/attention.js'
import { gru } from '../../../src/layers/recurrent/gru.js'
import { linearRecurrent } from '../../../src/layers/recurrent/linearRecurrent.js'
import { lstm } from '../../../src/layers/recurrent/lstm.js'
import { recurrent } from '../../../src/layers/recurrent/recurrent.js'
import { isFault } from '../../../src/rejection.js'
import { squaredError } from '../../../src/losses/squaredError.js'
import { adam } from '../../../src/optimizers/adaptive/adam.js'

/* The states that layers keep from sample to sample: whose they are, what moves them, and what doesn't. */

const layers: readonly (readonly [string, LayerSpec])[] = [
  ['recurrent', recurrent({ units: 5, window: 4 })],
  ['recurrent, diagonal', recurrent({ units: 5, gradient: 'diagonal' })],
  ['gru', gru({ units: 5, window: 3 })],
  ['lstm', lstm({ units: 6, window: 1 })],
  ['linearRecurrent', linearRecurrent({ units: 5 })],
  ['attention', attention({ window: 4 })],
]

const build = (spec: LayerSpec, options: Partial<ModelOptions> = {}): Model =>
  createModel({ input: 3, layers: [spec, dense(1)], seed: 4, ...options })

function inputs(count: number, seed = 1): number[][] {
  const { next } = createRandom(seed)
  return Array.from({ length: count }, () => [next() - 0.5, next() - 0.5, next() - 0.5])
}

function trainer(model: Model): (x: readonly number[], key?: string | number, y?: readonly number[]) => boolean {
  const loss = model.attachLoss(squaredError())
  const optimizer = model.attachRules(adam({ learningRate: 0.01 }).rules)
  return (x, key, y = [x[0] ?? 0]) => !isFault(model.train({ x, y, key }, loss, optimizer))
}

const bits = ({ parameters, state: { streams } }: Model): unknown => ({
  parameters: Array.from(parameters, (value) => (Object.is(value, -0) ? '-0' : value)),
  keys: streams.keys,
  values: Array.from(streams.values),
})

describe.each(layers)('%s', (_, spec) => {
  it('remembers: the same sample gives another output later', () => {
    const model = build(spec)
    const before = model.predict([0.1, 0.2, 0.3])
    for (const x of inputs(5)) model.observe(x)
    expect(model.predict([0.1, 0.2, 0.3])).not.toEqual(before)
    model.forget()
    expect(model.predict([0.1, 0.2, 0.3])).toEqual(before)
  })

  it('predicts what a pass of the same sample gives, and predicting moves nothing', () => {
    const model = build(spec)
    for (const x of inputs(9)) model.observe(x)
    const before = bits(model)
    const predicted = model.predict([0.3, 0.1, -0.2])
    for (const x of inputs(4, 9)) {
      model.predict(x)
      model.predict(x, 'another')
      model.activations(x)
      model.check(x)
    }
    expect(bits(model)).toEqual(before)
    const pass = model.begin([0.3, 0.1, -0.2])
    if (isFault(pass)) throw new Error(pass.reason)
    expect(pass.output()).toEqual(predicted)
  })

  it('observing moves a state as learning with a rate of nothing does', () => {
    const [one, other] = [build(spec), build(spec)]
    for (const x of inputs(9)) {
      one.observe(x)
      const pass = other.begin(x)
      if (isFault(pass)) throw new Error(pass.reason)
      pass.release()
    }
    expect(bits(one)).toEqual(bits(other))
  })

  it('interleaved keys are keys apart', () => {
    const [both, a, b] = [build(spec), build(spec), build(spec)]
    const [as, bs] = [inputs(12, 1), inputs(12, 2)]
    as.forEach((x, at) => {
      both.observe(x, 'a')
      both.observe(bs[at] ?? [], 7)
      a.observe(x)
      b.observe(bs[at] ?? [])
    })
    const question = [0.2, -0.1, 0.4]
    expect(both.predict(question, 'a')).toEqual(a.predict(question))
    expect(both.predict(question, 7)).toEqual(b.predict(question))
    expect(both.predict(question, '7')).toEqual(build(spec).predict(question))
  })

  it('a sample that was set aside moves no state', () => {
    const model = build(spec)
    const train = trainer(model)
    for (const x of inputs(6)) expect(train(x, 'a')).toBe(true)
    const before = bits(model)
    expect(train([1, Number.NaN, 1], 'a')).toBe(false)
    expect(train([1, 2], 'a')).toBe(false)
    expect(train([1, 2, 3], 'a', [Number.NaN])).toBe(false)
    expect(train([1, 2, 3], 'a', [3e38])).toBe(false)
    expect(train([1, 2, 3], 'new', [Number.NaN])).toBe(false)
    expect(train([1, 2, 3], 'new', [3e38])).toBe(false)
    expect(model.observe([1, Number.POSITIVE_INFINITY, 1], 'a')).toBe(false)
    expect(bits(model)).toEqual(before)
  })

  it('goes on exactly from its state', () => {
    const model = build(spec)
    const train = trainer(model)
    for (const [at, x] of inputs(40).entries()) train(x, `key ${at % 3}`)
    const again = createModel({ ...JSON.parse(JSON.stringify(model.spec)), maxKeys: 1000 })
    const trainAgain = trainer(again)
    again.restore(model.state, model.steps)
    for (const [at, x] of inputs(40, 5).entries()) {
      train(x, `key ${at % 4}`)
      trainAgain(x, `key ${at % 4}`)
    }
    expect(bits(again)).toEqual(bits(model))
  })

  it('leaves the same bits in SIMD and in its twin', () => {
    const run = (kernels: MachineKind): unknown => {
      const model = build(spec, { kernels })
      const train = trainer(model)
      for (const [at, x] of inputs(60).entries()) train(x, at % 2)
      return bits(model)
    }
    expect(run('simd')).toEqual(run('reference'))
  })

  it('takes its states along when it grows', () => {
    const small = build(spec)
    for (const x of inputs(9)) small.observe(x, 'a')
    const large = createModel({ input: 5, layers: [spec, dense(2)], seed: 1 })
    large.adopt(small)
    const question = [0.2, -0.1, 0.4]
    if (spec.type === 'attention') {
      // Its features are its outputs, so its maps grow too; what it has seen stays.
      expect(large.state.streams.keys).toEqual(['a'])
      expect(large.state.streams.values.length).toBeGreaterThan(0)
      return
    }
    expect(large.predict([...question, 0, 0], 'a')[0]).toBe(small.predict(question, 'a')[0])
    for (const x of inputs(9, 3)) {
      small.observe(x, 'a')
      large.observe([...x, 0, 0], 'a')
    }
    expect(large.predict([...question, 0, 0], 'a')[0]).toBe(small.predict(question, 'a')[0])
  })
})

describe('keys', () => {
  const spec = gru({ units: 3, window: 2 })

  it('beyond the limit, the one learned longest ago is forgotten; memory is bounded', () => {
    const model = build(spec, { maxKeys: 3 })
    const train = trainer(model)
    const [x = []] = inputs(1)
    for (const key of ['a', 'b', 'c', 'a', 'd']) train(x, key)
    expect(model.state.streams.keys).toEqual(['c', 'a', 'd'])
    for (let key = 0; key < 1000; key++) train(x, key)
    expect(model.state.streams.keys).toEqual([997, 998, 999])
    expect(model.predict(x, 'a')).toEqual(model.predict(x, 'never seen'))
  })

  it('a new key that is set aside pushes nobody out', () => {
    const model = build(spec, { maxKeys: 2 })
    const train = trainer(model)
    const [x = []] = inputs(1)
    train(x, 'a')
    train(x, 'b')
    const before = bits(model)
    for (let key = 0; key < 100; key++) train(x, key, [Number.NaN])
    expect(bits(model)).toEqual(before)
  })

  it('passes that never come to an end stay within the limit and the tapes', () => {
    const model = build(spec, { maxKeys: 2, maxTapes: 3 })
    for (let key = 0; key < 100; key++) model.begin([0, 0, 1], key)
    expect(model.state.streams.keys.length).toBeLessThanOrEqual(5)
  })

  it.each([0, 1.5, Number.NaN])('a limit of %s is refused', (maxKeys) => {
    expect(() => build(spec, { maxKeys })).toThrow(expect.objectContaining({ code: 'ERR_OPTION' }))
  })
})

describe('passes under way', () => {
  const spec = gru({ units: 3, window: 2 })
  const begin = (model: Model, x: readonly number[]) => {
    const pass = model.begin(x)
    if (isFault(pass)) throw new Error(pass.reason)
    return pass
  }

  it('the next sample starts where the one before ended, though that is not learned yet', () => {
    const [delayed, direct] = [build(spec), build(spec)]
    const passes = inputs(5).map((x) => begin(delayed, x))
    for (const x of inputs(5)) direct.observe(x)
    for (const pass of passes) pass.release()
    expect(bits(delayed)).toEqual(bits(direct))
  })

  it('set aside in the middle, a sample that others went on from leaves their state', () => {
    const model = build(spec)
    const [first, second] = inputs(2).map((x) => begin(model, x))
    const before = bits(model)
    first?.withdraw()
    expect(bits(model)).toEqual(before)
    second?.withdraw()
    expect(bits(model)).not.toEqual(before)
    first?.withdraw()
    second?.withdraw()
  })

  it('two models share nothing', () => {
    const [one, other] = [build(spec), build(spec)]
    const before = bits(other)
    for (const x of inputs(5)) one.observe(x)
    expect(bits(other)).toEqual(before)
  })
})

describe('states of layers of one’s own', () => {
  const running = layer('running', ({ x, op, state, next }) => {
    const sum = state('sum', x.shape)
    const after = op.add(sum, x)
    next(sum, after)
    return after
  })

  it('are what `next` says', () => {
    const model = createModel({ input: 2, layers: [running()] })
    for (const x of [
      [1, 2],
      [10, 20],
    ])
      model.observe(x)
    expect([...model.predict([100, 200])]).toEqual([111, 222])
    expect([...model.predict([0, 0])]).toEqual([11, 22])
  })

  it('that overflow set the sample aside, and stay as they were', () => {
    const model = createModel({ input: 1, layers: [running()] })
    model.observe([3e38])
    const reasons: string[] = []
    model.rejections.listen(({ code }) => reasons.push(code))
    expect(model.observe([3e38])).toBe(false)
    expect(isFault(model.begin([3e38]))).toBe(true)
    expect(reasons).toEqual(['ERR_STATE_NOT_FINITE'])
    expect(model.predict([0])[0]).toBe(Math.fround(3e38))
  })

  it.each<readonly [string, Parameters<typeof layer>[1]]>([
    [
      'never moved on',
      ({ x, state }) => {
        state('s', [1])
        return x
      },
    ],
    [
      'moved on twice',
      ({ x, state, next }) => {
        const s = state('s', x.shape)
        next(s, x)
        next(s, x)
        return x
      },
    ],
    [
      'declared twice',
      ({ x, state, next }) => {
        next(state('s', x.shape), x)
        next(state('s', x.shape), x)
        return x
      },
    ],
    [
      'moved on to a constant',
      ({ x, op, state, next }) => {
        next(state('s', [1]), op.constant(1))
        return x
      },
    ],
    [
      'of another',
      ({ x, next }) => {
        next(x, x)
        return x
      },
    ],
  ])('%s is an error when the model is built', (_, trace) => {
    expect(() => createModel({ input: 2, layers: [layer('wrong', trace)()] })).toThrow(
      expect.objectContaining({ code: 'ERR_STATE' }),
    )
  })

  it('of another shape is an error when the model is built', () => {
    const wrong = layer('wrong', ({ x, op, state, next }) => {
      next(state('s', [3]), op.slice(x, 0, 1))
      return x
    })
    expect(() => createModel({ input: 2, layers: [wrong()] })).toThrow(expect.objectContaining({ code: 'ERR_SHAPE' }))
  })

  it('of another length are refused, changing nothing', () => {
    const model = createModel({ input: 2, layers: [running()] })
    model.observe([1, 2])
    const before = bits(model)
    const streams = { keys: ['a'], values: new Float32Array(3) }
    expect(() => model.restore({ streams })).toThrow(expect.objectContaining({ code: 'ERR_STATE' }))
    expect(bits(model)).toEqual(before)
  })
})
