import { Readable } from 'node:stream'
import { gzipSync } from 'node:zlib'
import { describe, expect, it } from 'vitest'
import { createRandom } from '../../../src/index.js'
import { fromCsv, fromNdjson } from '../../../src/node.js'

const { next } = createRandom(6)
/** What follows the beginning: no text. */
const noise = Buffer.from(Array.from({ length: 600 }, () => Math.floor(next() * 256)))
const begins = (...parts: readonly (string | readonly number[])[]): Buffer =>
  Buffer.concat([
    ...parts.map((part) => (typeof part === 'string' ? Buffer.from(part, 'latin1') : Buffer.from(part))),
    noise,
  ])
const zip = (entry: string): Buffer => begins('PK\x03\x04\x14\0\0\0\x08\0', [1, 2, 3, 4], entry)

const kinds: readonly (readonly [string, Uint8Array, RegExp])[] = [
  ['zip', zip('plain.csv'), /is a zip archive: unpack it/],
  ['an empty zip', begins('PK\x05\x06\0\0'), /is an empty zip archive/],
  ['xlsx', zip('[Content_Types].xml'), /is an Excel workbook: save it as CSV/],
  ['xlsx of another program', zip('xl/workbook.xml'), /is an Excel workbook/],
  ['ods', zip('mimetypeapplication/vnd.oasis.opendocument.spreadsheet'), /is an OpenDocument file/],
  ['xls', begins([0xd0, 0xcf, 0x11, 0xe0, 0xa1, 0xb1, 0x1a, 0xe1]), /is an old Excel workbook/],
  ['Parquet', begins('PAR1'), /is a Parquet file: export it as CSV/],
  ['PDF', Buffer.from('%PDF-1.7\n%âãÏÓ\n1 0 obj\n'), /is a PDF/],
  ['PNG', begins([0x89], 'PNG\r\n\x1a\n'), /is a PNG image/],
  ['JPEG', begins([0xff, 0xd8, 0xff, 0xe0]), /is a JPEG image/],
  ['GIF', begins('GIF89a'), /is a GIF image/],
  ['WebP', begins('RIFF', [1, 2, 3, 4], 'WEBP'), /is a WebP image/],
  ['TIFF', begins([0x49, 0x49, 0x2a, 0x00]), /is a TIFF image/],
  ['BMP', begins('BM', [1, 2, 3, 4, 0, 0, 0, 0]), /is a BMP image/],
  ['SQLite', begins('SQLite format 3\0'), /is an SQLite database/],
  ['ORC', begins('ORC\x01'), /is an ORC file/],
  ['Avro', begins('Obj\x01'), /is an Avro file/],
  ['Arrow', begins('ARROW1\0\0'), /is an Arrow file/],
  ['HDF5', begins([0x89], 'HDF\r\n\x1a\n'), /is an HDF5 file/],
  ['NumPy', begins([0x93], 'NUMPY'), /is a NumPy array/],
  ['a pickle', begins([0x80, 0x04, 0x95]), /is a Python pickle/],
  ['7z', begins('7z', [0xbc, 0xaf, 0x27, 0x1c]), /is a 7z archive/],
  ['RAR', begins('Rar!\x1a\x07'), /is a RAR archive/],
  ['xz', begins([0xfd], '7zXZ\0'), /is xz-compressed/],
  ['bzip2', begins('BZh91AY&SY'), /is bzip2-compressed/],
  ['zstd', begins([0x28, 0xb5, 0x2f, 0xfd]), /is zstd-compressed/],
  ['tar', Buffer.concat([Buffer.from('data.csv'), Buffer.alloc(249), begins('ustar\0')]), /is a tar archive/],
  ['a program', begins([0x7f], 'ELF'), /is a program/],
  ['UTF-32', Buffer.from([0xff, 0xfe, 0, 0, 0x61, 0, 0, 0]), /is UTF-32 text: save it as UTF-8/],
  ['gzip of gzip', gzipSync('a,b\n1,2\n'), /is gzip within gzip/],
  ['other bytes', noise, /is no text/],
]

const opened = [
  ['fromCsv', fromCsv],
  ['fromNdjson', fromNdjson],
] as const

describe.each(opened)('%s refuses what is no table in one clear line', (_, open) => {
  it.each(kinds)('%s', async (kind, bytes, message) => {
    const input = kind.startsWith('gzip') ? gzipSync(bytes) : bytes
    await expect(open(Readable.from([input])).forEach(() => undefined)).rejects.toMatchObject({
      code: 'ERR_NOT_A_TABLE',
      message: expect.stringMatching(message),
    })
  })

  it.each(kinds)('%s, gzipped, and chunk by chunk', async (kind, bytes) => {
    const packed = gzipSync(kind.startsWith('gzip') ? gzipSync(bytes) : bytes)
    const chunks = Array.from({ length: Math.ceil(packed.byteLength / 7) }, (__, i) =>
      packed.subarray(7 * i, 7 * i + 7),
    )
    await expect(open(Readable.from(chunks)).forEach(() => undefined)).rejects.toMatchObject({
      code: 'ERR_NOT_A_TABLE',
    })
  })
})

it.each(['PAR1,ORC,y', 'BM,y', 'RDX2,y', 'GIF89a,y', 'ORC,y', 'PK,y', 'Obj,y'])(
  'a header that begins with %s is one',
  async (header) => {
    const row = header
      .split(',')
      .map((__, i) => i)
      .join(',')
    const names: string[][] = []
    await fromCsv(Readable.from([Buffer.from(`${header}\n${row}\n`)])).forEach(({ x }) => names.push(Object.keys(x)))
    expect(names).toEqual([header.split(',')])
  },
)
