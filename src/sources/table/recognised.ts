import { EddyError } from '../../error.js'
import { csvDialect } from '../csv/csvDialect.js'
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

/** A table of which it is known what it is written in. */
export interface Recognised {
  readonly format: CsvTable | NdjsonTable
  readonly bytes: PeekedBytes
  readonly decoding: TextDecoding
  /** Of a text of 16-bit units, which comes as UTF-8. */
  readonly wide?: string
  readonly warnings: readonly TableWarning[]
}

export interface Recognising {
  readonly options: TableOptions
  readonly expected: 'csv' | 'ndjson'
  /** The source, as a message says it: "'data.csv'". */
  readonly name: string
  readonly maxRecord: number
  readonly run: SourceRun
  /** Whether what comes slowly isn't waited for. */
  readonly hurried: boolean
  /** Bytes and lines before the first byte. */
  readonly startBytes: number
  readonly startLines: number
}

const FIRST_BYTES = 8
/** Bytes of the head that are read as text. */
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
  // A header shows what it is with a row below it; one line of JSON does by itself, and isn't held until another comes.
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

/** Goes on with a table that an earlier reading recognised. */
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
  // Version 0.1.0 didn't say how many lines the header takes. It had none above it.
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

/** The whole lines of the head, or all of it where it is one line. */
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
  /** Whether no more will be known. */
  readonly whole: boolean
}

/** The format of a text; undefined where more must be known. */
function formatOf(
  text: string,
  { about, batches, whole }: Looking,
): Pick<Recognised, 'format' | 'warnings'> | undefined {
  const { options, expected, name, run } = about
  if (text.trim() === '') {
    if (!whole) return undefined
    throw new EddyError(
      'ERR_EMPTY',
      `${name} is empty: expected ${expected === 'csv' ? 'a header and rows' : 'lines of JSON'}`,
    )
  }
  if (/^\s*</.test(text)) {
    const code = expected === 'csv' ? 'ERR_NOT_CSV' : 'ERR_NOT_JSON'
    throw new EddyError(
      code,
      `${name} is HTML or XML, not ${expected === 'csv' ? 'CSV' : 'NDJSON'}: is the address right?`,
    )
  }
  refuseNested(text, name)
  const shape = jsonShape(text, { whole, sure: expected === 'csv' })
  const dialect = shape ? undefined : csvDialect(text, options)
  const isCsv =
    dialect && (expected === 'csv' || (dialect.header.names.length > 1 && dialect.rows > 0 && !hasJson(text)))
  const warnings: TableWarning[] = []
  if (isCsv) {
    if (dialect.rows === 0 && !whole) return undefined
    if (expected !== 'csv') warnings.push({ code: 'FORMAT', message: 'the lines are no JSON: read as CSV' })
    return { format: new CsvTable(dialect, { options, reject: run.reject, batches }), warnings }
  }
  const depth = shape?.depth
  if (depth !== undefined) warnings.push({ code: 'FORMAT', message: `read as ${SHAPES[depth] ?? 'JSON'}` })
  else if (expected === 'csv')
    warnings.push({ code: 'FORMAT', message: 'the lines are objects of JSON: read as NDJSON' })
  return { format: new NdjsonTable({ options, reject: run.reject, batches, depth, inside: false }), warnings }
}

const SHAPES = ['objects of JSON over several lines', 'an array of JSON', 'the array in an object of JSON']

/** Whether some of the first lines are JSON. */
const hasJson = (text: string): boolean => text.split(/\r\n|\r|\n/, 50).some((line) => /^\s*[[{]/.test(line))
