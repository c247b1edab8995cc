import type { Task } from '../../evaluation/prediction.js'
import { plainNumber } from './values/plainNumber.js'
import type { ColumnFormat } from './values/columnFormat.js'
import type { LabelRule } from './tableSchema.js'
import { isMissing, isPunctuation, looksMissing } from './values/missingMarks.js'
import { areTruths, truthOf } from './values/truths.js'
import { readNumber } from './values/numberStyle.js'

/** Whole numbers with at most this many different values are labels. */
const LABELS_SURE = 10
/** With at most this many they are labels if each occurs about as often as the others, as codes do and counts do not. */
const LABELS_MAX = 20
const BALANCE = 4

/** Fewer values than this do not show how many labels there are. Then whole numbers within these bounds are labels. */
const VALUES_MIN = 20
const [LABEL_FROM, LABEL_TO] = [-1, 9]

/** Decides whether the values of a target are labels or numbers. */
export function inferTask({ type, number }: ColumnFormat, values: readonly string[]): Task {
  if (type !== 'number') return 'classification'
  const times = new Map<number, number>()
  for (const value of values) {
    const read = number ? readNumber(value, number) : plainNumber(value)
    if (Number.isNaN(read)) continue
    if (!Number.isInteger(read)) return 'regression'
    times.set(read, (times.get(read) ?? 0) + 1)
  }
  const all = [...times.keys()]
  if (values.length < VALUES_MIN && all.some((value) => value < LABEL_FROM || value > LABEL_TO)) return 'regression'
  if (times.size <= LABELS_SURE) return 'classification'
  if (times.size > LABELS_MAX) return 'regression'
  const counts = [...times.values()]
  return Math.max(...counts) <= BALANCE * Math.min(...counts) && Math.min(...counts) > 1
    ? 'classification'
    : 'regression'
}

/**
 * Decides how the labels of a classification are read.
 *
 * @param values trimmed; missing ones may be among them
 */
export function inferLabels(values: readonly string[]): LabelRule {
  const labels = [...new Set(values)].filter((label) => !isMissing(label))
  const marks = labels.filter(looksMissing)
  const others = labels.filter((label) => !looksMissing(label))
  const missing = marks.filter((mark) => meansMissing(mark, others))
  const truths = areTruths(others)
  return { ...(missing.length > 0 ? { missing } : {}), ...(truths ? { truths } : {}) }
}

/**
 * Tells whether a mark stands for a missing label. '-' does among words, but not beside '+'. 'none' does among numbers and truths, but
 * not among other words, where it may be a class.
 */
function meansMissing(mark: string, others: readonly string[]): boolean {
  if (others.length < 2) return false
  if (isPunctuation(mark)) return !others.some((label) => /^[^\p{L}\p{N}]+$/u.test(label))
  return others.every((label) => truthOf(label) !== undefined || !Number.isNaN(plainNumber(label)))
}
