/* The four parts of a step know which parts came before. */
import {
  adam,
  backward,
  createModel,
  dense,
  forward,
  loss,
  slowlyChanging,
  squaredError,
  type Step,
  update,
} from 'eddy'
import { bufferCount, type Observable, of } from 'rxjs'

interface Reading {
  x: number[]
  y: number[]
  tag: string
}

const model = createModel({ input: 2, layers: [dense(1)] })
const readings$ = of<Reading>({ x: [1, 2], y: [1], tag: 'a' })

// Samples keep their type, one by one, in batches and through two models.
export const updated: Observable<Step<Reading, 'update'>> = readings$.pipe(
  forward(model),
  loss(squaredError()),
  backward(),
  update(adam()),
)
export const batched: Observable<Step<Reading, 'update'>> = readings$.pipe(
  bufferCount(4),
  forward(model),
  loss(squaredError()),
  backward(),
  update(adam()),
)
updated.subscribe(({ samples }) => samples[0]?.tag.toUpperCase())

// A synthetic stream of vectors fits a model as it is.
slowlyChanging({ samples: 5 }).pipe(forward(model))

// @ts-expect-error loss() is missing
readings$.pipe(forward(model), backward())

// @ts-expect-error backward() is missing
readings$.pipe(forward(model), loss(squaredError()), update(adam()))
