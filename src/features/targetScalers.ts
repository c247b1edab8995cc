import type { Target } from './sample.js'
import { TargetScaler } from './targetScaler.js'

/** Numbers in the state of one scaler. */
const STATE = 6

/** The standard deviation of each output's targets, from a state; 1 where they are all the same. */
export function deviationsOf(state: Float64Array): readonly number[] {
  return Array.from({ length: Math.floor(state.length / STATE) }, (_, at) => {
    const [count = 0, , squares = 0] = state.subarray(at * STATE)
    return squares > 0 ? Math.sqrt(squares / count) : 1
  })
}

/** A scaler for each output of a regression. Outputs are only ever appended. */
export class TargetScalers {
  private readonly scalers: TargetScaler[] = [new TargetScaler()]
  private scaled: Float64Array = new Float64Array(1)

  /** Outputs known so far; at least 1. */
  get length(): number {
    return this.scalers.length
  }

  /** Outputs of which a target was seen. */
  get known(): number {
    return this.scalers[0]?.isKnown ? this.scalers.length : 0
  }

  /** Whether the last target of an output is doubted; see `TargetScaler`. */
  get inDoubt(): boolean {
    for (const scaler of this.scalers) if (scaler.inDoubt) return true
    return false
  }

  /** Takes a target into the statistics: a number, or one for each output, of which there may be new ones. */
  learn(target: Target): void {
    if (typeof target !== 'object') {
      this.scalers[0]?.learn(Number(target))
      return
    }
    for (let index = this.scalers.length; index < target.length; index++) this.scalers.push(new TargetScaler())
    for (let index = 0; index < target.length; index++) this.scalers[index]?.learn(target[index] as number)
  }

  /** Standard deviations from the mean, within +-10; of several outputs borrowed until the next call. */
  scale(target: Target): number | Float64Array {
    const [first] = this.scalers
    if (typeof target !== 'object') return first?.scale(Number(target)) ?? 0
    if (this.scaled.length !== target.length) this.scaled = new Float64Array(target.length)
    for (let index = 0; index < target.length; index++) {
      this.scaled[index] = this.scalers[index]?.scale(target[index] as number) ?? 0
    }
    return this.scaled
  }

  /** A prediction in the target's units; 0 before the first target. */
  readonly unscale = (output: number, index: number): number => this.scalers[index]?.unscale(output) ?? 0

  /** The same, by what was known before the last target. */
  readonly unscaleAsBefore = (output: number, index: number): number =>
    this.scalers[index]?.unscaleAsBefore(output) ?? 0

  /** Six numbers for each output. */
  state(): Float64Array {
    return Float64Array.from(this.scalers.flatMap((scaler) => Array.from(scaler.state())))
  }

  /** What else decides how it goes on learning: as many numbers for each output. */
  learning(): Float64Array {
    return Float64Array.from(this.scalers.flatMap((scaler) => Array.from(scaler.learning())))
  }

  restore(state: Float64Array, learning?: Float64Array): void {
    const outputs = Math.ceil(state.length / STATE)
    const each = (learning?.length ?? 0) / outputs
    for (let at = 0; at < outputs; at++) {
      const scaler = (this.scalers[at] ??= new TargetScaler())
      scaler.restore(state.subarray(at * STATE, (at + 1) * STATE), learning?.subarray(at * each, (at + 1) * each))
    }
  }
}
