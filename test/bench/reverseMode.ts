import { dense, squaredError, tanh } from 'eddy'
import { createModel } from './trainable.js'

/**
 * Time of forward and backward, with the gradient of every parameter (a dense layer's as its two factors) and of every
 * input, over the time of forward alone.
 */
export interface ReverseModeRow {
  readonly inputs: number
  readonly forwardMicroseconds: number
  readonly ratio: number
}

const median = (values: readonly number[]): number =>
  [...values].sort((a, b) => a - b)[Math.floor(values.length / 2)] ?? Number.NaN

function timed(steps: number, run: () => void): number {
  const begin = performance.now()
  for (let step = 0; step < steps; step++) run()
  return ((performance.now() - begin) * 1000) / steps
}

/** The claim of reverse mode (Linnainmaa 1970; Griewank & Walther): at most five times forward, however many inputs. */
export function reverseModeRows(): readonly ReverseModeRow[] {
  return [10, 100, 1000, 10_000].map((inputs) => {
    const model = createModel({ input: inputs, layers: [dense(64), tanh(), dense(64), tanh(), dense(1)], seed: 1 })
    const lossAt = model.attachLoss(squaredError())
    const x = Float32Array.from({ length: inputs }, (_, at) => Math.sin(at))
    const pass = () => {
      const begun = model.begin(x)
      if (!('loss' in begun)) throw new Error(begun.reason)
      return begun
    }
    const forward = (): void => pass().release()
    const both = (): void => {
      const begun = pass()
      begun.loss(lossAt, 1, 1)
      begun.backward()
      begun.inputGradient()
      begun.release()
    }
    const steps = Math.ceil(200_000 / (inputs + 100))
    const rounds = Array.from({ length: 9 }, () => ({ forward: timed(steps, forward), both: timed(steps, both) }))
    const counted = rounds.slice(2)
    return {
      inputs,
      forwardMicroseconds: median(counted.map((round) => round.forward)),
      ratio: median(counted.map((round) => round.both / round.forward)),
    }
  })
}
