import { bufferCount, from, lastValueFrom, map, of, toArray } from 'rxjs'
import { describe, expect, it } from 'vitest'
import {
  absoluteError,
  adam,
  backward,
  dense,
  forward,
  gru,
  huber,
  type Loss,
  loss,
  sgd,
  softmaxCrossEntropy,
  squaredError,
  type Step,
  tanh,
  type TrainingSample,
  update,
} from '../../../src/index.js'
import { createModel, type Model } from '../../layers/trainable.js'

/* Two heads on one encoder: the gradients of both losses add up in the encoder. */

const precise = { kernels: 'float64' } as const
const models = (kernels: 'float64' | 'simd' | 'reference' = 'float64') => ({
  encoder: createModel({ input: 3, layers: [dense(4), tanh()], seed: 1, kernels }),
  kind: createModel({ input: 4, layers: [dense(3)], seed: 2, kernels }),
  size: createModel({ input: 4, layers: [dense(5), tanh(), dense(2)], seed: 3, kernels }),
})
const sample: TrainingSample = { x: [0.3, -0.8, 0.5], y: { kind: 2, size: [0.4, -0.2] }, weight: 1.5 }
const losses = { kind: softmaxCrossEntropy(), size: squaredError() }
const weights = { size: 0.25 }

/** The weighted loss of samples, without learning. */
async function lossOf(
  { encoder, kind, size }: ReturnType<typeof models>,
  samples: readonly TrainingSample[],
): Promise<number> {
  const step = await lastValueFrom(
    from(samples).pipe(
      bufferCount(samples.length),
      forward(encoder),
      forward({ kind, size }),
      loss(losses, { weights }),
    ),
  )
  return step.loss
}

async function gradientOf(all: ReturnType<typeof models>, samples: readonly TrainingSample[], part: Model) {
  const { encoder, kind, size } = all
  return lastValueFrom(
    from(samples).pipe(
      bufferCount(samples.length),
      forward(encoder),
      forward({ kind, size }),
      loss(losses, { weights }),
      backward(),
      map((step) => ({ flat: Array.from(step.gradients(part)), input: Array.from(step.inputGradient()) })),
    ),
  )
}

