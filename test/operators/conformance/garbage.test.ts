import { concat, config, from, of, Subject } from 'rxjs'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import {
  backward,
  createLearner,
  createModel,
  dense,
  forward,
  gru,
  learn,
  loss,
  type Model,
  type Sample,
  sgd,
  squaredError,
  type TrainingSample,
  update,
} from '../../../src/index.js'
import { noSamples, oddSamples } from './garbage.js'
import { type OperatorRow, operatorRows, titleOf } from './operatorRows.js'

/* No value from outside ends a stream, is lost in silence or becomes an uncaught exception. */

const unhandled: unknown[] = []
beforeEach(() => {
  unhandled.length = 0
  config.onUnhandledError = (error) => unhandled.push(error)
})
afterEach(() => {
  config.onUnhandledError = null
})

/** What RxJS reports because nobody handles it comes in a task of its own. */
const settled = (): Promise<void> => new Promise((resolve) => setTimeout(resolve))

type Odd = readonly (readonly [what: string, make: () => unknown])[]

interface Outcome {
  /** Odd values after which something came out before the next good one went in. */
  readonly emitted: readonly string[]
  /** Odd values that were not counted as set aside. */
  readonly uncounted: readonly string[]
  /** All that was told besides `next`, with what it came after. */
  readonly ends: readonly (readonly [after: string, told: string])[]
  readonly nexts: number
  readonly goods: number
}

/** Feeds odd values, each between two good ones. Where an operator refuses one it is built and fed anew. */
async function outcomeOf(row: OperatorRow, odd: Odd): Promise<Outcome> {
  const [emitted, uncounted, ends]: [string[], string[], [string, string][]] = [[], [], []]
  let [nexts, goods, after] = [0, 0, 'the start']
  const begin = () => {
    const built = row.build()
    const source = new Subject<unknown>()
    source.pipe(built.operator).subscribe({
      next: () => {
        nexts += 1
      },
      error: (error: { readonly code?: string }) => ends.push([after, `error ${error.code ?? String(error)}`]),
      complete: () => ends.push([after, 'complete']),
    })
    let index = 0
    const good = (): void => {
      goods += 1
      source.next(built.value(index++))
    }
    good()
    return { ...built, source, good }
  }
  let run = begin()
  for (const [what, make] of odd) {
    const [nextsBefore, countBefore] = [nexts, run.rejections?.count ?? 0]
    after = what
    run.source.next(make())
    if (nexts > nextsBefore) emitted.push(what)
    if (run.rejections && run.rejections.count <= countBefore) uncounted.push(what)
    if (row.garbage === 'refused') run = begin()
    else run.good()
  }
  after = 'the end'
  run.source.complete()
  await settled()
  expect(unhandled).toEqual([])
  return { emitted, uncounted, ends, nexts, goods }
}

describe.each(operatorRows.map((row) => [titleOf(row), row] as const))('%s', (_, row) => {
  const end = ['the end', 'complete'] as const
  const refusals = (odd: Odd) => odd.map(([what]) => [what, 'error ERR_STAGE'])

  it(`goes on after what is no sample: ${row.garbage}`, async () => {
    const odd = Object.entries(noSamples)
    const { emitted, uncounted, ends, nexts, goods } = await outcomeOf(row, odd)
    expect(ends).toEqual(row.garbage === 'refused' ? [...refusals(odd), end] : [end])
    const isEach = row.garbage === 'passed on' || row.garbage === 'answered'
    expect(nexts).toBe(goods + (isEach ? odd.length : 0))
    if (row.garbage === 'set aside') expect(emitted).toEqual([])
    if (row.garbage !== 'passed on') expect(uncounted).toEqual([])
  })

  it('goes on after a sample with odd parts', async () => {
    const odd = Object.entries(oddSamples)
    const { ends, nexts, goods } = await outcomeOf(row, odd)
    expect(ends).toEqual(row.garbage === 'refused' ? [...refusals(odd), end] : [end])
    expect(nexts).toBeGreaterThanOrEqual(goods)
  })
})

const everything = [...Object.values(noSamples), ...Object.values(oddSamples)]

describe('what can not be learned', () => {
  it.each(['regression', 'classification'] as const)('is counted, and a learner (%s) goes on as without it', (task) => {
    const good = (index: number): Sample => ({ x: [index % 3, index % 5], y: task === 'regression' ? index % 7 : 'a' })
    const learner = createLearner({ task, seed: 1 })
    const alone = createLearner({ task, seed: 1 })
    for (const [index, make] of everything.entries()) {
      learner.learn(good(index))
      alone.learn(good(index))
      const before = learner.rejections.count
      // Some of the odd ones fit after all, such as a frozen sample.
      if (learner.learn(make() as Sample)) alone.learn(make() as Sample)
      else expect(learner.rejections.count).toBe(before + 1)
    }
    expect(learner.samples).toBe(alone.samples)
    expect(learner.model?.parameters).toEqual(alone.model?.parameters)
    for (const make of everything) expect(() => learner.observe(make() as Sample)).not.toThrow()
  })

  it('gives its tape back in the four operators, and moves no state of a recurrent model', () => {
    const modelOf = () => createModel({ input: 2, layers: [gru({ units: 3 }), dense(1)], seed: 3, tapes: 2 })
    const train = (model: Model, values: readonly unknown[]): void => {
      const errors: unknown[] = []
      from(values as TrainingSample[])
        .pipe(forward(model), loss(squaredError()), backward(), update(sgd({ learningRate: 0.01 })))
        .subscribe({ error: (error: unknown) => errors.push(error) })
      expect(errors).toEqual([])
    }
    const fits = (make: () => unknown): boolean => {
      const model = modelOf()
      train(model, [make()])
      return model.steps === 1
    }
    const good: TrainingSample = { x: [1, 2], y: [3] }
    const [model, alone] = [modelOf(), modelOf()]
    const odd = everything.filter((make) => !fits(make))
    expect(odd.length).toBeGreaterThan(30)
    train(
      model,
      odd.flatMap((make) => [good, make()]),
    )
    train(
      alone,
      odd.map(() => good),
    )
    expect(model.steps).toBe(odd.length)
    expect(model.rejections.count).toBeGreaterThanOrEqual(odd.length)
    expect(model.parameters).toEqual(alone.parameters)
    expect(model.statesOf('')).toEqual(alone.statesOf(''))
  })

  it('is passed over where a callback of the user reads samples', () => {
    const learner = createLearner({
      task: 'regression',
      layers: [gru({ units: 2 })],
      key: ({ x }) => (x as { readonly user: string }).user,
    })
    const good = { x: { user: 'u', size: 1 }, y: 1 }
    const told: unknown[] = []
    concat(of(good), from(Object.values(noSamples).map((make) => make() as Sample)), of(good))
      .pipe(learn(learner))
      .subscribe({ next: ({ samples }) => told.push(samples), error: (error: unknown) => told.push(error) })
    expect(told).toEqual([1, 2])
    expect(learner.rejections.count).toBe(Object.keys(noSamples).length)
  })

  it('does not widen what vectors are learned from: a record among them is set aside', () => {
    const learner = createLearner({ task: 'regression' })
    for (const x of [[1, 2], { price: 3 }, { 0: 2, 1: 1 }, [3, 4]]) learner.learn({ x, y: 1 })
    expect([learner.samples, learner.rejections.count]).toEqual([3, 1])
  })
})
