import type { Subscriber } from '../machines/subscriber.js'
import type { Mark } from '../protocol.js'

/** What there is to show about a connection. */
export interface LinkState {
  readonly phase: Subscriber['phase']
  /** The server has answered: `models` are those it has for this subscriber. False again where it is not connected. */
  readonly welcomed: boolean
  /** Models of the server that this subscriber may have, as it last said when it was connected to. */
  readonly models: readonly string[]
  /** Subscribers of this model, as the server last said. */
  readonly subscribers: number | undefined
  /** Why it is not connected. */
  readonly why: string | undefined
}

/** Tells of each change of a connection, and of nothing else. */
export class LinkTeller {
  private state: LinkState = { phase: 'idle', welcomed: false, models: [], subscribers: undefined, why: undefined }
  private readonly told: ((state: LinkState) => void) | undefined

  constructor(told: ((state: LinkState) => void) | undefined) {
    this.told = told
  }

  show(change: Partial<LinkState>): void {
    const before = this.state
    this.state = { ...before, ...change }
    const keys = Object.keys(change) as (keyof LinkState)[]
    if (keys.some((key) => this.state[key] !== before[key])) this.told?.(this.state)
  }
}

/** How current the whole subscription is; shared by its models. */
export interface Currency {
  currentAtMs: number
  newest: Mark | undefined
}

/** Notes a version that was told of. */
export function hearOf(
  currency: Currency,
  told: Pick<Mark, 'epoch' | 'version'> & { readonly stateHash: bigint },
): void {
  const { epoch, version, stateHash } = told
  if (currency.newest?.epoch === epoch && currency.newest.version >= version) return
  currency.newest = { epoch, version, hash: stateHash }
}
