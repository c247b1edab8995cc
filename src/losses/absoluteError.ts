import { checkOptions, type NoOptions } from '../options.js'
import type { Loss } from './loss.js'

/** mean |y - d|: its minimum is the median. Gradient sign(y - d)/n, 0 at 0. */
export const absoluteError = (options: NoOptions = {}): Loss => {
  checkOptions('absoluteError', options, {})
  return {
    name: 'absoluteError',
    settings: {},
    target: 'values',
    trace: ({ prediction, target, op }) => op.mean(op.abs(op.sub(prediction, target))),
  }
}
