/*
 * What both ends of a connection know. The frames are drawn in snapshots/frame.ts; PROTOCOL.md tells a stranger how to
 * take part.
 */

export const SUBPROTOCOL = 'eddy.v1'

/** Close codes. 4000 to 4499 are final: trying again would end the same way. Others ask to come back. */
export const Close = {
  MALFORMED: 4400,
  UNAUTHORIZED: 4401,
  FORBIDDEN: 4403,
  TOO_BIG: 4413,
  VERSION: 4426,
  INTERNAL: 4500,
  DRAINING: 4503,
  SLOW: 4508,
  FENCED: 4509,
  DAMAGED: 4522,
  BUSY: 4529,
} as const

export const isFinal = (code: number): boolean => code >= 4000 && code < 4500

/**
 * Milliseconds between signs of life, and how much longer until the other end counts as gone: looked at four times a
 * second, so that it is noticed within 15 s.
 */
export const HEARTBEAT_MS = 10_000
export const HEARTBEAT_GRACE_MS = 4500
/** A subscriber that hasn't acknowledged for this long, or for size / SLOWEST_BYTES_PER_MS, is cut off as slow. */
export const SLOW_MS = 10_000
export const SLOWEST_BYTES_PER_MS = 50
export const CHUNK_BYTES = 131_072
/** Samples in one frame. */
export const SAMPLES_MAX = 1000
export const MODEL_BYTES_MAX = 67_108_864

/** One published version, and what its state must hash to. */
export interface Mark {
  readonly epoch: bigint
  readonly version: number
  readonly hash: bigint
}

/** A u64 in metadata: 16 hex digits, which every MessagePack library reads. */
export const epochToMeta = (value: bigint): string => value.toString(16).padStart(16, '0')

export const sameMark = (a: Mark | undefined, b: Mark | undefined): boolean =>
  a?.epoch === b?.epoch && a?.version === b?.version && a?.hash === b?.hash

/** A mark in metadata. */
export const markToMeta = ({ epoch, version, hash }: Mark): Readonly<Record<string, unknown>> => ({
  epoch: epochToMeta(epoch),
  version,
  hash: epochToMeta(hash),
})

/** A mark from metadata that may be hostile; undefined where it isn't one. */
export function markFromMeta(value: unknown): Mark | undefined {
  if (typeof value !== 'object' || value === null) return undefined
  const { epoch, version, hash } = value as Readonly<Record<string, unknown>>
  const digits = /^[0-9a-f]{16}$/
  if (typeof epoch !== 'string' || typeof hash !== 'string' || !digits.test(epoch) || !digits.test(hash))
    return undefined
  if (typeof version !== 'number' || !Number.isSafeInteger(version) || version < 0) return undefined
  return { epoch: BigInt(`0x${epoch}`), version, hash: BigInt(`0x${hash}`) }
}
