import { EddyError } from '../error.js'

/*
 * A state is what a model is, as bytes: its columns end to end, each beginning at a multiple of 8, filled up with zeros.
 * Numbers are little-endian.
 *
 *     | spec, u8 ......|0| parameters, f32 ........|0| features..., f64 ....|
 */

export type ColumnType = 'u8' | 'i32' | 'u32' | 'f32' | 'f64'

export interface ColumnShape {
  readonly name: string
  readonly type: ColumnType
  /** In elements. */
  readonly length: number
}

export type ColumnValues = Uint8Array | Int32Array | Uint32Array | Float32Array | Float64Array

export const isFloats = (values: ColumnValues | undefined): values is Float32Array | Float64Array =>
  values instanceof Float32Array || values instanceof Float64Array

/** A named vector of numbers. */
export interface Column extends ColumnShape {
  readonly values: ColumnValues
}

const arrays = { u8: Uint8Array, i32: Int32Array, u32: Uint32Array, f32: Float32Array, f64: Float64Array } as const

export const isColumnType = (type: unknown): type is ColumnType =>
  typeof type === 'string' && Object.hasOwn(arrays, type)

/** Zeros: the vector of a column. */
export const emptyValues = (type: ColumnType, length: number): ColumnValues => new arrays[type](length)

/** The next multiple of 8. */
export const aligned = (bytes: number): number => Math.ceil(bytes / 8) * 8

/** Bytes of a column in a state, with its filling. */
export const columnBytes = ({ type, length }: ColumnShape): number => aligned(length * arrays[type].BYTES_PER_ELEMENT)

/** Bytes of a whole state. */
export const bodyLength = (shapes: readonly ColumnShape[]): number =>
  shapes.reduce((sum, shape) => sum + columnBytes(shape), 0)

/** A column of bytes holding text. */
export function textColumn(name: string, text: string): Column {
  const values = new TextEncoder().encode(text)
  return { name, type: 'u8', length: values.length, values }
}

/** The columns as one fresh state. */
export function encodeBody(columns: readonly Column[]): Uint8Array {
  const body = new Uint8Array(bodyLength(columns))
  let at = 0
  for (const column of columns) {
    const { values } = column
    if (values.length !== column.length || !(values instanceof arrays[column.type])) {
      throw new EddyError(
        'ERR_COLUMN',
        `column '${column.name}' is said to hold ${column.length} ${column.type}, got ${values.length} in a ${values.constructor.name}`,
      )
    }
    body.set(new Uint8Array(values.buffer, values.byteOffset, values.byteLength), at)
    at += columnBytes(column)
  }
  return body
}

/**
 * Views of the columns of a state.
 *
 * @throws {EddyError} ERR_COLUMN if the body is not as long as the columns say, or doesn't begin at a multiple of 8
 */
export function columnsOf(shapes: readonly ColumnShape[], body: Uint8Array): readonly Column[] {
  if (body.byteLength !== bodyLength(shapes) || body.byteOffset % 8 !== 0) {
    throw new EddyError('ERR_COLUMN', `the columns take ${bodyLength(shapes)} bytes, the body has ${body.byteLength}`)
  }
  let at = body.byteOffset
  return shapes.map((shape) => {
    const values = new arrays[shape.type](body.buffer as ArrayBuffer, at, shape.length)
    at += columnBytes(shape)
    return { name: shape.name, type: shape.type, length: shape.length, values }
  })
}
