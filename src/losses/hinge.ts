import { checkOptions, type NoOptions } from '../options.js'
import type { Loss } from './loss.js'

/** mean max(0, 1 - d y), d = -1 or 1; at the corner the gradient is 0. */
export const hinge = (options: NoOptions = {}): Loss => {
  checkOptions('hinge', options, {})
  return {
    name: 'hinge',
    settings: {},
    target: 'values',
    link: 'sign',
    trace: ({ prediction, target, op }) => op.mean(op.relu(op.sub(1, op.mul(target, prediction)))),
  }
}
