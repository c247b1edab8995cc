import { takeUntil } from 'rxjs'
import type { LinkState } from '../broadcast/client/linkState.js'
import type { SubscribedModel } from '../broadcast/client/subscribedModel.js'
import { subscribeToModel } from '../broadcast/client/subscribeToModel.js'
import { awaited } from './awaited.js'
import { entriesOf } from './entriesOf.js'
import { figure } from './figure.js'
import type { Called } from './flags/parseCommand.js'
import type { Terminal } from './terminal/terminal.js'

/** `eddy watch ws://host:port`: a subscriber in the terminal; a line, or an object, for each version. Ends with ctrl-C. */
export async function watch({ words: [address = ''], flags }: Called, terminal: Terminal): Promise<number> {
  const { stdout, stderr, interrupted$ } = terminal
  const [model, token] = [flags.text('model'), flags.text('token')]
  let said = ''
  const onState = (state: LinkState): void => {
    const line = describeLink(address, state, model)
    // A server that is away is tried again and again: once said is enough, until something changes.
    if (line === said || (said !== '' && state.phase !== 'waiting' && !state.welcomed)) return
    said = line
    stderr.line(line)
  }
  const model$ = subscribeToModel(address, {
    onState,
    ...(model === undefined ? {} : { model }),
    ...(token === undefined ? {} : { token }),
  })
  await model$
    .pipe(takeUntil(interrupted$))
    .forEach((version) => (flags.has('json') ? stdout.json(facts(version)) : stdout.line(line(version))))
  return 0
}

function describeLink(address: string, { phase, why, welcomed, models }: LinkState, model: string | undefined): string {
  if (phase === 'waiting') return `not connected to ${address}: ${why ?? 'the connection was lost'}; trying again`
  if (welcomed) return `connected to ${address}; ${awaited(model, models) ?? `models: ${models.join(', ')}`}`
  return `connecting to ${address}; ctrl-C ends`
}

const hex = (value: bigint): string => value.toString(16).padStart(16, '0')

function facts({ name, epoch, version, hash, samples, about, staleMs }: SubscribedModel): object {
  return { name, epoch: hex(epoch), version, hash: hex(hash), samples, about, staleMs }
}

function line({ name, version, samples, hash, about }: SubscribedModel): string {
  const metrics = entriesOf(about.metrics).map(([metric, value]) => `${metric} ${figure(value)}`)
  const baselines = entriesOf(about.baselines).flatMap(([baseline, values]) =>
    entriesOf(values).map(([metric, value]) => `${baseline} ${metric} ${figure(value)}`),
  )
  return [`${name} v${version}`, `${samples} samples`, ...metrics, ...baselines, `hash ${hex(hash)}`].join('  ')
}
