import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { from, of, Subject } from 'rxjs'
import { afterEach, beforeEach, describe, expect, it, type MockInstance, vi } from 'vitest'
import { SampleStream } from '../src/broadcast/server/sampleStream.js'
import { PushLink } from '../src/broadcast/client/push/pushLink.js'
import { predictWith, type SubscribedModel } from '../src/client.js'
import { EddyError } from '../src/error.js'
import {
  adwin,
  createForecaster,
  createLearner,
  createModel,
  dense,
  detectDrift,
  forward,
  fromAsyncIterable,
  joinLabels,
  learn,
  gru,
  linearProbe,
  loss,
  onlinePca,
  prequential,
  rejectionsOf,
  type Sample,
  SampleSource,
  squaredError,
  type TrainingSample,
} from '../src/index.js'
import { Fault, type Rejection, Rejections } from '../src/rejection.js'

/*
 * Whatever is set aside is noticed: whoever listens is told of each, and while nobody does, the first of each code is printed.
 * The table has a row for each place in src that makes a `Rejections`.
 */

const src = fileURLToPath(new URL('../src/', import.meta.url))

let warn: MockInstance<typeof console.warn>
beforeEach(() => {
  warn = vi.spyOn(console, 'warn').mockImplementation(() => undefined)
})
afterEach(() => warn.mockRestore())
const printed = (): string[] => warn.mock.calls.map(([line]) => String(line))

const faults = [new Fault('ERR_SAMPLE', 'no'), new Fault('ERR_SAMPLE', 'no'), new Fault('ERR_KEY', 'no')]
const reportThree = (rejections: Rejections): void => {
  for (const fault of faults) rejections.report(1, fault)
}

/** Sets two samples aside for one reason and one for another; `heard` is told where somebody listens. */
type Provoke = (heard: ((code: string) => void) | undefined) => void | Promise<void>

const tell =
  (heard: ((code: string) => void) | undefined) =>
  ({ code }: { readonly code: string }): void =>
    heard?.(code)

const places: Readonly<Record<string, Provoke>> = {
  'layers/model/trainableModel.ts': (heard) => {
    const model = createModel({ input: 1, layers: [dense(1)] })
    if (heard) model.rejected$.subscribe(tell(heard))
    const bad: TrainingSample[] = [{ x: [1, 2] }, { x: [3, 4] }, { x: [Number.NaN] }]
    from(bad).pipe(forward(model), loss(squaredError())).subscribe()
  },
  'operators/detectDrift.ts': (heard) => {
    from([null, undefined, 3] as never[])
      .pipe(detectDrift(adwin(), heard ? { onRejected: tell(heard) } : {}))
      .subscribe()
  },
  'operators/prequential.ts': (heard) => {
    from([null, undefined, 3] as never[])
      .pipe(prequential(heard ? { onRejected: tell(heard) } : {}))
      .subscribe()
  },
  'operators/learner/learner.ts': (heard) => {
    const learner = createLearner({ task: 'regression' })
    if (heard) learner.rejected$.subscribe(tell(heard))
    from([{ x: [1] }, { x: [1] }, { x: [1], y: 'up' }] as Sample[])
      .pipe(learn(learner))
      .subscribe()
  },
  'operators/forecasting/forecaster.ts': (heard) => {
    const forecaster = createForecaster({ horizon: 2, lags: 2 })
    if (heard) forecaster.rejected$.subscribe(tell(heard))
    reportThree(forecaster.rejections)
  },
  'evaluation/representation/linearProbe.ts': (heard) => {
    const reader = linearProbe()
    if (heard) reader.rejections.listen(tell(heard))
    reportThree(reader.rejections)
  },
  'evaluation/representation/onlinePca.ts': (heard) => {
    const pca = onlinePca()
    if (heard) pca.rejections.listen(tell(heard))
    reportThree(pca.rejections)
  },
  'sources/sampleSource.ts': async (heard) => {
    const source = new SampleSource(async function* ({ reject }) {
      for (const code of ['ERR_CSV_ROW', 'ERR_CSV_ROW', 'ERR_UTF8']) {
        reject({ code, reason: 'it is wrong', line: 1 })
        yield []
      }
    })
    if (heard) source.rejected$.subscribe(tell(heard))
    for await (const _ of source) expect(_).toBeUndefined()
  },
  'sources/live/liveSource.ts': async (heard) => {
    const toSample = (message: number): never => {
      if (message === 1) return message as never
      throw new Error('no')
    }
    const source = fromAsyncIterable([1, 1, 2], { toSample })
    if (heard) source.rejected$.subscribe(tell(heard))
    await new Promise<void>((resolve) => source.subscribe({ complete: resolve }))
  },
  'broadcast/server/sampleStream.ts': (heard) => {
    const stream = new SampleStream('readings')
    if (heard) stream.rejected$.subscribe(tell(heard))
    for (const fault of faults) stream.setAside({ raw: 1, fault })
  },
  'broadcast/client/push/pushLink.ts': (heard) => {
    const server = { connect: () => ({ connect: () => undefined, drop: () => undefined }) }
    const options = heard ? { stream: 's', onRejected: tell(heard) } : { stream: 's' }
    const link = new PushLink(server as never, options as never, {} as never)
    for (const value of [1, 2, { x: [1], weight: 'heavy' }]) link.push(value as never)
    link.stop()
  },
  'broadcast/client/predictWith.ts': (heard) => {
    const codes = ['ERR_INPUT_LENGTH', 'ERR_INPUT_LENGTH', 'ERR_INPUT_VALUE'] as const
    let at = 0
    const predict = (): never => {
      throw new EddyError(codes[at++] ?? 'ERR_KEY', 'it does not fit')
    }
    from([[1], [2], [3]])
      .pipe(predictWith(of({ predict } as unknown as SubscribedModel), heard ? { onRejected: tell(heard) } : {}))
      .subscribe()
  },
}

