import { type Observable, Subject } from 'rxjs'
import { SampleSource } from '../sampleSource.js'
import type { TableOptions } from './tableOptions.js'
import { type TableInput, TableReading } from './tableReading.js'
import type { TableReport } from './tableReport.js'

/** Samples from a table. It reports how each column is read, what is missing, and what looks wrong. */
export class TableSource extends SampleSource {
  /** Emits before the first sample what was recognised, and at the end of the data what was read. Hot. */
  readonly report$: Observable<TableReport>
  private readonly latest: { reading?: TableReading }

  constructor(input: TableInput, options: TableOptions) {
    const reports = new Subject<TableReport>()
    const latest: { reading?: TableReading } = {}
    super(
      (run) => {
        latest.reading = new TableReading(input, options, run, (report) => reports.next(report))
        return latest.reading.batches()
      },
      { after: options.after, signal: options.signal },
    )
    this.latest = latest
    this.report$ = reports.asObservable()
  }

  /** What the last reading has read so far. Undefined before the first rows. */
  get report(): TableReport | undefined {
    return this.latest.reading?.report
  }
}
