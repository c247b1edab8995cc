import { lastValueFrom, map, merge, type Observable, share, take, takeUntil, tap, timer } from 'rxjs'
import { type Vitals, vitals } from '../../sources/vitals.js'
import { createView } from './createView.js'
import type { Progress } from './demoView.js'
import { type DemoServer, openDemoServer } from './demoServer.js'
import { forecastCpu } from './forecast.js'
import type { Forecaster } from './forecaster.js'
import type { Terminal } from '../terminal.js'
import { numberOption, parseOptions } from '../usage.js'

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
 * `eddy demo`: learns to forecast this machine's CPU load one second ahead, until interrupted or for `--seconds`,
 * and ends with a summary. Exit code 0; throws UsageError for wrong flags.
 */
export async function demo(args: readonly string[], terminal: Terminal, sources?: DemoSources): Promise<number> {
  const { seconds, seed, json, port } = optionsFrom(args)
  const { vitals$, after, serve } = sources ?? systemSources(terminal)
  const server = await serve(port)
  const view = createView(
    json ? 'json' : terminal.stdout.isTTY === true ? 'redrawn' : 'lines',
    terminal.stdout,
    HORIZON,
  )
  const end$ = merge(terminal.interrupted$, seconds === undefined ? [] : after(seconds * 1000)).pipe(take(1), share())
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
    await server.close()
  }
}

interface DemoOptions {
  readonly seconds: number | undefined
  readonly seed: number | undefined
  readonly json: boolean
  readonly port: number | undefined
}

function optionsFrom(args: readonly string[]): DemoOptions {
  const values = parseOptions(args, {
    seconds: { type: 'string' },
    seed: { type: 'string' },
    json: { type: 'boolean' },
    port: { type: 'string' },
  })
  return {
    seconds: numberOption(values, 'seconds', 'a number of seconds above 0', (n) => n > 0 && n <= 2_000_000),
    seed: numberOption(
      values,
      'seed',
      'a whole number from 0 to 4294967295',
      (n) => Number.isInteger(n) && n >= 0 && n < 2 ** 32,
    ),
    json: values['json'] === true,
    port: numberOption(values, 'port', 'a port from 0 to 65535', (n) => Number.isInteger(n) && n >= 0 && n < 65_536),
  }
}

function systemSources({ stderr }: Terminal): DemoSources {
  const onNotice = (notice: string): void => {
    stderr.write(`${notice}\n`)
  }
  return { vitals$: vitals({ everyMs: EVERY_MS, onNotice }), after: (ms) => timer(ms), serve: openDemoServer }
}
