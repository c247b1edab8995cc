import { asapScheduler, concatMap, from, lastValueFrom, map, type Observable, observeOn, of, tap, toArray } from 'rxjs'
import { describe, expect, it } from 'vitest'
import {
  activations,
  backward,
  createLearner,
  createModel,
  dense,
  forward,
  gru,
  lags,
  learn,
  type Learner,
  linearRecurrent,
  loss,
  type Model,
  sgd,
  squaredError,
  tanh,
  update,
} from '../../../src/index.js'

const samples = [
  { x: [1, 0], y: [1], key: 'a' },
  { x: [0, 1], y: [0], key: 'b' },
  { x: [1, 1], y: [1], key: 'a' },
  { x: [0.5, -1], y: [0], key: 'b' },
  { x: [-1, 2], y: [1], key: 'a' },
]
type Keyed = (typeof samples)[number]
const unkeyed = samples.map(({ x, y }) => ({ x, y }))

// So small a rate that the weights stay as they are, and only the states move.
const still = sgd({ learningRate: 1e-30 })
const layersOf = { gru: gru({ units: 2, window: 3 }), linearRecurrent: linearRecurrent({ units: 2 }) }
const build = (kind: keyof typeof layersOf): Model =>
  createModel({ input: 2, layers: [layersOf[kind], dense(1)], seed: 1 })
const build3 = (): Model => createModel({ input: 3, layers: [gru({ units: 2 }), dense(1)], seed: 2 })
const trained = (model: Model) => [forward<Keyed>(model), loss(squaredError()), backward(), update(still)] as const

/** What the layer gives for each sample, from the states before it. */
function truth(model: Model, of: readonly { x: number[]; key?: string }[]) {
  return of.map(({ x, key }) => {
    const { values } = model.activations(x, key)[0] ?? { values: undefined }
    model.observe(x, key)
    return values
  })
}

describe.each(['gru', 'linearRecurrent'] as const)('activations of %s', (kind) => {
  it('after update are those the sample was processed with, key by key', async () => {
    const model = build(kind)
    const seen = await lastValueFrom(from(samples).pipe(...trained(model), activations(model, { layer: 0 }), toArray()))
    expect(seen.map(({ values }) => values)).toEqual(truth(build(kind), samples))
  })

  it('without keys too: the sample is not applied twice', async () => {
    const model = build(kind)
    const steps$ = from(unkeyed).pipe(forward(model), loss(squaredError()), backward(), update(still))
    const seen = await lastValueFrom(steps$.pipe(activations(model, { layer: 0 }), toArray()))
    expect(seen.map(({ values }) => values)).toEqual(truth(build(kind), unkeyed))
  })

  it('are the same right after forward, and when they are asked for much later', async () => {
    const wanted = truth(build(kind), samples)
    const [late, early] = [build(kind), build(kind)]
    const reversed$ = from(samples).pipe(
      ...trained(late),
      observeOn(asapScheduler),
      toArray(),
      concatMap((steps) => steps.reverse()),
    )
    const seen = await lastValueFrom(reversed$.pipe(activations(late, { layer: 0 }), toArray()))
    expect(seen.map(({ values }) => values).reverse()).toEqual(wanted)
    const first$ = from(samples).pipe(forward(early), activations(early, { layer: 0 }), toArray())
    expect((await lastValueFrom(first$)).map(({ values }) => values)).toEqual(wanted)
  })

  it('of bare samples start from the state of their key, and move none', async () => {
    const model = build(kind)
    const before = model.state.streams
    const asked = (sample: Keyed) => lastValueFrom(of(sample).pipe(activations(model, { layer: 0 })))
    const third = samples[2] ?? { x: [], y: [], key: '' }
    const { values } = await asked(third)
    expect(values).toEqual(build(kind).activations([1, 1])[0]?.values)
    expect(model.state.streams).toEqual(before)
    model.observe([1, 0], 'a')
    const wanted = model.activations([1, 1], 'a')[0]?.values
    const next = await asked(third)
    expect(next.values).toEqual(wanted)
    expect(next.values).not.toEqual(values)
  })
})

