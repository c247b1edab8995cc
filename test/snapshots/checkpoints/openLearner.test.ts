import { mkdtemp, readdir } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { lastValueFrom, Subject, take, toArray } from 'rxjs'
import { describe, expect, it } from 'vitest'
import { adwin } from '../../../src/evaluation/drift/adwin.js'
import {
  adam,
  dense,
  dropout,
  hashing,
  imputer,
  interactions,
  lags,
  minMaxScaler,
  oneHot,
  relu,
  robustScaler,
  targetEncoding,
  windows,
} from '../../../src/index.js'
import type { Sample } from '../../../src/features/sample.js'
import { joinLabels } from '../../../src/operators/labels/joinLabels.js'
import type { JoinLabelsOptions } from '../../../src/operators/labels/joinLabelsOptions.js'
import type { LabelJoinState, Outcome } from '../../../src/operators/labels/labelJoin.js'
import { learn } from '../../../src/operators/learn.js'
import type { Learned } from '../../../src/operators/learner/learned.js'
import { createLearner, type Learner } from '../../../src/operators/learner/learner.js'
import type { LearnerOptions } from '../../../src/operators/learner/learnerOptions.js'
import { prequential, type PrequentialState, type Report } from '../../../src/operators/prequential.js'
import { openLearner } from '../../../src/snapshots/checkpoints/openLearner.js'
import { drift } from '../../../src/sources/synthetic/drift.js'
import { agrawal } from '../../../src/sources/synthetic/agrawal.js'
import { friedman } from '../../../src/sources/synthetic/friedman.js'
import { type SyntheticOptions, SyntheticStream } from '../../../src/sources/synthetic/syntheticStream.js'

const folder = (): Promise<string> => mkdtemp(join(tmpdir(), 'eddy-state-'))

const bits = (learner: Learner): string => {
  const { parameters } = learner.model ?? { parameters: new Float32Array(0) }
  return Buffer.from(parameters.buffer, parameters.byteOffset, parameters.byteLength).toString('hex')
}

/** The whole learner, as text. */
const all = (learner: Learner): string =>
  JSON.stringify([learner.state, learner.course, learner.model?.state, learner.samples], (_, value: unknown) =>
    ArrayBuffer.isView(value) ? Array.from(value as Float64Array) : value,
  )

/** Points in a square, in or out of a circle; the labels turn round at the change. */
const circle = (inside: string, outside: string, options: SyntheticOptions): SyntheticStream =>
  new SyntheticStream(
    () =>
      ({ next: draw }) => {
        const [a, b] = [draw() * 2 - 1, draw() * 2 - 1]
        return { x: [a, b], y: a * a + b * b < 0.6 ? inside : outside }
      },
    options,
  )
const changing = (options: SyntheticOptions = {}): SyntheticStream =>
  drift(circle('in', 'out', { samples: 4000, ...options }), { at: 2300, to: circle('out', 'in', { seed: 9 }) })

const cases: readonly (readonly [string, LearnerOptions, (options: object) => SyntheticStream])[] = [
  ['classification', { task: 'classification', seed: 3 }, (options) => agrawal({ samples: 1700, ...options })],
  ['regression', { task: 'regression', seed: 3 }, (options) => friedman({ samples: 1700, ...options })],
  [
    'regression with dropout, adam, hashed features',
    {
      task: 'regression',
      features: [imputer(), minMaxScaler(), oneHot(), hashing({ buckets: 8 })],
      layers: [dense(8), dropout(0.3), relu()],
      optimizer: adam({ learningRate: 0.01 }),
      clip: { norm: 1 },
      seed: 6,
    },
    (options) => friedman({ samples: 1700, ...options }),
  ],
  [
    'classification by what was before, and by the mean target of a category',
    {
      task: 'classification',
      features: [
        lags({ of: 'salary', count: 3, per: 'car', maxKeys: 7 }),
        windows({ of: 'age', size: 5 }),
        targetEncoding({ of: ['zipcode'] }),
        robustScaler(),
        interactions({ of: [['salary', 'age']] }),
        oneHot(),
        imputer(),
      ],
      seed: 4,
    },
    (options) => agrawal({ samples: 1700, ...options }),
  ],
  ...(['boost', 'reset', 'challenge'] as const).map(
    (action) =>
      [
        `a drift answered by ${action}`,
        { task: 'classification', seed: 5, onDrift: { detector: adwin(), action, part: 'network' } },
        (options: object) => changing(options),
      ] as const,
  ),
]

