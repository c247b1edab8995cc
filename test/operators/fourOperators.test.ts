import { bufferCount, filter, from, map, of, Subject, toArray, lastValueFrom } from 'rxjs'
import { TestScheduler } from 'rxjs/testing'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import {
  absoluteError,
  adam,
  backward,
  chain,
  dense,
  dropout,
  forward,
  loss,
  type ModelOptions,
  rejectionsOf,
  sgd,
  shrink,
  softmaxCrossEntropy,
  squaredError,
  type Step,
  tanh,
  type TrainingSample,
  update,
} from '../../src/index.js'
import { createModel, type Model } from '../layers/trainable.js'

const network = (options: Partial<ModelOptions> = {}): Model =>
  createModel({ input: 3, layers: [dense(5), tanh(), dense(2)], seed: 3, ...options })

const samples = (count: number): TrainingSample[] =>
  Array.from({ length: count }, (_, n) => ({
    x: [Math.sin(n), Math.cos(3 * n), (n % 7) / 7],
    y: [(n % 5) / 5, ((n * 3) % 11) / 11],
  }))

const train = (model: Model, list: readonly TrainingSample[]): void => {
  from(list)
    .pipe(forward(model), loss(squaredError()), backward(), update(sgd({ learningRate: 0.1, momentum: 0.5 })))
    .subscribe()
}

const copy = (model: Model): number[] => Array.from(model.parameters)

