import type { Prediction } from '../../evaluation/prediction.js'
import type { Sample, Target } from '../../features/sample.js'
import { readingFault } from '../../unreadable.js'
import { keptAnswer, withAnswer } from '../learner/answered.js'

/** A request's label, whenever it comes. */
export interface Outcome {
  readonly y: Target
  readonly id?: string
  /** When it became known, in milliseconds since 1970. */
  readonly at?: number
}

/**
 * Why a request or an outcome came to nothing. Each of them is told at most once:
 *
 * - `expired`: no label came in time
 * - `evicted`: more requests waited than the capacity
 * - `ended`: the streams ended, and no label had come
 * - `orphaned`: no request came in time or before the end, or its request had expired or been evicted, or more outcomes
 *   waited than the capacity
 * - `duplicate`, `duplicateOutcome`: the key was here before
 * - `withoutKey`: it has no key, or isn't an object
 * - `unreadable`: it throws when it is read
 */
export type Unjoined<S = Sample> =
  | { readonly kind: 'expired' | 'evicted' | 'ended' | 'duplicate'; readonly request: S }
  | { readonly kind: 'orphaned' | 'duplicateOutcome'; readonly outcome: Outcome }
  | { readonly kind: 'withoutKey' | 'unreadable'; readonly value: S | Outcome }

/** A request with its label. */
export type Joined<S extends Sample> = S & { readonly y: Target }

export interface LabelJoinOptions {
  readonly expireAfterMs: number
  readonly capacity: number
}

interface Waiting<T> {
  readonly value: T
  readonly sinceMs: number
}

/** What is in flight, as plain data; `sinceMs` is negative: how long before the state was asked for. */
export interface LabelJoinState {
  /** `answer`: the prediction made when the request came, null where it could not be answered; undefined if not asked. */
  readonly requests: readonly (readonly [
    key: string,
    request: Sample,
    sinceMs: number,
    answer?: { readonly prediction: Prediction | null } | undefined,
  ])[]
  readonly outcomes: readonly (readonly [key: string, outcome: Outcome, sinceMs: number])[]
  readonly joined: readonly string[]
  /** Keys of requests that expired or were evicted. Left out by version 0.1. */
  readonly givenUp?: readonly string[]
}

/**
 * Joins requests with their outcomes by key, in either order, each at most once. What waits, waits in order of arrival:
 * the oldest is the first to expire, and the first to go when there are too many. Memory is bounded by `capacity` requests,
 * as many outcomes that came first, and as many keys of what was joined and of what was given up.
 */
export class LabelJoin<S extends Sample = Sample> {
  private readonly options: LabelJoinOptions
  private readonly requests = new Map<string, Waiting<S>>()
  private readonly outcomes = new Map<string, Waiting<Outcome>>()
  private readonly joined = new Set<string>()
  /** Keys of requests that expired or were evicted: their labels come too late. */
  private readonly givenUp = new Set<string>()
  private readonly tell: (unjoined: Unjoined<S>) => void

  constructor(options: LabelJoinOptions, tell: (unjoined: Unjoined<S>) => void) {
    this.options = options
    this.tell = tell
  }

  /** Requests that wait for their label. */
  get pending(): number {
    return this.requests.size
  }

  /** A request came; the sample, if its outcome was here before. */
  request(key: string, request: S, nowMs: number): Joined<S> | undefined {
    this.expire(nowMs)
    if (this.joined.has(key) || this.requests.has(key)) {
      this.tell({ kind: 'duplicate', request })
      return undefined
    }
    const early = this.outcomes.get(key)
    if (early) {
      this.outcomes.delete(key)
      return this.join(key, request, early.value)
    }
    this.givenUp.delete(key)
    this.requests.set(key, { value: request, sinceMs: nowMs })
    if (this.requests.size > this.options.capacity) this.evict()
    return undefined
  }

  /** An outcome came; the sample, if its request waits. */
  outcome(key: string, outcome: Outcome, nowMs: number): Joined<S> | undefined {
    this.expire(nowMs)
    const waiting = this.requests.get(key)
    if (waiting) {
      this.requests.delete(key)
      return this.join(key, waiting.value, outcome)
    }
    if (this.joined.has(key) || this.outcomes.has(key)) this.tell({ kind: 'duplicateOutcome', outcome })
    else if (this.givenUp.has(key)) this.tell({ kind: 'orphaned', outcome })
    else {
      this.outcomes.set(key, { value: outcome, sinceMs: nowMs })
      if (this.outcomes.size > this.options.capacity) this.orphan()
    }
    return undefined
  }