describe('openLearner', () => {
  it.each(cases)('stopped again and again, goes on to the same bits: %s', async (_, options, stream) => {
    const create = (): Learner => createLearner(options)
    const undisturbed = create()
    const drifts: string[] = []
    undisturbed.drift$.subscribe(({ action }) => drifts.push(action))
    const reports = await lastValueFrom(
      stream({}).pipe(learn(undisturbed), prequential({ everySamples: 500, window: 300 }), toArray()),
    )
    expect(drifts.length > 0).toBe(options.onDrift !== undefined)
    const dir = await folder()
    const resumed: Report[] = []
    for (let ended = false; !ended; ) {
      const learner = await openLearner(dir, { create })
      const { rows } = learner.position
      const metrics = learner.kept<PrequentialState>('metrics')
      const samples$ = stream({ after: learner.position }).pipe(take(777), learn(learner))
      await new Promise<void>((complete, error) =>
        samples$
          .pipe(
            prequential({
              everySamples: 500,
              window: 300,
              resume: metrics,
              onState: (state) => learner.keep('metrics', state),
            }),
          )
          .subscribe({ next: (report) => resumed.push(report), error, complete }),
      )
      await learner.close()
      ended = learner.position.rows - rows < 777
      if (!ended) continue
      expect(all(learner)).toBe(all(undisturbed))
      expect(bits(learner)).toBe(bits(undisturbed))
    }
    expect(resumed.at(-1)?.metrics).toEqual(reports.at(-1)?.metrics)
    expect(resumed.at(-1)?.windowed).toEqual(reports.at(-1)?.windowed)
    expect(resumed.at(-1)?.baselines).toEqual(reports.at(-1)?.baselines)
    expect((await readdir(dir)).filter((name) => name.startsWith('checkpoint-'))).toHaveLength(3)
  })

  it('in the middle of a boost, and of a challenge', async () => {
    for (const action of ['boost', 'challenge'] as const) {
      const options: LearnerOptions = { task: 'classification', seed: 5, onDrift: { detector: adwin(), action } }
      const create = (): Learner => createLearner(options)
      const undisturbed = create()
      const busy = ({ course }: Learner): boolean =>
        action === 'boost' ? (course.drift?.boosted ?? 0) > 0 : course.drift?.challenger !== undefined
      const samples = [...changing()]
      let at = 0
      while (!busy(undisturbed)) undisturbed.learn(samples[at++] as Sample)
      for (const sample of samples.slice(at, at + 40)) undisturbed.learn(sample)
      const dir = await folder()
      const first = await openLearner(dir, { create })
      for (const sample of samples.slice(0, at + 40)) first.learn(sample)
      await first.close()
      const second = await openLearner(dir, { create })
      expect(busy(second)).toBe(true)
      expect(second.model?.rateFactor).toBe(undisturbed.model?.rateFactor)
      for (const sample of samples.slice(at + 40)) {
        undisturbed.learn(sample)
        second.learn(sample)
      }
      expect(all(second)).toBe(all(undisturbed))
      await second.close()
    }
  })

  it('labels that are on their way wait on: each joined once, with the answer of its time', async () => {
    const requests = [...friedman({ samples: 900 })].map(({ x }, i) => ({ x, id: `q${i}` }))
    const truths = [...friedman({ samples: 900 })].map(({ y }, i) => ({ y: y as number, id: `q${i}` }))
    /** Request i, then the outcome of 37 before; both sides from where they were. */
    const run = async (learner: Learner, from: number, to: number, join: JoinLabelsOptions) => {
      const [requests$, outcomes$] = [new Subject<Sample>(), new Subject<Outcome>()]
      const learned: Learned[] = []
      const subscription = joinLabels(requests$, outcomes$, { ...join, predictor: learner })
        .pipe(learn(learner))
        .subscribe((one) => learned.push(one))
      for (let i = from; i < to; i++) {
        requests$.next(requests[i] as Sample)
        if (i >= 37) outcomes$.next(truths[i - 37] as Outcome)
        await Promise.resolve()
      }
      subscription.unsubscribe()
      return learned.map(({ sample, prediction }) => [sample.id, prediction.task === 'regression' && prediction.value])
    }
    const create = (): Learner => createLearner({ task: 'regression', seed: 2 })
    const whole = await run(create(), 0, 900, {})
    const dir = await folder()
    const parts: unknown[] = []
    for (let from = 0; from < 900; from += 300) {
      const learner = await openLearner(dir, { create })
      const part = await run(learner, from, from + 300, {
        // Another clock in each run.
        clock: () => performance.now() - from * 1e6,
        resume: learner.kept<LabelJoinState>('labels'),
        onState: (state) => learner.keep('labels', state),
      })
      parts.push(...part)
      await learner.close()
    }
    expect(parts).toEqual(whole)
    expect(whole).toHaveLength(863)
  })

  it('several sources go on each where it was; asked for the one, it says that there are two', async () => {
    const dir = await folder()
    const create = (): Learner => createLearner({ task: 'regression', seed: 2 })
    const first = await openLearner(dir, { create })
    const read = (name: string, samples: number) =>
      lastValueFrom(friedman({ samples, name, after: first.positionOf(name) }).pipe(learn(first)))
    await Promise.all([read('a', 70), read('b', 40)])
    await first.close()
    const second = await openLearner(dir, { create })
    expect(['a', 'b', 'c'].map((name) => second.positionOf(name).rows)).toEqual([70, 40, 0])
    expect(() => second.position).toThrow(expect.objectContaining({ code: 'ERR_SOURCE' }))
    await second.close()
  })

  it.each([{ everySamples: 0 }, { everyMs: -1 }])('refuses %j', async (options) => {
    const create = (): Learner => createLearner({ task: 'regression' })
    await expect(openLearner(await folder(), { create, ...options })).rejects.toThrow(
      expect.objectContaining({ code: 'ERR_OPTION' }),
    )
  })
})
