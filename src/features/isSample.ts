import type { Features, Sample } from './sample.js'

/**
 * Whether a question is a sample, whose features are in `x`, or a record or vector of features. A record may have a feature
 * named `x`: it is a sample only if `x` is a vector or a record itself. `{ x: [1, 2] }` and `{ x: { price: 3 } }` are samples;
 * `{ x: 0.3, y: 0.8 }` and `{ x: null, z: 1 }` are records. What throws when it is read counts as a sample, which then says so.
 */
export function isSample(question: Features | Sample): question is Sample {
  try {
    if (typeof question !== 'object' || question === null) return false
    if (Array.isArray(question) || ArrayBuffer.isView(question) || !('x' in question)) return false
    const { x } = question
    return typeof x === 'object' && x !== null && !(x instanceof Date)
  } catch {
    return true
  }
}
