import { lastValueFrom, map, merge, type Observable, share, shareReplay, take, takeUntil, tap, timer } from 'rxjs'
import { type Vitals, vitals } from '../../sources/vitals.js'
import { createView } from './createView.js'
import type { Progress } from './demoView.js'
import { type DemoServer, openDemoServer } from './demoServer.js'
import { forecastCpu } from './forecast.js'
import type { Forecaster } from './forecaster.js'
import type { Called } from '../flags/parseCommand.js'
import type { Flags } from '../flags/flags.js'
import type { Terminal } from '../terminal/terminal.js'

const EVERY_MS = 100
/** Readings from forecast to outcome: one second. */
const HORIZON = 10

/** What tests replace. */
export interface DemoSources {
  readonly vitals$: Observable<Vitals>
  /** Emits after so many ms. */
  readonly after: (ms: number) => Observable<unknown>
  readonly serve: (port: number | undefined) => Promise<DemoServer>
}

/**
 * `eddy demo`: learns to forecast this machine's CPU load one second ahead, until interrupted or for `--seconds`.
 *
 * @param sources default: this machine
 */
export async function demo({ flags }: Called, terminal: Terminal, sources?: DemoSources): Promise<number> {
  const { seconds, seed, json, port } = optionsFrom(flags)
  const { vitals$, after, serve } = sources ?? systemSources(terminal)
  // From here on a signal asks for an end, also while the server opens.
  const interrupted$ = terminal.interrupted$.pipe(shareReplay(1))
  const listening = interrupted$.subscribe()
  const server = await serve(port)
  const view = createView(json ? 'json' : terminal.stdout.isTerminal ? 'redrawn' : 'lines', terminal.stdout, HORIZON)
  const end$ = merge(interrupted$, seconds === undefined ? [] : after(seconds * 1000)).pipe(take(1), share())
  const start = terminal.clock()
  let forecaster: Forecaster | undefined
  const progress$ = vitals$.pipe(
    forecastCpu({ horizon: HORIZON, ...(seed === undefined ? {} : { seed }) }, (made) => {
      forecaster = made
    }),
    tap(() => forecaster && server.publish(forecaster)),
    map((forecast): Progress => ({ ...forecast, seconds: (terminal.clock() - start) / 1000 })),
    tap((progress) => view.show(progress)),
    takeUntil(end$),
  )
  view.begin(seconds, server.url)
  try {
    const last = await lastValueFrom(progress$, { defaultValue: undefined })
    view.end(last, (terminal.clock() - start) / 1000)
    return 0
  } finally {
    listening.unsubscribe()
    await server.close()
  }
}

interface DemoOptions {
  readonly seconds: number | undefined
  readonly seed: number | undefined
  readonly json: boolean
  readonly port: number | undefined
}

const optionsFrom = (flags: Flags): DemoOptions => ({
  seconds: flags.number('seconds', 'a number of seconds above 0', (seconds) => seconds > 0 && seconds <= 2_000_000),
  seed: flags.seed('seed'),
  json: flags.has('json'),
  port: flags.port('port'),
})

function systemSources({ stderr }: Terminal): DemoSources {
  const vitals$ = vitals({ everyMs: EVERY_MS, onNotice: (notice) => stderr.line(notice) })
  return { vitals$, after: (ms) => timer(ms), serve: openDemoServer }
}
