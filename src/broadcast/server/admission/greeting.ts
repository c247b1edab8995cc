import type { Metadata } from '../../../snapshots/metadata.js'
import type { Claim } from './claims.js'

/** What a HELLO asks for. */
export interface Greeting {
  readonly token: string | undefined
  /** Models to subscribe to, with what is held of each; or all it may have, or the first of those. */
  readonly want: ReadonlyMap<string, unknown> | 'all' | 'first'
  /** Models to publish. */
  readonly publish: ReadonlyMap<string, Claim>
  /** Whether deltas may be rounded. */
  readonly lossy: boolean
}

/** Of metadata that may be hostile: what isn't a request is none. */
export function greetingFrom({ token, want, first, publish, lossy }: Metadata): Greeting {
  return {
    token: typeof token === 'string' ? token : undefined,
    want: want === 'all' ? (first === true ? 'first' : 'all') : new Map(entriesOf(want)),
    publish: new Map(entriesOf(publish).flatMap(([name, wish]) => claimsOf(name, wish))),
    lossy: lossy === true,
  }
}

const entriesOf = (value: unknown): readonly (readonly [string, unknown])[] =>
  typeof value === 'object' && value !== null && !Array.isArray(value) ? Object.entries(value) : []

function claimsOf(name: string, wish: unknown): readonly (readonly [string, Claim])[] {
  if (typeof wish !== 'object' || wish === null) return []
  const { epoch, fence } = wish as Readonly<Record<string, unknown>>
  if (typeof epoch !== 'string' || !/^[0-9a-f]{16}$/.test(epoch)) return []
  if (typeof fence !== 'number' || !Number.isInteger(fence) || fence < 0 || fence > 0xffff_ffff) return []
  return [[name, { epoch: BigInt(`0x${epoch}`), fence }]]
}
