import type { Kind } from './junk.js'

/** Of each option, the kinds of junk that it takes. */
export type Taken = Readonly<Record<string, readonly Kind[]>>

/** An exported function, and what may be given to it. */
export interface Row {
  readonly call: (...given: never[]) => unknown
  /** What stands before the options: a valid value, and the kinds of junk that it takes. */
  readonly args: readonly (readonly [valid: () => unknown, taken: readonly Kind[]])[]
  /** Options that must be given, valid. */
  readonly valid: Readonly<Record<string, unknown>>
  /** Left out: the function has no options. */
  readonly options: Taken | undefined
  /** Of options that hold options of their own. */
  readonly nested: Nested
}

/** By the name of the option that holds them: what they take, and those that must be given. */
export type Nested = Readonly<Record<string, readonly [taken: Taken, valid?: Readonly<Record<string, unknown>>]>>

type Call = (...given: never[]) => unknown

/** A function whose only argument are its options. */
export const withOptions = (call: Call, options: Taken, valid: Row['valid'] = {}, nested: Row['nested'] = {}): Row => ({
  call,
  args: [],
  valid,
  options,
  nested,
})

/** A function with arguments before its options; without options where `options` is left out. */
export const withArguments = (
  call: Call,
  args: Row['args'],
  options?: Taken,
  valid: Row['valid'] = {},
  nested: Row['nested'] = {},
): Row => ({ call, args, valid, options, nested })
