/** The command was called wrongly: one clear line, exit code 2. */
export class UsageError extends Error {
  readonly code = 'ERR_USAGE'
}

/** One flag of a command. */
export interface FlagForm {
  /** What stands behind it in the help, such as `COLUMN`; a flag without is a switch. */
  readonly value?: string
  /** Whether it may be given more than once. */
  readonly repeats?: boolean
  /** An older name of another flag: it works the same, and the help does not list it. */
  readonly means?: string
  readonly help: string
}

export type FlagForms = Readonly<Record<string, FlagForm>>

/** How a command is called. The help is made of it, so that it names what there is. */
export interface CommandForm {
  readonly name: string
  /** The words it takes, in order, such as `FILE`. */
  readonly words: readonly string[]
  /** Shown behind the words, such as `--target COLUMN` where a flag is required. */
  readonly also?: string
  readonly summary: string
  readonly flags: FlagForms
  /** More lines for `eddy help NAME`. */
  readonly details?: readonly string[]
}

export const usageOf = ({ name, words, also }: CommandForm): string =>
  ['eddy', name, ...words, ...(also === undefined ? [] : [also])].join(' ')
