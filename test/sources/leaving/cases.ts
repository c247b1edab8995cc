import { createReadStream, type ReadStream } from 'node:fs'
import { Readable } from 'node:stream'
import type { Observable } from 'rxjs'
import * as client from '../../../src/client.js'
import * as eddy from '../../../src/index.js'
import * as node from '../../../src/node.js'
import { answers, type Places } from './places.js'

/** A source with one kind of input. */
export interface Case {
  /** The exported function, or class. */
  readonly source: string
  readonly input: string
  /** How many values there are: none ever, some and then an end, or always more. */
  readonly values: 'none' | 'some' | 'endless'
  readonly open: (places: Places, signal?: AbortSignal) => Observable<unknown>
}

const sample = { x: [1], y: 2 }

async function* trickle(): AsyncGenerator<typeof sample> {
  for (let i = 0; ; i++) {
    if (i > 100) await new Promise((resolve) => setTimeout(resolve, 2))
    yield sample
  }
}

const never = (): AsyncIterable<typeof sample> => ({
  [Symbol.asyncIterator]: () => ({
    next: () => new Promise(() => undefined),
    return: async () => ({ done: true, value: undefined }),
  }),
})

const webStream = (count: number): ReadableStream<typeof sample> =>
  new ReadableStream({
    start: (controller) => {
      for (let i = 0; i < count; i++) controller.enqueue(sample)
    },
  })

/** A stream that opens its file when it is read, for a source whose signal has aborted leaves it alone. */
const lazyStream = (path: string): Readable => {
  let file: ReadStream | undefined
  return new Readable({
    read() {
      file ??= createReadStream(path)
        .on('data', (chunk) => this.push(chunk) || file?.pause())
        .on('end', () => this.push(null))
      file.resume()
    },
    destroy: (error, done) => {
      file?.destroy()
      done(error)
    },
  })
}

const bytes = (text: string, endless: boolean): ReadableStream<Uint8Array> =>
  new ReadableStream({
    start: (controller) => {
      controller.enqueue(Buffer.from(text))
      if (!endless) controller.close()
    },
  })

const given = (signal: AbortSignal | undefined): { signal?: AbortSignal } => (signal ? { signal } : {})

/** `fromCsv` and `fromNdjson` with everything they read. */
function tables(): readonly Case[] {
  return (['csv', 'ndjson'] as const).flatMap((format) => {
    const from = format === 'csv' ? node.fromCsv : node.fromNdjson
    const source = format === 'csv' ? 'fromCsv' : 'fromNdjson'
    const rows = format === 'csv' ? `a,y\n${'1,2\n'.repeat(2000)}` : '{"a":1,"y":2}\n'.repeat(2000)
    const inputs: readonly (readonly [string, Case['values'], (places: Places) => node.ByteInput])[] = [
      ['file', 'some', ({ file }) => file(format)],
      ['gzip file', 'some', ({ file }) => file(format, true)],
      ['file that is not there', 'none', () => '/nowhere/at/all'],
      ...(process.platform === 'win32' ? [] : ([['silent pipe', 'none', ({ pipe }: Places) => pipe]] as const)),
      ['Node stream', 'some', ({ file }) => lazyStream(file(format))],
      ['silent Node stream', 'none', () => new Readable({ read: () => undefined })],
      ['web stream that goes on', 'endless', () => bytes(rows, true) as unknown as AsyncIterable<Uint8Array>],
      ['iterable that is silent', 'none', () => never() as unknown as AsyncIterable<Uint8Array>],
      ...answers.map((how) => {
        const values = { silent: 'none', headers: 'none', half: 'endless', trickle: 'endless' } as const
        const input = ({ address }: Places): string => address(how, format)
        return [`address: ${how}`, how in values ? values[how as keyof typeof values] : 'some', input] as const
      }),
    ]
    return inputs.map(([input, values, inputOf]): Case => {
      return {
        source,
        input,
        values,
        open: (places, signal) => from(inputOf(places), { target: 'y', ...given(signal) }),
      }
    })
  })
}

