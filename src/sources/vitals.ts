import { asyncScheduler, interval, map, Observable, type SchedulerLike } from 'rxjs'
import { endOnAbort } from '../abort.js'
import { aScheduler } from '../operators/rxjsValues.js'
import { abortSignal, callback, checkOptions, custom, hasMethods, milliseconds, type TableOf } from '../options.js'
import { GAUGES, type Gauge } from './vitalsGauges.js'
import { systemReaders, type VitalsReaders } from './vitalsReaders.js'

/** One reading of this machine; also a sample without a target. */
export interface Vitals {
  /** Ms since 1970. */
  readonly at: number
  /** The same array in every reading of a subscription. */
  readonly names: readonly string[]
  /** One value per name: shares from 0 to 1, ln(1 + ms), ln(1 + bytes per second), load per core. */
  readonly x: Float32Array
  /** Share of all cores busy since the last reading, 0 to 1; NaN where the system doesn't tell. */
  readonly cpu: number
}

export interface VitalsOptions {
  /** From reading to reading, in ms; 100. The kernel counts CPU time in steps of 10 ms. */
  readonly everyMs?: number
  /** Told once per subscription, and per figure that this system lacks; default: a line on stderr. */
  readonly onNotice?: (notice: string) => void
  readonly readers?: VitalsReaders
  readonly scheduler?: SchedulerLike
  /** Aborting it ends the stream: completes it, or errors with the reason that was given. */
  readonly signal?: AbortSignal | undefined
}

const table: TableOf<VitalsOptions> = {
  everyMs: milliseconds,
  onNotice: callback,
  readers: custom('readers such as systemReaders() makes', (value) => hasMethods(value, 'now', 'clock', 'cores')),
  scheduler: aScheduler,
  signal: abortSignal,
}

/**
 * This machine's vitals: CPU (whole and per core), memory, event-loop delay, load, network, disk. The first reading
 * comes after `everyMs`. Never completes by itself. Readings can't be held back, and there is no `overflow`, as they come at a
 * fixed pace: while a subscriber works asynchronously, `concatMap` queues them without bound, `exhaustMap` drops them. Node only.
 *
 * @throws {EddyError} ERR_OPTION
 */
export function vitals(options: VitalsOptions = {}): Observable<Vitals> {
  checkOptions('vitals', options, table)
  const {
    everyMs = 100,
    onNotice = noticeOnStderr,
    readers = systemReaders(),
    scheduler = asyncScheduler,
    signal,
  } = options
  return new Observable((subscriber) => {
    if (endOnAbort(signal, subscriber)) return
    const gauges = openGauges(readers, onNotice)
    subscriber.add(() => {
      for (const gauge of gauges) gauge.close?.()
    })
    subscriber.add(
      interval(everyMs, scheduler)
        .pipe(map(readingOf(gauges, readers)))
        .subscribe(subscriber),
    )
  })
}

function openGauges(readers: VitalsReaders, onNotice: (notice: string) => void): readonly Gauge[] {
  return GAUGES.flatMap(([what, make]) => {
    const gauge = make(readers)
    if (gauge !== undefined) return [gauge]
    onNotice(`vitals: this system doesn't tell its ${what}; that feature is left out`)
    return []
  })
}

function readingOf(gauges: readonly Gauge[], readers: VitalsReaders): () => Vitals {
  const names: readonly string[] = gauges.flatMap((gauge) => gauge.names)
  const cpuAt = names.indexOf('cpu')
  let before = readers.clock()
  return () => {
    const clock = readers.clock()
    const x = new Float32Array(names.length)
    let offset = 0
    for (const gauge of gauges) {
      gauge.read(x, offset, (clock - before) / 1000)
      offset += gauge.names.length
    }
    before = clock
    return { at: readers.now(), names, x, cpu: x[cpuAt] ?? Number.NaN }
  }
}

function noticeOnStderr(notice: string): void {
  process.stderr.write(`${notice}\n`)
}
