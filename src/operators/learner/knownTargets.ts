import type { Prediction, Task } from '../../evaluation/prediction.js'
import { probabilitiesOf, readOut } from '../../evaluation/readOut.js'
import { Temperature } from '../../evaluation/temperature.js'
import type { Label, Target } from '../../features/sample.js'
import { deviationsOf, TargetScalers } from '../../features/targetScalers.js'
import type { ModelTarget } from '../../layers/model/pass.js'
import { type Link, linkOf, linkRules } from '../../losses/link.js'
import { Fault } from '../../rejection.js'
import { type LearnerOptions, lossFor, standardises } from './learnerOptions.js'
import { classFault, lengthFault, targetFault } from './sampleFault.js'

const NO_OUTPUT = new Float32Array(0)

/**
 * What a learner knows of its targets: the classes, or the scale and number of outputs. It turns a target into what the
 * loss compares with, and an output into a prediction. It keeps what was known before the last target: a prediction is
 * read by that, so that it can't know its own target.
 */
export class KnownTargets {
  private readonly task: Task
  private labels: readonly Label[]
  private readonly indices = new Map<Label, number>()
  private readonly temperature: Temperature | undefined
  private readonly scalers: TargetScalers | undefined
  /** Numbers in a regression's target so far, 0 before the first; more may be appended. */
  private length = 0
  private labelsBefore: readonly Label[]
  private lengthBefore = 0

  /** What a regression's outputs mean. */
  private readonly link: Link
  private readonly lossName: string
  /** Means and, for a loss that ignores them, as many zeros. */
  private padded: Float64Array = new Float64Array(0)
  private deviationsBefore: readonly number[] = []

  constructor(options: LearnerOptions) {
    const { task, classes = [], calibrate = true } = options
    this.task = task
    const loss = lossFor(options)
    this.link = linkOf(loss)
    this.lossName = loss.name
    this.temperature = task === 'classification' && calibrate ? new Temperature() : undefined
    this.scalers = standardises(options) ? new TargetScalers() : undefined
    this.labels = Object.freeze([...classes])
    this.labelsBefore = this.labels
    this.labels.forEach((label, index) => this.indices.set(label, index))
  }

  /** In the order in which they appeared. Frozen: a class that comes makes a new list. */
  get classes(): readonly Label[] {
    return this.labels
  }

  /** Outputs that the network needs. */
  get outputs(): number {
    if (this.task === 'classification') return Math.max(this.labels.length, 2)
    return Math.max(this.length, 1) * linkRules[this.link].outputsPerTarget
  }

  /** What is wrong with a target, if anything. */
  fault(y: Target | undefined): Fault | undefined {
    const fault = targetFault(this.task, y) ?? classFault(this.task, this.indices, y) ?? lengthFault(y, this.length)
    if (fault || this.task === 'classification' || this.link === 'identity') return fault
    return this.linkFault(y as Exclude<Target, string>)
  }

  /** What keeps the loss from comparing with these numbers. */
  private linkFault(y: Exclude<Target, string>): Fault | undefined {
    const { targets, takes, outputsPerTarget } = linkRules[this.link]
    const numbers = typeof y === 'object' ? y : [Number(y)]
    // The variances stand behind the means: a further mean would move them.
    if (outputsPerTarget > 1 && this.length > 0 && numbers.length !== this.length) {
      return new Fault(
        'ERR_TARGET_LENGTH',
        `expected ${this.length} numbers as target, as before, got ${numbers.length}`,
      )
    }
    for (let at = 0; at < numbers.length; at++) {
      const number = numbers[at] ?? 0
      if (!takes(number)) {
        return new Fault(
          'ERR_TARGET_VALUE',
          `${this.lossName}: expected ${targets} as target, got ${number} at index ${at}`,
          at,
        )
      }
    }
    return undefined
  }

