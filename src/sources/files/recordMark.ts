import type { Mark, SourcePosition } from '../../features/mark.js'

/** One reading of a file, address or stream. */
export interface Reading {
  readonly source: string
  /** What has to be known to go on, besides the place. */
  readonly state: () => unknown
}

/** Where a batch of records begins. */
export interface BatchPlace {
  readonly bytes: number
  /** Before it. */
  readonly lines: number
  readonly rows: number
}

/** Where a record of a file stands: so many after the beginning of its batch. */
export class RecordMark implements Mark {
  readonly run: Reading
  readonly rows: number
  private readonly place: BatchPlace
  private readonly rejected: number

  /** @param rejected records set aside before this one */
  constructor(run: Reading, place: BatchPlace, rows: number, rejected: number) {
    this.run = run
    this.place = place
    this.rows = rows
    this.rejected = rejected
  }

  get source(): string {
    return this.run.source
  }

  position(): SourcePosition {
    const { bytes, lines, rows } = this.place
    const reading = this.run.state()
    return {
      rows: this.rows,
      ...(this.rejected > 0 ? { rejected: this.rejected } : {}),
      from: { bytes, lines, rows },
      ...(reading === undefined ? {} : { reading }),
    }
  }
}

/** How a source is called that nobody named. */
export const sourceName = (input: unknown): string =>
  typeof input === 'string' || input instanceof URL ? String(input) : 'stream'
