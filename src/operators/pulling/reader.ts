import { onAbort } from '../../abort.js'
import { leave } from './leave.js'

/**
 * Takes the values of an iterable one after the other, until a signal aborts. Then a `next` that waits is over at once, and the
 * iterator is told to return; what it still brings, a value or an error, is dropped.
 */
export class Reader<T> {
  private readonly iterator: Iterator<T> | AsyncIterator<T>
  private readonly stopListening: () => void
  private release: () => void = () => undefined
  private over = false

  constructor(source: Iterable<T> | AsyncIterable<T>, signal: AbortSignal) {
    this.iterator = Symbol.asyncIterator in source ? source[Symbol.asyncIterator]() : source[Symbol.iterator]()
    this.stopListening = onAbort(signal, () => this.leave())
  }

  next(): Promise<IteratorResult<T, undefined>> {
    return new Promise((resolve, reject) => {
      const end = (): void => resolve({ done: true, value: undefined })
      if (this.over) {
        end()
        return
      }
      this.release = end
      const take = (result: IteratorResult<T>): void => {
        if (result.done) this.finish()
        resolve(result.done ? { done: true, value: undefined } : result)
      }
      const fail = (error: unknown): void => {
        this.finish()
        reject(error)
      }
      try {
        const result = this.iterator.next()
        if ('then' in result) (result as Promise<IteratorResult<T>>).then(take, fail)
        else take(result)
      } catch (error) {
        fail(error)
      }
    })
  }

  private finish(): void {
    this.over = true
    this.stopListening()
  }

  private leave(): void {
    if (this.over) return
    this.over = true
    this.release()
    leave(this.iterator)
  }
}