describe('heads on one encoder', () => {
  const many: TrainingSample[] = Array.from({ length: 3 }, (_, n) => ({
    x: [Math.sin(n + 1), Math.cos(2 * n), (n % 2) - 0.4],
    y: { kind: n, size: [0.1 * n, -0.3] },
  }))

  it.each([
    ['of one sample', [{ ...sample, weight: 1 }]],
    ['of a batch', many],
  ])('have the gradients of finite differences, in every model: %s', async (_, samples) => {
    for (const name of ['encoder', 'kind', 'size'] as const) {
      const all = models()
      const gradient = await gradientOf(all, samples, all[name])
      const nudged = async (at: number, by: number): Promise<number> => {
        const other = models()
        other[name].parameters[at] = (other[name].parameters[at] ?? 0) + by
        return lossOf(other, samples)
      }
      const used = all[name].layout.flatMap(({ shape, offset }) => {
        const columns = shape[shape.length - 1] ?? 1
        const rows = shape.length === 2 ? (shape[0] ?? 1) : 1
        const stride = Math.ceil(columns / 4) * 4
        return Array.from(
          { length: rows * columns },
          (_, n) => offset + Math.floor(n / columns) * stride + (n % columns),
        )
      })
      for (const at of used) {
        const slope = ((await nudged(at, 1e-5)) - (await nudged(at, -1e-5))) / 2e-5
        expect(gradient.flat[at]).toBeCloseTo(slope, 7)
      }
    }
  })

  it('send the sum of their gradients to the encoder, to the bit', async () => {
    const all = models('simd')
    const both = await lastValueFrom(
      of(sample).pipe(forward(all.encoder), forward({ kind: all.kind, size: all.size }), loss(losses), backward()),
    )
    const alone = async (name: 'kind' | 'size'): Promise<Float32Array | Float64Array> => {
      const { encoder, [name]: head } = models('simd')
      const y = (sample.y as Record<string, number>)[name] as number
      const cost: Loss = losses[name]
      const step = await lastValueFrom(
        of({ ...sample, y }).pipe(forward(encoder), forward(head), loss(cost), backward()),
      )
      return step.inputGradient(head)
    }
    const [kind, size] = [await alone('kind'), await alone('size')]
    expect(both.inputGradient(all.kind)).toEqual(kind)
    expect(both.inputGradient(all.size)).toEqual(size)
    const pass = all.encoder.begin(sample.x)
    if (!('setCotangent' in pass)) throw new Error('the sample fits')
    pass.setCotangent(kind.map((value, at) => Math.fround(value + (size[at] ?? 0))))
    pass.backward()
    expect(both.gradients(all.encoder)).toEqual(pass.gradients())
  })

  it('learn, and say their outputs and losses by name', async () => {
    const { encoder, kind, size } = models('simd')
    const data = Array.from({ length: 3000 }, (_, n): TrainingSample => {
      const x = [Math.sin(n), Math.cos(3 * n), Math.sin(7 * n)]
      return { x, y: { kind: (x[0] ?? 0) > 0 ? 1 : 0, size: [x[1] ?? 0, x[2] ?? 0] } }
    })
    const steps = await lastValueFrom(
      from(data).pipe(
        forward(encoder),
        forward({ kind, size }),
        loss(losses, { weights }),
        backward(),
        update(adam({ learningRate: 0.01 })),
        toArray(),
      ),
    )
    const mean = (some: readonly Step[], name: 'kind' | 'size'): number =>
      some.reduce((sum, { losses: found }) => sum + (found[name] ?? 0), 0) / some.length
    for (const name of ['kind', 'size'] as const) {
      expect(mean(steps.slice(-200), name)).toBeLessThan(mean(steps.slice(0, 200), name) / 3)
    }
    const [first] = steps
    expect(first?.outputs['kind']).toHaveLength(3)
    expect(Array.from(first?.output ?? [])).toEqual([
      ...(first?.outputs['kind'] ?? []),
      ...(first?.outputs['size'] ?? []),
    ])
    expect(first?.loss).toBeCloseTo((first?.losses['kind'] ?? 0) + 0.25 * (first?.losses['size'] ?? 0), 6)
    expect([encoder.steps, kind.steps, size.steps]).toEqual([3000, 3000, 3000])
  })

  it('freeze the encoder with `only`', async () => {
    const { encoder, kind, size } = models()
    const before = Array.from(encoder.parameters)
    await lastValueFrom(
      of(sample).pipe(
        forward(encoder),
        forward({ kind, size }),
        loss(losses),
        backward(),
        update(sgd({ learningRate: 0.1 }), { only: [kind, size] }),
      ),
    )
    expect(Array.from(encoder.parameters)).toEqual(before)
    expect([encoder.steps, kind.steps, size.steps]).toEqual([0, 1, 1])
  })

  it('set a sample aside that lacks a target or has one that does not fit: nothing moves, states go back', async () => {
    const encoder = createModel({ input: 3, layers: [gru({ units: 4, window: 2 }), tanh()], seed: 1, ...precise })
    const { kind, size } = models()
    const rejected: string[] = []
    size.rejections.listen(({ code, reason }) => rejected.push(`${code} ${reason}`))
    const before = [encoder, kind, size].map((model) => [Array.from(model.parameters), Array.from(model.statesOf(''))])
    const bad = [undefined, 3, null, { kind: 1 }, { kind: 1, size: [1] }, { kind: 7, size: [1, 2] }]
    const learned = await lastValueFrom(
      from(bad).pipe(
        map((y) => ({ x: sample.x, y }) as TrainingSample),
        forward(encoder),
        forward({ kind, size }),
        loss(losses),
        backward(),
        update(sgd({ learningRate: 0.1 })),
        toArray(),
      ),
    )
    expect(learned).toEqual([])
    expect(rejected.map((text) => text.split(' ')[0])).toEqual([
      'ERR_TARGET_MISSING',
      'ERR_TARGET_MISSING',
      'ERR_TARGET_MISSING',
      'ERR_TARGET_MISSING',
      'ERR_TARGET_LENGTH',
      'ERR_TARGET_VALUE',
    ])
    expect(rejected[3]).toContain('y.size')
    expect(
      [encoder, kind, size].map((model) => [Array.from(model.parameters), Array.from(model.statesOf(''))]),
    ).toEqual(before)
  })
})

