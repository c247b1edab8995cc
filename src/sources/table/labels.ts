import type { Label } from '../../features/sample.js'
import type { LabelRule } from './tableSchema.js'
import { isTruthWord, truthOf } from './values/truths.js'

/** At most this many spellings are remembered. Beyond it, a class gets its name by rule, not by its first spelling. */
const SPELLINGS_MAX = 10_000

export interface LabelOptions extends LabelRule {
  readonly ignoreCase?: boolean
  /** Default true. */
  readonly trimmed?: boolean
}

/**
 * Finds the class of a label. Labels are one class if they differ only by blanks around them, by zeros after a decimal point (1, 1.0),
 * by a plus, as spellings of true and false, or by case if that was asked for. A class gets the name of its first label.
 */
export class Labels {
  /** Labels that were merged into a class of another spelling. */
  readonly merged: Map<string, Label> = new Map()
  /** Classes that differ from another class only by case, with that other class. */
  readonly cases: Map<string, string> = new Map()
  private readonly lowered = new Map<string, string>()
  private readonly options: LabelOptions
  /** The names of classes that can be spelled in several ways, by what the spellings have in common. */
  private readonly names: Map<string, Label>
  private readonly cache = new Map<Label, Label>()

  constructor(options: LabelOptions, names: readonly (readonly [string, Label])[] = []) {
    this.options = options
    this.names = new Map(names)
  }

  /** The class of a label. */
  nameOf(label: Label): Label {
    const known = this.cache.get(label)
    if (known !== undefined) return known
    const name = this.find(label)
    if (this.cache.size < SPELLINGS_MAX) {
      this.cache.set(label, name)
      if (typeof name === 'string') this.noteCase(name)
    }
    return name
  }

  private noteCase(name: string): void {
    const lower = name.toLowerCase()
    const other = this.lowered.get(lower)
    if (other === undefined) this.lowered.set(lower, name)
    else if (other !== name) this.cases.set(name, other)
  }

  private find(label: Label): Label {
    const { asWritten, trimmed = true } = this.options
    if (asWritten) return label
    const written = typeof label === 'string' && trimmed ? label.trim() : label
    const key = this.keyOf(String(written).trim())
    if (key === undefined) return written
    const name = this.names.get(key)
    if (name === undefined) {
      if (this.names.size >= SPELLINGS_MAX) return key
      this.names.set(key, written)
      return written
    }
    if (name !== written && this.merged.size < SPELLINGS_MAX) this.merged.set(String(written), name)
    return name
  }

  /** What the spellings of a class have in common. Undefined if there can be only one spelling. */
  private keyOf(text: string): string | undefined {
    const truth = this.options.truths ? truthOf(text) : undefined
    if (truth !== undefined) return String(truth)
    if (isTruthWord(text)) return text.toLowerCase()
    const number = /^([+-]?)(\d+)(?:[.,](\d*?)0*)?$/.exec(text)
    if (number) {
      const [, sign, whole, fraction = ''] = number
      return `${sign === '-' ? '-' : ''}${whole}${fraction === '' ? '' : `.${fraction}`}`
    }
    return this.options.ignoreCase ? text.toLowerCase() : undefined
  }

  /** What a later reading needs to name classes alike. */
  state(): readonly (readonly [string, Label])[] {
    return [...this.names]
  }
}
