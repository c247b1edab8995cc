import { EddyError } from '../error.js'
import type { Ops, Tensor } from '../autodiff/tracing/trace.js'

/** What a loss is traced with. `target` always has the shape of `prediction`. */
export interface LossTrace {
  readonly prediction: Tensor
  readonly target: Tensor
  readonly op: Ops
}

/** Prediction and target to one number; the derivative follows from the trace. */
export interface Loss {
  readonly name: string
  /** JSON settings: a loss is found again by its name and these. */
  readonly settings: Readonly<Record<string, unknown>>
  /** `values`: y is one number per output. `class`: y is an index (or a one-hot or soft vector) over the outputs. */
  readonly target: 'values' | 'class'
  /** The loss of one sample, shape [1]. Weights of samples are applied by the engine. */
  readonly trace: (trace: LossTrace) => Tensor
}

/** A finite number that passes `holds`, or ERR_OPTION. */
export function setting(
  loss: string,
  option: string,
  value: number,
  wanted: string,
  holds: (value: number) => boolean,
): number {
  if (typeof value === 'number' && Number.isFinite(value) && holds(value)) return value
  throw new EddyError('ERR_OPTION', `${loss}: \`${option}\` must be ${wanted}, got ${String(value)} (${typeof value})`)
}
