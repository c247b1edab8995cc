import { checkOptions, count, type TableOf } from '../../../options.js'
import { made, type FeatureDefinition, type FeatureStage, type FeatureState } from '../../feature.js'
import { Expanding } from './expanding.js'

export interface OneHotOptions {
  /** Categories of a column that get an output of their own; all later ones share one, 'name=other'. Default 64. */
  readonly maxCategories?: number
}

const table: TableOf<OneHotOptions> = { maxCategories: count }

/**
 * Text as categories: 1 at the output of its category, 0 elsewhere. A category seen for the first time gets the next
 * output; at prediction an unknown one is all zeros, or 'other' where there is that. An id used as a category so costs no
 * more than `maxCategories` outputs.
 *
 * @throws {EddyError} ERR_OPTION unless `maxCategories` is a positive whole number
 */
export function oneHot(options: OneHotOptions = {}): FeatureDefinition {
  checkOptions('oneHot', options, table)
  const { maxCategories = 64 } = options
  return made('oneHot', { maxCategories }, () => new OneHotStage(maxCategories))
}

class OneHotStage extends Expanding implements FeatureStage {
  private readonly maxCategories: number
  private readonly categories: Map<string, number>[] = []
  private readonly others: number[] = []

  constructor(maxCategories: number) {
    super()
    this.maxCategories = maxCategories
  }

  protected takes(): boolean {
    return true
  }

  protected learnText(column: number, name: string, text: string | undefined): void {
    const known = (this.categories[column] ??= new Map())
    if (text === undefined || known.has(text)) return
    if (known.size < this.maxCategories) known.set(text, this.outputs.need(`${column} ${text}`, `${name}=${text}`))
    else this.others[column] ??= this.outputs.need(`other ${column}`, `${name}=other`)
  }

  protected applyText(column: number, text: string | undefined): void {
    if (text === undefined) return
    const output = this.categories[column]?.get(text) ?? this.others[column]
    if (output !== undefined) this.out.numbers[output] = 1
  }

  state(): FeatureState {
    const categories = Array.from(this.categories, (known) => [...(known ?? [])])
    return {
      json: {
        expanding: this.expandingState(),
        categories,
        others: Array.from(this.others, (output) => output ?? null),
      },
      numbers: new Float64Array(0),
    }
  }

  restore({ json }: FeatureState): void {
    const { expanding, categories, others } = json as {
      readonly expanding: unknown
      readonly categories: readonly (readonly (readonly [string, number])[])[]
      readonly others: readonly (number | null)[]
    }
    this.restoreExpanding(expanding)
    categories.forEach((known, column) => {
      this.categories[column] = new Map(known)
    })
    others.forEach((output, column) => {
      if (output !== null && output !== undefined) this.others[column] = output
    })
  }
}
