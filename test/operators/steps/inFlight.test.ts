import fc from 'fast-check'
import { asapScheduler, count, delay, filter, from, lastValueFrom, map, merge, observeOn, Subject, toArray } from 'rxjs'
import { TestScheduler } from 'rxjs/testing'
import { describe, expect, it } from 'vitest'
import {
  backward,
  dense,
  forward,
  gru,
  loss,
  type ModelOptions,
  sgd,
  type Step,
  squaredError,
  tanh,
  type TrainingSample,
  update,
} from '../../../src/index.js'
import { createModel, type Model } from '../../layers/trainable.js'

/* However many samples are under way at once: each is learned, or set aside with its code, and the stream goes on. */

const network = (options: Partial<ModelOptions> = {}): Model =>
  createModel({ input: 2, layers: [dense(3), tanh(), dense(1)], seed: 1, kernels: 'reference', ...options })
const sampleAt = (at: number): TrainingSample => ({
  x: [Math.sin(at), Math.cos(3 * at)],
  y: [(at % 5) / 5],
  id: `${at}`,
})
const samples = (length: number): TrainingSample[] => Array.from({ length }, (_, at) => sampleAt(at))
const optimizer = sgd({ learningRate: 0.1, momentum: 0.5 })
const bits = (model: Model): number[] => Array.from(model.parameters)

function rejectionsIn(model: Model): { code: string; id: string | undefined }[] {
  const rejected: { code: string; id: string | undefined }[] = []
  model.rejections.listen(({ code, sample }) => rejected.push({ code, id: (sample as TrainingSample).id }))
  return rejected
}

/** Learns the samples of some ids, one after the other, from gradients that were all computed at the start. */
function learnedAtOnce(ids: readonly (string | undefined)[], options: Partial<ModelOptions> = {}): number[] {
  const model = network({ ...options, maxTapes: 10_000 })
  const steps: Step[] = []
  from(ids.map((id) => sampleAt(Number(id))))
    .pipe(forward(model), loss(squaredError()), backward())
    .subscribe((step) => steps.push(step))
  from(steps).pipe(update(optimizer)).subscribe()
  return bits(model)
}

