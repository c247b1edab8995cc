import { type Observable, Subject } from 'rxjs'
import { SampleSource } from '../sampleSource.js'
import type { TableOptions } from './tableOptions.js'
import { type TableInput, TableReading } from './tableReading.js'
import type { TableReport } from './tableReport.js'

/** Samples from a table. It says what it read: how the columns were taken, what is missing, and what looks wrong. */
export class TableSource extends SampleSource {
  /** What was recognised, told before the first sample; then what was read, told at the end of the data. Hot. */
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

  /** What the last reading has read so far; undefined before the first rows were. */
  get report(): TableReport | undefined {
    return this.latest.reading?.report
  }
}
