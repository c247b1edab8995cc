import {
  abortSignal,
  callback,
  checkOption,
  checkOptions,
  custom,
  type Expectation,
  hasMethods,
  listOf,
  number,
  type OptionTable,
  optionsOf,
  type TableOf,
  text,
  wholeNumber,
} from '../../options.js'
import type { BroadcasterOptions } from './broadcasterOptions.js'
import { type BroadcastLimits, defaultLimits } from './hub.js'

const limits: OptionTable = Object.fromEntries(Object.keys(defaultLimits).map((name) => [name, number({ above: 0 })]))

const aServer: Expectation = custom('a server of node:http or node:https', (value) =>
  hasMethods(value, 'on', 'off', 'listen', 'address', 'close', 'listenerCount'),
)

const table: TableOf<BroadcasterOptions> = {
  port: wholeNumber({ from: 0, to: 65_535 }),
  host: text,
  server: aServer,
  authorize: callback,
  origins: listOf(text),
  limits: optionsOf(limits),
  page: callback,
  clock: callback,
  signal: abortSignal,
}

/**
 * Checks the options of a broadcaster before anything is begun.
 *
 * @throws {EddyError} ERR_OPTION
 */
export function checkBroadcaster(
  options: BroadcasterOptions,
  server: BroadcasterOptions['server'] = options?.server,
): void {
  checkOptions('createBroadcaster', options, table)
  checkOption('createBroadcaster', 'server', server, aServer)
}

/** The limits, those that aren't given as they are by default. */
export const limitsFrom = (given: Partial<BroadcastLimits>): BroadcastLimits => ({
  ...defaultLimits,
  ...Object.fromEntries(Object.entries(given).filter(([, value]) => value !== undefined)),
})
