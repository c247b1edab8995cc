import type { Sample, Target } from '../../features/sample.js'

/** A request's label, whenever it comes. */
export interface Outcome {
  readonly y: Target
  readonly id?: string
  /** When it became known, in milliseconds since 1970. */
  readonly at?: number
}

/** Why a request or an outcome came to nothing. */
export type Unjoined =
  | { readonly kind: 'expired' | 'evicted'; readonly request: Sample }
  | { readonly kind: 'orphaned'; readonly outcome: Outcome }
  | { readonly kind: 'duplicate'; readonly request: Sample }
  | { readonly kind: 'duplicateOutcome'; readonly outcome: Outcome }
  | { readonly kind: 'withoutKey'; readonly value: Sample | Outcome }

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
  readonly requests: readonly (readonly [key: string, request: Sample, sinceMs: number])[]
  readonly outcomes: readonly (readonly [key: string, outcome: Outcome, sinceMs: number])[]
  readonly joined: readonly string[]
}

/**
 * Joins requests with their outcomes by key, in either order, each at most once. What waits, waits in order of arrival:
 * the oldest is the first to expire, and the first to go when there are too many. Memory is bounded by `capacity` requests,
 * as many outcomes that came first, and as many keys of what was joined.
 */
export class LabelJoin {
  private readonly options: LabelJoinOptions
  private readonly requests = new Map<string, Waiting<Sample>>()
  private readonly outcomes = new Map<string, Waiting<Outcome>>()
  private readonly joined = new Set<string>()
  private readonly tell: (unjoined: Unjoined) => void

  constructor(options: LabelJoinOptions, tell: (unjoined: Unjoined) => void) {
    this.options = options
    this.tell = tell
  }

  /** Requests that wait for their label. */
  get pending(): number {
    return this.requests.size
  }

  /** A request came; the sample, if its outcome was here before. */
  request<S extends Sample>(key: string, request: S, nowMs: number): (S & { readonly y: Target }) | undefined {
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
    this.requests.set(key, { value: request, sinceMs: nowMs })
    if (this.requests.size > this.options.capacity) this.evict()
    return undefined
  }

  /** An outcome came; the sample, if its request waits. */
  outcome(key: string, outcome: Outcome, nowMs: number): (Sample & { readonly y: Target }) | undefined {
    this.expire(nowMs)
    const waiting = this.requests.get(key)
    if (waiting) {
      this.requests.delete(key)
      return this.join(key, waiting.value, outcome)
    }
    if (this.joined.has(key) || this.outcomes.has(key)) this.tell({ kind: 'duplicateOutcome', outcome })
    else {
      this.outcomes.set(key, { value: outcome, sinceMs: nowMs })
      if (this.outcomes.size > this.options.capacity) this.orphan()
    }
    return undefined
  }

  private join<S extends Sample>(key: string, request: S, { y, at }: Outcome): S & { readonly y: Target } {
    this.joined.add(key)
    if (this.joined.size > this.options.capacity) this.joined.delete(first(this.joined.keys()))
    return { ...request, y, ...(request.at === undefined && at !== undefined ? { at } : {}) }
  }

  private evict(): void {
    const key = first(this.requests.keys())
    const oldest = this.requests.get(key)
    this.requests.delete(key)
    if (oldest) this.tell({ kind: 'evicted', request: oldest.value })
  }

  private orphan(): void {
    const key = first(this.outcomes.keys())
    const oldest = this.outcomes.get(key)
    this.outcomes.delete(key)
    if (oldest) this.tell({ kind: 'orphaned', outcome: oldest.value })
  }

  /** What waited too long. */
  expire(nowMs: number): void {
    const due = nowMs - this.options.expireAfterMs
    for (const [key, { value, sinceMs }] of this.requests) {
      if (sinceMs > due) break
      this.requests.delete(key)
      this.tell({ kind: 'expired', request: value })
    }
    for (const [key, { value, sinceMs }] of this.outcomes) {
      if (sinceMs > due) break
      this.outcomes.delete(key)
      this.tell({ kind: 'orphaned', outcome: value })
    }
  }

  /** By a clock that shows `nowMs`: clocks of other runs show something else. */
  state(nowMs: number): LabelJoinState {
    const list = <T>(map: ReadonlyMap<string, Waiting<T>>) =>
      Array.from(map, ([key, { value, sinceMs }]) => [key, value, sinceMs - nowMs] as const)
    return { requests: list(this.requests), outcomes: list(this.outcomes), joined: [...this.joined] }
  }

  restore({ requests, outcomes, joined }: LabelJoinState, nowMs: number): void {
    for (const [key, value, sinceMs] of requests) this.requests.set(key, { value, sinceMs: sinceMs + nowMs })
    for (const [key, value, sinceMs] of outcomes) this.outcomes.set(key, { value, sinceMs: sinceMs + nowMs })
    for (const key of joined) this.joined.add(key)
  }
}

const first = (keys: Iterator<string>): string => keys.next().value ?? ''
