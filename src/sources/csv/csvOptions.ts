import type { TableOptions } from '../table/tableOptions.js'

/** The options of `fromCsv`. */
export type CsvOptions = TableOptions
