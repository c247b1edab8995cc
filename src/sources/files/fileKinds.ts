import { EddyError } from '../../error.js'

/** A kind of file that isn't text: its first bytes, its name, and what the user can do with it. */
interface FileKind {
  readonly begins: string | readonly number[]
  /** The index of these bytes. Default 0. */
  readonly at?: number
  readonly is: string
  readonly way: string
}

const UNPACK = 'unpack it and read the table inside'
const EXPORT = 'export it as CSV'

const KINDS: readonly FileKind[] = [
  { begins: 'PK\x03\x04', is: 'a zip archive', way: UNPACK },
  { begins: 'PK\x05\x06', is: 'an empty zip archive', way: UNPACK },
  { begins: 'PAR1', is: 'a Parquet file', way: EXPORT },
  {
    begins: [0xd0, 0xcf, 0x11, 0xe0, 0xa1, 0xb1, 0x1a, 0xe1],
    is: 'an old Excel workbook or Office document',
    way: 'save it as CSV',
  },
  { begins: '%PDF-', is: 'a PDF', way: 'tables cannot be read out of it: find the data it was made of' },
  { begins: [0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a], is: 'a PNG image', way: 'expected a table' },
  { begins: [0xff, 0xd8, 0xff], is: 'a JPEG image', way: 'expected a table' },
  { begins: 'GIF8', is: 'a GIF image', way: 'expected a table' },
  { begins: 'WEBP', at: 8, is: 'a WebP image', way: 'expected a table' },
  { begins: [0x49, 0x49, 0x2a, 0x00], is: 'a TIFF image', way: 'expected a table' },
  { begins: [0x4d, 0x4d, 0x00, 0x2a], is: 'a TIFF image', way: 'expected a table' },
  { begins: [0, 0, 0, 0], at: 6, is: 'a BMP image', way: 'expected a table' },
  { begins: 'SQLite format 3\0', is: 'an SQLite database', way: 'export a table of it as CSV' },
  { begins: 'ORC', is: 'an ORC file', way: EXPORT },
  { begins: 'Obj\x01', is: 'an Avro file', way: EXPORT },
  { begins: 'ARROW1', is: 'an Arrow file', way: EXPORT },
  { begins: 'FEA1', is: 'a Feather file', way: EXPORT },
  { begins: [0x89, 0x48, 0x44, 0x46, 0x0d, 0x0a], is: 'an HDF5 file', way: EXPORT },
  { begins: [0x93, 0x4e, 0x55, 0x4d, 0x50, 0x59], is: 'a NumPy array', way: EXPORT },
  { begins: 'RDX2', is: 'an R data file', way: EXPORT },
  { begins: 'RDX3', is: 'an R data file', way: EXPORT },
  { begins: '$FL2', is: 'an SPSS file', way: EXPORT },
  { begins: '<stata_dta>', is: 'a Stata file', way: EXPORT },
  { begins: [0x80, 0x04, 0x95], is: 'a Python pickle', way: EXPORT },
  { begins: [0x80, 0x05, 0x95], is: 'a Python pickle', way: EXPORT },
  { begins: [0x1f, 0x8b], is: 'gzip within gzip', way: 'unpack it once' },
  { begins: [0x37, 0x7a, 0xbc, 0xaf, 0x27, 0x1c], is: 'a 7z archive', way: UNPACK },
  { begins: 'Rar!\x1a\x07', is: 'a RAR archive', way: UNPACK },
  { begins: [0xfd, 0x37, 0x7a, 0x58, 0x5a, 0x00], is: 'xz-compressed', way: 'unpack it, or compress it with gzip' },
  { begins: 'BZh', is: 'bzip2-compressed', way: 'unpack it, or compress it with gzip' },
  { begins: [0x28, 0xb5, 0x2f, 0xfd], is: 'zstd-compressed', way: 'unpack it, or compress it with gzip' },
  { begins: [0x04, 0x22, 0x4d, 0x18], is: 'lz4-compressed', way: 'unpack it, or compress it with gzip' },
  { begins: 'ustar', at: 257, is: 'a tar archive', way: UNPACK },
  { begins: [0x7f, 0x45, 0x4c, 0x46], is: 'a program', way: 'expected a table' },
  { begins: 'MZ\x90', is: 'a program', way: 'expected a table' },
  { begins: [0xff, 0xfe, 0x00, 0x00], is: 'UTF-32 text', way: 'save it as UTF-8' },
  { begins: [0x00, 0x00, 0xfe, 0xff], is: 'UTF-32 text', way: 'save it as UTF-8' },
]

/** Every kind is known by this many bytes. */
export const KIND_BYTES = 264

/** A text has at most this share of control characters. */
const CONTROLS_MAX = 0.1

/**
 * Refuses what isn't text.
 *
 * @param name the file, as it appears in a message: "'data.csv'"
 * @param text whether the data is known to be UTF-16, which is full of zeros
 * @throws {EddyError} ERR_NOT_A_TABLE
 */
export function refuseOtherKinds(head: Uint8Array, name: string, text: boolean): void {
  const kind = KINDS.find((each) => isOf(head, each))
  if (kind) throw refusal(name, excel(head, kind) ?? kind)
  if (!text && isBinary(head)) throw refusal(name, { is: 'no text', way: 'expected a CSV or lines of JSON' })
}

const refusal = (name: string, { is, way }: Pick<FileKind, 'is' | 'way'>): EddyError =>
  new EddyError('ERR_NOT_A_TABLE', `${name} is ${is}: ${way}`)

function isOf(head: Uint8Array, { begins, at = 0 }: FileKind): boolean {
  // The letters BM alone are no sign of a BMP. It has zeros after its size.
  if (at === 6 && !(head[0] === 0x42 && head[1] === 0x4d)) return false
  const bytes = typeof begins === 'string' ? Array.from(begins, (character) => character.charCodeAt(0)) : begins
  if (!bytes.every((byte, i) => head[at + i] === byte)) return false
  // A header may begin with PAR1 or ORC too.
  return typeof begins !== 'string' || begins === '%PDF-' || head.some(isControl)
}

const isControl = (byte: number): boolean => byte < 32 && !(byte >= 9 && byte <= 13) && byte !== 27

/** A workbook is a zip archive. The names of its first entries tell it apart. */
function excel(head: Uint8Array, { is }: FileKind): Pick<FileKind, 'is' | 'way'> | undefined {
  if (is !== 'a zip archive') return undefined
  const text = Buffer.from(head).toString('latin1')
  if (/\[Content_Types\]\.xml|\bxl\/|docProps\//.test(text)) return { is: 'an Excel workbook', way: 'save it as CSV' }
  if (/opendocument/.test(text)) return { is: 'an OpenDocument file', way: 'save it as CSV' }
  return undefined
}

function isBinary(head: Uint8Array): boolean {
  let controls = 0
  for (const byte of head) if ((isControl(byte) && byte !== 0) || byte === 127) controls += 1
  return head.byteLength >= 16 && controls > CONTROLS_MAX * head.byteLength
}
