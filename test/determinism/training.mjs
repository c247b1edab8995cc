/*
 * A short training whose parameters must be the same bits wherever it runs. It is run from the built package by several
 * versions of Node, and bundled into a page by browsers, so it stays plain JavaScript and needs nothing but 'eddy'.
 */
import { from } from 'rxjs'
import {
  adam,
  backward,
  createModel,
  dense,
  forward,
  gelu,
  layerNorm,
  loss,
  sgd,
  sigmoid,
  softmaxCrossEntropy,
  tanh,
  update,
} from 'eddy'

export { kernelBytes } from 'eddy'

/** Integers only, so that the samples are the same everywhere. */
function samples(count) {
  let state = 2026
  const random = () => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0
    return state / 2 ** 31 - 1
  }
  return Array.from({ length: count }, () => {
    const x = Float32Array.from({ length: 13 }, random)
    return { x, y: x[0] * x[1] > 0 ? 2 : x[2] > 0 ? 1 : 0 }
  })
}

const optimizers = { sgd: sgd({ learningRate: 0.05, momentum: 0.5 }), adam: adam({ learningRate: 0.003 }) }

/** The bytes of the parameters after training with `optimizer`, and which kernels did it. */
export function trainedBytes(optimizer, kernels) {
  const layers = [dense(37), layerNorm(), gelu(), dense(19), tanh(), dense(11), sigmoid(), dense(3)]
  const model = createModel({ input: 13, layers, seed: 9, kernels })
  from(samples(1500))
    .pipe(forward(model), loss(softmaxCrossEntropy()), backward(), update(optimizers[optimizer]))
    .subscribe()
  const { parameters } = model
  if (model.steps !== 1500) throw new Error(`${kernels}: ${model.steps} of 1500 steps were taken`)
  return {
    kernels: model.kernels.kind,
    bytes: new Uint8Array(parameters.buffer, parameters.byteOffset, parameters.byteLength).slice(),
  }
}
