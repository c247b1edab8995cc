import { EddyError } from '../../error.js'
import { type CsvDialect, csvDialect } from '../csv/csvDialect.js'
import { CsvTable } from '../csv/csvTable.js'
import { KIND_BYTES, refuseOtherKinds } from '../files/fileKinds.js'
import { lastLineEnd } from '../files/lineEnds.js'
import { PeekedBytes } from '../files/peekedBytes.js'
import type { RecordBatchOptions } from '../files/recordBatches.js'
import { fromUtf16, TextDecoding, utf16Of } from '../files/textDecoding.js'
import { jsonShape, refuseNested } from '../ndjson/jsonShape.js'
import { NdjsonTable } from '../ndjson/ndjsonTable.js'
import type { SourceRun } from '../sampleSource.js'
import type { KnownTable } from './tableFormat.js'
import type { TableOptions } from './tableOptions.js'
import type { TableWarning } from './tableReport.js'

/** A table whose format is known. */
export interface Recognised {
  readonly format: CsvTable | NdjsonTable
  readonly bytes: PeekedBytes
  readonly decoding: TextDecoding
  /** The encoding, if it is UTF-16. `bytes` are UTF-8 then. */
  readonly wide?: string
  readonly warnings: readonly TableWarning[]
}

export interface Recognising {
  readonly options: TableOptions
  readonly expected: 'csv' | 'ndjson'
  /** The source, as it appears in a message: "'data.csv'". */
  readonly name: string
  readonly maxRecord: number
  readonly run: SourceRun
  /** Whether to wait only for a moment. */
  readonly hurried: boolean
  /** The number of bytes and lines before the first byte. */
  readonly startBytes: number
  readonly startLines: number
}

const FIRST_BYTES = 8
/** At most this many bytes of the beginning are looked at as text. */
const TEXT_BYTES = 2 ** 20

/**
 * Recognises a table by its beginning.
 *
 * @throws {EddyError} ERR_EMPTY, ERR_NOT_A_TABLE, ERR_NOT_CSV, ERR_NOT_JSON
 */
export async function recognised(raw: PeekedBytes, about: Recognising): Promise<Recognised> {
  const { options, name, run, hurried } = about
  await raw.bytes(FIRST_BYTES)
  const wide = wideOf(raw.head, options.encoding)
  refuseOtherKinds(raw.head.subarray(0, KIND_BYTES), name, wide !== undefined)
  const bytes = wide === undefined ? raw : new PeekedBytes(fromUtf16(raw.all(), wide), { hurried, signal: run.signal })
  const label = wide === undefined ? options.encoding : 'utf-8'
  const decoding = new TextDecoding(label)
  const said: TableWarning[] =
    wide === undefined || options.encoding ? [] : [{ code: 'ENCODING', message: `read as ${wide}` }]
  // A header needs a row below it to be recognised. A line of JSON is recognised by itself, so it doesn't wait for another.
  for (let lines = about.expected === 'ndjson' ? 1 : 2; ; lines += 2) {
    await bytes.peek(lines)
    if (wide === undefined) refuseOtherKinds(bytes.head.subarray(0, KIND_BYTES), name, false)
    const found = formatOf(textOf(bytes, label), { about, batches: batchesOf(about, decoding), whole: bytes.full })
    if (!found) continue
    return {
      ...found,
      bytes,
      decoding,
      warnings: [...said, ...found.warnings],
      ...(wide === undefined ? {} : { wide }),
    }
  }
}

/** Continues a table that an earlier reading recognised. */
export async function resumed(bytes: PeekedBytes, known: KnownTable, about: Recognising): Promise<Recognised> {
  const { options } = about
  const { encoding, schema, format = 'csv', depth, delimiter = ',', quote } = known
  const wide = encoding?.startsWith('utf-16') ? { wide: encoding } : {}
  const decoding = new TextDecoding(wide.wide === undefined ? encoding : 'utf-8')
  const batches = batchesOf(about, decoding)
  if (format !== 'csv') {
    const table = new NdjsonTable({ options, reject: about.run.reject, batches, depth, inside: about.startBytes > 0 })
    table.goOn(known)
    return { format: table, bytes, decoding, warnings: [], ...wide }
  }
  const header = { names: schema.columns.map(({ name }) => name), unnamed: new Set<number>(), changes: undefined }
  let { lines } = known
  // A position of version 0.1.0 doesn't say how many lines the header takes. There was nothing above it.
  if (lines === undefined && about.startBytes === 0) {
    await bytes.peek(2)
    lines = csvDialect(textOf(bytes, encoding), { delimiter, skip: 0 }).lines
  }
  const dialect = { delimiter, ...(quote === undefined ? {} : { quote }), header, lines: lines ?? 0, warnings: [] }
  const table = new CsvTable(dialect, { options, reject: about.run.reject, batches })
  table.goOn(known)
  return { format: table, bytes, decoding, warnings: [], ...wide }
}

