import { custom, type Expectation, required } from '../../options.js'

/**
 * An iterable, or a function that makes one for each subscription. Its signal aborts when nobody takes values any more: what the
 * iterable waits for can end by it.
 */
export type Pumpable<T> = Iterable<T> | AsyncIterable<T> | ((signal: AbortSignal) => Iterable<T> | AsyncIterable<T>)

const isIterable = (value: unknown): boolean =>
  (typeof value === 'object' || typeof value === 'function') &&
  value !== null &&
  (Symbol.iterator in value || Symbol.asyncIterator in value)

export const pumpable: Expectation = required(
  custom(
    'an iterable, an async iterable, or a function that makes one',
    (source) => typeof source === 'string' || typeof source === 'function' || isIterable(source),
  ),
)

/** The iterable of one subscription. */
export const iterableOf = <T>(source: Pumpable<T>, signal: AbortSignal): Iterable<T> | AsyncIterable<T> =>
  typeof source === 'function' && !isIterable(source) ? source(signal) : (source as Iterable<T> | AsyncIterable<T>)
