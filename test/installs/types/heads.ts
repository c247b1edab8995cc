/* Several heads on one encoder: their targets may be an interface. */
import {
  adam,
  backward,
  createModel,
  dense,
  forward,
  loss,
  softmaxCrossEntropy,
  squaredError,
  type Step,
  update,
} from 'eddy'
import { type Observable, of } from 'rxjs'

interface Targets {
  kind: number
  size: number[]
}
interface Sighting {
  x: number[]
  y: Targets
}

const [encoder, kind, size] = [1, 2, 3].map((seed) => createModel({ input: 2, layers: [dense(2)], seed }))
if (!encoder || !kind || !size) throw new Error('three models')
export const learned: Observable<Step<Sighting, 'update'>> = of<Sighting>({
  x: [1, 2],
  y: { kind: 1, size: [0.4, 1] },
}).pipe(
  forward(encoder),
  forward({ kind, size }),
  loss({ kind: softmaxCrossEntropy(), size: squaredError() }, { weights: { size: 0.5 } }),
  backward(),
  update(adam(), { only: [kind, size] }),
)
learned.subscribe(({ losses, outputs }) => [losses['kind'], outputs['size']?.length])

// @ts-expect-error heads read the output of a model
of<Sighting>({ x: [1, 2], y: { kind: 1, size: [0.4, 1] } }).pipe(forward({ kind, size }))
