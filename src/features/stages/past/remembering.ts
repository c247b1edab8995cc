import { count, either, listOf, required, type TableOf, text } from '../../../options.js'
import type { Fault } from '../../../rejection.js'
import type { FeatureStage, FeatureState } from '../../feature.js'
import type { Row } from '../../row.js'
import { Extending } from '../extending.js'
import { KeyedMemory } from '../keyedMemory.js'

/** Which columns are remembered, and under what. */
export interface RememberingOptions {
  /** The columns, by name. */
  readonly of: string | readonly string[]
  /** A column whose values are keys, each with a past of its own: a sensor, a customer. Default: one past for all. */
  readonly per?: string
  /** Keys remembered; beyond them the one learned least recently is forgotten. Default 1000. */
  readonly maxKeys?: number
}

/** The same, with what was left out. */
export interface Remembered {
  readonly of: readonly string[]
  readonly per?: string
  readonly maxKeys: number
}

export const rememberingTable: TableOf<RememberingOptions> = {
  of: required(either(text, listOf(text, 1))),
  per: text,
  maxKeys: count,
}

/** What is remembered, of options that were checked. */
export function remembered({ of, per, maxKeys = 1000 }: RememberingOptions): Remembered {
  const names = typeof of === 'string' ? [of] : of
  return { of: [...new Set(names)], ...(per === undefined ? {} : { per }), maxKeys }
}

/** The last values of one column under one key, the oldest first; NaN: missing. */
export type Past = (number | string)[]

/**
 * A stage that remembers the last values of some columns, by key, and makes outputs of them. A row is remembered after it
 * was encoded: what comes out is made of the rows before it, and asking before learning gives the same. An output is
 * appended with its first value.
 */
export abstract class Remembering extends Extending implements FeatureStage {
  fault: Fault | undefined
  private readonly options: Remembered
  /** Values remembered of each column. */
  private readonly length: number
  /** What the outputs of a column are called, after its name. */
  private readonly parts: readonly string[]
  /** Of each column, then each part, its output; -1: none yet. */
  private readonly own: number[]
  /** Where the columns of `of`, and the keys, are; -1 until they came. */
  private readonly columns: number[]
  private keys = -1
  private readonly pasts: KeyedMemory<readonly Past[]>

  constructor(options: Remembered, { length, parts }: { readonly length: number; readonly parts: readonly string[] }) {
    super()
    this.options = options
    this.length = length
    this.parts = parts
    this.own = options.of.flatMap(() => parts.map(() => -1))
    this.columns = options.of.map(() => -1)
    this.pasts = new KeyedMemory(options.maxKeys)
  }

  /** What an output is; NaN: missing. */
  protected abstract outputOf(past: Past, part: number): number | string

  /** Whether a value belongs to the past. */
  protected abstract keeps(value: number | string): boolean

  /** What is wrong with a value of a column, if anything. */
  protected abstract faultOf(value: number | string, name: string): Fault | undefined

  learn(row: Row): void {
    if (this.follow(row)) this.find(row)
    this.fault = undefined
    this.options.of.forEach((name, which) => {
      this.fault ??= this.faultOf(valueAt(row, this.columns[which] ?? -1), name)
    })
    this.eachOutput(row, (value, at) => {
      if (this.own[at] === -1 && !Number.isNaN(value)) this.own[at] = this.outputs.need(`own ${at}`, this.nameOf(at))
    })
  }

  private find({ names }: Row): void {
    this.options.of.forEach((name, which) => {
      this.columns[which] = names.indexOf(name)
    })
    if (this.options.per !== undefined) this.keys = names.indexOf(this.options.per)
  }

  private nameOf(at: number): string {
    const { length } = this.parts
    return `${this.options.of[Math.floor(at / length)]} ${this.parts[at % length]}`
  }

  /** What each output is for a row: of the pasts of its key. */
  private eachOutput(row: Row, take: (value: number | string, at: number) => void): void {
    const { length } = this.parts
    this.pasts.find(this.keyOf(row))?.forEach((past, which) => {
      for (let part = 0; part < length; part++) take(this.outputOf(past, part), which * length + part)
    })
  }

  apply(row: Row): void {
    this.pass(row)
    const { numbers, texts } = this.out
    this.eachOutput(row, (value, at) => {
      const to = this.own[at] ?? -1
      if (to < 0) return
      if (typeof value === 'number') numbers[to] = value
      else texts[to] = value
    })
  }

  remember(row: Row): void {
    const key = this.keyOf(row)
    if (Number.isNaN(key)) return
    const pasts = this.pasts.use(key, () => this.options.of.map((): Past => []))
    pasts.forEach((past, which) => {
      const value = valueAt(row, this.columns[which] ?? -1)
      if (!this.keeps(value)) return
      past.push(value)
      if (past.length > this.length) past.shift()
    })
  }

  /** NaN where the key is missing: such a row has no past. */
  private keyOf(row: Row): number | string {
    return this.options.per === undefined ? '' : valueAt(row, this.keys)
  }

  state(): FeatureState {
    const entries = [...this.pasts].map(([key, pasts]) => [key, pasts.map(textsOf)])
    const numbers = [...this.pasts].flatMap(([, pasts]) =>
      pasts.flatMap((past) => [past.length, ...past.map(numberOf)]),
    )
    const { columns, keys } = this
    return {
      json: { extending: this.extendingState(), columns: [...columns], keys, entries },
      numbers: Float64Array.from(numbers),
    }
  }

  restore({ json, numbers }: FeatureState): void {
    const { extending, columns, keys, entries } = json as {
      readonly extending: unknown
      readonly columns: readonly number[]
      readonly keys: number
      readonly entries: readonly (readonly [string | number, readonly (readonly (readonly [number, string])[])[]])[]
    }
    this.restoreExtending(extending)
    this.columns.splice(0, columns.length, ...columns)
    this.own.forEach((_, at) => {
      this.own[at] = this.outputs.find(`own ${at}`) ?? -1
    })
    this.keys = keys
    let at = 0
    for (const [key, texts] of entries) {
      this.pasts.use(key, () =>
        texts.map((known) => {
          const past: Past = [...numbers.subarray(at + 1, at + 1 + (numbers[at] ?? 0))]
          at += 1 + past.length
          for (const [index, text] of known) past[index] = text
          return past
        }),
      )
    }
  }
}

const valueAt = (row: Row, column: number): number | string =>
  column < 0 ? Number.NaN : (row.texts[column] ?? (row.numbers[column] as number))

const numberOf = (value: number | string): number => (typeof value === 'number' ? value : Number.NaN)

/** The texts in a past, with their positions: JSON holds them, and not NaN. */
const textsOf = (past: Past): readonly (readonly [number, string])[] =>
  past.flatMap((value, index) => (typeof value === 'string' ? [[index, value] as const] : []))
