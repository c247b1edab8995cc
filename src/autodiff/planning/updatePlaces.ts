import type { Cell, Rule } from './rule.js'

/** A parameter as the optimizer sees it. */
export interface Target {
  readonly index: number
  readonly name: string
  readonly shape: readonly number[]
}

/** Where an update program finds its numbers. */
export interface UpdatePlaces {
  /** Length of the parameter vector: state k starts at (k + 1) times this. */
  readonly length: number
  readonly firstState: number
  readonly scratch: number
  readonly blockCapacity: number
  readonly constant: (value: number) => number
  readonly scalar: () => number
  /** Word address of the generator's state. */
  readonly randomState: number
}

/** A scalar of an update: where it goes, and how it is computed. */
export interface ScalarSlot {
  /** Of the rule and of what it computes: '0.adam.rate'. */
  readonly name: string
  readonly address: number
  readonly value: (t: number, norms: Float64Array) => number
  /** A learning rate: the engine may raise it for a while. */
  readonly isRate?: boolean
}

/** What tracing the rules of one optimizer gave. */
export interface TracedRules {
  readonly states: readonly { readonly name: string; readonly start: number | 'parameters' }[]
  readonly cells: Map<string, Cell>
  readonly scalars: readonly ScalarSlot[]
  /** Start of the block program of each parameter. */
  readonly programs: readonly number[]
  readonly guard?: PlannedGuard
}

/** Where a guarded step waits to be taken, and what is known about it. */
export interface PlannedGuard {
  /** Where the state that holds the step begins. */
  readonly step: number
  /** Addresses of step . gradient, of the squared error, and of what the step is taken with: minus the factor. */
  readonly decrease: number
  readonly error: number
  readonly scale: number
  readonly factor: NonNullable<Rule['guard']>
}
