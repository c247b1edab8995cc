import { bufferCount, from, lastValueFrom, of, range, map, type Observable, toArray } from 'rxjs'
import { describe, expect, expectTypeOf, it } from 'vitest'
import {
  accuracy,
  activations,
  backward,
  concatenate,
  constant,
  createLearner,
  createModel,
  createRandom,
  dense,
  forward,
  learn,
  linearProbe,
  loss,
  parallel,
  prequential,
  probe,
  sgd,
  squaredError,
  type Step,
  tanh,
  update,
} from '../../../src/index.js'

const model = () => createModel({ input: 2, layers: [dense(3), tanh(), dense(1)], seed: 1 })

const xor$ = range(0, 2000).pipe(
  map((i) => ({ x: [i & 1, (i >> 1) & 1], y: (i & 1) ^ ((i >> 1) & 1), first: (i & 1) === 1 })),
)

describe('activations', () => {
  it('are of layers inside of others too, by their places', async () => {
    const net = createModel({ input: 2, layers: [parallel([[dense(3), tanh()], []]), concatenate()], seed: 1 })
    const [seen] = await lastValueFrom(
      of({ x: [1, 0] }).pipe(activations(net, { layer: '0.parallel.0.1.tanh' }), toArray()),
    )
    expect(seen?.values).toEqual(net.predict([1, 0]).slice(0, 3))
    expect(net.places).toEqual(['0.parallel.0.0.dense', '0.parallel.0.1.tanh', '1.concatenate'])
  })

  it('are what the layer gives for each sample, copies', async () => {
    const net = model()
    const samples = [{ x: [1, 0] }, { x: [0, 1] }]
    const seen = await lastValueFrom(from(samples).pipe(activations(net, { layer: '1.tanh' }), toArray()))
    expect(seen.map(({ sample }) => sample)).toEqual(samples)
    for (const { layer, values, sample } of seen) {
      expect(layer).toBe('1.tanh')
      expect(values).toEqual(net.activations(sample.x).find((each) => each.layer === '1.tanh')?.values)
    }
    expect(seen[0]?.values).not.toEqual(seen[1]?.values)
  })

  it.each([
    [1, '1.tanh'],
    [-1, '2.dense'],
    ['0.dense', '0.dense'],
  ])('layer %s is %s', async (layer, place) => {
    const seen = await lastValueFrom(of({ x: [1, 0] }).pipe(activations(model(), { layer })))
    expect(seen.layer).toBe(place)
  })

  it('of a step are those of its samples, by the model as it is then; training is not disturbed', async () => {
    const [watched, alone] = [model(), model()]
    const train = (net: ReturnType<typeof model>) =>
      [forward(net), loss(squaredError()), backward(), update(sgd({ learningRate: 0.1 }))] as const
    const seen = await lastValueFrom(
      xor$.pipe(bufferCount(4), ...train(watched), activations(watched, { layer: 0 }), toArray()),
    )
    await lastValueFrom(xor$.pipe(bufferCount(4), ...train(alone)))
    expect(seen.length).toBe(2000)
    expect(seen.at(-1)?.values).toEqual(watched.activations(seen.at(-1)?.sample.x as number[])[0]?.values)
    expect([...watched.parameters]).toEqual([...alone.parameters])
  })

  it('of a learner are of the sample as its model sees it', async () => {
    const random = createRandom(1)
    const learner = createLearner({ task: 'regression', layers: [dense(4), tanh()] })
    const rows$ = range(0, 50).pipe(map(() => ({ x: { a: random.normal(), b: random.normal() }, y: random.normal() })))
    const seen = await lastValueFrom(rows$.pipe(learn(learner), activations(learner, { layer: '1.tanh' }), toArray()))
    expect(seen.length).toBe(50)
    const { sample, values } = seen[49] ?? { sample: undefined, values: undefined }
    const into = new Float32Array(learner.model?.inputLength ?? 0)
    learner.features.encodeInto(sample?.x ?? {}, into)
    expect(values).toEqual(learner.model?.activations(into)[1]?.values)
  })

  it('set a bad sample aside, with its reason', async () => {
    const net = model()
    const reasons: string[] = []
    net.rejections.listen(({ code }) => reasons.push(code))
    const seen = await lastValueFrom(
      from([{ x: [1, 0] }, { x: [1] }, { x: [1, Number.NaN] }]).pipe(activations(net, { layer: 0 }), toArray()),
    )
    expect(seen.length).toBe(1)
    expect(reasons).toEqual(['ERR_INPUT_LENGTH', 'ERR_INPUT_VALUE'])
  })

  it('set aside what is no sample at all, and go on', async () => {
    const net = model()
    const learner = createLearner({ task: 'regression' })
    learner.learn({ x: { a: 1 }, y: 1 })
    const learned: { x: { a: number } }[] = [null, 5, { x: null }, { x: { a: 1 } }] as never
    const given: { x: number[] }[] = [null, undefined, 5, {}, { sample: null }, { x: [1, 0] }] as never
    expect((await lastValueFrom(from(given).pipe(activations(net, { layer: 0 }), toArray()))).length).toBe(1)
    expect((await lastValueFrom(from(learned).pipe(activations(learner, { layer: -1 }), toArray()))).length).toBe(1)
    expect([net.rejections.count, learner.rejections.count]).toEqual([5, 3])
  })

  it('of a learner that has learned nothing yet are set aside, too', async () => {
    const learner = createLearner({ task: 'regression' })
    const seen = await lastValueFrom(of({ x: { a: 1 } }).pipe(activations(learner, { layer: 0 }), toArray()))
    expect([seen, learner.rejections.count]).toEqual([[], 1])
  })

  it('of a layer that gives several tensors is an error at once', () => {
    const net = createModel({ input: 2, layers: [parallel([[], []]), concatenate(), dense(1)] })
    expect(() => activations(net, { layer: 0 })).toThrow('gives several tensors')
  })

  it('of a layer that is not there is an error at once', () => {
    for (const layer of ['1.relu', 3, -4]) {
      expect(() => activations(model(), { layer })).toThrow('there are 0.dense, 1.tanh, 2.dense')
    }
    expect(() => activations(model(), { layer: 0.5 })).toThrow('`layer` must be')
  })
})

