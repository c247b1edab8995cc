import { from, lastValueFrom, map, type Observable, of, Subject, toArray } from 'rxjs'
import { describe, expect, it } from 'vitest'
import {
  createLearner,
  delayed,
  joinLabels,
  learn,
  EddyError,
  type Learned,
  type Learner,
  type LabelJoinState,
  type Outcome,
  type Prediction,
  type Sample,
} from '../../../src/index.js'
import { columnsOf, encodeBody } from '../../../src/snapshots/column.js'
import { plainColumns, plainFrom } from '../../../src/snapshots/plainColumns.js'

const regression = (seed: number): Learner => createLearner({ task: 'regression', seed })
const samples = Array.from({ length: 8 }, (_, i) => ({ x: [i % 3], y: 10 + (i % 3) }))
const learnedOf = (learned$: Observable<Learned>): Promise<Learned[]> => lastValueFrom(learned$.pipe(toArray()))
const trained = (): Learner => {
  const learner = regression(1)
  for (const sample of samples) learner.learn(sample)
  return learner
}
const numberOf = (prediction: Prediction | undefined): number =>
  prediction?.task === 'regression' ? prediction.value : Number.NaN

describe('what a learner is judged by', () => {
  it("is its own prediction, and never a sample's own field `prediction`", () => {
    const [learner, twin] = [regression(1), regression(1)]
    const own: Prediction = { task: 'regression', value: 10, values: Float32Array.of(10) }
    for (const sample of samples) {
      const learned = learner.learn({ ...sample, prediction: own })
      expect(learned?.prediction).toEqual(twin.learn(sample)?.prediction)
      expect(learned?.sample.prediction).toBe(own)
    }
  })

  it('is the answer of the time of asking, also where samples are copied on the way', async () => {
    const learner = regression(1)
    learner.learn({ x: [0], y: 7 })
    const weighed = from(samples).pipe(
      delayed({ samples: 100, predictor: learner }),
      map((sample) => ({ ...sample, weight: 2 })),
    )
    expect((await learnedOf(weighed.pipe(learn(learner)))).map(({ prediction }) => numberOf(prediction))).toEqual(
      samples.map(() => 7),
    )
  })

  it("is not another learner's answer", async () => {
    const [first, second, twin] = [regression(1), regression(2), regression(2)]
    const passedOn = from(samples).pipe(
      delayed({ samples: 3, predictor: first }),
      learn(first),
      map(({ sample }) => sample),
    )
    const alone = await learnedOf(from(samples).pipe(learn(twin)))
    expect((await learnedOf(passedOn.pipe(learn(second)))).map(({ prediction }) => prediction)).toEqual(
      alone.map(({ prediction }) => prediction),
    )
  })

  it('is the answer of whoever was asked, if that is no learner', async () => {
    const said: Prediction = { task: 'regression', value: 5, values: Float32Array.of(5) }
    const learned = await learnedOf(
      from(samples).pipe(delayed({ samples: 1, predictor: { predict: () => said } }), learn(regression(1))),
    )
    expect(learned.every(({ prediction }) => prediction === said)).toBe(true)
  })

  it.each([
    [
      'could not be answered',
      () => {
        throw new EddyError('ERR_INPUT_LENGTH', 'expected 2 numbers, got 1')
      },
    ],
    ['was answered for the other task', () => createLearner({ task: 'classification', classes: ['a'] }).predict([1])],
  ])('is "unpredicted" where the question %s', async (_, predict) => {
    const learned = await learnedOf(
      from(samples).pipe(delayed({ samples: 1, predictor: { predict } }), learn(trained())),
    )
    expect(learned).toHaveLength(samples.length)
    for (const { prediction } of learned) expect(prediction).toMatchObject({ task: 'regression', unpredicted: true })
  })
})

describe('answers in flight', () => {
  const inFlight = (request: Sample, predictor?: Learner): LabelJoinState => {
    let state: (() => LabelJoinState) | undefined
    const requests$ = new Subject<Sample>()
    joinLabels(requests$, new Subject<Outcome>(), {
      ...(predictor ? { predictor } : {}),
      onState: (asked) => {
        state = asked
      },
    }).subscribe()
    requests$.next(request)
    const columns = plainColumns('labels', state?.())
    return plainFrom('labels', columnsOf(columns, encodeBody(columns))) as LabelJoinState
  }
  const early = (): Learner => {
    const learner = regression(1)
    learner.learn({ x: [1], y: 7 })
    return learner
  }
  const first = async (state: LabelJoinState): Promise<Learned | undefined> => {
    const found: Learned[] = []
    const subscription = joinLabels(new Subject<Sample>(), of({ id: 'a', y: 8 }), { resume: state })
      .pipe(learn(trained()))
      .subscribe((learned) => found.push(learned))
    subscription.unsubscribe()
    return found[0]
  }

  it('outlast the process', async () => {
    expect(numberOf((await first(inFlight({ id: 'a', x: [1] }, early())))?.prediction)).toBe(7)
    expect((await first(inFlight({ id: 'a', x: [1] }, regression(1))))?.prediction.unpredicted).toBe(true)
  })

  it('are not taken from fields of a request', async () => {
    const request = { id: 'a', x: [1], prediction: { task: 'regression', value: 5, values: [5] } }
    expect(numberOf((await first(inFlight(request)))?.prediction)).toBeCloseTo(11, 0)
  })

  it('are read from states of version 0.1, which keep them as a field', async () => {
    const request = { id: 'a', x: [1], prediction: { task: 'regression', value: 5, values: Float32Array.of(5) } }
    const state: LabelJoinState = { requests: [['a', request, -10]], outcomes: [], joined: [] }
    expect(numberOf((await first(state))?.prediction)).toBe(5)
  })
})
