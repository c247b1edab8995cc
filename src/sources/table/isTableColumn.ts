import type { TableColumn } from './tableSchema.js'

type Check = (value: unknown) => boolean

const TYPES: readonly unknown[] = ['number', 'boolean', 'date', 'text', 'unknown']
const ORDERS: readonly unknown[] = ['ymd', 'dmy', 'mdy']

const optional =
  (check: Check): Check =>
  (value) =>
    value === undefined || check(value)
const isText: Check = (value) => typeof value === 'string'
const isFlag = optional((value) => typeof value === 'boolean')
const isRecord = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null

const isStyle: Check = (style) =>
  isRecord(style) &&
  (style['decimal'] === '.' || style['decimal'] === ',') &&
  optional(isText)(style['thousands']) &&
  optional(isText)(style['unit'])

/** Whether a value is a column of a schema. It may come from a file or a server. */
export const isTableColumn = (value: unknown): value is TableColumn =>
  isRecord(value) &&
  isText(value['name']) &&
  TYPES.includes(value['type']) &&
  optional(isStyle)(value['number']) &&
  optional((order) => ORDERS.includes(order))(value['date']) &&
  optional((marks) => Array.isArray(marks) && marks.every(isText))(value['missing']) &&
  isFlag(value['asWritten']) &&
  isFlag(value['ignored'])
