import { from } from 'rxjs'
import { describe, expect, it } from 'vitest'
import {
  adagrad,
  adam,
  adamW,
  adamax,
  backward,
  chain,
  createLearner,
  createModel,
  dense,
  forward,
  learn,
  lion,
  loss,
  nadam,
  nesterov,
  type Optimizer,
  perturb,
  rejectionsOf,
  rmsprop,
  type Schedule,
  sgd,
  shrink,
  shrinkAndPerturb,
  squaredError,
  update,
  weightDecay,
  adadelta,
  linearWarmup,
} from '../../src/index.js'

/** Gives 0.01, but at step 3 what is asked for. */
const failing = (at3: () => unknown): Schedule => ({
  at: (t) => (t === 3 ? (at3() as number) : 0.01),
  settings: { type: 'failing' },
})

const makers: Readonly<Record<string, (schedule: Schedule) => Optimizer>> = {
  sgd: (learningRate) => sgd({ learningRate }),
  'sgd momentum': (momentum) => sgd({ learningRate: 0.01, momentum }),
  'sgd pytorch': (learningRate) => sgd({ learningRate, momentum: 0.9, form: 'pytorch' }),
  'sgd weightDecay': (learningRate) => sgd({ learningRate, weightDecay: 0.1 }),
  nesterov: (learningRate) => nesterov({ learningRate }),
  adam: (learningRate) => adam({ learningRate }),
  amsgrad: (learningRate) => adam({ learningRate, amsgrad: true }),
  adamW: (learningRate) => adamW({ learningRate }),
  adamax: (learningRate) => adamax({ learningRate }),
  nadam: (learningRate) => nadam({ learningRate }),
  adagrad: (learningRate) => adagrad({ learningRate }),
  adadelta: (learningRate) => adadelta({ learningRate }),
  rmsprop: (learningRate) => rmsprop({ learningRate }),
  'rmsprop centered': (learningRate) => rmsprop({ learningRate, centered: true, momentum: 0.5 }),
  lion: (learningRate) => lion({ learningRate, weightDecay: 0.1 }),
  shrink: (decay) => chain(sgd({ learningRate: 0.01 }), shrink({ decay })),
  weightDecay: (learningRate) => chain(sgd({ learningRate: 0.01 }), weightDecay({ learningRate, decay: 0.1 })),
  shrinkAndPerturb: (learningRate) => shrinkAndPerturb({ learningRate, decay: 0.1, noise: 0.1 }),
  'behind a warm-up': (rate) => sgd({ learningRate: linearWarmup({ steps: 2, rate }) }),
}

const nonsense: Readonly<Record<string, () => unknown>> = {
  NaN: () => Number.NaN,
  Infinity: () => Number.POSITIVE_INFINITY,
  negative: () => -1,
  'too large': () => 1e300,
  text: () => '0.1',
  nothing: () => undefined,
  throws: () => {
    throw new RangeError('no rate today')
  },
}

const samples = Array.from({ length: 6 }, (_, i) => ({ x: [i / 6, 1], y: i }))