describe('what does not fit the heads is refused', () => {
  const { encoder, kind, size } = models()
  const wide = createModel({ input: 9, layers: [dense(1)] })
  const headed$ = of(sample).pipe(forward(encoder), forward({ kind, size }))
  const code = async (run: () => Promise<unknown>): Promise<unknown> => {
    try {
      await run()
      return 'nothing'
    } catch (error) {
      return (error as { code?: string }).code
    }
  }

  it.each<[string, string, () => Promise<unknown>]>([
    ['one loss for two heads', 'ERR_OPTION', () => lastValueFrom(headed$.pipe(loss(huber())))],
    ['a loss too few', 'ERR_OPTION', () => lastValueFrom(headed$.pipe(loss({ kind: huber() })))],
    ['a loss too many', 'ERR_OPTION', () => lastValueFrom(headed$.pipe(loss({ ...losses, other: huber() })))],
    ['a weight of no head', 'ERR_OPTION', () => lastValueFrom(headed$.pipe(loss(losses, { weights: { sizes: 1 } })))],
    ['a weight below 0', 'ERR_OPTION', async () => loss(losses, { weights: { size: -1 } })],
    [
      'losses without heads',
      'ERR_OPTION',
      () => lastValueFrom(of(sample).pipe(forward(models().encoder), loss(losses))),
    ],
    ['no loss', 'ERR_OPTION', async () => loss({ kind: absoluteError as never })],
    [
      'a head of another width',
      'ERR_SHAPE',
      () => lastValueFrom(of(sample).pipe(forward(encoder), forward({ kind, wide }))),
    ],
    ['no model', 'ERR_OPTION', async () => forward({ kind: 3 as never })],
    ['no heads', 'ERR_OPTION', async () => forward({})],
    [
      'heads on samples',
      'ERR_STAGE',
      () => lastValueFrom(of(sample as unknown as Step<TrainingSample, 'forward'>).pipe(forward({ kind, size }))),
    ],
    ['a model after heads', 'ERR_STAGE', () => lastValueFrom(headed$.pipe(forward(models().encoder)))],
    [
      'one model as two heads',
      'ERR_STAGE',
      () => lastValueFrom(of(sample).pipe(forward(encoder), forward({ a: kind, b: kind }))),
    ],
    [
      'gradients of no head',
      'ERR_OPTION',
      () =>
        lastValueFrom(
          headed$.pipe(
            loss(losses),
            backward(),
            map((step) => step.gradients()),
          ),
        ),
    ],
  ])('%s', async (_, wanted, run) => {
    expect(await code(run)).toBe(wanted)
  })

  it('an output that is not finite: the sample is set aside by the head, no tape is lost', async () => {
    const [{ encoder: large, kind, size }, rejected] = [models('simd'), [] as string[]]
    const last = createModel({ input: 3, layers: [dense(4)], kernels: 'simd' })
    last.parameters.fill(1e38)
    kind.rejections.listen(({ code }) => rejected.push(code))
    for (let n = 0; n < 100; n++) {
      const step$ = of({ ...sample, x: [2, 2, 2] }).pipe(forward(last), forward({ kind, size }), toArray())
      expect(await lastValueFrom(step$)).toEqual([])
    }
    expect(rejected).toEqual(Array.from({ length: 100 }, () => 'ERR_INPUT_VALUE'))
    const step$ = of(sample).pipe(forward(large), forward({ kind, size }), loss(losses), backward())
    expect((await lastValueFrom(step$)).loss).toBeGreaterThan(0)
  })
})
