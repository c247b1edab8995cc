import { checkOptions, count, listOf, number, type TableOf, text } from '../../../options.js'
import { made, type FeatureDefinition, type FeatureStage, type FeatureState } from '../../feature.js'
import type { Row } from '../../row.js'
import type { Label } from '../../sample.js'
import { Expanding } from './expanding.js'
import { ColumnScales } from '../../scales/columnScales.js'
import { KeyedMemory } from '../keyedMemory.js'

export interface TargetEncodingOptions {
  /** Samples the mean of all is worth beside a category's own; 0 or more, default 10. */
  readonly smoothing?: number
  /** Only these columns, by name; default: all text. */
  readonly of?: readonly string[]
  /** Categories remembered of a column; beyond them the one learned least recently is forgotten. Default 1000. */
  readonly maxCategories?: number
  /** Classes that get an output per column, the first ones; default 16. */
  readonly maxClasses?: number
}

const table: TableOf<TargetEncodingOptions> = {
  smoothing: number({ from: 0 }),
  of: listOf(text),
  maxCategories: count,
  maxClasses: count,
}

/**
 * Text as what the target was where it stood: a category becomes the mean of its targets so far, drawn towards the mean of
 * all, or for a classification the share of each class, an output for each. A sample's own target is never in it. Unknown
 * and missing categories are at the mean of all. For columns of many categories: ids, places. Put standardScaler() after it.
 * Impossible targets of a regression are in no mean, and a change of their scale makes the means begin anew: see `ColumnScales`.
 * Source: Micci-Barreca 2001.
 *
 * @throws {EddyError} ERR_OPTION for a negative smoothing, or a cap that is none
 */
export function targetEncoding(options: TargetEncodingOptions = {}): FeatureDefinition {
  checkOptions('targetEncoding', options, table)
  const { smoothing = 10, of, maxCategories = 1000, maxClasses = 16 } = options
  const settings = { smoothing, ...(of ? { of } : {}), maxCategories, maxClasses }
  return made('targetEncoding', settings, () => new TargetEncodingStage(settings))
}

type Settings = Required<Omit<TargetEncodingOptions, 'of'>> & Pick<TargetEncodingOptions, 'of'>

/** Samples, and the sum of their targets, or how many there were of each class. */
interface Totals {
  count: number
  readonly sums: number[]
}

const nothing = (): Totals => ({ count: 0, sums: [] })

class TargetEncodingStage extends Expanding implements FeatureStage {
  private readonly settings: Settings
  private readonly all = nothing()
  /** Of each column. */
  private readonly categories: (KeyedMemory<Totals> | undefined)[] = []
  /** Classes that have sums of their own, in the order of these; none for a regression. */
  private readonly labels: Label[] = []
  /** Of each column, its outputs. */
  private readonly own: number[][] = []
  /** Of a regression's targets; and whether the means are of a scale whose old one can come back. */
  private readonly scales = new ColumnScales(1, { slowest: 0, narrows: false })
  private renewed = false

  constructor(settings: Settings) {
    super()
    this.settings = settings
  }

  protected takes(_: string, name: string): boolean {
    return this.settings.of?.includes(name) ?? true
  }

  /** Outputs come once there is a target to be the mean of. */
  protected learnText(column: number, name: string): void {
    this.categories[column] ??= new KeyedMemory(this.settings.maxCategories)
    const own = (this.own[column] ??= [])
    for (let index = own.length; index < this.width; index++) {
      const label = this.labels[index]
      own.push(
        this.outputs.need(`${column} ${index}`, `${name} target${label === undefined ? '' : ` ${String(label)}`}`),
      )
    }
  }

  /** Outputs of a column: one for each class, or one. */
  private get width(): number {
    return this.labels.length > 0 ? this.labels.length : Math.min(1, this.all.count)
  }