describe('the four operators', () => {
  it('learn: the loss falls', () => {
    const model = network()
    const losses: number[] = []
    const data = samples(20)
    for (let sweep = 0; sweep < 200; sweep++) {
      from(data)
        .pipe(forward(model), loss(squaredError()), backward(), update(sgd({ learningRate: 0.05 })))
        .subscribe((step) => losses.push(step.loss))
    }
    const mean = (list: number[]): number => list.reduce((sum, value) => sum + value, 0) / list.length
    expect(mean(losses.slice(-20))).toBeLessThan(mean(losses.slice(0, 20)) / 2)
    expect(model.steps).toBe(4000)
  })

  it.each([
    ['-', '-'],
    ['|', '|'],
    ['a--b-|', 'x--y-|'],
    ['-a-#', '-x-#'],
    ['-a-b-!', '-x-y--'],
  ])('marbles %s give %s', (input, wanted) => {
    new TestScheduler((actual, expected) => expect(actual).toEqual(expected)).run(({ cold, expectObservable }) => {
      const [a, b] = samples(2)
      const source = cold(input.replace('!', '-'), { a: a ?? {}, b: b ?? {} } as Record<string, TrainingSample>)
      const step$ = source.pipe(
        forward(network()),
        loss(squaredError()),
        backward(),
        update(sgd({ learningRate: 0.1 })),
        map(({ step }) => step),
      )
      expectObservable(step$, input.includes('!') ? '-----!' : undefined).toBe(wanted, { x: 1, y: 2 })
    })
  })

  it('sets a bad sample aside with its index and reason, and goes on', () => {
    const model = network()
    const rejected: unknown[] = []
    rejectionsOf<TrainingSample>(model.rejections).subscribe(({ code, index }) => rejected.push([code, index]))
    const [good] = samples(1)
    const bad = [
      { x: [1, 2], y: [0, 0] },
      { x: [1, Number.NaN, 3], y: [0, 0] },
      { x: [1, 2, Infinity], y: [0, 0] },
      { x: [1, 2, 1e39], y: [0, 0] },
      { x: [1, 2, 3], y: [0] },
      { x: [1, 2, 3], y: [0, Number.NaN] },
      { x: [1, 2, 3] },
      { x: [1, '2', 3], y: [0, 0] },
      { x: null, y: [0, 0] },
      { x: [1, 2, 3], y: [0, 0], weight: -1 },
      { x: [1, 2, 3], y: [3e38, 3e38] },
    ] as unknown as TrainingSample[]
    let learned = 0
    const before = copy(model)
    from([...bad, good ?? {}] as TrainingSample[])
      .pipe(forward(model), loss(squaredError()), backward(), update(sgd({ learningRate: 0.1 })))
      .subscribe(() => {
        learned += 1
      })
    expect(rejected).toEqual([
      ['ERR_INPUT_LENGTH', undefined],
      ['ERR_INPUT_VALUE', 1],
      ['ERR_INPUT_VALUE', 2],
      ['ERR_INPUT_VALUE', 2],
      ['ERR_TARGET_LENGTH', undefined],
      ['ERR_TARGET_VALUE', 1],
      ['ERR_TARGET_MISSING', 0],
      ['ERR_INPUT_TYPE', 1],
      ['ERR_INPUT_TYPE', undefined],
      ['ERR_WEIGHT', undefined],
      ['ERR_LOSS_NOT_FINITE', undefined],
    ])
    expect(model.rejections.count).toBe(bad.length)
    expect(learned).toBe(1)
    const clean = network()
    train(clean, [])
    expect(copy(clean)).toEqual(before)
    expect(copy(model).every(Number.isFinite)).toBe(true)
  })

  it('emits arrays that stay as they are', () => {
    const model = network()
    const kept: Step[] = []
    const seen: number[][] = []
    from(samples(50))
      .pipe(forward(model), loss(squaredError()), backward(), update(sgd({ learningRate: 0.5 })))
      .subscribe((step) => {
        kept.push(step)
        seen.push(Array.from(step.output))
      })
    expect(kept.map(({ output }) => Array.from(output))).toEqual(seen)
    const gradients: (Float32Array | Float64Array)[] = []
    const copies: number[][] = []
    from(samples(5))
      .pipe(forward(model), loss(squaredError()), backward())
      .subscribe((step) => {
        gradients.push(step.gradients(), step.inputGradient())
        copies.push(Array.from(step.gradients()), Array.from(step.inputGradient()))
      })
    expect(gradients.map((values) => Array.from(values))).toEqual(copies)
  })

  it('interleaves: passes between forward and backward do not disturb each other', () => {
    fc.assert(
      fc.property(fc.array(fc.integer({ min: 0, max: 7 }), { minLength: 1, maxLength: 40 }), (order) => {
        const model = network({ tapes: 8 })
        const steps = new Subject<Step>()
        const got = new Map<TrainingSample, number[]>()
        steps.pipe(loss(squaredError()), backward()).subscribe((step) => {
          const [sample] = step.samples
          if (sample) got.set(sample, Array.from(step.gradients()))
        })
        const waiting: Step[] = []
        const data = samples(8)
        from(data)
          .pipe(forward(model))
          .subscribe((step) => waiting.push(step))
        const chosen = [...new Set(order)]
        for (const index of chosen) {
          const step = waiting[index]
          if (step) steps.next(step)
        }
        const alone = network({ tapes: 8 })
        from(chosen.map((index) => data[index] as TrainingSample))
          .pipe(forward(alone), loss(squaredError()), backward())
          .subscribe((step) => expect(got.get(step.samples[0] as TrainingSample)).toEqual(Array.from(step.gradients())))
      }),
      { numRuns: 50 },
    )
  })

  it('gives the tapes of filtered passes back, and sets a sample aside whose tape was taken', () => {
    const model = network({ maxTapes: 4 })
    let learned = 0
    from(samples(1000))
      .pipe(
        forward(model),
        filter((_, index) => index % 10 === 0),
        loss(squaredError()),
        backward(),
        update(sgd({ learningRate: 0.1 })),
      )
      .subscribe(() => {
        learned += 1
      })
    expect(learned).toBe(100)
    expect(model.rejections.count).toBe(0)
    const late: Step[] = []
    from(samples(6))
      .pipe(forward(model))
      .subscribe((step) => late.push(step))
    const rejected: string[] = []
    model.rejections.listen(({ code }) => rejected.push(code))
    const losses: number[] = []
    from(late)
      .pipe(loss(squaredError()))
      .subscribe((step) => losses.push(step.loss))
    expect(rejected).toEqual(['ERR_IN_FLIGHT', 'ERR_IN_FLIGHT'])
    expect(losses.filter((value) => value > 0)).toHaveLength(4)
  })

  it('makes one step of a batch: the mean of the gradients, bad samples left out', async () => {
    const data = samples(4)
    const single = network({ kernels: 'float64' })
    const each = await lastValueFrom(
      from(data).pipe(
        forward(single),
        loss(squaredError()),
        backward(),
        map((step) => Array.from(step.gradients())),
        toArray(),
      ),
    )
    const batched = network({ kernels: 'float64' })
    const bad = { x: [Number.NaN, 0, 0], y: [0, 0] }
    const [step] = await lastValueFrom(
      from([...data, bad]).pipe(bufferCount(5), forward(batched), loss(squaredError()), backward(), toArray()),
    )
    const mean = (each[0] ?? []).map((_, index) => each.reduce((sum, gradient) => sum + (gradient[index] ?? 0), 0) / 4)
    const got = Array.from(step?.gradients() ?? [])
    got.forEach((value, index) => expect(value).toBeCloseTo(mean[index] ?? 0, 12))
    expect(step?.samples).toHaveLength(4)
    expect(batched.rejections.count).toBe(1)
    expect(step?.output).toHaveLength(8)
  })

  it('weights multiply the gradient', async () => {
    const [sample] = samples(1)
    const gradient = (weight: number): Promise<number[]> =>
      lastValueFrom(
        of({ ...(sample as TrainingSample), weight }).pipe(
          forward(network({ kernels: 'float64' })),
          loss(squaredError()),
          backward(),
          map((step) => Array.from(step.gradients())),
        ),
      )
    const [one, three] = [await gradient(1), await gradient(3)]
    three.forEach((value, index) => expect(value).toBeCloseTo(3 * (one[index] ?? 0), 12))
  })

  it('chains two models: the gradients are those of the one network they make', async () => {
    const options = { kernels: 'float64' as const }
    const whole = createModel({ input: 3, layers: [dense(4), tanh(), dense(2)], seed: 1, ...options })
    const encoder = createModel({ input: 3, layers: [dense(4), tanh()], seed: 1, ...options })
    const head = createModel({ input: 4, layers: [dense(2)], seed: 9, ...options })
    const from0 = whole.layout.findIndex(({ name }) => name.startsWith('2.'))
    const split = whole.layout[from0]?.offset ?? 0
    encoder.parameters.set(whole.parameters.subarray(0, split))
    head.parameters.set(whole.parameters.subarray(split))
    const [sample] = samples(1)
    const one = await lastValueFrom(of(sample as TrainingSample).pipe(forward(whole), loss(squaredError()), backward()))
    const two = await lastValueFrom(
      of(sample as TrainingSample).pipe(forward(encoder), forward(head), loss(squaredError()), backward()),
    )
    const wanted = Array.from(one.gradients())
    const got = [...two.gradients(encoder), ...two.gradients(head)]
    got.forEach((value, index) => expect(value).toBeCloseTo(wanted[index] ?? 0, 12))
    const input = Array.from(one.inputGradient())
    Array.from(two.inputGradient()).forEach((value, index) => expect(value).toBeCloseTo(input[index] ?? 0, 12))
  })

  it('freezes what is not in `only`', () => {
    const encoder = createModel({ input: 3, layers: [dense(4), tanh()], seed: 1 })
    const head = createModel({ input: 4, layers: [dense(2)], seed: 9 })
    const [before, headBefore] = [copy(encoder), copy(head)]
    from(samples(20).map((sample, index) => ({ ...sample, y: index % 2 })))
      .pipe(forward(encoder), forward(head), loss(softmaxCrossEntropy()), backward(), update(adam(), { only: [head] }))
      .subscribe()
    expect(copy(encoder)).toEqual(before)
    expect(copy(head)).not.toEqual(headBefore)
    expect(encoder.steps).toBe(0)
    expect(head.steps).toBe(20)
  })

  it('freezes a model against weight decay, momentum and shrinking too', () => {
    const encoder = createModel({ input: 3, layers: [dense(4), tanh()], seed: 1 })
    const head = createModel({ input: 4, layers: [dense(2)], seed: 9 })
    const rule = chain(sgd({ learningRate: 0.1, momentum: 0.9, weightDecay: 0.1 }), shrink({ decay: 0.01 }))
    const learning = (only: readonly Model[]): void => {
      from(samples(20))
        .pipe(forward(encoder), forward(head), loss(squaredError()), backward(), update(rule, { only }))
        .subscribe()
    }
    learning([encoder, head])
    const before = copy(encoder)
    learning([head])
    expect(copy(encoder)).toEqual(before)
  })

  it('takes a step in all models or in none', () => {
    // The gradient of the head stays finite; the encoder's overflows on its way through the huge weights.
    const encoder = createModel({ input: 3, layers: [dense(4)], seed: 1 })
    const head = createModel({ input: 4, layers: [dense(2)], seed: 9 })
    head.parameters.fill(1e30)
    const before = [copy(encoder), copy(head)]
    const rejected: string[] = []
    head.rejections.listen(({ code }) => rejected.push(code))
    from([{ x: [1, 2, 3], y: [1, 1] }])
      .pipe(forward(encoder), forward(head), loss(absoluteError()), backward(), update(sgd({ learningRate: 1e-3 })))
      .subscribe()
    expect(rejected).toEqual(['ERR_GRADIENT_NOT_FINITE'])
    expect([copy(encoder), copy(head)]).toEqual(before)
    expect([encoder.steps, head.steps]).toEqual([0, 0])
  })

  it('gives the same bits with SIMD and with its twin', () => {
    const bits = (kernels: 'simd' | 'reference'): number[] => {
      const model = createModel({
        input: 3,
        layers: [dense(9), tanh(), dropout(0.2), dense(5), tanh(), dense(2)],
        seed: 3,
        kernels,
      })
      train(model, samples(300))
      return Array.from(new Uint32Array(Float32Array.from(model.parameters).buffer))
    }
    expect(bits('simd')).toEqual(bits('reference'))
  })

  it('predicts without side effects, dropout off', () => {
    const model = createModel({ input: 3, layers: [dense(9), dropout(0.5), dense(2)], seed: 3 })
    const x = Float32Array.of(1, 2, 3)
    const first = Array.from(model.predict(x))
    const before = copy(model)
    expect(Array.from(model.predict(x))).toEqual(first)
    expect(copy(model)).toEqual(before)
    expect(() => model.predict([1, 2])).toThrow(expect.objectContaining({ code: 'ERR_INPUT_LENGTH' }))
  })

  it('keeps optimizer state when pipelines are subscribed anew', () => {
    const apart = network()
    for (const sample of samples(30)) train(apart, [sample])
    const together = network()
    train(together, samples(30))
    expect(copy(apart)).toEqual(copy(together))
  })

  it('moves passes that are under way when a loss, an optimizer or a batch size is added', () => {
    const begun = (model: Model, between: () => void): number[] => {
      const steps: Step[] = []
      const source = new Subject<TrainingSample>()
      source.pipe(forward(model), loss(squaredError())).subscribe((step) => steps.push(step))
      for (const sample of samples(3)) source.next(sample)
      between()
      from(steps)
        .pipe(backward(), update(sgd({ learningRate: 0.1, momentum: 0.5 })))
        .subscribe()
      return copy(model)
    }
    const moved = network()
    const still = network()
    const wanted = begun(still, () => undefined)
    const got = begun(moved, () => {
      moved.attachLoss(softmaxCrossEntropy())
      moved.attachRules(adam().rules)
      moved.beginBatch([
        [1, 2, 3],
        [4, 5, 6],
      ])
    })
    expect(got).toEqual(wanted)
    expect(moved.steps).toBe(3)
  })
})
