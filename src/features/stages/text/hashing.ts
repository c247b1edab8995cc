import { checkOptions, size, type TableOf } from '../../../options.js'
import { made, type FeatureDefinition, type FeatureStage, type FeatureState } from '../../feature.js'
import { Expanding } from './expanding.js'
import { murmur3 } from './murmur3.js'

export interface HashingOptions {
  /** Outputs that all values of all text columns share; default 256. */
  readonly buckets?: number
}

const table: TableOf<HashingOptions> = { buckets: size }

/**
 * Text as categories without a vocabulary: 'column=value' adds +1 or -1 to the output that its hash chooses. Nothing ever
 * grows. Source: Weinberger et al. 2009, "Feature hashing for large scale multitask learning".
 *
 * @throws {EddyError} ERR_OPTION unless `buckets` is a positive whole number
 */
export function hashing(options: HashingOptions = {}): FeatureDefinition {
  checkOptions('hashing', options, table)
  const { buckets = 256 } = options
  return made('hashing', { buckets }, () => new HashingStage(buckets, false))
}

/** Words a text needs to be taken for one, rather than for a category. */
const WORDS = 4

/**
 * Text of several words (four in its first value) as hashed words: each word adds +1 or -1 to the output that its hash
 * chooses, over the root of their number. Other columns pass.
 *
 * @throws {EddyError} ERR_OPTION unless `buckets` is a positive whole number
 */
export function words(options: HashingOptions = {}): FeatureDefinition {
  checkOptions('words', options, table)
  const { buckets = 64 } = options
  return made('words', { buckets }, () => new HashingStage(buckets, true))
}

class HashingStage extends Expanding implements FeatureStage {
  private readonly buckets: number
  private readonly byWord: boolean
  private readonly names: string[] = []

  constructor(buckets: number, byWord: boolean) {
    super()
    this.buckets = buckets
    this.byWord = byWord
  }

  protected takes(text: string): boolean {
    return !this.byWord || text.trim().split(/\s+/).length >= WORDS
  }

  /** All buckets at once, when the first column comes: later ones share them. */
  protected learnText(column: number, name: string): void {
    if (this.names[column] !== undefined) return
    this.names[column] = name
    for (let bucket = 0; bucket < this.buckets; bucket++) {
      this.outputs.need(`bucket ${bucket}`, `${this.byWord ? 'words' : 'hash'} ${bucket}`)
    }
  }

  protected applyText(column: number, text: string | undefined): void {
    if (text === undefined) return
    const name = this.names[column] ?? ''
    if (!this.byWord) {
      this.add(`${name}=${text}`, 1)
      return
    }
    const found = text.toLowerCase().match(/[\p{L}\p{N}]+/gu) ?? []
    for (const word of found) this.add(`${name} ${word}`, 1 / Math.sqrt(found.length))
  }

  private add(key: string, by: number): void {
    const hash = murmur3(key)
    const output = this.outputs.find(`bucket ${(hash >>> 1) % this.buckets}`) ?? 0
    this.out.numbers[output] = (this.out.numbers[output] ?? 0) + ((hash & 1) === 0 ? by : -by)
  }

  state(): FeatureState {
    return {
      json: { expanding: this.expandingState(), names: Array.from(this.names, (name) => name ?? null) },
      numbers: new Float64Array(0),
    }
  }

  restore({ json }: FeatureState): void {
    const { expanding, names } = json as { readonly expanding: unknown; readonly names: readonly (string | null)[] }
    this.restoreExpanding(expanding)
    names.forEach((name, column) => {
      if (name !== null && name !== undefined) this.names[column] = name
    })
  }
}
