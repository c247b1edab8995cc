import { readFileSync } from 'node:fs'
import { describe, it } from 'vitest'
import { sigmoid } from '../../src/layers/activations/sigmoid.js'
import { sequence } from '../../src/layers/combinators/sequence.js'
import { shared } from '../../src/layers/combinators/shared.js'
import { dense } from '../../src/layers/dense.js'
import type { LayerSpec } from '../../src/layers/layer.js'
import { createModel } from './trainable.js'
import { squaredError } from '../../src/losses/squaredError.js'
import { expectClose, type GoldenTensor, type GoldenTensors, numbers } from '../golden/vector.js'
import { begin, unpadded, writeParameters } from './parameters.js'

/*
 * A network that runs for three steps in time is a layered network with three layers of the same weights (Rumelhart,
 * Hinton & Williams 1986, Fig. 5): the gradient of the shared weights is the sum over the layers.
 */

interface Golden {
  readonly inputs: { readonly y0: GoldenTensor }
  readonly targets: { readonly d: GoldenTensor }
  readonly weights: GoldenTensors
  readonly output: GoldenTensor
  readonly loss: number
  readonly gradTied: GoldenTensors
  readonly gradPerLayer: readonly GoldenTensors[]
}

const golden = JSON.parse(
  readFileSync(new URL('../golden/iterative_vs_layered.json', import.meta.url), 'utf8'),
) as Golden

function gradients(layers: readonly LayerSpec[], parameters: readonly number[], float64: boolean): number[] {
  const model = createModel({ input: 3, layers, kernels: float64 ? 'float64' : 'simd' })
  writeParameters(model, parameters)
  const pass = begin(model, golden.inputs.y0.data)
  expectClose(pass.output(), golden.output.data, float64, 'output')
  const loss = squaredError()
  const value = pass.loss(model.attachLoss(loss), golden.targets.d.data, 1)
  expectClose([Number(value)], [golden.loss], float64, 'loss')
  pass.backward()
  const found = unpadded(model, pass.gradients())
  pass.release()
  return found
}

const step = [dense(3), sigmoid()]
const weights = numbers(golden.weights)

describe.each([true, false])('float64 %s', (float64) => {
  it('shared weights get the sum of the gradients of their copies', () => {
    const tied = gradients([shared('step', step), shared('step', step), shared('step', step)], weights, float64)
    expectClose(tied, numbers(golden.gradTied), float64, 'tied')
  })

  it('the layered network has a gradient for each copy', () => {
    const layers = [sequence(step), sequence(step), sequence(step)]
    const free = gradients(layers, [...weights, ...weights, ...weights], float64)
    expectClose(free, golden.gradPerLayer.flatMap(numbers), float64, 'per layer')
  })
})