  protected applyText(column: number, text: string | undefined): void {
    const { all, settings } = this
    const known = text === undefined ? undefined : this.categories[column]?.find(text)
    const samples = (known?.count ?? 0) + settings.smoothing
    this.own[column]?.forEach((output, index) => {
      const mean = (all.sums[index] ?? 0) / all.count
      const drawn = (known?.sums[index] ?? 0) + settings.smoothing * mean
      this.out.numbers[output] = samples > 0 ? drawn / samples : mean
    })
  }

  remember(row: Row, y: number, label: Label | undefined): void {
    const index = label === undefined ? 0 : this.indexOf(label)
    const value = label === undefined ? y : 1
    if (Number.isNaN(value) || (label === undefined && !this.counts(value))) return
    add(this.all, index, value)
    this.categories.forEach((known, column) => {
      const text = row.texts[column]
      if (text !== undefined) add(known?.use(text, nothing), index, value)
    })
  }

  /** Whether a target counts in the means, which begin anew where it is of another scale. */
  private counts(target: number): boolean {
    this.scales.next()
    const verdict = this.scales.learn(0, target)
    if (verdict === 'doubted' || verdict === 'trial') return false
    if (verdict === 'accepted' || verdict === 'narrowed' || (verdict === 'back' && this.renewed)) this.beginAnew()
    this.renewed = verdict === 'accepted' || (this.renewed && verdict !== 'back')
    return true
  }

  private beginAnew(): void {
    forget(this.all)
    for (const memory of this.categories) for (const [, totals] of memory ?? []) forget(totals)
  }

  /** The next index for a class that is new; -1 beyond the cap. */
  private indexOf(label: Label): number {
    const known = this.labels.indexOf(label)
    if (known >= 0 || this.labels.length >= this.settings.maxClasses) return known
    return this.labels.push(label) - 1
  }

  state(): FeatureState {
    const known = Array.from(this.categories, (memory) => memory && [...memory])
    const totals = [this.all, ...known.flatMap((entries) => entries?.map(([, of]) => of) ?? [])]
    const width = Math.max(1, this.width)
    return {
      json: {
        expanding: this.expandingState(),
        labels: [...this.labels],
        own: Array.from(this.own, (outputs) => outputs ?? []),
        categories: known.map((entries) => entries?.map(([category]) => category) ?? null),
      },
      numbers: Float64Array.from(
        totals.flatMap(({ count, sums }) => [count, ...Array.from({ length: width }, (_, index) => sums[index] ?? 0)]),
      ),
    }
  }

  learning(): Float64Array {
    return Float64Array.of(Number(this.renewed), ...this.scales.learning())
  }

  restore({ json, numbers }: FeatureState, learning?: Float64Array): void {
    if (learning) {
      this.renewed = learning[0] === 1
      this.scales.restore(learning.subarray(1))
    }
    const { expanding, labels, own, categories } = json as {
      readonly expanding: unknown
      readonly labels: readonly Label[]
      readonly own: readonly (readonly number[])[]
      readonly categories: readonly (readonly string[] | null)[]
    }
    this.restoreExpanding(expanding)
    this.labels.push(...labels)
    this.own.push(...own.map((outputs) => [...outputs]))
    const width = Math.max(1, labels.length)
    let at = 0
    const next = (totals: Totals): Totals => {
      totals.count = numbers[at] ?? 0
      totals.sums.push(...numbers.subarray(at + 1, at + 1 + width))
      at += 1 + width
      return totals
    }
    next(this.all)
    categories.forEach((texts, column) => {
      if (!texts) return
      const memory = new KeyedMemory<Totals>(this.settings.maxCategories)
      for (const text of texts) memory.use(text, () => next(nothing()))
      this.categories[column] = memory
    })
  }
}

function add(totals: Totals | undefined, index: number, value: number): void {
  if (!totals) return
  totals.count += 1
  if (index >= 0) totals.sums[index] = (totals.sums[index] ?? 0) + value
}

function forget(totals: Totals): void {
  totals.count = 0
  totals.sums.length = 0
}