describe('a step whose schedule gives no usable number', () => {
  for (const [name, make] of Object.entries(makers)) {
    it.each(Object.keys(nonsense))(`${name}: ${'%s'} is set aside, the others are learned`, (kind) => {
      const model = createModel({ input: 2, layers: [dense(1)], seed: 1 })
      const codes: string[] = []
      rejectionsOf(model.rejections).subscribe(({ code, reason }) => codes.push(`${code} ${reason}`))
      const weights: string[] = []
      from(samples)
        .pipe(forward(model), loss(squaredError()), backward(), update(make(failing(nonsense[kind] ?? (() => 0)))))
        .subscribe(() => weights.push(model.parameters.join()))
      expect(codes.length).toBe(1)
      expect(codes[0]).toMatch(/^ERR_SCHEDULE .*(step 3|no rate today)/)
      expect(weights.length).toBe(5)
      expect(new Set(weights).size).toBe(5)
      expect(model.parameters.every(Number.isFinite)).toBe(true)
    })
  }

  it('moves none of several models', () => {
    const models = [1, 2].map((seed) => createModel({ input: 2, layers: [dense(2)], seed }))
    const [encoder, head] = [models[0] ?? expect.fail(), models[1] ?? expect.fail()]
    // The head has one step behind it, so that its schedule fails when that of the encoder is fine.
    const optimizer = nadam({ learningRate: failing(() => Number.NaN) })
    const step = update(optimizer)
    from([{ x: [1, 1], y: [0, 0] }])
      .pipe(forward(head), loss(squaredError()), backward(), step)
      .subscribe()
    const before: string[] = []
    const codes: string[] = []
    rejectionsOf(head.rejections).subscribe(({ code }) => codes.push(code))
    const state = (): string => models.map(({ parameters }) => parameters.join()).join(' ')
    from(samples.map(({ x }) => ({ x, y: [1, 1] })))
      .pipe(forward(encoder), forward(head), loss(squaredError()), backward())
      .subscribe((record) => {
        before.push(state())
        from([record]).pipe(step).subscribe()
        if (before.length === 2) expect(state()).toBe(before[1])
      })
    expect(codes).toContain('ERR_SCHEDULE')
    expect(models.every(({ parameters }) => parameters.every(Number.isFinite))).toBe(true)
  })

  it('is told of by a learner, which goes on', () => {
    const learner = createLearner({ task: 'regression', optimizer: sgd({ learningRate: failing(() => Number.NaN) }) })
    const codes: string[] = []
    learner.rejected$.subscribe(({ code }) => codes.push(code))
    const learned: unknown[] = []
    from(samples)
      .pipe(learn(learner))
      .subscribe((each) => learned.push(each))
    expect(codes).toEqual(['ERR_SCHEDULE'])
    expect(learned.length).toBe(5)
  })
})

describe('a custom rule whose step is not finite', () => {
  it.each([[0], [1]])('moves no weight, and is told of: behind %i other rules', (others) => {
    const dividing: Optimizer = {
      rules: [{ name: 'dividing', settings: {}, trace: (trace) => trace.div(trace.g, trace.mul(trace.g, 0)) }],
    }
    const optimizer = chain(...Array.from({ length: others }, () => perturb({ noise: 0 })), dividing)
    const model = createModel({ input: 2, layers: [dense(1)], seed: 1 })
    const codes: string[] = []
    rejectionsOf(model.rejections).subscribe(({ code }) => codes.push(code))
    from(samples.slice(0, 1).concat(samples.slice(2)))
      .pipe(forward(model), loss(squaredError()), backward(), update(optimizer))
      .subscribe()
    expect(model.parameters.every(Number.isFinite)).toBe(true)
    expect(new Set(codes)).toEqual(new Set(['ERR_STEP_NOT_FINITE']))
  })

  it('is the same as without the check where it is finite', () => {
    const plain = sgd({ learningRate: 0.1, momentum: 0.9 })
    const custom = { rules: plain.rules.map(({ name, settings, trace }) => ({ name, settings, trace })) }
    const [a, b] = [plain, custom].map((optimizer) => {
      const model = createModel({ input: 2, layers: [dense(3), dense(1)], seed: 1 })
      from(samples).pipe(forward(model), loss(squaredError()), backward(), update(optimizer)).subscribe()
      return model.parameters.join()
    })
    expect(a).toBe(b)
  })

  it('is refused at once if its trace returns no vector', () => {
    const nothing = { rules: [{ name: 'nothing', settings: {}, trace: () => undefined as never }] }
    expect(() => update(nothing)).toThrow(expect.objectContaining({ code: 'ERR_RULE' }))
    expect(() => createLearner({ task: 'regression', optimizer: nothing })).toThrow(
      expect.objectContaining({ code: 'ERR_RULE' }),
    )
  })
})

describe('a custom initializer', () => {
  it.each([[Number.NaN], [Number.NEGATIVE_INFINITY], [1e300]])('that gives %d is refused when built', (value) => {
    const start = { fill: (values: Float64Array) => void values.fill(value, 1) }
    expect(() => createModel({ input: 2, layers: [dense(1, { start })] })).toThrow(
      expect.objectContaining({ code: 'ERR_OPTION', message: expect.stringContaining('0.dense.weight') }),
    )
  })
})
