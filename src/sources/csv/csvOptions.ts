import type { SourcePosition } from '../sampleSource.js'
import type { CsvSampleOptions } from './csvSamples.js'
import type { CsvSchema } from './csvSchema.js'

export interface CsvOptions extends CsvSampleOptions {
  /** The column that is to be predicted; without it samples are questions. */
  readonly target?: string
  /** Default: whichever of comma, semicolon, tab and bar the header shows. */
  readonly delimiter?: string
  /** Default: labels for text, truths and few whole numbers; else a regression. */
  readonly task?: 'classification' | 'regression'
  /** Told before the first sample. */
  readonly onSchema?: (schema: CsvSchema) => void
  /** Told how many bytes were read, of how many where that is known. */
  readonly onProgress?: (bytes: number, size: number | undefined) => void
  /** Goes on after this position of the same data: a plain file is read from there on, others are passed over until there. */
  readonly after?: SourcePosition | undefined
  /** How a learner calls this source when it keeps its place; default: the path or address. */
  readonly name?: string
}
