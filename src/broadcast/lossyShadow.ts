import { Encoding } from '../snapshots/deltas/deltaCodec.js'
import { encodeLossy } from '../snapshots/deltas/shadow.js'
import { stateHashOf } from '../snapshots/xxHash32.js'
import type { Published } from './published.js'
import { type Mark, sameMark } from './protocol.js'
import { StepRing } from './stepRing.js'

/**
 * What lossy subscribers hold. It moves only when one of them is ready for more, so that on a slow link each gets one
 * rounded step however many versions were published meanwhile; who missed a step gets an exact delta of the shadow.
 */
export class LossyShadow {
  /** Exact steps of the shadow. */
  readonly steps: StepRing = new StepRing()
  private current: Published
  private last: { readonly from: Mark; readonly body: Uint8Array } | undefined

  /** Begins as the model itself. */
  constructor(published: Published) {
    this.current = published
  }

  get published(): Published {
    return this.current
  }

  /** Follows the model; returns whether it moved. */
  follow(published: Published): boolean {
    const { mark: from, state } = this.current
    if (from.version === published.mark.version) return false
    const { body, shadow } = encodeLossy(state, published.state, Encoding.INT8)
    const next = { shapes: published.state.shapes, body: shadow }
    this.steps.add(from, state, next)
    this.last = { from, body }
    this.current = { mark: { ...published.mark, hash: stateHashOf(shadow) }, state: next, about: published.about }
    return true
  }

  /** The rounded step to the current shadow, for who holds the one before. */
  stepFrom(from: Mark): Uint8Array | undefined {
    return sameMark(this.last?.from, from) ? this.last?.body : undefined
  }
}
