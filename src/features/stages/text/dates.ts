import { cos } from '../../../kernels/float64Math.js'
import { checkOptions, type NoOptions } from '../../../options.js'
import { made, type FeatureDefinition, type FeatureStage, type FeatureState } from '../../feature.js'
import { Expanding } from './expanding.js'

const ISO = /^\d{4}-\d{2}-\d{2}([T ]\d{2}:\d{2}(:\d{2}(\.\d+)?)?(Z|[+-]\d{2}:?\d{2})?)?$/
const DAY_MS = 86_400_000
const TAU = 6.283185307179586
/** Cycles, as milliseconds; the week begins on a Thursday, 1970-01-01. */
const CYCLES: readonly (readonly [string, number])[] = [
  ['of day', DAY_MS],
  ['of week', 7 * DAY_MS],
  ['of year', 365.2425 * DAY_MS],
]

/**
 * Dates (ISO 8601 text in the first value; without a zone: UTC) as points on the circles of day, week and year, and as
 * days since 1970, for the trend: put standardScaler() after it. What isn't a date becomes missing.
 */
export function dates(options: NoOptions = {}): FeatureDefinition {
  checkOptions('dates', options, {})
  return made('dates', {}, () => new DatesStage())
}

/** Milliseconds since 1970; NaN for what isn't a date. */
export function timeOf(text: string): number {
  if (!ISO.test(text)) return Number.NaN
  const time = text.replace(' ', 'T')
  return Date.parse(/(Z|[+-]\d{2}:?\d{2})$/.test(time.slice(10)) || time.length === 10 ? time : `${time}Z`)
}

class DatesStage extends Expanding implements FeatureStage {
  protected takes(text: string): boolean {
    return !Number.isNaN(timeOf(text))
  }

  protected learnText(column: number, name: string): void {
    if (this.outputs.find(`${column} days`) !== undefined) return
    this.outputs.need(`${column} days`, `${name} days`)
    for (const [cycle] of CYCLES) {
      this.outputs.need(`${column} sin ${cycle}`, `${name} sin ${cycle}`)
      this.outputs.need(`${column} cos ${cycle}`, `${name} cos ${cycle}`)
    }
  }

  protected applyText(column: number, text: string | undefined): void {
    const time = text === undefined ? Number.NaN : timeOf(text)
    const first = this.outputs.find(`${column} days`)
    if (first === undefined) return
    const { numbers } = this.out
    numbers[first] = time / DAY_MS
    CYCLES.forEach(([, length], index) => {
      const angle = (TAU * (((time % length) + length) % length)) / length
      numbers[first + 1 + 2 * index] = cos(angle - TAU / 4)
      numbers[first + 2 + 2 * index] = cos(angle)
    })
  }

  state(): FeatureState {
    return { json: this.expandingState(), numbers: new Float64Array(0) }
  }

  restore({ json }: FeatureState): void {
    this.restoreExpanding(json)
  }
}
