import { aLabel, type Label } from '../../../features/sample.js'
import { checkOptions, oneOf, type TableOf } from '../../../options.js'
import { measuredMetric, type Summary } from '../measuredMetric.js'
import type { Metric, Observation } from '../metric.js'
import { type Confusion, confusionSummary } from './confusion.js'
import { labelInName, qualifiedName } from '../metricName.js'
import { LabelNumbers, targetAndPrediction } from './labelNumbers.js'

export interface LabelAverage {
  /** Over the labels: the plain mean (default), by how often each came, or of all decisions together. */
  readonly average?: 'macro' | 'weighted' | 'micro'
  /** Of this label alone, as a yes-or-no question; `average` then says nothing. */
  readonly positive?: Label
}

const table: TableOf<LabelAverage> = { average: oneOf(['macro', 'weighted', 'micro']), positive: aLabel }

/** What precision and recall are made of, for one label. */
interface Counts {
  readonly hits: number
  readonly targets: number
  readonly predictions: number
}

const ratio = (part: number, whole: number): number => (whole === 0 ? 0 : part / whole)
const f1Of = ({ hits, targets, predictions }: Counts): number => ratio(2 * hits, targets + predictions)
const precisionOf = ({ hits, predictions }: Counts): number => ratio(hits, predictions)
const recallOf = ({ hits, targets }: Counts): number => ratio(hits, targets)

/**
 * The harmonic mean of precision and recall, 0 to 1; 0 for a label that was never right. Labels: those that came or were
 * predicted. Named `f1`, or with its setting: `f1 (micro)`, `f1 (positive 'q')`; `precision` and `recall` likewise.
 *
 * @throws {EddyError} ERR_OPTION for an unknown average or option
 */
export const f1 = (options: LabelAverage = {}): Metric => averaged('f1', f1Of, options)

/** Of what was predicted to be a label, the share that was; 0 where it was never predicted. */
export const precision = (options: LabelAverage = {}): Metric => averaged('precision', precisionOf, options)

/** Of what was a label, the share that was predicted; 0 where it never came. */
export const recall = (options: LabelAverage = {}): Metric => averaged('recall', recallOf, options)

function averaged(kind: string, of: (counts: Counts) => number, options: LabelAverage): Metric {
  checkOptions(kind, options, table)
  const { average = 'macro', positive } = options
  const one = positive !== undefined
  const detail = one ? `positive ${labelInName(positive)}` : average === 'macro' ? undefined : average
  return measuredMetric({
    name: qualifiedName(kind, detail),
    task: 'classification',
    width: 2,
    known: () => new LabelNumbers(),
    measure: one ? () => yesOrNo(positive) : targetAndPrediction,
    summarise: (): Summary =>
      confusionSummary((confusion) => (one ? of(countsOf(confusion, 1)) : overLabels(confusion, of, average))),
  })
}

const yesOrNo =
  (positive: Label) =>
  ({ target, prediction }: Observation, into: Float64Array, offset: number): void => {
    into[offset] = target === positive ? 1 : 0
    into[offset + 1] = prediction.label === positive ? 1 : 0
  }

const countsOf = ({ hits, targets, predictions }: Confusion, label: number): Counts => ({
  hits: hits[label] ?? 0,
  targets: targets[label] ?? 0,
  predictions: predictions[label] ?? 0,
})

function overLabels(confusion: Confusion, of: (counts: Counts) => number, average: string): number {
  const length = Math.max(confusion.targets.length, confusion.predictions.length)
  const labels = Array.from({ length }, (_, label) => countsOf(confusion, label)).filter(
    ({ targets, predictions }) => targets + predictions > 0,
  )
  const sum = (value: (counts: Counts) => number): number => labels.reduce((total, counts) => total + value(counts), 0)
  if (average === 'micro')
    return of({ hits: sum(({ hits }) => hits), targets: confusion.count, predictions: confusion.count })
  if (average === 'weighted') return sum((counts) => counts.targets * of(counts)) / confusion.count
  return sum(of) / labels.length
}
