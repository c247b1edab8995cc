const RATE = 0.02
const LEAST = 0.2
const LARGEST = 3

/**
 * How sure a network's probabilities are to be taken: p' = softmax(temperature * logits), the temperature learned online
 * by the gradient of the log loss. Only what is reported changes, not what is trained on.
 * Source: Guo et al. 2017, "On calibration of modern neural networks", made online.
 */
export class Temperature {
  value = 1

  /** After the label came: `probabilities` as reported, of `logits` one each; `samples`: seen, this one included. */
  learn(logits: ArrayLike<number>, probabilities: Float32Array, label: number, samples: number): void {
    let gradient = 0
    // The normaliser of log p falls out: the differences sum to 0 over the classes.
    for (let k = 0; k < probabilities.length; k++) {
      gradient += (probabilities[k]! - (k === label ? 1 : 0)) * logits[k]!
    }
    if (!Number.isFinite(gradient)) return
    this.value -= (RATE / (1 + samples / 1000)) * gradient
    this.value = Math.max(LEAST, Math.min(LARGEST, this.value))
  }
}
