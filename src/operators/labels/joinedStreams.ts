import { asyncScheduler, type Observable, type SchedulerLike, type Subscriber, timer } from 'rxjs'
import type { Sample } from '../../features/sample.js'
import { nowOf } from '../ingest/virtualTime.js'
import { follow } from '../operate.js'
import { inTurn, Turns } from '../turns.js'
import { ask } from './ask.js'
import type { JoinLabelsOptions } from './joinLabelsOptions.js'
import { type Joined, LabelJoin, type Outcome, type Unjoined } from './labelJoin.js'
import { unheardUnjoined } from './unheardUnjoined.js'

/** From one timer to the next there is at least this share of `expireAfterMs`. */
const TIMER_SHARE = 1 / 64
const TIMER_MAX_MS = 2 ** 31 - 1

/** Requests and outcomes, joined for one subscriber. */
export class JoinedStreams<S extends Sample> {
  private readonly out: Subscriber<Joined<S>>
  private readonly settings: JoinLabelsOptions<S>
  private readonly scheduler: SchedulerLike
  private readonly expireAfterMs: number
  private readonly clock: () => number
  private readonly onUnjoined: (unjoined: Unjoined<S>) => void
  private readonly join: LabelJoin<S>
  /** Both streams and the timer take turns. */
  private readonly turns: Turns
  /** Streams that haven't completed. */
  private open = 2
  /** Whether a timer runs. */
  private timed = false

  constructor(out: Subscriber<Joined<S>>, settings: JoinLabelsOptions<S>) {
    const { expireAfterMs = 60_000, capacity = 10_000, scheduler = asyncScheduler } = settings
    const { onUnjoined = unheardUnjoined() } = settings
    this.out = out
    this.settings = settings
    this.scheduler = scheduler
    this.expireAfterMs = expireAfterMs
    this.clock = settings.clock ?? (() => nowOf(scheduler))
    this.onUnjoined = onUnjoined
    this.join = new LabelJoin<S>({ expireAfterMs, capacity }, onUnjoined)
    this.turns = new Turns(out)
  }

  start<O extends Outcome>(requests$: Observable<S>, outcomes$: Observable<O>): void {
    const { out, join, clock, turns } = this
    const { resume, onState } = this.settings
    if (resume) join.restore(resume, clock())
    onState?.(() => join.state(clock()))
    const end = { error: (error: unknown) => this.fail(error), complete: () => this.complete() }
    this.watch()
    follow(requests$, out, inTurn(out, { next: (request) => this.request(request), ...end }, turns))
    follow(outcomes$, out, inTurn(out, { next: (outcome) => this.outcome(outcome), ...end }, turns))
  }

  private request(request: S): void {
    const { predictor, onTaken, onPrediction } = this.settings
    onTaken?.(request)
    const key = this.keyOf(request)
    if (key === undefined) return
    const asked = predictor ? ask(request, predictor, (prediction) => onPrediction?.(request, prediction)) : request
    this.emit(this.join.request(key, asked, this.clock()))
  }

  private outcome(outcome: Outcome): void {
    this.settings.onTaken?.(outcome)
    const key = this.keyOf(outcome)
    if (key !== undefined) this.emit(this.join.outcome(key, outcome, this.clock()))
  }

  /** Undefined, and told, where there is none or it can't be read. */
  private keyOf(value: S | Outcome): string | undefined {
    const key = keyIn(value, this.settings.key ?? 'id')
    if (key === undefined) this.onUnjoined({ kind: 'withoutKey', value })
    return key
  }

  private emit(joined: Joined<S> | undefined): void {
    if (joined) this.out.next(joined)
    this.watch()
  }

  /** Sets a timer for the next of what waits, so that it is given up in time when nothing else comes. */
  private watch(): void {
    const { out, expireAfterMs, scheduler, turns } = this
    const next = this.timed || out.closed ? undefined : this.join.nextExpiryMs
    if (next === undefined || next === Number.POSITIVE_INFINITY) return
    this.timed = true
    const inMs = Math.min(Math.max(next - this.clock(), expireAfterMs * TIMER_SHARE), TIMER_MAX_MS)
    follow(timer(inMs, scheduler), out, inTurn(out, { next: () => this.giveUp(), complete: nothing }, turns))
  }

  private giveUp(): void {
    this.timed = false
    this.join.expire(this.clock())
    this.watch()
  }

  private fail(error: unknown): void {
    this.join.end()
    this.out.error(error)
  }

  private complete(): void {
    this.open -= 1
    if (this.open > 0) return
    this.join.end()
    this.out.complete()
  }
}

const nothing = (): void => undefined

function keyIn(value: unknown, name: string): string | undefined {
  try {
    const key = (value as Readonly<Record<string, unknown>>)[name]
    return typeof key === 'string' || typeof key === 'number' ? String(key) : undefined
  } catch {
    return undefined
  }
}
