/*
 * A series forecast 1 to 24 steps ahead while it comes: a day's and a week's season, a trend, noise, and a level that
 * shifts half way. Each forecast is made before its outcome and scored against it, beside "it stays as it is" and "it
 * will be as it was a day ago". Bar: at every step ahead better than both, by 20 % or more than the better one on average.
 * `--vitals 30` forecasts this machine's CPU load for 30 seconds instead, beside the same two, the season being a second:
 * most timers ring every second, or a whole part of one. No bar: what a machine will be asked to do is not in its past.
 */
import { createRandom, type ForecastScores, forecast } from 'eddy'
import { vitals } from 'eddy/node'
import { lastValueFrom, map, range, takeUntil, timer } from 'rxjs'
import { report } from '../experiment/report.js'

const DAY = 24
const WEEK = 7 * DAY
const STEPS = 6000
/** Readings of the vitals in a second. */
const SECOND = 10

function series() {
  const { normal } = createRandom(1)
  const wave = (t: number, period: number): number => Math.sin((2 * Math.PI * t) / period)
  return range(0, STEPS).pipe(
    map((t) => {
      const season = 10 * wave(t, DAY) + 4 * wave(t + 5, DAY / 2) + 5 * wave(t, WEEK)
      return 100 + 0.005 * t + (t >= STEPS / 2 ? 15 : 0) + season + 1.5 * normal()
    }),
  )
}

/** Mean absolute errors, by the steps ahead that are shown. */
function print({ mae }: ForecastScores, shown: readonly number[]): void {
  const row = (name: string, cells: readonly string[]): void =>
    console.log(name.padEnd(28) + cells.map((cell) => cell.padStart(8)).join(''))
  const errors = (name: string, of: Float64Array | undefined): void => {
    if (of)
      row(
        name,
        shown.map((ahead) => (of[ahead - 1] ?? 0).toFixed(3)),
      )
  }
  row('steps ahead', shown.map(String))
  errors('forecast', mae.forecast)
  errors('it stays as it is', mae.persistence)
  errors('as it was a season before', mae.seasonal)
}

/** The error of the forecast as a share of that of the better baseline, for each step ahead. */
function shares({ mae: { forecast: errors, persistence, seasonal = persistence } }: ForecastScores): readonly number[] {
  return Array.from(errors, (error, step) => error / Math.min(persistence[step] ?? 0, seasonal[step] ?? 0))
}

const below = (share: number): string => `${(100 * (1 - share)).toFixed(0)} %`

const mean = (values: readonly number[]): number => values.reduce((sum, value) => sum + value, 0) / values.length

async function synthetic(): Promise<void> {
  const { scores, by } = await lastValueFrom(series().pipe(forecast({ horizon: DAY, lags: DAY, season: [DAY, WEEK] })))
  print(scores, [1, 2, 3, 6, 12, 24])
  const of = shares(scores)
  report({
    figure: 'error below the better baseline, mean of 24 steps ahead; the worst step; who spoke last',
    bar: '20 %; more than 0',
    reached: `${below(mean(of))}; ${below(Math.max(...of))}; ${by[0] ?? 'nobody'}`,
    passed: of.length === DAY && Math.max(...of) < 1 && mean(of) <= 0.8,
  })
}

async function live(seconds: number): Promise<void> {
  const last = await lastValueFrom(
    vitals({ everyMs: 100 }).pipe(
      takeUntil(timer(1000 * seconds)),
      forecast({ horizon: 20, lags: 20, season: SECOND, of: ({ cpu }) => 100 * cpu, at: ({ at }) => at, everyMs: 100 }),
    ),
  )
  print(last.scores, [1, 2, 5, 10, 20])
  console.log(`forecast: CPU load in %, ${last.step} readings, 0.1 s from one to the next; a season is a second`)
  console.log(`no bar: error below the better baseline, mean of 20 steps ahead: ${below(mean(shares(last.scores)))}`)
}

const seconds = process.argv[2] === '--vitals' ? Number(process.argv[3] ?? 30) : 0
await (seconds > 0 ? live(seconds) : synthetic())