  /**
   * Takes a target in.
   *
   * @returns what the loss compares with: the index of a class, or scaled numbers, borrowed until the next call. A class
   *   seen for the first time gets the next index; what was learned stays where it is.
   */
  learn(y: Target): ModelTarget {
    this.labelsBefore = this.labels
    this.lengthBefore = this.length
    if (this.task === 'classification') return this.indices.get(y as Label) ?? this.append(y as Label)
    this.length = typeof y === 'object' ? y.length : 1
    if (this.link === 'meanAndVariance') this.deviationsBefore = this.deviations()
    this.scalers?.learn(y)
    const scaled = this.scalers?.scale(y) ?? (typeof y === 'object' ? y : Number(y))
    return this.link === 'meanAndVariance' ? this.pad(scaled) : scaled
  }

  private pad(means: ModelTarget): Float64Array {
    const outputs = 2 * this.length
    if (this.padded.length !== outputs) this.padded = new Float64Array(outputs)
    if (typeof means === 'object') this.padded.set(means)
    else this.padded[0] = Number(means)
    return this.padded
  }

  /** By what the targets are standardised. */
  private deviations(): readonly number[] {
    return this.scalers ? deviationsOf(this.scalers.state()) : []
  }

  /** Whether the last target is doubted, so that no weight should move by it. */
  get inDoubt(): boolean {
    return this.scalers?.inDoubt ?? false
  }

  private append(label: Label): number {
    const index = this.labels.length
    this.labels = Object.freeze([...this.labels, label])
    this.indices.set(label, index)
    return index
  }

  /** The prediction that an output means, by all that is known; `output` is undefined before there is a network. */
  read(output: Float32Array | Float64Array | undefined): Prediction {
    const deviations = this.link === 'meanAndVariance' ? this.deviations() : []
    return this.readBy(output, this.labels, this.length, this.scalers?.unscale, deviations)
  }

  /** The same by what was known before the last target. */
  readAsBefore(output: Float32Array | Float64Array | undefined): Prediction {
    const { labelsBefore, lengthBefore, deviationsBefore } = this
    return this.readBy(output, labelsBefore, lengthBefore, this.scalers?.unscaleAsBefore, deviationsBefore)
  }

  private readBy(
    output: Float32Array | Float64Array | undefined,
    classes: readonly Label[],
    length: number,
    unscale: ((output: number, index: number) => number) | undefined,
    deviations: readonly number[],
  ): Prediction {
    // Targets that aren't scaled need not be known: the outputs of a network are predictions from the start.
    const outputs = length === 0 && !unscale ? Math.min(1, output?.length ?? 0) : length
    const temperature = this.temperature?.value ?? 1
    const { task, link } = this
    const deviation = (index: number): number => deviations[index] ?? 1
    return readOut(output ?? NO_OUTPUT, { task, classes, temperature, unscale, outputs, link, deviation })
  }

  /**
   * Learns how sure the network may be, after its prediction for the last target was made.
   *
   * @param prediction what `output` was read as, if it was
   * @param samples learned so far, this one included
   */
  calibrate(
    output: Float32Array | Float64Array,
    target: ModelTarget,
    samples: number,
    prediction: Prediction | undefined,
  ): void {
    const { temperature, labels, labelsBefore } = this
    if (!temperature) return
    const isRead = prediction?.task === 'classification' && labels === labelsBefore
    const probabilities = isRead ? prediction.probabilities : probabilitiesOf(output, labels.length, temperature.value)
    temperature.learn(output, probabilities, target as number, samples)
  }

  /** The temperature, or the statistics of the targets; a copy. */
  state(): Float64Array {
    return this.scalers?.state() ?? Float64Array.of(this.temperature?.value ?? 1)
  }

  /** What else decides how it goes on learning. */
  learning(): Float64Array | undefined {
    return this.scalers?.learning()
  }

  restore(state: Float64Array, learning?: Float64Array): void {
    this.scalers?.restore(state, learning)
    if (this.temperature) this.temperature.value = state[0] ?? 1
  }

  /** As many outputs as a network that goes on has, if it has learned from a target. */
  resume(outputs: number, samples: number): void {
    const { outputsPerTarget } = linkRules[this.link]
    this.length = this.task === 'regression' && samples > 0 ? outputs / outputsPerTarget : 0
  }
}
