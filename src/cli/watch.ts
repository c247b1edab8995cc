import { lastValueFrom, merge, Observable, take, takeUntil } from 'rxjs'
import type { LinkState } from '../broadcast/client/linkState.js'
import type { SubscribedModel } from '../broadcast/client/subscribedModel.js'
import { subscribeToModel } from '../broadcast/client/subscribeToModel.js'
import { awaited } from './awaited.js'
import type { Terminal } from './terminal.js'
import { parseSubject } from './usage.js'

/** `eddy watch ws://host:port`: a subscriber in the terminal; a line, or an object, for each version. Ends with ctrl-C. */
export async function watch(args: readonly string[], terminal: Terminal): Promise<number> {
  const { subject, values } = parseSubject(args, 'address', {
    model: { type: 'string' },
    token: { type: 'string' },
    json: { type: 'boolean' },
  })
  const { stdout, stderr, interrupted$ } = terminal
  const { model, token } = values
  let said = ''
  const onState = (state: LinkState): void => {
    const line = describeLink(subject, state, typeof model === 'string' ? model : undefined)
    // A server that is away is tried again and again: once said is enough, until something changes.
    if (line === said || (said !== '' && state.phase !== 'waiting' && !state.welcomed)) return
    said = line
    stderr.write(`${line}\n`)
  }
  const model$ = subscribeToModel(subject, {
    onState,
    ...(typeof model === 'string' ? { model } : {}),
    ...(typeof token === 'string' ? { token } : {}),
  })
  const shown$ = new Observable<never>((subscriber) =>
    model$.subscribe({
      next: (next) => stdout.write(values['json'] === true ? `${JSON.stringify(facts(next))}\n` : `${line(next)}\n`),
      error: (error: unknown) => subscriber.error(error),
    }),
  )
  await lastValueFrom(merge(shown$).pipe(takeUntil(interrupted$.pipe(take(1)))), { defaultValue: undefined })
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
  const metrics = Object.entries(about.metrics ?? {}).map(([metric, value]) => `${metric} ${value.toPrecision(4)}`)
  const baselines = Object.entries(about.baselines ?? {}).flatMap(([baseline, values]) =>
    Object.entries(values).map(([metric, value]) => `${baseline} ${metric} ${value.toPrecision(4)}`),
  )
  return [`${name} v${version}`, `${samples} samples`, ...metrics, ...baselines, `hash ${hex(hash)}`].join('  ')
}
