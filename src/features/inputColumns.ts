import type { Features } from './sample.js'
import { describeValue } from '../describeValue.js'
import { Fault } from '../rejection.js'
import { unreadable } from '../unreadable.js'
import { notARecord, type PlainValue, plainValue } from './featureValue.js'
import { Row } from './row.js'

/** Columns a record may have in all; a record with more is set aside. */
const COLUMNS_MAX = 4096

/** The largest number a feature may be: its square, and sums and products of some such, are still numbers. */
const NUMBER_MAX = 1e100

type Kind = 'number' | 'text'

export interface InputState {
  readonly names: readonly string[]
  readonly kinds: readonly Kind[]
}

/**
 * Reads raw samples into rows. Each name gets the next column with its first value, which decides the type: numbers and
 * booleans (0, 1), or text, where a later number counts as it is written. null and absent are missing. A vector's columns
 * are named 0, 1, ...
 */
export class InputColumns {
  readonly row: Row = new Row()
  private kinds: Kind[] = []
  private readonly indices = new Map<string, number>()
  /** Names in the order of the record before, and their columns: most records repeat it. */
  private order: string[] = []
  private columns: number[] = []
  /** The fields of the record that was checked last. */
  private readonly names: string[] = []
  private readonly values: PlainValue[] = []
  private count = 0
  /** Whether vectors came first, or were declared. A record then brings no further column: no later vector would fit. */
  private vectors = false

  /** Reads and remembers new columns. What is wrong is said before anything is remembered. */
  learn(x: Features): Fault | undefined {
    return this.take(x, true)
  }

  /** Reads by the columns that are known; others are passed over. */
  look(x: Features): Fault | undefined {
    return this.take(x, false)
  }

  private take(x: Features, remember: boolean): Fault | undefined {
    try {
      if (this.readUsual(x)) return undefined
      const fault = this.check(x, remember)
      if (fault) return fault
      this.read(x, remember)
      return undefined
    } catch (error) {
      return unreadable(error)
    }
  }

  /** What is wrong with a sample, if anything. Changes no column. */
  private check(x: Features, remember: boolean): Fault | undefined {
    if (Array.isArray(x) || (ArrayBuffer.isView(x) && !(x instanceof DataView))) {
      return this.checkVector(x as ArrayLike<number>)
    }
    if (typeof x !== 'object' || x === null) {
      const got = describeValue(x)
      return new Fault('ERR_INPUT_TYPE', `expected a vector of numbers, or a record of named values, got ${got}`)
    }
    const wrong = notARecord(x)
    return wrong === undefined ? this.takeRecord(x, remember) : new Fault('ERR_INPUT_TYPE', wrong)
  }

  /** Reads each field once: a getter that answers twice in different ways can't pass the check with one and be used with another. */
  private takeRecord(x: object, remember: boolean): Fault | undefined {
    this.count = 0
    let added = 0
    for (const name in x) {
      const value = plainValue((x as Readonly<Record<string, unknown>>)[name])
      const fault = this.checkValue(name, value)
      if (fault) return fault
      if (!this.indices.has(name)) added += 1
      if (added > 0 && remember && this.vectors) {
        const expected = `a vector of ${this.row.width} numbers, as before`
        return new Fault('ERR_INPUT_TYPE', `expected ${expected}, got a record with '${name}'`)
      }
      if (this.count >= COLUMNS_MAX || (added > 0 && this.row.width + added > COLUMNS_MAX)) {
        return new Fault('ERR_FEATURES', `more than ${COLUMNS_MAX} columns: names must not be made of the data`)
      }
      this.names[this.count] = name
      this.values[this.count] = value as PlainValue
      this.count += 1
    }
    return undefined
  }

  private checkVector(x: ArrayLike<number>): Fault | undefined {
    const { width } = this.row
    if (width > 0 && x.length !== width) {
      return new Fault('ERR_INPUT_LENGTH', `expected ${width} numbers, got ${x.length}`)
    }
    if (x.length === 0) return new Fault('ERR_INPUT_LENGTH', 'expected a vector of numbers, got an empty one')
    for (let i = 0; i < x.length; i++) {
      const value = x[i]
      if (typeof value === 'number' && Math.abs(value) <= NUMBER_MAX) continue
      if (typeof value === 'number')
        return new Fault('ERR_INPUT_VALUE', `expected ${expected(value)}, got ${value} at index ${i}`, i)
      return new Fault('ERR_INPUT_TYPE', `expected numbers, got ${typeof value} at index ${i}`, i)
    }
    return undefined
  }

