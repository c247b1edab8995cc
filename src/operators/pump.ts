import { Observable, type Subscriber } from 'rxjs'
import { endOnAbort } from '../abort.js'
import {
  abortSignal,
  callback,
  checkOption,
  checkOptions,
  custom,
  number,
  type OptionTable,
  required,
} from '../options.js'
import { type HostTurnOptions, HostTurns } from './pulling/hostTurns.js'
import { leave } from './pulling/leave.js'
import { pulled } from './pulling/pulled.js'
import { Reader } from './pulling/reader.js'
import { pullValues } from './pulling/values.js'

export interface PumpOptions extends HostTurnOptions {
  /** Aborting it ends the stream: completes it, or errors with the reason that was given. */
  readonly signal?: AbortSignal
}

const table: OptionTable = { budgetMs: number({ above: 0 }), now: callback, yieldTo: callback, signal: abortSignal }

const iterable = required(
  custom(
    'an iterable or an async iterable',
    (source) =>
      typeof source === 'string' ||
      (typeof source === 'object' && source !== null && (Symbol.iterator in source || Symbol.asyncIterator in source)),
  ),
)

/** The values of an iterable, as an observable and as an async iterable. */
export class Pumped<T> extends Observable<T> {
  private readonly pull: () => AsyncGenerator<T, void, void>

  constructor(source: Iterable<T> | AsyncIterable<T>, options: PumpOptions) {
    super((subscriber) => {
      if (endOnAbort(options.signal, subscriber)) return
      if (typeof source === 'string' || Symbol.iterator in source) push(source, subscriber, options)
      else pushAsync(source, subscriber, options)
    })
    this.pull = () => pulled((signal) => pullValues(source, signal, options), options.signal)
  }

  /** Takes the next value when the loop asks for it. Leaving the loop closes the iterator. */
  [Symbol.asyncIterator](): AsyncGenerator<T, void, void> {
    return this.pull()
  }
}

/**
 * Emits what an iterable holds as fast as the subscriber takes it, without starving the process: after `budgetMs` of work
 * it lets the host run, then goes on. Pulls one value at a time, so memory doesn't grow; unsubscribing closes the iterator.
 * An async iterable is waited for, value by value, with the same budget. What works asynchronously holds it back by
 * `for await (const value of pump(...))`.
 *
 * @throws {EddyError} ERR_OPTION
 */
export function pump<T>(source: Iterable<T> | AsyncIterable<T>, options: PumpOptions = {}): Pumped<T> {
  checkOption('pump', 'source', source, iterable)
  checkOptions('pump', options, table)
  return new Pumped(source, options)
}

function push<T>(source: Iterable<T>, subscriber: Subscriber<T>, options: HostTurnOptions): void {
  const iterator = source[Symbol.iterator]()
  const turns = new HostTurns(options)
  let finished = false
  subscriber.add(() => {
    if (!finished) leave(iterator)
  })
  const turn = (): void => {
    try {
      while (!subscriber.closed) {
        const { done, value } = iterator.next()
        if (done) {
          finished = true
          subscriber.complete()
          return
        }
        subscriber.next(value)
        if (!turns.spent) continue
        turns.after(turn)
        return
      }
    } catch (error) {
      finished = true
      subscriber.error(error)
    }
  }
  turn()
}

function pushAsync<T>(source: AsyncIterable<T>, subscriber: Subscriber<T>, options: HostTurnOptions): void {
  const scope = new AbortController()
  subscriber.add(() => scope.abort())
  const run = async (): Promise<void> => {
    const reader = new Reader(source, scope.signal)
    const turns = new HostTurns(options)
    for (let read = await reader.next(); !read.done; read = await reader.next()) {
      subscriber.next(read.value)
      if (subscriber.closed) return
      if (turns.spent) await turns.pass()
    }
    subscriber.complete()
  }
  run().catch((error: unknown) => subscriber.error(error))
}
