import { EddyError } from '../error.js'
import { cos, pow } from '../kernels/float64Math.js'

/** A number over the steps t = 1, 2, ..., described by plain JSON. */
export interface Schedule {
  readonly at: (t: number) => number
  readonly settings: Readonly<Record<string, unknown>>
}

function positive(schedule: string, options: Readonly<Record<string, number>>): void {
  for (const [name, value] of Object.entries(options)) {
    if (!(value > 0) || !Number.isFinite(value)) {
      throw new EddyError('ERR_OPTION', `${schedule}: \`${name}\` must be a positive finite number, got ${value}`)
    }
  }
}

/** start * factor^((t - 1)/steps). */
export function exponentialDecay({
  start,
  factor,
  steps = 1,
}: {
  readonly start: number
  readonly factor: number
  readonly steps?: number
}): Schedule {
  positive('exponentialDecay', { start, factor, steps })
  return {
    at: (t) => start * pow(factor, (t - 1) / steps),
    settings: { type: 'exponentialDecay', start, factor, steps },
  }
}

/** start / (1 + (t - 1)/steps): Robbins and Monro's conditions hold. */
export function inverseTimeDecay({ start, steps }: { readonly start: number; readonly steps: number }): Schedule {
  positive('inverseTimeDecay', { start, steps })
  return { at: (t) => start / (1 + (t - 1) / steps), settings: { type: 'inverseTimeDecay', start, steps } }
}

/** From start to end along half a cosine, over `steps` steps; end after that (Loshchilov & Hutter 2017). */
export function cosineDecay({
  start,
  steps,
  end = 0,
}: {
  readonly start: number
  readonly steps: number
  readonly end?: number
}): Schedule {
  positive('cosineDecay', { start, steps })
  const at = (t: number): number => end + 0.5 * (start - end) * (1 + cos(Math.PI * Math.min(1, (t - 1) / steps)))
  return { at, settings: { type: 'cosineDecay', start, steps, end } }
}

/** Rises in equal steps to what `rate` gives, over `steps` steps. */
export function linearWarmup({ steps, rate }: { readonly steps: number; readonly rate: number | Schedule }): Schedule {
  positive('linearWarmup', { steps })
  const after = (t: number): number => (typeof rate === 'number' ? rate : rate.at(t))
  const settings = { type: 'linearWarmup', steps, rate: typeof rate === 'number' ? rate : rate.settings }
  return { at: (t) => after(t) * Math.min(1, t / steps), settings }
}

/** Constant pieces: each value holds from its step on, as in the two phases of the 1986 family trees. */
export function piecewise(pieces: readonly { readonly from: number; readonly value: number }[]): Schedule {
  const [first] = pieces
  if (!first || first.from > 1)
    throw new EddyError('ERR_OPTION', 'piecewise: the first piece must start at step 1 or before')
  const at = (t: number): number =>
    pieces.reduce((value, piece) => (t >= piece.from ? piece.value : value), first.value)
  return { at, settings: { type: 'piecewise', pieces } }
}

/**
 * A schedule from its settings.
 *
 * @throws {EddyError} ERR_OPTION if the type is unknown or a setting is out of range
 */
export function scheduleFrom(settings: Readonly<Record<string, unknown>>): Schedule {
  const { type, ...options } = settings
  if (type === 'piecewise') return piecewise(options['pieces'] as Parameters<typeof piecewise>[0])
  if (type === 'linearWarmup') {
    const rate = options['rate']
    const after = typeof rate === 'object' && rate !== null ? scheduleFrom(rate as Record<string, unknown>) : rate
    return linearWarmup({ ...options, rate: after } as Parameters<typeof linearWarmup>[0])
  }
  const make = typeof type === 'string' && Object.hasOwn(decays, type) ? decays[type] : undefined
  if (make) return make(options as never)
  throw new EddyError('ERR_OPTION', `unknown schedule ${JSON.stringify(type)}`)
}

const decays: Readonly<Record<string, (options: never) => Schedule>> = {
  exponentialDecay,
  inverseTimeDecay,
  cosineDecay,
}
