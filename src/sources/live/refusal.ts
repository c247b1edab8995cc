import { EddyError } from '../../error.js'

/** Answers that another try may change: timeouts, too early, too many. Source: RFC 9110 15.5.9, RFC 8470, RFC 6585. */
const PASSING = new Set([408, 425, 429])

/** The error of an HTTP answer that trying again won't change, else undefined. */
export function refusalOf(status: number, where: string): EddyError | undefined {
  if (status >= 500 || PASSING.has(status)) return undefined
  if (status === 401)
    return new EddyError('ERR_UNAUTHORIZED', `${where} answers 401: it wants credentials; see \`headers\``)
  if (status === 403)
    return new EddyError('ERR_FORBIDDEN', `${where} answers 403: it refuses these credentials or origin`)
  if (status === 404) return new EddyError('ERR_NOT_FOUND', `${where} answers 404: there is nothing at this address`)
  return new EddyError('ERR_REFUSED', `${where} answers ${status}: is the address right?`)
}

/** Milliseconds a server asks to wait, by `Retry-After` in seconds or as a date; undefined where it doesn't. */
export function retryAfterMs(header: string | null | undefined, nowMs: number): number | undefined {
  if (header === null || header === undefined || header === '') return undefined
  const ms = /^\d+$/.test(header) ? Number(header) * 1000 : Date.parse(header) - nowMs
  return Number.isFinite(ms) ? Math.max(0, ms) : undefined
}
