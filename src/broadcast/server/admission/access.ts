import type { IncomingMessage } from 'node:http'

/** What a client wants to do. */
export type Right = 'subscribe' | 'publish' | 'push'

export interface AccessRequest {
  readonly right: Right
  readonly token: string | undefined
  /**
   * The model to subscribe to or to publish, or the stream to push to. Empty where somebody asks for whatever model there
   * is, and there is none yet: whether such a one may subscribe at all.
   */
  readonly name: string
  readonly address: string
  readonly origin: string | undefined
}

/** Nobody else replaces a model unless `authorize` says so. */
export const allowedByDefault: Authorize = ({ right }) => right !== 'publish'

/** Decides about one right. Throwing refuses. */
export type Authorize = (request: AccessRequest) => boolean | Promise<boolean>

/** The token in `Authorization: Bearer ...`; tokens are never taken from a URL, which ends in logs. */
export function bearerToken({ headers }: IncomingMessage): string | undefined {
  const [scheme, token] = (headers.authorization ?? '').split(' ')
  return scheme?.toLowerCase() === 'bearer' && token ? token : undefined
}

/**
 * Whether a page of this origin may connect. Programs send no Origin; browsers always do, and the same host is fine.
 * Without this check any web page could read a model from its visitor's own machine.
 */
export function originAllowed({ headers }: IncomingMessage, allowed: readonly string[]): boolean {
  const { origin, host } = headers
  if (origin === undefined) return true
  if (allowed.includes('*') || allowed.includes(origin)) return true
  try {
    return new URL(origin).host === host
  } catch {
    return false
  }
}