  private join(key: string, request: S, outcome: Outcome): Joined<S> | undefined {
    remember(this.joined, key, this.options.capacity)
    try {
      const { y, at } = outcome
      return { ...request, y, ...(request.at === undefined && at !== undefined ? { at } : {}) }
    } catch (error) {
      const value = readingFault(request) ? request : outcome
      if (!readingFault(value)) throw error
      this.tell({ kind: 'unreadable', value })
      return undefined
    }
  }

  private evict(): void {
    const key = first(this.requests.keys())
    const oldest = this.requests.get(key)
    this.requests.delete(key)
    this.giveUp(key)
    if (oldest) this.tell({ kind: 'evicted', request: oldest.value })
  }

  private giveUp(key: string): void {
    remember(this.givenUp, key, this.options.capacity)
  }

  private orphan(): void {
    const key = first(this.outcomes.keys())
    const oldest = this.outcomes.get(key)
    this.outcomes.delete(key)
    if (oldest) this.tell({ kind: 'orphaned', outcome: oldest.value })
  }

  /** Gives up what waited too long. */
  expire(nowMs: number): void {
    const due = nowMs - this.options.expireAfterMs
    for (const [key, { value, sinceMs }] of this.requests) {
      if (sinceMs > due) break
      this.requests.delete(key)
      this.giveUp(key)
      this.tell({ kind: 'expired', request: value })
    }
    for (const [key, { value, sinceMs }] of this.outcomes) {
      if (sinceMs > due) break
      this.outcomes.delete(key)
      this.tell({ kind: 'orphaned', outcome: value })
    }
  }

  /** When the next of what waits expires; undefined where nothing waits. */
  get nextExpiryMs(): number | undefined {
    const request = firstOf(this.requests)?.sinceMs
    const outcome = firstOf(this.outcomes)?.sinceMs
    if (request === undefined && outcome === undefined) return undefined
    return (
      Math.min(request ?? Number.POSITIVE_INFINITY, outcome ?? Number.POSITIVE_INFINITY) + this.options.expireAfterMs
    )
  }

  /** Tells what waits as nothing more will come. It stays in the state: a later run may go on with it. */
  end(): void {
    for (const { value } of this.requests.values()) this.tell({ kind: 'ended', request: value })
    for (const { value } of this.outcomes.values()) this.tell({ kind: 'orphaned', outcome: value })
  }

  /** By a clock that shows `nowMs`: clocks of other runs show something else. */
  state(nowMs: number): LabelJoinState {
    return {
      requests: Array.from(this.requests, ([key, { value, sinceMs }]) => {
        const prediction = keptAnswer(value)
        return [key, value, sinceMs - nowMs, prediction === undefined ? undefined : { prediction }] as const
      }),
      outcomes: Array.from(this.outcomes, ([key, { value, sinceMs }]) => [key, value, sinceMs - nowMs] as const),
      joined: [...this.joined],
      givenUp: [...this.givenUp],
    }
  }

  /** The requests of a state are those of the same kind of samples. */
  restore({ requests, outcomes, joined, givenUp = [] }: LabelJoinState, nowMs: number): void {
    for (const entry of requests) {
      const [key, request, sinceMs] = entry
      const answer = entry.length === 3 ? answerFrom(request) : entry[3]
      const value = answer ? withAnswer(request, answer.prediction ?? undefined) : request
      this.requests.set(key, { value: value as S, sinceMs: sinceMs + nowMs })
    }
    for (const [key, value, sinceMs] of outcomes) this.outcomes.set(key, { value, sinceMs: sinceMs + nowMs })
    for (const key of joined) this.joined.add(key)
    for (const key of givenUp) this.givenUp.add(key)
  }
}

const firstOf = <T>(waiting: ReadonlyMap<string, T>): T | undefined => waiting.values().next().value

/** Adds a key; beyond the capacity, the oldest is forgotten. */
function remember(keys: Set<string>, key: string, capacity: number): void {
  keys.delete(key)
  keys.add(key)
  if (keys.size > capacity) keys.delete(first(keys.keys()))
}

const first = (keys: Iterator<string>): string => keys.next().value ?? ''

/** States of version 0.1 keep the answer as a field of the request. */
function answerFrom(request: Sample): { readonly prediction: Prediction } | undefined {
  const { prediction } = request as { readonly prediction?: Partial<Prediction> }
  return prediction?.task === undefined ? undefined : { prediction: prediction as Prediction }
}
