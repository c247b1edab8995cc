import { Observable, type Subscriber } from 'rxjs'
import { endOnAbort } from '../abort.js'
import { abortSignal, callback, checkOption, checkOptions, number, type OptionTable } from '../options.js'
import { type HostTurnOptions, HostTurns } from './pulling/hostTurns.js'
import { leave } from './pulling/leave.js'
import { pulled } from './pulling/pulled.js'
import { iterableOf, type Pumpable, pumpable } from './pulling/pumpable.js'
import { Reader } from './pulling/reader.js'
import { pullValues } from './pulling/values.js'

export interface PumpOptions extends HostTurnOptions {
  /** Aborting it ends the stream: completes it, or errors with the reason that was given. */
  readonly signal?: AbortSignal
}

const table: OptionTable = { budgetMs: number({ above: 0 }), now: callback, yieldTo: callback, signal: abortSignal }

/** The values of an iterable, as an observable and as an async iterable. */
export class Pumped<T> extends Observable<T> {
  private readonly pull: () => AsyncGenerator<T, void, void>

  constructor(source: Pumpable<T>, options: PumpOptions) {
    super((subscriber) => {
      if (endOnAbort(options.signal, subscriber)) return
      const scope = new AbortController()
      subscriber.add(() => scope.abort())
      const iterable = iterableOf(source, scope.signal)
      if (typeof iterable === 'string' || Symbol.iterator in iterable) push(iterable, subscriber, options)
      else pushAsync(new Reader(iterable, scope.signal), subscriber, options)
    })
    this.pull = () => pulled((signal) => pullValues(iterableOf(source, signal), signal, options), options.signal)
  }

  /** Takes the next value when the loop asks for it. Leaving the loop closes the iterator. */
  [Symbol.asyncIterator](): AsyncGenerator<T, void, void> {
    return this.pull()
  }
}

/**
 * Emits what an iterable holds as fast as the subscriber takes it, without starving the process: after `budgetMs` of work
 * it lets the host run, then goes on. Pulls one value at a time, so memory doesn't grow; unsubscribing closes the iterator.
 * An async iterable is waited for, value by value, with the same budget. Nothing can close a generator that waits: where it
 * waits long, give a function that makes it, whose signal aborts when nobody takes values any more. What works asynchronously holds it back by
 * `for await (const value of pump(...))`.
 *
 * @throws {EddyError} ERR_OPTION
 */
export function pump<T>(source: Pumpable<T>, options: PumpOptions = {}): Pumped<T> {
  checkOption('pump', 'source', source, pumpable)
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

function pushAsync<T>(reader: Reader<T>, subscriber: Subscriber<T>, options: HostTurnOptions): void {
  const run = async (): Promise<void> => {
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