describe('samples under way', () => {
  it('forty at once through `delay` are all learned, as they would be with forty tapes', async () => {
    const [grown, wide] = [network(), network({ tapes: 64 })]
    const learning = (model: Model) =>
      from(samples(40)).pipe(forward(model), loss(squaredError()), backward(), delay(5), update(optimizer), count())
    expect(await lastValueFrom(learning(grown))).toBe(40)
    expect(await lastValueFrom(learning(wide))).toBe(40)
    expect(bits(grown)).toEqual(bits(wide))
    expect(grown.rejections.count).toBe(0)
  })

  it('wherever they wait', async () => {
    const waits = [0, 1, 2].map(async (at) => {
      const model = network()
      const operators = [loss(squaredError()), backward(), update(optimizer)] as const
      const wait = <T>() => observeOn<T>(asapScheduler)
      const begun$ = from(samples(200)).pipe(forward(model))
      if (at === 0) await lastValueFrom(begun$.pipe(wait(), ...operators))
      if (at === 1) await lastValueFrom(begun$.pipe(operators[0], wait(), operators[1], operators[2]))
      if (at === 2) await lastValueFrom(begun$.pipe(operators[0], operators[1], wait(), operators[2]))
      return [model.steps, model.rejections.count]
    })
    expect(await Promise.all(waits)).toEqual([
      [200, 0],
      [200, 0],
      [200, 0],
    ])
  })

  it('beyond the most tapes are set aside with their code; what is learned is right to the bit', async () => {
    const model = network({ maxTapes: 16 })
    const rejected = rejectionsIn(model)
    const learned = await lastValueFrom(
      from(samples(40)).pipe(forward(model), loss(squaredError()), backward(), delay(5), update(optimizer), toArray()),
    )
    expect(learned).toHaveLength(16)
    expect(rejected).toHaveLength(24)
    expect(new Set(rejected.map(({ code }) => code))).toEqual(new Set(['ERR_IN_FLIGHT']))
    const ids = learned.map(({ sample }) => sample?.id)
    expect(new Set([...ids, ...rejected.map(({ id }) => id)]).size).toBe(40)
    expect(bits(model)).toEqual(learnedAtOnce(ids))
  })

  it('of any number, in any order, with any bound, are learned or set aside, and nothing else moves the weights', () => {
    const run = (maxTapes: number, batch: number, order: readonly number[]): void => {
      const model = network({ tapes: Math.min(2, maxTapes), maxTapes })
      const rejected = rejectionsIn(model)
      const source = new Subject<TrainingSample>()
      const waiting: Step[] = []
      const late = new Subject<Step>()
      const learned: (string | undefined)[] = []
      source.pipe(forward(model), loss(squaredError()), backward()).subscribe((step) => waiting.push(step))
      late.pipe(update(optimizer)).subscribe(({ sample }) => learned.push(sample?.id))
      let sent = 0
      // Gradients are computed before anything is learned, so that the order of updates is all that counts.
      for (let at = 0; at < batch; at++) source.next(sampleAt(sent++))
      for (const at of order) {
        const [step] = waiting.splice(at % Math.max(1, waiting.length), 1)
        if (step) late.next(step)
      }
      for (const step of waiting.splice(0)) late.next(step)
      expect(learned.length + rejected.length).toBe(sent)
      expect(learned.length).toBe(Math.min(sent, maxTapes))
      expect(new Set([...learned, ...rejected.map(({ id }) => id)]).size).toBe(sent)
      expect(rejected.every(({ code }) => code === 'ERR_IN_FLIGHT')).toBe(true)
      expect(bits(model)).toEqual(learnedAtOnce(learned))
    }
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 40 }), fc.integer({ min: 0, max: 60 }), fc.array(fc.nat(60)), run),
      { numRuns: process.env['EDDY_LONG'] ? 60 : 15 },
    )
  })

  it('in a steady stream that is slower than it comes: as many are learned as there are tapes, again and again', () => {
    const model = network({ maxTapes: 16 })
    const rejected = rejectionsIn(model)
    new TestScheduler(() => undefined).run(({ cold, flush }) => {
      const ticks$ = cold(`${'a'.repeat(2000)}|`)
      const learned$ = ticks$.pipe(
        map((_, at) => sampleAt(at)),
        forward(model),
        delay(100),
        loss(squaredError()),
        backward(),
        // Slow enough for gradients that come a hundred samples late.
        update(sgd({ learningRate: 0.001 })),
      )
      learned$.subscribe()
      flush()
    })
    expect(model.steps + rejected.length).toBe(2000)
    expect(new Set(rejected.map(({ code }) => code))).toEqual(new Set(['ERR_IN_FLIGHT']))
    expect(model.steps).toBeGreaterThan((0.85 * 2000 * 16) / 100)
  })

  it('that a filter drops give their tapes back: none that passes is set aside', () => {
    const model = network({ maxTapes: 8 })
    let learned = 0
    from(samples(5000))
      .pipe(
        forward(model),
        filter((_, at) => at % 100 === 99),
        loss(squaredError()),
        backward(),
        update(optimizer),
      )
      .subscribe(() => (learned += 1))
    expect([learned, model.rejections.count]).toEqual([50, 0])
    // Nor where nothing ever comes back, as where the output alone is used.
    let seen = 0
    from(samples(5000))
      .pipe(forward(model))
      .subscribe(() => (seen += 1))
    expect([seen, model.rejections.count]).toEqual([5000, 0])
  })

  it('of a quick and a slow branch on one model: neither starves the other', () => {
    const model = network({ maxTapes: 16 })
    const learned = { quick: 0, slow: 0 }
    new TestScheduler(() => undefined).run(({ cold, flush }) => {
      const ticks$ = cold(`${'a'.repeat(300)}|`).pipe(map((_, at) => sampleAt(at)))
      const quick$ = ticks$.pipe(forward(model), loss(squaredError()), backward(), update(optimizer))
      const slow$ = ticks$.pipe(forward(model), loss(squaredError()), backward(), delay(10), update(optimizer))
      quick$.subscribe(() => (learned.quick += 1))
      slow$.subscribe(() => (learned.slow += 1))
      flush()
    })
    expect([learned, model.rejections.count]).toEqual([{ quick: 300, slow: 300 }, 0])
  })

  it('keep the recurrent states of those that are learned', async () => {
    const options: Partial<ModelOptions> = { layers: [gru({ units: 3, window: 2 }), dense(1)], maxKeys: 5 }
    const [few, many] = [network({ ...options, tapes: 2 }), network({ ...options, tapes: 100 })]
    const keyed = samples(60).map((sample, at) => ({ ...sample, key: at % 7 }))
    for (const model of [few, many]) {
      await lastValueFrom(
        from(keyed).pipe(forward(model), delay(3), loss(squaredError()), backward(), update(optimizer), count()),
      )
    }
    expect(bits(few)).toEqual(bits(many))
    expect([...few.statesOf(3)]).toEqual([...many.statesOf(3)])
  })

  it('of two models in a row are learned by both or by none', async () => {
    const encoder = createModel({ input: 2, layers: [dense(2)], seed: 1, maxTapes: 4 })
    const head = createModel({ input: 2, layers: [dense(1)], seed: 2, maxTapes: 8 })
    const seen = [rejectionsIn(encoder), rejectionsIn(head)]
    const steps$ = from(samples(20)).pipe(forward(encoder), forward(head), loss(squaredError()), backward())
    const learned = await lastValueFrom(steps$.pipe(delay(3), update(optimizer), count()))
    expect([encoder.steps, head.steps]).toEqual([learned, learned])
    expect(learned).toBeGreaterThanOrEqual(4)
    expect(learned + (seen[0]?.length ?? 0) + (seen[1]?.length ?? 0)).toBe(20)
  })

  it('batches have tapes that grow too', async () => {
    const model = network()
    const batches$ = from(Array.from({ length: 30 }, (_, at) => samples(3 + (at % 2))))
    const learning$ = batches$.pipe(
      forward(model),
      loss(squaredError()),
      backward(),
      delay(3),
      update(optimizer),
      count(),
    )
    expect(await lastValueFrom(learning$)).toBe(30)
    expect(model.rejections.count).toBe(0)
  })
})