const feeds: readonly Case[] = [
  ...(['silent', 'open', 'trickle'] as const).map((how): Case => {
    const values = how === 'trickle' ? 'endless' : 'none'
    return {
      ...{ source: 'fromWebSocket', input: how, values },
      open: ({ webSocket }, signal) => eddy.fromWebSocket(webSocket(how), given(signal)),
    }
  }),
  ...(['silent', 'headers', 'trickle'] as const).map((how): Case => {
    const values = how === 'trickle' ? 'endless' : 'none'
    return {
      ...{ source: 'fromServerSentEvents', input: how, values },
      open: ({ address }, signal) => eddy.fromServerSentEvents(address(how, 'sse'), given(signal)),
    }
  }),
  {
    ...{ source: 'subscribeToModel', input: 'server that never answers', values: 'none' },
    open: ({ webSocket }, signal) => client.subscribeToModel(webSocket('silent'), given(signal)),
  },
  {
    ...{ source: 'subscribeToModel', input: 'broadcaster', values: 'endless' },
    open: ({ broadcaster }, signal) => client.subscribeToModel(broadcaster, given(signal)),
  },
  {
    ...{ source: 'vitals', input: 'this machine', values: 'endless' },
    open: (_, signal) => node.vitals({ everyMs: 2, onNotice: () => undefined, ...given(signal) }),
  },
  {
    ...{ source: 'fromEventTarget', input: 'timer', values: 'endless' },
    open: (_, signal) => eddy.fromEventTarget(ticking(), 'tick', { toSample: () => sample, ...given(signal) }),
  },
]

/** An event target whose timer runs only while somebody listens. */
function ticking(): EventTarget {
  let timer: NodeJS.Timeout | undefined
  return new (class extends EventTarget {
    override addEventListener(...args: Parameters<EventTarget['addEventListener']>): void {
      super.addEventListener(...args)
      timer = setInterval(() => this.dispatchEvent(new Event('tick')), 1)
    }
    override removeEventListener(...args: Parameters<EventTarget['removeEventListener']>): void {
      super.removeEventListener(...args)
      clearInterval(timer)
    }
  })()
}

const iterables: readonly Case[] = [
  {
    source: 'fromAsyncIterable',
    input: 'trickle',
    values: 'endless',
    open: (_, s) => eddy.fromAsyncIterable(trickle(), given(s)),
  },
  {
    source: 'fromAsyncIterable',
    input: 'array',
    values: 'some',
    open: (_, s) => eddy.fromAsyncIterable(Array(200).fill(sample), given(s)),
  },
  {
    source: 'fromAsyncIterable',
    input: 'silent',
    values: 'none',
    open: (_, s) => eddy.fromAsyncIterable(never(), given(s)),
  },
  {
    source: 'fromReadableStream',
    input: 'goes on',
    values: 'endless',
    open: (_, s) => eddy.fromReadableStream(webStream(100), given(s)),
  },
  {
    source: 'fromReadableStream',
    input: 'silent',
    values: 'none',
    open: (_, s) => eddy.fromReadableStream(webStream(0), given(s)),
  },
  { source: 'pump', input: 'array', values: 'some', open: (_, s) => eddy.pump(Array(200).fill(1), given(s)) },
  { source: 'pump', input: 'trickle', values: 'endless', open: (_, s) => eddy.pump(trickle(), given(s)) },
  { source: 'pump', input: 'silent', values: 'none', open: (_, s) => eddy.pump(never(), given(s)) },
  {
    ...{ source: 'SampleSource', input: 'a timer of its own', values: 'endless' },
    open: (_, s) =>
      new eddy.SampleSource(async function* ({ signal }) {
        const timer = setInterval(() => undefined, 1000)
        signal.addEventListener('abort', () => clearInterval(timer))
        for (;;) yield [sample, sample]
      }, given(s)),
  },
]

const { agrawal, friedman, hyperplane, led, randomRbf, sea, slowlyChanging, spirals } = eddy
const synthetic = { agrawal, friedman, hyperplane, led, randomRbf, sea, slowlyChanging, spirals }

export const cases: readonly Case[] = [
  ...tables(),
  ...feeds,
  ...iterables,
  ...Object.entries(synthetic).map(
    ([source, make]): Case => ({ source, input: 'endless', values: 'endless', open: (_, s) => make(given(s)) }),
  ),
  {
    ...{ source: 'SyntheticStream', input: 'some', values: 'some' },
    open: (_, s) => new eddy.SyntheticStream(() => () => sample, { samples: 200, ...given(s) }),
  },
  {
    ...{ source: 'drift', input: 'endless', values: 'endless' },
    open: (_, s) => eddy.drift(eddy.sea(given(s)), { at: 50, to: eddy.sea({ variant: 1 }) }),
  },
]
