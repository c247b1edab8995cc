/*
 * Trains the built package for a while with each kind of kernels, and prints the sha256 of the parameters; fails if the
 * kinds differ. Run under several versions of Node, it must print the same.
 */
import { createHash } from 'node:crypto'
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

function parametersSha256(kernels, optimizer) {
  const layers = [dense(37), layerNorm(), gelu(), dense(19), tanh(), dense(11), sigmoid(), dense(3)]
  const model = createModel({ input: 13, layers, seed: 9, kernels })
  from(samples(1500)).pipe(forward(model), loss(softmaxCrossEntropy()), backward(), update(optimizer)).subscribe()
  const { parameters } = model
  if (!(model.steps === 1500)) throw new Error(`${kernels}: ${model.steps} of 1500 steps were taken`)
  return createHash('sha256')
    .update(new Uint8Array(parameters.buffer, parameters.byteOffset, parameters.byteLength))
    .digest('hex')
}

const optimizers = { sgd: sgd({ learningRate: 0.05, momentum: 0.5 }), adam: adam({ learningRate: 0.003 }) }
const digests = Object.entries(optimizers).map(([name, optimizer]) => {
  const [simd, reference] = ['simd', 'reference'].map((kernels) => parametersSha256(kernels, optimizer))
  if (simd !== reference) {
    console.error(`${name}: simd ${simd} but reference ${reference}`)
    process.exit(1)
  }
  return `${name} ${simd}`
})
console.log(digests.join(' '))
