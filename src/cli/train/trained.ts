import type { Report } from '../../operators/prequential.js'
import type { TableReport } from '../../sources/table/tableReport.js'

/** A record or sample that was set aside. */
export interface SetAside {
  readonly code: string
  readonly reason: string
  readonly line?: number
}

export interface Progress {
  readonly bytes: number
  readonly size: number | undefined
  readonly samples: number
}

/** How a run ended. */
export interface Trained {
  /** In all, and of those in this run. */
  readonly samples: number
  readonly fresh: number
  /** Whether the data was read to its end. */
  readonly ended: boolean
  /** Why reading ended before that, where it failed after something was learned. */
  readonly broken: unknown
  readonly rejected: number
  readonly firstAside: SetAside | undefined
  readonly report: Report | undefined
  readonly seconds: number
  /** What was read. */
  readonly table: TableReport | undefined
  readonly parametersSha256: string
}