  private checkValue(name: string, value: unknown): Fault | undefined {
    if (typeof value === 'number') {
      if (Math.abs(value) <= NUMBER_MAX) return undefined
      return new Fault('ERR_INPUT_VALUE', `'${name}': expected a ${expected(value)} or null, got ${value}`)
    }
    if (typeof value === 'string') {
      if (this.kinds[this.indices.get(name) ?? -1] !== 'number') return undefined
      return new Fault(
        'ERR_FEATURE_TYPE',
        `'${name}': expected a number, as before, got the text ${JSON.stringify(value.slice(0, 40))}`,
      )
    }
    if (value === null || value === undefined || typeof value === 'boolean') return undefined
    const got = describeValue(value)
    return new Fault('ERR_INPUT_TYPE', `'${name}': expected a number, text, a boolean, a Date or null, got ${got}`)
  }

  /** A record of numbers alone, with all names in the order of the one before: most are, and need one look per field. */
  private readUsual(x: Features): boolean {
    if (typeof x !== 'object' || x === null || ArrayBuffer.isView(x) || Array.isArray(x)) return false
    const { row, order, columns, kinds } = this
    const record = x as Readonly<Record<string, PlainValue>>
    let at = 0
    for (const name in record) {
      const value = record[name]
      const column = columns[at]
      if (order[at] !== name || column === undefined || kinds[column] !== 'number') return false
      if (typeof value !== 'number' || !(Math.abs(value) <= NUMBER_MAX)) return false
      row.numbers[column] = value
      at += 1
    }
    // Every column was written, so that nothing is left of the row before.
    return at > 0 && at === row.width
  }

  private read(x: Features, remember: boolean): void {
    const { row } = this
    if (ArrayBuffer.isView(x) || Array.isArray(x)) {
      const values = x as ArrayLike<number>
      if (remember && row.width === 0) this.vectors = true
      if (remember) for (let i = row.width; i < values.length; i++) this.append(String(i), 'number')
      const { numbers, width } = row
      for (let i = 0; i < width; i++) numbers[i] = values[i] as number
      return
    }
    row.clear()
    for (let at = 0; at < this.count; at++) {
      const name = this.names[at] ?? ''
      const value = this.values[at]
      const known = this.order[at] === name
      const column = known ? this.columns[at] : this.columnOf(name, value, remember)
      if (column !== undefined) this.write(column, value)
      if (!known && remember && column !== undefined) {
        this.order[at] = name
        this.columns[at] = column
      }
    }
  }

  private columnOf(name: string, value: PlainValue, remember: boolean): number | undefined {
    const known = this.indices.get(name)
    if (known !== undefined || !remember || value === null || value === undefined) return known
    return this.append(name, typeof value === 'string' ? 'text' : 'number')
  }

  private append(name: string, kind: Kind): number {
    const index = this.row.append(name)
    this.kinds.push(kind)
    this.indices.set(name, index)
    return index
  }

  private write(column: number, value: PlainValue): void {
    if (value === null || value === undefined) return
    if (typeof value === 'string' || this.kinds[column] === 'text') this.row.texts[column] = String(value)
    else this.row.numbers[column] = Number(value)
  }

  /** The columns of vectors of this length, before one came. */
  declare(length: number): void {
    this.vectors = true
    for (let i = this.row.width; i < length; i++) this.append(String(i), 'number')
  }

  state(): InputState {
    return { names: [...this.row.names], kinds: [...this.kinds] }
  }

  restore({ names, kinds }: InputState): void {
    names.forEach((name, index) => this.append(name, kinds[index] ?? 'number'))
  }
}

const expected = (got: number): string => (Number.isFinite(got) ? `number of at most +-${NUMBER_MAX}` : 'finite number')