describe('probe', () => {
  it('asks first and tells afterwards, so that prequential can score it', async () => {
    const net = model()
    const reader = linearProbe()
    const report = await lastValueFrom(
      xor$.pipe(
        activations(net, { layer: 0 }),
        probe(reader, ({ first }) => first),
        prequential({ metrics: [accuracy()], window: 1000 }),
      ),
    )
    expect(report.samples).toBe(2000)
    expect(reader.samples).toBe(2000)
    expect(report.windowed['accuracy']).toBe(1)
    // The very first answer can't have been right: no class was known.
    expect(report.metrics['accuracy']).toBeLessThan(1)
  })
})

describe('probe, after the four operators', () => {
  it('knows the type of the samples', async () => {
    const net = model()
    const words$ = from([
      { x: [0, 1], y: [1], word: 'up' },
      { x: [1, 0], y: [0], word: 'down' },
    ])
    const steps$ = words$.pipe(forward(net), loss(squaredError()), backward(), update(sgd({ learningRate: 0.1 })))
    const probed$ = steps$.pipe(
      activations(net, { layer: 1 }),
      probe(linearProbe(), ({ word }) => word),
    )
    const batches$ = words$.pipe(bufferCount(2), forward(net), forward(createModel({ input: 1, layers: [dense(1)] })))
    type Word = { x: number[]; y: number[]; word: string }
    expectTypeOf(steps$).toEqualTypeOf<Observable<Step<Word, 'update'>>>()
    expectTypeOf(batches$).toEqualTypeOf<Observable<Step<Word, 'forward'>>>()
    const untyped: Step = await lastValueFrom(steps$)
    expect(untyped.sample?.x).toEqual([1, 0])
    const seen = await lastValueFrom(probed$.pipe(toArray()))
    expect(seen.map(({ sample }) => sample.word)).toEqual(['up', 'down'])
  })
})

describe('probe, of a stream with bad samples', () => {
  it('sets aside what has no label, and goes on', async () => {
    const reader = linearProbe()
    const reasons: string[] = []
    reader.rejections.listen(({ code }) => reasons.push(code))
    const labels = ['a', Number.NaN, 'b', 'a']
    const seen = await lastValueFrom(
      from(labels.map((label, i) => ({ x: [i, 1], label }))).pipe(
        activations(model(), { layer: 1 }),
        probe(reader, ({ label }) => label),
        toArray(),
      ),
    )
    expect(seen.map(({ target }) => target)).toEqual(['a', 'b', 'a'])
    expect(reasons).toEqual(['ERR_TARGET_VALUE'])
  })

  it('never sees numbers that are not finite: they are set aside before', async () => {
    const net = createModel({
      input: 1,
      layers: [dense(1, { start: constant(1e30) }), dense(1, { start: constant(1e30) })],
    })
    const seen = await lastValueFrom(
      from([{ x: [0] }, { x: [1e30] }, { x: [0] }]).pipe(activations(net, { layer: 1 }), toArray()),
    )
    expect(seen.length).toBe(2)
    expect(net.rejections.count).toBe(1)
  })
})
