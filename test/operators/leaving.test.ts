import { from, take, tap } from 'rxjs'
import { describe, expect, it } from 'vitest'
import {
  backward,
  createLearner,
  createModel,
  dense,
  forward,
  learn,
  loss,
  sgd,
  squaredError,
  type TrainingSample,
  update,
} from '../../src/index.js'

/* A synchronous source emits before its subscription is there to be ended. */

function* endless(): Generator<TrainingSample & { readonly y: readonly number[] }> {
  for (let i = 0; ; i++) yield { x: [Math.sin(i)], y: [Math.cos(i)] }
}

describe('who takes two', () => {
  it('has two steps taken, of a source without end', () => {
    const model = createModel({ input: 1, layers: [dense(1)] })
    from(endless())
      .pipe(forward(model), loss(squaredError()), backward(), update(sgd({ learningRate: 0.1 })), take(2))
      .subscribe()
    expect(model.steps).toBe(2)
  })

  it('has two samples learned', () => {
    const learner = createLearner({ task: 'regression' })
    from([1, 2, 3, 4, 5].map((x) => ({ x: [x], y: x })))
      .pipe(learn(learner), take(2))
      .subscribe()
    expect(learner.samples).toBe(2)
  })

  it('has nothing learned after an error', () => {
    const model = createModel({ input: 1, layers: [dense(1)] })
    const errors: unknown[] = []
    from(endless())
      .pipe(
        forward(model),
        loss(squaredError()),
        backward(),
        update(sgd({ learningRate: 0.1 })),
        tap(() => {
          throw new Error('a subscriber that fails')
        }),
      )
      .subscribe({ error: (error: unknown) => errors.push(error) })
    expect(errors).toHaveLength(1)
    expect(model.steps).toBe(1)
  })
})
