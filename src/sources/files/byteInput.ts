import { checkOption, custom, required } from '../../options.js'
import type { ByteInput } from './rawBytes.js'

export type { ByteInput } from './rawBytes.js'

const byteInput = required(
  custom('a path, an http(s) address, or a stream of bytes', (input) => {
    if (typeof input === 'string') return input !== ''
    return typeof input === 'object' && input !== null && (input instanceof URL || Symbol.asyncIterator in input)
  }),
)

/** @throws {EddyError} ERR_OPTION */
export function checkByteInput(who: string, input: ByteInput): void {
  checkOption(who, 'input', input, byteInput)
}