describe('what activations need of a pass', () => {
  it('is kept only while somebody asks', async () => {
    const model = build('gru')
    const kept: boolean[] = []
    const steps$ = from(samples).pipe(
      forward(model),
      tap(({ last }) => kept.push(last?.pass.start !== undefined)),
      loss(squaredError()),
      backward(),
      update(still),
    )
    await lastValueFrom(steps$)
    await lastValueFrom(steps$.pipe(activations(model, { layer: 0 })))
    await lastValueFrom(steps$)
    expect(kept).toEqual([...Array(5).fill(false), ...Array(5).fill(true), ...Array(5).fill(false)])
  })

  it('is missing where nobody asked before: the sample is set aside with the reason', async () => {
    const model = build('gru')
    const reasons: string[] = []
    model.rejections.listen(({ code }) => reasons.push(code))
    const steps = await lastValueFrom(from(samples).pipe(...trained(model), toArray()))
    const seen = await lastValueFrom(from(steps).pipe(activations(model, { layer: 0 }), toArray()))
    expect(seen).toEqual([])
    expect(reasons).toEqual(Array(5).fill('ERR_TAPE_OVERWRITTEN'))
  })

  it('is, of a model behind another, what that one gave', async () => {
    const [front, back] = [createModel({ input: 2, layers: [dense(3), tanh()], seed: 1 }), build3()]
    const seen = await lastValueFrom(
      from(samples).pipe(
        forward(front),
        forward(back),
        loss(squaredError()),
        backward(),
        update(still),
        activations(back, { layer: 0 }),
        toArray(),
      ),
    )
    const inputs = samples.map(({ x, key }) => ({ x: [...front.predict(x)], key }))
    expect(seen.map(({ values }) => values)).toEqual(truth(build3(), inputs))
  })
})

describe('activations of a learner with states', () => {
  const records = Array.from({ length: 30 }, (_, at) => ({
    x: { v: Math.sin(at), who: at % 3 === 0 ? 1 : 2 },
    y: Math.cos(at),
  }))
  const keyed = () =>
    createLearner({
      task: 'regression',
      features: [lags({ of: 'v', per: 'who', count: 2 })],
      layers: [gru({ units: 3 })],
      key: 'who',
      scaleTarget: false,
      optimizer: still,
    })

  /** As its model would see each sample just before it is learned. */
  function before(learner: Learner, sample: (typeof records)[number]) {
    const { model } = learner
    const into = new Float32Array(model?.inputLength ?? 0)
    learner.features.encodeInto(sample.x, into)
    return model?.activations(into, sample.x.who)[0]?.values
  }

  it.each([
    ['right away', <T>(learned$: Observable<T>) => learned$],
    ['later', <T>(learned$: Observable<T>) => learned$.pipe(observeOn(asapScheduler))],
    ['of copies', <T>(learned$: Observable<T>) => learned$.pipe(map((learned) => ({ ...learned })))],
  ])('are those the sample was learned with, per key and with its own past: %s', async (_, way) => {
    const learner = keyed()
    const wanted: unknown[] = []
    const seen = await lastValueFrom(
      from(records).pipe(
        tap((sample) => wanted.push(before(learner, sample))),
        learn(learner),
        way,
        activations(learner, { layer: 0 }),
        toArray(),
      ),
    )
    // The model grows by the lags of the first samples of each key.
    expect(seen.slice(6).map(({ values }) => values)).toEqual(wanted.slice(6))
    expect(new Set(seen.map(({ values }) => values.join())).size).toBe(30)
  })

  it('learn the same watched and not', async () => {
    const [watched, alone] = [keyed(), keyed()]
    await lastValueFrom(from(records).pipe(learn(watched), activations(watched, { layer: 0 })))
    await lastValueFrom(from(records).pipe(learn(alone)))
    expect(watched.model?.state).toEqual(alone.model?.state)
  })

  it('of a sample without a key are set aside', async () => {
    const learner = keyed()
    await lastValueFrom(from(records).pipe(learn(learner)))
    const codes: string[] = []
    learner.rejections.listen(({ code }) => codes.push(code))
    const seen = await lastValueFrom(of({ x: { v: 1 } }).pipe(activations(learner, { layer: 0 }), toArray()))
    expect([seen, codes]).toEqual([[], ['ERR_KEY']])
  })
})