const makers = readdirSync(src, { recursive: true, encoding: 'utf8' })
  .map((path) => path.replaceAll('\\', '/'))
  .filter((path) => path.endsWith('.ts') && readFileSync(join(src, path), 'utf8').includes('new Rejections'))

it('the table names every place that sets samples aside', () => {
  expect(Object.keys(places).sort()).toEqual(makers.sort())
})

describe.each(Object.entries(places))('what is set aside by %s', (_, provoke) => {
  it('is told to whoever listens, each time, and not printed', async () => {
    const codes: string[] = []
    await provoke((code) => codes.push(code))
    expect(codes).toHaveLength(3)
    expect(codes[0]).toBe(codes[1])
    expect(printed()).toEqual([])
  })

  it('is printed where nobody listens, the first of each code, with what tells of the rest', async () => {
    const codes: string[] = []
    await provoke((code) => codes.push(code))
    await provoke(undefined)
    const lines = printed()
    const kinds = [...new Set(codes)]
    expect(lines).toHaveLength(kinds.length)
    for (const [at, code] of kinds.entries()) expect(lines[at]).toContain(`eddy: set aside (${code}): `)
    for (const line of lines) expect(line).toMatch(/subscribe\(\.\.\.\)|listen\(\.\.\.\)|onRejected/)
  })
})

describe('a printed line', () => {
  it('has no character that a terminal acts on, and an end', () => {
    const rejections = new Rejections('here')
    const evil = `\u001b[2J\r\n\u202eabc\u0007${'x'.repeat(5000)}`
    rejections.report({}, new Fault('ERR_SAMPLE', evil))
    const [line] = printed()
    expect(line).not.toMatch(/[\p{Cc}\u202e]/u)
    expect(line).toContain('\\x1b[2J\\r\\n\\u202eabc\\x07')
    expect(line?.length).toBeLessThan(500)
  })

  it('comes for what is set aside after nobody listens any more', () => {
    const rejections = new Rejections('here')
    const stop = rejections.listen(() => undefined)
    reportThree(rejections)
    expect(printed()).toEqual([])
    stop()
    reportThree(rejections)
    expect(printed()).toHaveLength(2)
    expect(rejections.count).toBe(6)
  })
})

it('samples that the state of a learner is moved on by are set aside by the learner', () => {
  const learner = createLearner({ task: 'regression', layers: [gru({ units: 2, window: 1 })] })
  const rejected: string[] = []
  learner.rejected$.subscribe(({ code }) => rejected.push(code))
  expect(learner.observe({ x: [1] })).toBe(false)
  learner.learn({ x: [1], y: 1 })
  expect(learner.observe({ x: [2] })).toBe(true)
  expect(learner.observe({ x: ['text'] } as never)).toBe(false)
  expect(rejected).toHaveLength(2)
  expect(printed()).toEqual([])
})

it('what joinLabels could not join is printed once of each kind, or told to onUnjoined', () => {
  const join = (options: object): void => {
    const [requests, outcomes] = [new Subject<Sample & { id?: string }>(), new Subject<{ y: number; id?: string }>()]
    joinLabels(requests, outcomes, { key: 'id', ...options }).subscribe()
    for (let n = 0; n < 2; n++) {
      requests.next({ x: [1] })
      requests.next({ x: [1], id: 'a' })
      outcomes.next({ y: 1, id: 'a' })
    }
  }
  join({})
  const lines = printed()
  expect(lines.length).toBeGreaterThan(1)
  expect(new Set(lines).size).toBe(lines.length)
  expect(lines[0]).toMatch(/^eddy: joinLabels: .*onUnjoined/)
  warn.mockClear()
  join({ onUnjoined: () => undefined })
  expect(printed()).toEqual([])
})

it('rejectionsOf tells of a model, as rejected$ does', () => {
  const model = createModel({ input: 1, layers: [dense(1)] })
  const [one, two]: [Rejection[], Rejection[]] = [[], []]
  rejectionsOf(model.rejections).subscribe((rejection) => one.push(rejection))
  model.rejected$.subscribe((rejection) => two.push(rejection))
  from([{ x: [1, 2] }])
    .pipe(forward(model))
    .subscribe()
  expect(one).toHaveLength(1)
  expect(two).toEqual(one)
})
