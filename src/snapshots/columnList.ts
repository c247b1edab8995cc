import { EddyError } from '../error.js'
import { type ColumnShape, isColumnType } from './column.js'

/** Columns as they stand in metadata. */
export type ColumnList = readonly (readonly [name: string, type: string, length: number])[]

export const columnList = (columns: readonly ColumnShape[]): ColumnList =>
  columns.map(({ name, type, length }) => [name, type, length])

const COLUMNS_MAX = 64

/**
 * Column shapes from metadata that may be hostile.
 *
 * @throws {EddyError} ERR_COLUMN
 */
export function shapesFrom(list: unknown): readonly ColumnShape[] {
  if (!Array.isArray(list) || list.length > COLUMNS_MAX) throw new EddyError('ERR_COLUMN', 'expected a list of columns')
  return list.map((entry: unknown): ColumnShape => {
    const [name, type, length] = Array.isArray(entry) ? (entry as readonly unknown[]) : []
    const whole = typeof length === 'number' && Number.isSafeInteger(length) && length >= 0
    if (typeof name !== 'string' || !isColumnType(type) || !whole) {
      // The other end is told so, in metadata that holds no more than what came.
      const got = String(JSON.stringify(entry)).slice(0, 200)
      throw new EddyError('ERR_COLUMN', `expected [name, type, length] of a column, got ${got}`)
    }
    return { name, type, length }
  })
}
