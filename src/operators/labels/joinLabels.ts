import { Observable } from 'rxjs'
import { EddyError } from '../../error.js'
import type { Prediction } from '../../evaluation/prediction.js'
import type { Sample } from '../../features/sample.js'
import { LabelJoin, type LabelJoinState, type Outcome, type Unjoined } from './labelJoin.js'
import { type Answered, answerOf, type Answering } from '../learner/answered.js'

export interface JoinLabelsOptions {
  /** The field that both sides have; default 'id'. */
  readonly key?: string
  /** How long a request waits for its label, and a label for its request; default one minute. */
  readonly expireAfterMs?: number
  /** Requests that wait at most; default 10,000. Beyond, the oldest is given up. */
  readonly capacity?: number
  /** Answers a request when it comes: what is learned later is judged by that answer. */
  readonly predictor?: Answering
  /** Told of each answer. */
  readonly onPrediction?: (request: Sample, prediction: Prediction) => void
  /** Told of what was not joined, and why. */
  readonly onUnjoined?: (unjoined: Unjoined) => void
  /** What was in flight when an earlier run ended. */
  readonly resume?: LabelJoinState | undefined
  /** Told how to ask for what is in flight, for a checkpoint. */
  readonly onState?: (state: () => LabelJoinState) => void
  /** Told of every request and outcome that came in: from then on it is in the state. */
  readonly onTaken?: (value: Sample | Outcome) => void
  /** Milliseconds, monotonic. */
  readonly clock?: () => number
}

/** How often what waits too long is looked for. */
const SWEEPS = 4

/**
 * Samples of requests and the labels that come later, joined by key, for `learn`. In either order, each at most once;
 * what expires, is given up or belongs to nothing is told. With a `predictor` the prediction is made when the request
 * comes, by the model of that moment. Completes when both sides have.
 *
 * ```ts
 * joinLabels(requests$, outcomes$, { key: 'id', expireAfterMs: 60_000, predictor: learner }).pipe(learn(learner))
 * ```
 *
 * Kept with a learner of `openLearner`, what is in flight outlasts the process:
 *
 * ```ts
 * const onState = (state) => learner.keep('labels', state)
 * joinLabels(requests$, outcomes$, { resume: learner.kept('labels'), onState, onTaken: learner.taken })
 * ```
 *
 * @throws {EddyError} ERR_OPTION for a time or a capacity that is none
 */
export function joinLabels(
  requests$: Observable<Sample>,
  outcomes$: Observable<Outcome>,
  options: JoinLabelsOptions = {},
): Observable<Sample> {
  const { expireAfterMs = 60_000, capacity = 10_000 } = options
  if (!(expireAfterMs > 0)) throw wrong('expireAfterMs', 'a positive number of milliseconds', expireAfterMs)
  if (!Number.isInteger(capacity) || capacity < 1) throw wrong('capacity', 'a positive whole number', capacity)
  return new Observable((subscriber) => {
    const { key = 'id', clock = () => performance.now() } = options
    const { onUnjoined = () => undefined, onTaken = () => undefined } = options
    const join = new LabelJoin({ expireAfterMs, capacity }, onUnjoined)
    if (options.resume) join.restore(options.resume, clock())
    options.onState?.(() => join.state(clock()))
    const keyOf = (value: Sample | Outcome): string | undefined => {
      const found = (value as unknown as Readonly<Record<string, unknown>>)[key]
      if (typeof found === 'string' || typeof found === 'number') return String(found)
      onUnjoined({ kind: 'withoutKey', value })
      return undefined
    }
    const emit = (sample: Sample | undefined): void => {
      if (sample) subscriber.next(sample)
    }
    let open = 2
    const done = (): void => {
      open -= 1
      if (open === 0) subscriber.complete()
    }
    const error = (cause: unknown): void => subscriber.error(cause)
    const sweep = setInterval(() => join.expire(clock()), Math.min(expireAfterMs / SWEEPS, 2 ** 31 - 1))
    subscriber.add(() => clearInterval(sweep))
    subscriber.add(
      requests$.subscribe({
        next: (request) => {
          onTaken(request)
          const id = keyOf(request)
          if (id !== undefined) emit(join.request(id, answered(request, options), clock()))
        },
        error,
        complete: done,
      }),
    )
    subscriber.add(
      outcomes$.subscribe({
        next: (outcome) => {
          onTaken(outcome)
          const id = keyOf(outcome)
          if (id !== undefined) emit(join.outcome(id, outcome, clock()))
        },
        error,
        complete: done,
      }),
    )
  })
}

function answered(request: Sample, { predictor, onPrediction }: JoinLabelsOptions): Sample | Answered {
  if (!predictor) return request
  let prediction: Prediction
  try {
    prediction = answerOf(predictor, request)
  } catch {
    // It doesn't fit; `learn` will say why when its label comes.
    return request
  }
  onPrediction?.(request, prediction)
  return { ...request, prediction }
}

const wrong = (option: string, wanted: string, got: unknown): EddyError =>
  new EddyError('ERR_OPTION', `joinLabels: \`${option}\` must be ${wanted}, got ${String(got)}`)
