import { concat, EMPTY, from, NEVER, of, Subject, throwError } from 'rxjs'
import { describe, expect, it } from 'vitest'
import { predictWith, type Rejection, type SubscribedModel } from '../../src/client.js'
import { createModel, dense, ones, zeros } from '../../src/index.js'

const model = createModel({ input: 1, layers: [dense(1, { start: ones(), biasStart: zeros() })] })
const subscribed = { predict: (x: never) => model.predict(x) } as unknown as SubscribedModel

/** What is answered, by the first number or the code of the reason, and how it ends. */
function told(inputs$: Parameters<ReturnType<typeof predictWith>>[0], model$ = of(subscribed)) {
  const answers: unknown[] = []
  const rejected: Rejection[] = []
  inputs$.pipe(predictWith(model$, { onRejected: (rejection) => rejected.push(rejection) })).subscribe({
    next: (answer) => answers.push('rejected' in answer ? answer.rejected?.code : (answer as Float32Array)[0]),
    error: (error) => answers.push(`error ${String(error)}`),
    complete: () => answers.push('complete'),
  })
  return { answers, rejected: rejected.map(({ sample, code }) => [sample, code]) }
}

describe('predictWith', () => {
  it('answers each input in order, also one that does not fit', () => {
    const { answers, rejected } = told(of([1], [1, 2], [3]))
    expect(answers).toEqual([1, 'ERR_INPUT_LENGTH', 3, 'complete'])
    expect(rejected).toEqual([[[1, 2], 'ERR_INPUT_LENGTH']])
  })

  it('answers what waited when the first model comes, then what came meanwhile', () => {
    const [inputs$, model$] = [new Subject<number[]>(), new Subject<SubscribedModel>()]
    const { answers } = told(inputs$, model$)
    inputs$.next([1])
    inputs$.next([2])
    inputs$.complete()
    expect(answers).toEqual([])
    model$.next(subscribed)
    expect(answers).toEqual([1, 2, 'complete'])
  })

  it('keeps the order when a subscriber feeds the inputs while those that waited are answered', () => {
    const [inputs$, model$, got] = [new Subject<number[]>(), new Subject<SubscribedModel>(), [] as unknown[]]
    inputs$.pipe(predictWith(model$)).subscribe((answer) => {
      const [value] = answer as Float32Array
      got.push(value)
      if (value === 1) inputs$.next([3])
    })
    inputs$.next([1])
    inputs$.next([2])
    model$.next(subscribed)
    expect(got).toEqual([1, 2, 3])
  })

  it('says so where the models complete without a first, and completes', () => {
    expect(told(of([1], [2]), EMPTY).answers).toEqual(['ERR_NO_MODEL', 'ERR_NO_MODEL', 'complete'])
    expect(told(EMPTY, EMPTY).answers).toEqual(['complete'])
    expect(told(EMPTY, NEVER).answers).toEqual(['complete'])
  })

  it('goes on with the last model after the models completed, and passes an error of theirs on', () => {
    expect(told(of([1])).answers).toEqual([1, 'complete'])
    expect(
      told(
        NEVER,
        throwError(() => 'no'),
      ).answers,
    ).toEqual(['error no'])
  })

  it('gives up the oldest of more than 1,000 inputs that wait', () => {
    const model$ = new Subject<SubscribedModel>()
    const inputs = Array.from({ length: 1002 }, (_, index) => [index])
    const { answers, rejected } = told(concat(from(inputs), NEVER), model$)
    expect(answers).toEqual(['ERR_OVERFLOW', 'ERR_OVERFLOW'])
    expect(rejected.map(([x]) => x)).toEqual([[0], [1]])
    model$.next(subscribed)
    expect(answers.slice(2)).toEqual(inputs.slice(2).map(([value]) => value))
  })
})
