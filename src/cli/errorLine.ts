import { EddyError } from '../error.js'
import { UsageError } from './flags/commandForm.js'

/** Characters of a message that are shown: a name out of a binary file can be a megabyte long. */
const LENGTH_MAX = 1000

/** An error in one line, as a command prints it: `eddy train: message [CODE]`. */
export function errorLine(who: string, error: unknown): string {
  const { message, code } = described(error)
  const cut = message.length > LENGTH_MAX ? `${message.slice(0, LENGTH_MAX)}…` : message
  return `${who}: ${cut} [${code}]`
}

function described(error: unknown): { readonly message: string; readonly code: string } {
  if (error instanceof EddyError || error instanceof UsageError) return error
  if (!(error instanceof Error)) return { message: `unexpected error: ${String(error)}`, code: 'ERR_INTERNAL' }
  const { code, syscall } = error as NodeJS.ErrnoException
  // What the system refused, such as ENOSPC or EACCES, is no fault of the program.
  if (typeof code === 'string' && typeof syscall === 'string') return { message: error.message, code }
  return { message: `unexpected ${error.name}: ${error.message}`, code: 'ERR_INTERNAL' }
}
