import { aLabel, type Label } from '../../../features/sample.js'
import { EddyError } from '../../../error.js'
import { checkOptions, type TableOf } from '../../../options.js'
import { resumable } from '../../resumable.js'
import { defineMetric, type Metric, type Observation, type Summary } from '../metric.js'

export interface RocAucOptions {
  /** The label asked about; default: the second class known to the prediction. */
  readonly positive?: Label
}

const table: TableOf<RocAucOptions> = { positive: aLabel }

/** Bins of the probability, over everything seen: exact up to a thousandth. */
const BINS = 4096

/**
 * Area under the ROC curve: how likely a positive gets a higher probability than a negative, ties counting half; 0.5 is
 * chance. 0.5 while one of both is missing. Exact over a window; over everything, probabilities are told apart by 1/4096.
 */
export function rocAuc(options: RocAucOptions = {}): Metric {
  checkOptions('rocAuc', options, table)
  const { positive } = options
  const definition = {
    name: 'rocAuc',
    task: 'classification' as const,
    width: 2,
    measure: () => scored(positive),
  }
  const everything = defineMetric({ ...definition, summarise: histogram })
  const lately = defineMetric({ ...definition, summarise: ranked })
  return {
    ...everything,
    rolling: lately.rolling,
    fading: () => {
      throw new EddyError('ERR_OPTION', 'rocAuc ranks what is in a window: ask for it over one, not fading')
    },
  }
}

const scored =
  (positive: Label | undefined) =>
  ({ target, prediction }: Observation, into: Float64Array, offset: number): void => {
    const { classes = [], probabilities, label } = prediction
    const asked = positive ?? classes[1]
    const at = asked === undefined ? -1 : classes.indexOf(asked)
    into[offset] = probabilities ? (at < 0 ? 0 : (probabilities[at] ?? 0)) : label === asked ? 1 : 0
    into[offset + 1] = asked !== undefined && target === asked ? 1 : 0
  }

/** Keeps scores: what a window holds. */
function ranked(): Summary {
  const scores: { readonly score: number; readonly positive: number }[] = []
  return {
    // Made anew from the window whenever it is asked.
    state: () => undefined,
    restore: () => undefined,
    add: (measurements, offset) => {
      scores.push({ score: measurements[offset] ?? 0, positive: measurements[offset + 1] ?? 0 })
    },
    value: () => {
      scores.sort((a, b) => a.score - b.score)
      const area = new Area()
      for (let at = 0; at < scores.length; ) {
        const { score } = scores[at] ?? { score: 0 }
        let [positives, negatives] = [0, 0]
        for (; at < scores.length && scores[at]?.score === score; at++) {
          if (scores[at]?.positive === 1) positives += 1
          else negatives += 1
        }
        area.add(positives, negatives)
      }
      return area.value
    },
  }
}

function histogram(): Summary {
  const { memory, ...remembers } = resumable({
    positives: new Float64Array(BINS),
    negatives: new Float64Array(BINS),
  })
  return {
    ...remembers,
    add(measurements, offset) {
      const { positives, negatives } = memory
      const bin = Math.min(BINS - 1, Math.max(0, Math.floor((measurements[offset] ?? 0) * BINS)))
      const counts = measurements[offset + 1] === 1 ? positives : negatives
      counts[bin] = (counts[bin] ?? 0) + 1
    },
    value() {
      const { positives, negatives } = memory
      const area = new Area()
      for (let bin = 0; bin < BINS; bin++) area.add(positives[bin] ?? 0, negatives[bin] ?? 0)
      return area.value
    },
  }
}

/** Groups of equal scores, lowest first. */
class Area {
  private sum = 0
  private below = 0
  private positives = 0

  add(positives: number, negatives: number): void {
    this.sum += positives * (this.below + negatives / 2)
    this.below += negatives
    this.positives += positives
  }

  get value(): number {
    const pairs = this.positives * this.below
    return this.positives + this.below === 0 ? Number.NaN : pairs === 0 ? 0.5 : this.sum / pairs
  }
}
