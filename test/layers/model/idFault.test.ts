import { from, bufferCount, lastValueFrom, toArray } from 'rxjs'
import { describe, expect, it } from 'vitest'
import {
  backward,
  dense,
  embedding,
  flatten,
  forward,
  loss,
  squaredError,
  type Rejection,
  sgd,
  update,
} from '../../../src/index.js'
import { createModel } from '../trainable.js'
import { begin, writeParameters } from '../parameters.js'

const bad: readonly (readonly [string, readonly number[], number])[] = [
  ['negative', [0, -1], 1],
  ['past the vocabulary', [3, 0], 0],
  ['far past memory', [1, 1e9], 1],
  ['fractional', [0.5, 1], 0],
]

describe.each(['simd', 'reference', 'float64'] as const)('ids of an embedding, %s', (kernels) => {
  const build = () => createModel({ input: 2, layers: [embedding({ vocabulary: 3, size: 1 }), flatten], kernels })

  it('good ids give their rows', () => {
    const model = build()
    writeParameters(model, [10, 20, 30])
    expect(Array.from(model.predict([2, 0]))).toEqual([30, 10])
    expect(Array.from(begin(model, [1, 2]).output())).toEqual([20, 30])
  })

  it.each(bad)('an id that is %s is an error of predict, and names its place', (_, x, index) => {
    const model = build()
    expect(() => model.predict(x)).toThrow(
      expect.objectContaining({
        code: 'ERR_ID',
        message: expect.stringContaining(
          `expected whole ids from 0 to 2 for an embedding, got ${x[index]} at ${index}`,
        ),
      }),
    )
    expect(model.begin(x)).toMatchObject({ code: 'ERR_ID', index })
    expect(model.check(x)).toMatchObject({ code: 'ERR_ID', index })
  })

  it('a bad id leaves its batch, which goes on without it', async () => {
    const model = createModel({
      input: 2,
      layers: [embedding({ vocabulary: 3, size: 2 }), flatten, dense(1)],
      kernels,
    })
    const rejected: Rejection[] = []
    model.rejections.listen((rejection) => rejected.push(rejection))
    const samples = [[0, 1], ...bad.map(([, x]) => x), [2, 2]].map((x) => ({ x, y: 1 }))
    const steps = await lastValueFrom(
      from(samples).pipe(
        bufferCount(samples.length),
        forward(model),
        loss(squaredError()),
        backward(),
        update(sgd({ learningRate: 0.1 })),
        toArray(),
      ),
    )
    expect(steps.map((step) => step.samples)).toEqual([[samples[0], samples[5]]])
    expect(rejected.map(({ code, sample }) => [code, sample])).toEqual(samples.slice(1, 5).map((s) => ['ERR_ID', s]))
  })

  it('a batch started whole names the sample', () => {
    const model = build()
    expect(
      model.beginBatch([
        [0, 1],
        [1, 7],
      ]),
    ).toMatchObject({ code: 'ERR_ID', index: 1, reason: expect.stringContaining('got 7 at 1') })
    expect(
      model.beginBatch([
        [0, 1],
        [1, Number.NaN],
      ]),
    ).toMatchObject({ code: 'ERR_INPUT_VALUE', index: 1 })
  })
})
