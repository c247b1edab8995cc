import type { Loss } from './loss.js'

/** mean max(0, 1 - d y)^2, d = -1 or 1. */
export const squaredHinge = (): Loss => ({
  name: 'squaredHinge',
  settings: {},
  target: 'values',
  trace: ({ prediction, target, op }) => op.mean(op.square(op.relu(op.sub(1, op.mul(target, prediction))))),
})
