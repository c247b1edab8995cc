import { EddyError } from '../../../error.js'

/** Who wants to publish a model: one run of a trainer, and its fencing number. */
export interface Claim {
  readonly epoch: bigint
  readonly fence: number
}

interface Held extends Claim {
  /** Undefined: gone, but its fence still counts. */
  owner: object | undefined
  /** Of this process itself, and not of a connection. */
  readonly here?: boolean
}

/**
 * One writer per model. Of two trainers the one with the larger fence counts; with equal fences the one that is
 * connected; and a trainer that connects again (the same epoch) takes the place of its old connection.
 * Source: Kleppmann 2016, "How to do distributed locking", fencing tokens.
 */
export class Claims {
  private readonly held = new Map<string, Held>()

  /**
   * For a model that this process itself publishes, until `release(owner)`.
   *
   * @throws {EddyError} ERR_MODEL_NAME if somebody publishes it, ERR_FENCED if the fence is smaller than the last one
   */
  reserve(model: string, fence: number, owner: object): void {
    const held = this.held.get(model)
    if (held?.owner !== undefined) {
      throw new EddyError(
        'ERR_MODEL_NAME',
        `publish: '${model}' is published already; stop that first, or choose another name`,
      )
    }
    if (held && fence < held.fence) {
      const why = `'${model}' was published with fence ${held.fence}, and subscribers take nothing with a smaller one, ${fence}`
      throw new EddyError('ERR_FENCED', `publish: ${why}`)
    }
    this.held.set(model, { epoch: 0n, fence, owner, here: true })
  }

  /** Why the claim is refused; undefined and, where it took the place of another, that one's `owner` if it stands. */
  take(model: string, claim: Claim, owner: object): { readonly refused?: string; readonly ousted?: object } {
    const held = this.held.get(model)
    if (held?.here && held.owner) return { refused: `'${model}' is published by the server itself` }
    if (held && claim.fence < held.fence) {
      return { refused: `'${model}' is published with fence ${held.fence}, and ${claim.fence} is smaller` }
    }
    const other = held?.owner !== undefined && held.owner !== owner && held.epoch !== claim.epoch
    if (held && other && claim.fence === held.fence) {
      return { refused: `'${model}' is published by another trainer with the same fence, ${held.fence}` }
    }
    const ousted = held?.owner === owner ? undefined : held?.owner
    this.held.set(model, { ...claim, owner })
    return ousted ? { ousted } : {}
  }

  /** The fence a model is published with, if `owner` is who publishes it. */
  of(model: string, owner: object): Claim | undefined {
    const held = this.held.get(model)
    return held?.owner === owner ? held : undefined
  }

  /** A connection is gone, or a publication over: its models can be taken up again by whoever has no smaller fence. */
  release(owner: object): void {
    for (const held of this.held.values()) if (held.owner === owner) held.owner = undefined
  }
}
