import { EddyError } from '../../error.js'
import { aboutFrom } from '../../snapshots/about.js'
import { type Frame, FrameType } from '../../snapshots/frame.js'
import { applyTransfer } from '../applyTransfer.js'
import type { Mark } from '../protocol.js'
import { type Transfer, TransferAssembler } from '../transfer.js'
import type { Claim } from './admission/claims.js'
import type { Hub } from './hub.js'
import type { Outgoing } from './outlet.js'

const FINAL: readonly string[] = ['ERR_MODEL_TOO_BIG', 'ERR_METADATA']

/** A model that comes in through one connection: put together, checked, and passed on as it is. */
export class Reception {
  private readonly model: string
  private readonly claim: Claim
  private readonly hub: Hub
  private readonly assembler: TransferAssembler

  constructor(model: string, claim: Claim, hub: Hub) {
    this.model = model
    this.claim = claim
    this.hub = hub
    this.assembler = new TransferAssembler(hub.limits.modelBytes)
  }

  /** What is held of this trainer's run, so that it may go on with a delta. */
  get held(): Mark | undefined {
    const latest = this.hub.feeds.get(this.model)?.latest
    return latest?.epoch === this.claim.epoch ? latest : undefined
  }

  /** The answer to a FULL or DELTA frame, where there is one: ACK, or RESYNC for what didn't lead to what was announced. */
  take(frame: Frame): Outgoing | undefined {
    let transfer: Transfer | undefined
    try {
      transfer = this.assembler.take(frame)
      return transfer && this.apply(transfer)
    } catch (error) {
      // The same again would end the same way.
      if (!(error instanceof EddyError) || FINAL.includes(error.code)) throw error
      return this.resync(error.message)
    }
  }

  private apply(transfer: Transfer): Outgoing {
    const { full, epoch, version, baseVersion, fence, stateHash, shapes, meta } = transfer
    const { held } = this
    if (epoch !== this.claim.epoch || fence !== this.claim.fence) {
      throw new EddyError('ERR_TRANSFER', `a version of '${this.model}' is of another run than its HELLO told`)
    }
    if (!full && baseVersion !== held?.version) return this.resync(`version ${baseVersion} is not held here`)
    const state = full ? undefined : this.hub.feeds.get(this.model)?.state
    const mark: Mark = { epoch, version, hash: stateHash }
    // What came before its acknowledgement was lost comes again: it is acknowledged, and nothing else.
    if (!held || version > held.version) {
      const body = applyTransfer(state, transfer)
      this.hub.relay(this.model, { mark, state: { shapes, body }, about: aboutFrom(meta['about']) }, fence)
    } else if (version < held.version || stateHash !== held.hash) {
      return this.resync(`version ${held.version} is held here already`)
    }
    return { type: FrameType.ACK, epoch, version, stateHash, meta: { model: this.model } }
  }

  private resync(why: string): Outgoing {
    return { type: FrameType.RESYNC, meta: { model: this.model, why } }
  }
}
