import { Close } from '../../protocol.js'
import type { Authorize, Right } from './access.js'

const rightWords = { subscribe: 'subscribe to', publish: 'publish', push: 'push to' } as const

/** Who is at the other end. */
export interface Peer {
  readonly address: string
  readonly origin: string | undefined
  readonly token: string | undefined
}

/** What a connection without a right is closed with. */
export interface Refusal {
  readonly code: number
  readonly why: string
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

  /** Why it hasn't a right; undefined where it has. */
  async refusal(right: Right, name: string): Promise<Refusal | undefined> {
    return (await this.allow(right, name)) ? undefined : this.without(`${rightWords[right]} '${name}'`)
  }

  /** Why one that takes any model may have none of those there are. While there is none, `authorize` hears no name. */
  async refusalOfAny(models: readonly string[]): Promise<Refusal | undefined> {
    const allowed = await this.allowed('subscribe', models.length > 0 ? models : [''])
    return allowed.length > 0 ? undefined : this.without('subscribe to any model')
  }

  private without(what: string): Refusal {
    const code = this.token === undefined ? Close.UNAUTHORIZED : Close.FORBIDDEN
    return { code, why: `no right to ${what}` }
  }

  /** Those of `names` that it has the right to, in their order. */
  async allowed(right: Right, names: Iterable<string>): Promise<readonly string[]> {
    const answers = await Promise.all(
      Array.from(names, async (name) => ((await this.allow(right, name)) ? [name] : [])),
    )
    return answers.flat()
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
