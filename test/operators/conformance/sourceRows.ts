import { Readable } from 'node:stream'
import { type Observable, of } from 'rxjs'
import {
  agrawal,
  createModel,
  dense,
  drift,
  forward,
  friedman,
  fromAsyncIterable,
  fromEventTarget,
  fromReadableStream,
  hyperplane,
  led,
  pump,
  randomRbf,
  rejectionsOf,
  type Sample,
  SampleSource,
  sea,
  slowlyChanging,
  spirals,
  SyntheticStream,
} from '../../../src/index.js'
import { fromCsv, fromNdjson, vitals } from '../../../src/node.js'
import { fakeMachine } from '../../sources/fakeReaders.js'

/** A source without end, or of more values than a test takes. */
export interface BuiltSource {
  readonly source: Observable<unknown>
  /** Values that were taken out of what it reads, where that can be counted. */
  readonly pulled?: () => number
  /** What it reads is closed, or waits to be told. */
  readonly closed?: () => boolean
}

export interface SourceRow {
  /** As it is exported. */
  readonly name: string
  readonly as?: string
  readonly build: () => BuiltSource
  /** Emits while it is being subscribed to, as `from` of an array does. */
  readonly synchronous?: true
  /** What another subscription gives, where what is read can be read once: ERR_STREAM_USED, or nothing as `from` does. */
  readonly again?: 'an error' | 'nothing'
}

/** The title of a row. */
export const titleOfSource = ({ name, as }: SourceRow): string => (as === undefined ? name : `${name}, ${as}`)

const sampleAt = (index: number): Sample => ({ x: [index, 1], y: index })
const PULLS_MAX = 5000

/** A generator without end, counted and closed. */
function counted() {
  let pulled = 0
  let closed = false
  function* values(): Generator<Sample> {
    try {
      while (pulled < PULLS_MAX) yield sampleAt(pulled++)
      throw new Error(`${PULLS_MAX} values were pulled`)
    } finally {
      closed = true
    }
  }
  async function* later(): AsyncGenerator<Sample> {
    for (const value of values()) {
      await Promise.resolve()
      yield value
    }
  }
  return { values, later, pulled: () => pulled, closed: () => closed }
}

function iterableRow(
  name: string,
  as: string,
  build: (counts: ReturnType<typeof counted>) => Observable<unknown>,
  more: Partial<SourceRow> = {},
): SourceRow {
  return {
    name,
    as,
    ...more,
    build: () => {
      const counts = counted()
      return { source: build(counts), pulled: counts.pulled, closed: counts.closed }
    },
  }
}

const synthetic = (name: string, build: () => Observable<unknown>): SourceRow => ({
  name,
  synchronous: true,
  build: () => ({ source: build() }),
})

/** Dispatches events for as long as somebody listens. */
function events(): BuiltSource {
  let listeners = 0
  const target = new EventTarget()
  const timer = setInterval(() => target.dispatchEvent(new Event('data')), 1)
  timer.unref()
  const counting = {
    addEventListener: (type: string, listener: EventListener) => {
      listeners += 1
      target.addEventListener(type, listener)
    },
    removeEventListener: (type: string, listener: EventListener) => {
      listeners -= 1
      target.removeEventListener(type, listener)
    },
  } as unknown as EventTarget
  const source = fromEventTarget(counting, 'data', { toSample: () => sampleAt(1) })
  return { source, closed: () => listeners === 0 }
}

/** A model that sets a sample aside now and then. */
function rejections(): BuiltSource {
  const model = createModel({ input: 2, layers: [dense(1)] })
  const timer = setInterval(
    () =>
      of({ x: [1] })
        .pipe(forward(model))
        .subscribe(),
    1,
  )
  timer.unref()
  return { source: rejectionsOf(model.rejections) }
}

function* lines(line: (index: number) => string): Generator<string> {
  for (let index = 0; index < 100; index++) yield line(index)
}

export const sourceRows: readonly SourceRow[] = [
  iterableRow('pump', 'of an iterable', ({ values }) => pump({ [Symbol.iterator]: values }), { synchronous: true }),
  iterableRow('pump', 'of a generator', ({ values }) => pump(values()), { synchronous: true, again: 'nothing' }),
  iterableRow('pump', 'of an async iterable', ({ later }) => pump({ [Symbol.asyncIterator]: later })),
  iterableRow('fromAsyncIterable', 'of an iterable', ({ values }) => fromAsyncIterable({ [Symbol.iterator]: values }), {
    synchronous: true,
  }),
  iterableRow('fromAsyncIterable', 'of an async generator', ({ later }) => fromAsyncIterable(later()), {
    again: 'an error',
  }),
  iterableRow(
    'fromReadableStream',
    'of values',
    ({ values }) => {
      const iterator = values()
      const stream = new ReadableStream<Sample>(
        {
          pull: (controller) => {
            controller.enqueue(iterator.next().value as Sample)
          },
          cancel: () => void iterator.return(undefined),
        },
        { highWaterMark: 0 },
      )
      return fromReadableStream(stream)
    },
    { again: 'an error' },
  ),
  iterableRow(
    'SampleSource',
    'of your own',
    ({ later }) =>
      new SampleSource(async function* () {
        for await (const sample of later()) yield [sample]
      }),
  ),
  ...Object.entries({ agrawal, friedman, hyperplane, led, randomRbf, sea, slowlyChanging, spirals }).map(
    ([name, make]) => synthetic(name, () => make()),
  ),
  synthetic('drift', () => drift(sea(), { at: 1, to: sea({ variant: 2 }) })),
  synthetic(
    'SyntheticStream',
    () =>
      new SyntheticStream(() => ({ next }) => ({ x: [next()], y: next() })),
  ),
  { name: 'fromEventTarget', build: events },
  { name: 'rejectionsOf', build: rejections },
  {
    name: 'fromCsv',
    again: 'an error',
    build: () => ({
      source: fromCsv(Readable.from(lines((index) => (index === 0 ? 'a,y\n' : `${index},1\n`))), { target: 'y' }),
    }),
  },
  {
    name: 'fromNdjson',
    again: 'an error',
    build: () => ({
      source: fromNdjson(Readable.from(lines((index) => `{"a":${index},"y":1}\n`)), { target: 'y' }),
    }),
  },
  {
    name: 'vitals',
    build: () => {
      const machine = fakeMachine()
      return { source: vitals({ everyMs: 1, readers: machine.readers }), closed: () => machine.closed > 0 }
    },
  },
]
