import type { LayerTrace, Tensor } from '../../autodiff/tracing/trace.js'
import { type Complex, each, multiply, plus, scaled } from './complex.js'
import { withTraces } from './withTraces.js'

/** The parts of a linear recurrent layer: z' = lambda z + B x, and the output scale * z. */
export interface LinearWeights {
  readonly lambda: Complex
  readonly scale: Tensor
  /** [units, features] each. */
  readonly input: Complex
}

/**
 * z' = lambda z + B x with gradients that run forward (real-time recurrent learning, Williams and Zipser 1989). As no unit
 * acts on another, dz_i/dlambda_i and dz_i/dB_ij are all there is:
 *
 *     e_i'  = lambda_i e_i + z_i
 *     E_ij' = lambda_i E_ij + x_j
 */
export function onlineTraces(trace: LayerTrace, units: number, { lambda, scale, input }: LinearWeights): Tensor {
  const { op, x, state, next } = trace
  const held = (value: Complex): Complex => each(value, (part) => op.stopGradient(part))
  const constant = held(lambda)
  const kept = (name: string, shape: readonly number[]): Complex => ({
    real: state(`${name}Real`, shape),
    imaginary: state(`${name}Imaginary`, shape),
  })
  const become = (before: Complex, after: Complex): Complex => {
    next(before.real, after.real)
    next(before.imaginary, after.imaginary)
    return after
  }
  const [z, ofLambda] = [kept('state', [units]), kept('decayTrace', [units])]
  const ofInput = kept('inputTrace', [units, ...x.shape])
  const drive = each(held(input), (part) => op.linear(x, part))
  const value = become(z, plus(op, multiply(op, constant, z), drive))
  const lambdaTrace = become(ofLambda, plus(op, multiply(op, constant, ofLambda), z))
  const column = each(constant, (part) => op.reshape(part, [units, 1]))
  const turned = multiply(op, column, ofInput)
  const inputTrace = become(ofInput, { real: op.add(turned.real, op.stopGradient(x)), imaginary: turned.imaginary })
  const ofRows = each(multiply(op, inputTrace, input), (part) => op.reshape(op.sumLast(part), [units]))
  const influence = plus(op, multiply(op, lambdaTrace, lambda), ofRows)
  return scaled(
    op,
    {
      real: withTraces(op, value.real, influence.real),
      imaginary: withTraces(op, value.imaginary, influence.imaginary),
    },
    scale,
  )
}
