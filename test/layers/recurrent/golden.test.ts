import { describe, expect, it } from 'vitest'
import { dense } from '../../../src/layers/dense.js'
import { createModel, type Model } from '../trainable.js'
import type { Pass } from '../../../src/layers/model/pass.js'
import { lstm } from '../../../src/layers/recurrent/lstm.js'
import { recurrent, type SimpleRecurrentOptions } from '../../../src/layers/recurrent/recurrent.js'
import { isFault } from '../../../src/rejection.js'
import { squaredError } from '../../../src/losses/squaredError.js'
import { expectClose, goldenSequence, type GoldenTensor, type GoldenTensors, numbers } from '../../golden/vector.js'
import { begin, unpadded, writeParameters } from '../parameters.js'

/*
 * Recurrent learning on a stream against PyTorch autograd in float64: weights that don't move, the gradient of the loss
 * of each step, or of each chunk.
 */

const kinds = [['float64'], [undefined]] as const

const rows = ({ shape: [count = 1], data }: GoldenTensor): number[][] => {
  const size = data.length / count
  return Array.from({ length: count }, (_, row) => data.slice(row * size, (row + 1) * size))
}

/** One pass with its half squared error and its gradients, keeping the state but learning nothing. */
function gradientsOf(
  model: Model,
  x: readonly number[],
  y: readonly number[],
): { loss: number; pass: Pass; flat: number[] } {
  const index = model.attachLoss(squaredError())
  const pass = begin(model, x)
  const loss = pass.loss(index, y, 1)
  if (isFault(loss)) throw new Error(loss.reason)
  pass.backward()
  const flat = unpadded(model, pass.gradients())
  pass.release()
  return { loss, pass, flat }
}

interface OnlineStep {
  readonly loss: number
  readonly h: GoldenTensor
  readonly grad_k1: GoldenTensors
  readonly grad_k3: GoldenTensors
  readonly grad_full: GoldenTensors
}

interface Online {
  readonly inputs: { readonly x: GoldenTensor }
  readonly targets: { readonly d: GoldenTensor }
  readonly weights: GoldenTensors
  readonly steps: readonly OnlineStep[]
}

const online = goldenSequence('rnn_online_tbptt_rtrl') as Online

function streamOf(options: Partial<SimpleRecurrentOptions>, kernels: 'float64' | undefined): Model {
  const layers = [recurrent({ units: 3, ...options }), dense(1)]
  const model = createModel({ input: 2, layers, ...(kernels && { kernels }) })
  writeParameters(model, numbers(online.weights))
  return model
}

describe.each(kinds)('a simple recurrent layer on a stream, %s', (kernels) => {
  it.each([
    ['grad_k1', 1],
    ['grad_k3', 3],
    ['grad_full', 6],
    ['grad_full', 9],
  ] as const)('%s: the gradient of the last steps through a window of %i', (name, window) => {
    const model = streamOf({ window }, kernels)
    rows(online.inputs.x).forEach((x, t) => {
      const step = online.steps[t]
      if (!step) throw new Error(`no step ${t}`)
      const { loss, flat } = gradientsOf(model, x, [online.targets.d.data[t] ?? 0])
      expectClose([loss], [step.loss], kernels === 'float64', `loss at ${t}`)
      expectClose(flat, numbers(step[name]), kernels === 'float64', `gradient at ${t}`)
    })
  })

  it('carries diagonal traces forward', () => {
    const golden = goldenSequence('rnn_eprop_rtrl') as Online & {
      readonly trace: readonly { readonly gradDiagonal: GoldenTensors; readonly trace: GoldenTensors }[]
    }
    const model = streamOf({ gradient: 'diagonal' }, kernels)
    rows(golden.inputs.x).forEach((x, t) => {
      const step = golden.trace[t]
      if (!step) throw new Error(`no step ${t}`)
      const { flat } = gradientsOf(model, x, [golden.targets.d.data[t] ?? 0])
      const wanted = numbers(step.gradDiagonal)
      expectClose(flat.slice(0, wanted.length), wanted, kernels === 'float64', `gradient at ${t}`)
    })
  })

  it('gives the hidden states of the golden run', () => {
    const layers = [recurrent({ units: 3, window: 4 })]
    const model = createModel({ input: 2, layers, ...(kernels && { kernels }) })
    writeParameters(model, numbers(online.weights).slice(0, 18))
    rows(online.inputs.x).forEach((x, t) => {
      const wanted = online.steps[t]?.h.data ?? []
      expectClose(model.predict(x), wanted, kernels === 'float64', `h at ${t}`)
      expect(model.observe(x)).toBe(true)
    })
  })
})

interface Chunked {
  readonly inputs: { readonly x: GoldenTensor }
  readonly targets: { readonly d: GoldenTensor }
  readonly weights: GoldenTensors
  readonly chunks: readonly {
    readonly y: readonly number[]
    readonly loss: number
    readonly gradWeights: GoldenTensors
    readonly stateOut: { readonly h: GoldenTensor; readonly c: GoldenTensor }
  }[]
}

describe.each(kinds)('chunks of a sequence, %s', (kernels) => {
  it('an LSTM carries its state over the border, and cuts the gradient there', () => {
    const golden = goldenSequence('lstm_tbptt_chunks') as Chunked
    const layers = [lstm({ units: 2, carry: true }), dense(1)]
    const model = createModel({ input: [4, 3], layers, ...(kernels && { kernels }) })
    writeParameters(model, numbers(golden.weights))
    const precise = kernels === 'float64'
    golden.chunks.forEach(({ y, loss, gradWeights, stateOut }, chunk) => {
      const x = golden.inputs.x.data.slice(chunk * 12, chunk * 12 + 12)
      expectClose(model.predict(x), y, precise, `prediction of chunk ${chunk}`)
      const got = gradientsOf(model, x, golden.targets.d.data.slice(chunk * 4, chunk * 4 + 4))
      expectClose([got.loss], [loss], precise, `loss of chunk ${chunk}`)
      expectClose(got.flat, numbers(gradWeights), precise, `gradient of chunk ${chunk}`)
      const [h0 = 0, h1 = 0, , , c0 = 0, c1 = 0] = model.state.streams.values
      expectClose([h0, h1, c0, c1], [...stateOut.h.data, ...stateOut.c.data], precise, `state after chunk ${chunk}`)
    })
  })
})
