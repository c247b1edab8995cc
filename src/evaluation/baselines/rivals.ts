import { baselinesFor } from '../defaults.js'
import { isPredicted } from '../isPredicted.js'
import { type Observation, type Predicted, weightOf } from '../metrics/metric.js'
import type { Task } from '../prediction.js'

/** Told what was predicted, by the model and by each baseline, for a sample of a weight above 0. */
export type Score = (observation: Observation, weight: number, said: readonly Observation[]) => void

/** The baselines of a task beside a model: all are judged on the very same samples. */
export class Rivals {
  readonly names: readonly string[]
  /** Samples that the model or a baseline could not predict. */
  unpredicted = 0
  private readonly predictors
  private isWarm = false
  private readonly said: { target: Observation['target']; prediction: Predicted; weight: number }[]

  constructor(task: Task) {
    const baselines = baselinesFor(task)
    this.names = baselines.map(({ name }) => name)
    this.predictors = baselines.map((baseline) => baseline.create())
    this.said = baselines.map(() => ({ target: 0, prediction: {}, weight: 1 }))
  }

  /**
   * Asks the baselines, calls `score` with what each of them said if the model and all of them predicted the target, and
   * counts the sample as unpredicted if not. Then the baselines learn. A sample of weight 0 counts for nothing.
   *
   * @throws {EddyError} ERR_WEIGHT for a weight that is no finite number of 0 or more
   */
  judge(observation: Observation, score: Score): void {
    const weight = weightOf(observation)
    if (weight === 0) return
    const { target } = observation
    const isOne = typeof target !== 'object'
    let isKnown = true
    for (let i = 0; i < this.said.length; i++) {
      const said = this.said[i]!
      said.target = target
      said.weight = weight
      said.prediction = this.predictors[i]!.predict()
      // Once they have predicted a label or a number, they always do; of several numbers there may be new ones.
      if (!(isOne && this.isWarm)) isKnown &&= isPredicted(said)
    }
    this.isWarm ||= isOne && isKnown
    if (isKnown && isPredicted(observation)) score(observation, weight, this.said)
    else this.unpredicted += 1
    for (const predictor of this.predictors) predictor.learn(target, weight)
  }

  /** What the baselines know, in the order of their names. */
  states(): readonly unknown[] {
    return this.predictors.map((predictor) => predictor.state())
  }

  restore(states: readonly unknown[], unpredicted: number): void {
    this.predictors.forEach((predictor, index) => {
      predictor.restore(states[index])
    })
    this.unpredicted = unpredicted
  }
}
