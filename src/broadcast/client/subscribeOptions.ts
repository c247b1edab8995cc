import { EddyError } from '../../error.js'
import { abortSignal, checkOption } from '../../options.js'
import type { LayerDefinitions } from '../../layers/layer.js'
import type { LinkState } from './linkState.js'
import { checkToken } from './socket.js'

/** How to subscribe. */
export interface SubscribeOptions {
  /** Which model; default: the first that the server has for this subscriber, now or later. */
  readonly model?: string
  /** What the server knows this subscriber by: visible characters, without spaces. */
  readonly token?: string
  /** Bytes a model may take; default 64 MiB. */
  readonly maxBytes?: number
  /** Smaller updates with a bounded error, for slow links; default false. */
  readonly lossy?: boolean
  /** Definitions of layers of your own. */
  readonly definitions?: LayerDefinitions
  /** Told about every change of the connection: whether there is one, why there is none, which models there are. */
  readonly onState?: (state: LinkState) => void
  /** Milliseconds, monotonic. */
  readonly clock?: () => number
  /** From [0, 1): spreads reconnects. */
  readonly random?: () => number
  /** Aborting it ends the stream: completes it, or errors with the reason that was given. */
  readonly signal?: AbortSignal
}

/**
 * Checks what doesn't come from TypeScript, before anything is opened.
 *
 * @throws {EddyError} ERR_OPTION
 */
export function checkSubscribeOptions(options: SubscribeOptions): void {
  if (typeof options !== 'object' || options === null) throw wrong('options', 'an object, as { model: NAME }', options)
  const { model, maxBytes, token, onState, clock, random } = options
  if (model !== undefined && (typeof model !== 'string' || model === '')) throw wrong('model', 'a name', model)
  if (maxBytes !== undefined && !(maxBytes > 0)) throw wrong('maxBytes', 'a number of bytes above 0', maxBytes)
  checkToken('subscribeToModel', token)
  checkOption('subscribeToModel', 'signal', options.signal, abortSignal)
  for (const [name, given] of Object.entries({ onState, clock, random })) {
    if (given !== undefined && typeof given !== 'function') throw wrong(name, 'a function', given)
  }
}

const wrong = (option: string, wanted: string, got: unknown): EddyError =>
  new EddyError('ERR_OPTION', `subscribeToModel: \`${option}\` must be ${wanted}, got '${String(got)}'`)
