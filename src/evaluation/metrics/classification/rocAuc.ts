import { EddyError } from '../../../error.js'
import { aLabel, type Label } from '../../../features/sample.js'
import { checkOptions, type TableOf } from '../../../options.js'
import type { Resumable } from '../../resumable.js'
import { measuredMetric, type Summary } from '../measuredMetric.js'
import type { Metric, Observation } from '../metric.js'
import { labelInName, qualifiedName } from '../metricName.js'
import { asProbability } from './asProbability.js'
import { RankedArea } from './rankedArea.js'
import { ScoreHistogram } from './scoreHistogram.js'

export interface RocAucOptions {
  /** The label asked about; default: the second that is known, of the prediction's classes and of the labels that came. */
  readonly positive?: Label
}

const table: TableOf<RocAucOptions> = { positive: aLabel }

/**
 * Area under the ROC curve: how likely a positive gets a higher probability than a negative, ties counting half; 0.5 is
 * chance. 0.5 while one of both is missing. A positive that the predictor does not know yet has probability 0.
 *
 * Exact over a window. Over everything, a histogram of log-odds ln(p / (1 - p)) stands for the scores: two scores in one bin
 * count as equal, and a bin is at most 1/2047 of the range of log-odds that was seen. So the error is at most half of the
 * share of pairs (a positive and a negative) whose scores are that close: below 0.001 in practice, also for events of one
 * in a thousand and less.
 *
 * Named `rocAuc`, or with its label: `rocAuc (positive 'q')`.
 *
 * @throws {EddyError} ERR_OPTION for an unknown option, and where figures that fade are asked for: it ranks what is kept
 */
export function rocAuc(options: RocAucOptions = {}): Metric {
  checkOptions('rocAuc', options, table)
  const { positive } = options
  const metric = measuredMetric({
    name: qualifiedName('rocAuc', positive === undefined ? undefined : `positive ${labelInName(positive)}`),
    task: 'classification',
    width: 2,
    known: () => new FirstLabels(),
    measure: (first: FirstLabels) => scored(positive, first),
    summarise: binned,
    summariseWindow: ranked,
  })
  return {
    ...metric,
    fading: () => {
      throw new EddyError('ERR_OPTION', 'rocAuc ranks what is in a window: ask for it over one, not fading')
    },
  }
}

/** The first two labels that became known: the second is the positive one where none was given. */
class FirstLabels implements Resumable {
  private labels: Label[] = []

  /** The second label, as far as it is known with this observation. */
  second({ target, prediction: { classes = [] } }: Observation): Label | undefined {
    for (let k = 0; k < classes.length && this.labels.length < 2; k++) this.meet(classes[k]!)
    if (this.labels.length < 2) this.meet(target as Label)
    return this.labels[1]
  }

  private meet(label: Label): void {
    if (!this.labels.includes(label)) this.labels.push(label)
  }

  state(): readonly Label[] {
    return [...this.labels]
  }

  restore(state: unknown): void {
    this.labels = [...(state as readonly Label[])]
  }
}

const scored =
  (positive: Label | undefined, first: FirstLabels) =>
  (observation: Observation, into: Float64Array, offset: number): void => {
    const { target, prediction } = observation
    const { classes = [], probabilities, label } = prediction
    const asked = positive ?? first.second(observation)
    const at = asked === undefined ? -1 : classes.indexOf(asked)
    into[offset] = probabilities ? (at < 0 ? 0 : asProbability(probabilities[at])) : label === asked ? 1 : 0
    into[offset + 1] = asked !== undefined && target === asked ? 1 : 0
  }

function binned(): Summary {
  const histogram = new ScoreHistogram()
  return {
    add: (measurements, offset, weight) =>
      histogram.add(measurements[offset] ?? 0, measurements[offset + 1] === 1, weight),
    value: () => histogram.area,
    state: () => histogram.state(),
    restore: (state) => histogram.restore(state),
  }
}

interface Scored {
  readonly score: number
  readonly isPositive: boolean
  readonly weight: number
}

/** Keeps scores: what a window holds. */
function ranked(): Summary {
  const scores: Scored[] = []
  return {
    // Made anew from the window whenever it is asked.
    state: () => undefined,
    restore: () => undefined,
    add: (measurements, offset, weight) => {
      scores.push({ score: measurements[offset] ?? 0, isPositive: measurements[offset + 1] === 1, weight })
    },
    value: () => areaOf(scores.sort((a, b) => a.score - b.score)),
  }
}

/** Of scores in order. */
function areaOf(scores: readonly Scored[]): number {
  const area = new RankedArea()
  for (let at = 0; at < scores.length; ) {
    const { score } = scores[at]!
    let [positives, negatives] = [0, 0]
    for (; at < scores.length && scores[at]!.score === score; at++) {
      const { isPositive, weight } = scores[at]!
      if (isPositive) positives += weight
      else negatives += weight
    }
    area.add(positives, negatives)
  }
  return area.value
}