const batchesOf = ({ maxRecord, startBytes, startLines }: Recognising, decoding: TextDecoding): RecordBatchOptions => ({
  decoding,
  maxRecord,
  startBytes,
  startLines,
})

const wideOf = (head: Uint8Array, asked: string | undefined): string | undefined => {
  const label = asked === undefined ? undefined : new TextDecoder(asked).encoding
  return label === undefined ? utf16Of(head) : label.startsWith('utf-16') ? label : undefined
}

/** The whole lines of the beginning, or all of it if it has no line end. */
function textOf(bytes: PeekedBytes, encoding: string | undefined): string {
  const { head } = bytes
  const most = head.subarray(0, TEXT_BYTES)
  const end = lastLineEnd(most, false)
  const all = end === 0 || (bytes.ended && most.byteLength === head.byteLength)
  return new TextDecoding(encoding).decode(all ? most : most.subarray(0, end))
}

interface Looking {
  readonly about: Recognising
  readonly batches: RecordBatchOptions
  /** Whether nothing more will be looked at. */
  readonly whole: boolean
}

/** Finds the format of a text. Undefined if more of it is needed. */
function formatOf(text: string, looking: Looking): Pick<Recognised, 'format' | 'warnings'> | undefined {
  const { options, expected, name } = looking.about
  if (text.trim() === '') {
    if (!looking.whole) return undefined
    const what = expected === 'csv' ? 'a header and rows' : 'lines of JSON'
    throw new EddyError('ERR_EMPTY', `${name} is empty: expected ${what}`)
  }
  refuseMarkup(text, looking.about)
  refuseNested(text, name)
  const shape = jsonShape(text, { whole: looking.whole, sure: expected === 'csv' })
  if (shape) return jsonFormat(shape.depth, looking)
  const dialect = csvDialect(text, options)
  if (expected !== 'csv' && (dialect.header.names.length < 2 || dialect.rows === 0 || hasJson(text))) {
    return jsonFormat(undefined, looking)
  }
  if (dialect.rows === 0 && !looking.whole) return undefined
  return csvFormat(dialect, looking)
}

function refuseMarkup(text: string, { expected, name }: Recognising): void {
  if (!/^\s*</.test(text)) return
  const [code, what] = expected === 'csv' ? (['ERR_NOT_CSV', 'CSV'] as const) : (['ERR_NOT_JSON', 'NDJSON'] as const)
  throw new EddyError(code, `${name} is HTML or XML, not ${what}: is the address right?`)
}

function csvFormat(dialect: CsvDialect, { about, batches }: Looking): Pick<Recognised, 'format' | 'warnings'> {
  const { options, expected, run } = about
  const format = new CsvTable(dialect, { options, reject: run.reject, batches })
  return {
    format,
    warnings: expected === 'csv' ? [] : [{ code: 'FORMAT', message: 'the lines are no JSON: read as CSV' }],
  }
}

/** @param depth the number of brackets around a record; undefined if each record is a line */
function jsonFormat(depth: number | undefined, { about, batches }: Looking): Pick<Recognised, 'format' | 'warnings'> {
  const { options, expected, run } = about
  const format = new NdjsonTable({ options, reject: run.reject, batches, depth, inside: false })
  if (depth !== undefined)
    return { format, warnings: [{ code: 'FORMAT', message: `read as ${SHAPES[depth] ?? 'JSON'}` }] }
  const lines = 'the lines are objects of JSON: read as NDJSON'
  return { format, warnings: expected === 'csv' ? [{ code: 'FORMAT', message: lines }] : [] }
}

const SHAPES = ['objects of JSON over several lines', 'an array of JSON', 'the array in an object of JSON']

/** Tells whether some of the first lines may be JSON. */
const hasJson = (text: string): boolean => text.split(/\r\n|\r|\n/, 50).some((line) => /^\s*[[{]/.test(line))
