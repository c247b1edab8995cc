import { checkOptions, type NoOptions } from '../options.js'
import type { Loss } from './loss.js'

/** mean max(0, 1 - d y)^2, d = -1 or 1. */
export const squaredHinge = (options: NoOptions = {}): Loss => {
  checkOptions('squaredHinge', options, {})
  return {
    name: 'squaredHinge',
    settings: {},
    target: 'values',
    link: 'sign',
    trace: ({ prediction, target, op }) => op.mean(op.square(op.relu(op.sub(1, op.mul(target, prediction))))),
  }
}
