import { describe, expect, it } from 'vitest'
import { errorLine } from '../../src/cli/errorLine.js'
import { UsageError } from '../../src/cli/flags/commandForm.js'
import { EddyError } from '../../src/index.js'

const systemError = Object.assign(new Error('ENOSPC: no space left on device, write'), {
  code: 'ENOSPC',
  syscall: 'write',
})

describe('errorLine', () => {
  it.each([
    [new EddyError('ERR_EMPTY', 'nothing there'), 'eddy train: nothing there [ERR_EMPTY]'],
    [new UsageError('which FILE?'), 'eddy train: which FILE? [ERR_USAGE]'],
    [systemError, 'eddy train: ENOSPC: no space left on device, write [ENOSPC]'],
    [new TypeError('x is not a function'), 'eddy train: unexpected TypeError: x is not a function [ERR_INTERNAL]'],
    ['thrown text', 'eddy train: unexpected error: thrown text [ERR_INTERNAL]'],
    [undefined, 'eddy train: unexpected error: undefined [ERR_INTERNAL]'],
    [new EddyError('ERR_EMPTY', 'x'.repeat(5000)), `eddy train: ${'x'.repeat(1000)}… [ERR_EMPTY]`],
  ])('of %o is %s', (error, line) => expect(errorLine('eddy train', error)).toBe(line))
})