describe('the most tapes', () => {
  it('are bounded in memory: a large network has fewer', () => {
    const large = createModel({ input: 1_000_000, layers: [dense(1)], kernels: 'reference', tapes: 1 })
    const x = new Float32Array(1_000_000)
    const [first, ...more] = Array.from({ length: 17 }, () => large.begin(x))
    if (!first || !('lost' in first)) throw new Error('the sample fits')
    // Each holds four megabytes or more: of 64 there is no room for seventeen.
    expect(first.lost()).toMatchObject({ code: 'ERR_IN_FLIGHT' })
    expect(more.length).toBe(16)
  })

  it.each([0, 1.5, Number.NaN, '8', 3])('%s is refused beside four tapes', (maxTapes) => {
    expect(() => network({ tapes: 4, maxTapes: maxTapes as number })).toThrow(
      expect.objectContaining({ code: 'ERR_OPTION' }),
    )
  })
})

it('a merged stream of two models keeps apart who is full', async () => {
  const [small, large] = [network({ maxTapes: 2 }), network()]
  const both$ = merge(from(samples(10)).pipe(forward(small)), from(samples(10)).pipe(forward(large)))
  await lastValueFrom(both$.pipe(delay(3), loss(squaredError()), backward(), update(optimizer), count()))
  expect([small.steps, large.steps]).toEqual([2, 10])
})
