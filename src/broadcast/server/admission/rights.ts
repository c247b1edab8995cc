import type { Authorize, Right } from './access.js'

/** Who is at the other end. */
export interface Peer {
  readonly address: string
  readonly origin: string | undefined
  readonly token: string | undefined
}

/** What one connection may do: each right is asked for once. An `authorize` that throws refuses. */
export class Rights {
  token: string | undefined
  private readonly authorize: Authorize
  private readonly peer: Peer
  private readonly known = new Map<string, boolean>()

  constructor(authorize: Authorize, peer: Peer) {
    this.authorize = authorize
    this.peer = peer
    this.token = peer.token
  }

  async allow(right: Right, name: string): Promise<boolean> {
    const key = `${right} ${name}`
    const known = this.known.get(key)
    if (known !== undefined) return known
    const { address, origin } = this.peer
    let allowed = false
    try {
      allowed = await this.authorize({ right, name, token: this.token, address, origin })
    } catch {
      allowed = false
    }
    this.known.set(key, allowed)
    return allowed
  }
}
