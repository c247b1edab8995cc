import { EddyError } from '../../error.js'
import type { StateAddresses } from '../planning/plan.js'
import { storage } from '../tracing/node.js'
import type { NetworkState } from '../tracing/states.js'
import { copyRows } from './rows.js'

/** Which stream a sample belongs to. 1 and '1' are two keys. */
export type StateKey = string | number

/** Only these come back from a file as they were. */
export const isStateKey = (key: unknown): key is StateKey =>
  typeof key === 'string' || (typeof key === 'number' && Number.isFinite(key))

/** Keys whose states are kept at once, where nothing else is said. */
export const MAX_KEYS = 1000

/** The states of all keys, the key learned longest ago first; each in the rows of a tape, padding included. */
export interface KeyedStates {
  readonly keys: readonly StateKey[]
  readonly values: Float32Array | Float64Array
}

type Numbers = Float32Array | Float64Array

interface Entry {
  readonly values: Numbers
  /** The pass that moved it last, and the one that made it. */
  movedBy: number
  readonly madeBy: number
}

export interface StreamStatesOptions {
  /** Keys kept at once: beyond, the one learned longest ago is forgotten, and starts from zeros if it comes again. */
  readonly most: number
  /** Passes that may be under way with a key each. */
  readonly underWay: () => number
}

/**
 * What a network keeps from sample to sample, per key. A pass moves its key on as soon as it ran forward, so that the
 * next one starts from there; a pass that is set aside moves it back, unless a later one has gone on from it.
 * Recency, and what is forgotten, follow from samples that were kept. Predicting only reads.
 */
export class StreamStates {
  /** Numbers per key. */
  readonly length: number
  private readonly states: readonly NetworkState[]
  private readonly options: StreamStatesOptions
  private readonly entries = new Map<StateKey, Entry>()
  private readonly create: (length: number) => Numbers
  private readonly zeros: Numbers
  private moves = 0
  private latest: StateKey | undefined

  constructor(states: readonly NetworkState[], precise: boolean, options: StreamStatesOptions) {
    this.states = states
    this.options = options
    this.length = states.reduce((sum, { shape }) => sum + storage(shape), 0)
    this.create = (length) => (precise ? new Float64Array(length) : new Float32Array(length))
    this.zeros = this.create(this.length)
  }

  get size(): number {
    return this.entries.size
  }

  /** A key's states, zeros for one that is not known; a copy. */
  read(key: StateKey): Float32Array | Float64Array {
    return (this.entries.get(key)?.values ?? this.zeros).slice()
  }

  /** Writes a key's states to `address` of a machine's memory: zeros for one that is not known. */
  load(data: Numbers, address: number, key: StateKey): void {
    if (this.length > 0) data.set(this.entries.get(key)?.values ?? this.zeros, address)
  }

  /**
   * Takes over what the states are after a pass, which are finite.
   *
   * @returns the number of this move, for `withdraw`
   */
  move(data: Numbers, { after }: StateAddresses, offset: number, key: StateKey): number {
    const move = ++this.moves
    const { values } = this.entryFor(key, move)
    let to = 0
    for (let index = 0; index < after.length; index++) {
      const from = after[index]! + offset
      const length = storage(this.states[index]!.shape)
      // Short ones are quicker without a view.
      if (length > 32) values.set(data.subarray(from, from + length), to)
      else for (let at = 0; at < length; at++) values[to + at] = data[from + at]!
      to += length
    }
    return move
  }

  private entryFor(key: StateKey, move: number): Entry {
    const known = this.entries.get(key)
    if (known) {
      known.movedBy = move
      return known
    }
    const { most, underWay } = this.options
    this.forgetBeyond(most + underWay() - 1)
    const entry = { values: this.create(this.length), movedBy: move, madeBy: move }
    this.entries.set(key, entry)
    return entry
  }

  /** Takes a move back, if no other pass has moved the key since. `address` is where the pass had its states before. */
  withdraw(data: Numbers, address: number, key: StateKey, move: number): void {
    const entry = this.entries.get(key)
    if (!entry || entry.movedBy !== move) return
    if (entry.madeBy === move) {
      this.entries.delete(key)
      return
    }
    for (let at = 0; at < this.length; at++) entry.values[at] = data[address + at]!
  }

  /** A sample of this key was kept: it is now the last to be forgotten. */
  settle(key: StateKey): void {
    const entry = this.latest === key ? undefined : this.entries.get(key)
    if (entry) {
      this.latest = key
      this.entries.delete(key)
      this.entries.set(key, entry)
    }
    this.forgetBeyond(this.options.most)
  }

  private forgetBeyond(most: number): void {
    while (this.entries.size > most) {
      for (const oldest of this.entries.keys()) {
        this.entries.delete(oldest)
        if (oldest === this.latest) this.latest = undefined
        break
      }
    }
  }

  /** A key starts anew; all do without one. */
  forget(key?: StateKey): void {
    if (key === undefined) this.entries.clear()
    else this.entries.delete(key)
    this.latest = undefined
  }

  /** Copies. */
  capture(): KeyedStates {
    const values = this.create(this.entries.size * this.length)
    let at = 0
    for (const entry of this.entries.values()) {
      values.set(entry.values, at)
      at += this.length
    }
    return { keys: [...this.entries.keys()], values }
  }

  /** @throws {EddyError} ERR_STATE, changing nothing, if the values are not as many as the keys need */
  restore({ keys, values }: KeyedStates): void {
    this.check({ keys, values })
    this.forget()
    keys.forEach((key, index) => {
      const entry = { values: this.create(this.length), movedBy: 0, madeBy: -1 }
      entry.values.set(values.subarray(index * this.length, (index + 1) * this.length))
      this.entries.set(key, entry)
    })
  }

  /** @throws {EddyError} ERR_STATE if the values are not as many as the keys need */
  check({ keys, values }: KeyedStates): void {
    if (values.length === keys.length * this.length && (this.length > 0 || keys.length === 0)) return
    throw new EddyError(
      'ERR_STATE',
      `the states of ${keys.length} keys are ${values.length} numbers, this model keeps ${this.length} for each: build it from the same spec`,
    )
  }

  /** Takes over the states of another network by their names: rows and columns that both have; what is new is zero. */
  adopt(other: StreamStates): void {
    this.forget()
    for (const [key, { values }] of other.entries) {
      const entry = { values: this.create(this.length), movedBy: 0, madeBy: -1 }
      let at = 0
      for (const { name, shape } of this.states) {
        const from = other.place(name)
        if (from) copyRows({ data: values, ...from }, { data: entry.values, at, shape })
        at += storage(shape)
      }
      this.entries.set(key, entry)
    }
  }

  private place(name: string): { readonly at: number; readonly shape: readonly number[] } | undefined {
    let at = 0
    for (const state of this.states) {
      if (state.name === name) return { at, shape: state.shape }
      at += storage(state.shape)
    }
    return undefined
  }
}
