import { EddyError } from '../../error.js'
import { abortSignal, checkOption } from '../../options.js'
import type { BroadcasterOptions } from './broadcasterOptions.js'
import { type BroadcastLimits, defaultLimits } from './hub.js'

const wrong = (what: string, wanted: string, got: unknown): EddyError =>
  new EddyError('ERR_OPTION', `createBroadcaster: ${what} must be ${wanted}, got ${said(got)}`)

const said = (value: unknown): string =>
  typeof value === 'object' && value !== null
    ? `an object of ${Object.keys(value).length} keys`
    : `${String(value)} (${typeof value})`

/**
 * Checks the options of a broadcaster before anything is begun.
 *
 * @throws {EddyError} ERR_OPTION
 */
export function checkOptions(options: BroadcasterOptions): void {
  if (typeof options !== 'object' || options === null) throw wrong('its argument', 'an object of options', options)
  const { port = 0, host = '127.0.0.1', server, origins = [], limits = {} } = options
  if (!Number.isInteger(port) || port < 0 || port > 65_535) {
    throw wrong('`port`', 'a whole number from 0, for any free one, to 65535', port)
  }
  if (typeof host !== 'string' || host === '') throw wrong('`host`', "a name or address, as '0.0.0.0'", host)
  if (server !== undefined && !isServer(server)) throw wrong('`server`', 'a server of node:http or node:https', server)
  for (const name of ['authorize', 'page', 'clock'] as const) {
    const call = options[name]
    if (call !== undefined && typeof call !== 'function') throw wrong(`\`${name}\``, 'a function', call)
  }
  if (!Array.isArray(origins) || origins.some((origin) => typeof origin !== 'string')) {
    throw wrong('`origins`', "a list of texts, as ['https://example.org']", origins)
  }
  checkOption('createBroadcaster', 'signal', options.signal, abortSignal)
  limitsFrom(limits)
}

const isServer = (server: unknown): boolean =>
  typeof server === 'object' &&
  server !== null &&
  ['on', 'off', 'listen', 'address', 'close', 'listenerCount'].every(
    (name) => typeof (server as Readonly<Record<string, unknown>>)[name] === 'function',
  )

/**
 * The limits, those that aren't given as they are by default.
 *
 * @throws {EddyError} ERR_OPTION for an unknown one, or one that is no positive number
 */
export function limitsFrom(limits: Partial<BroadcastLimits>): BroadcastLimits {
  if (typeof limits !== 'object' || limits === null) throw wrong('`limits`', 'an object', limits)
  const given = Object.entries(limits).filter(([, value]) => value !== undefined)
  for (const [name, value] of given) {
    if (!Object.hasOwn(defaultLimits, name)) {
      throw wrong('the names in `limits`', `of ${Object.keys(defaultLimits).join(', ')}`, name)
    }
    if (typeof value !== 'number' || !Number.isFinite(value) || value <= 0) {
      throw wrong(`\`limits.${name}\``, 'a positive number', value)
    }
  }
  return { ...defaultLimits, ...Object.fromEntries(given) }
}
