import { from } from 'rxjs'
import { describe, expect, it } from 'vitest'
import {
  createLearner,
  createModel,
  dense,
  detectDrift,
  EddyError,
  learn,
  layer,
  type LearnerOptions,
} from '../src/index.js'

/* Parts of one's own that throw or return what can't be: an error by name, or the sample is set aside; no weight moves. */

const throws = (): never => {
  throw new RangeError('not today')
}
const of = (part: object): never => part as never
const samples = Array.from({ length: 4 }, (_, i) => ({ x: [i, 1], y: i }))

/** The code of what was refused when it was made, of what ended the stream, or of what was set aside. */
function outcome(options: Partial<LearnerOptions>): string {
  const codes: string[] = []
  try {
    const learner = createLearner({ task: 'regression', input: 2, features: [], ...options })
    const before = learner.model?.parameters.join()
    learner.rejected$.subscribe(({ code }) => codes.push(`aside ${code}`))
    const failed = (error: unknown): unknown => codes.push(`ended ${error instanceof EddyError ? error.code : error}`)
    from(samples).pipe(learn(learner)).subscribe({ error: failed })
    if (codes.some((code) => code.startsWith('aside'))) expect(learner.model?.parameters.join()).toBe(before)
    expect(learner.model?.parameters.every(Number.isFinite)).toBe(true)
  } catch (error) {
    if (!(error instanceof EddyError)) throw error
    if (/throws/.test(error.message)) expect(error.cause).toBeInstanceOf(RangeError)
    return `refused ${error.code}`
  }
  return [...new Set(codes)].join()
}

const rule = (more: object): Partial<LearnerOptions> => ({
  optimizer: of({ rules: [{ name: 'mine', settings: {}, trace: ({ g }: { readonly g: unknown }) => g, ...more }] }),
})
const loss = (trace: unknown): Partial<LearnerOptions> => ({
  loss: of({ name: 'mine', settings: {}, target: 'values', trace }),
})
const feature = (create: unknown): Partial<LearnerOptions> => ({
  features: [of({ name: 'mine', settings: {}, create })],
})
const detector = (create: unknown): Partial<LearnerOptions> => ({
  onDrift: { action: 'notify', detector: of({ name: 'mine', settings: {}, input: 'any', create }) },
})
const state = { state: () => 1, restore: () => undefined }

describe('a part of one’s own', () => {
  it.each<[string, Partial<LearnerOptions>, string]>([
    ['a loss that throws', loss(throws), 'refused ERR_LOSS'],
    ['a loss that returns nothing', loss(() => undefined), 'refused ERR_LOSS'],
    ['a loss that returns a number', loss(() => 5), 'refused ERR_LOSS'],
    ['a rule that throws', rule({ trace: throws }), 'refused ERR_RULE'],
    ['a rule that returns nothing', rule({ trace: () => undefined }), 'refused ERR_RULE'],
    ['a guard that throws', rule({ guard: throws }), 'aside ERR_STEP_NOT_FINITE'],
    ['a guard that returns nothing', rule({ guard: () => undefined }), 'aside ERR_STEP_NOT_FINITE'],
    ['a guard beyond float32', rule({ guard: () => 1e300 }), 'aside ERR_STEP_NOT_FINITE'],
    ['a rate that is none', rule({ plain: () => Number.NaN }), 'aside ERR_SCHEDULE'],
    ['a rate that throws', rule({ plain: throws }), 'aside ERR_SCHEDULE'],
    ['a feature that makes nothing', feature(() => undefined), 'refused ERR_OPTION'],
    ['a feature that makes half a stage', feature(() => ({ learn: () => 1 })), 'refused ERR_OPTION'],
    ['a detector that makes nothing', detector(() => undefined), 'refused ERR_DETECTOR'],
    ['a detector that throws', detector(() => ({ ...state, update: throws })), 'ended ERR_DETECTOR'],
    ['a detector that says nonsense', detector(() => ({ ...state, update: () => 7 })), 'ended ERR_DETECTOR'],
  ])('%s', (_, options, expected) => {
    expect(outcome(options)).toBe(expected)
  })

  it.each<[string, () => unknown, string]>([
    ['returns nothing', () => undefined, 'must return a tensor'],
    ['returns a number', () => 5, 'must return a tensor'],
    ['returns no tensors', () => ({}), 'must return a tensor'],
    ['throws', throws, 'layer 0.mine: not today'],
  ])('a layer that %s is named', (_, trace, message) => {
    const build = (): unknown => createModel({ input: 2, layers: [layer('mine', of(trace)), dense(1)] })
    expect(build).toThrow(expect.objectContaining({ code: 'ERR_LAYER', message: expect.stringContaining(message) }))
  })

  it('of detectDrift ends its stream by name', () => {
    const learner = createLearner({ task: 'regression' })
    const seen: unknown[] = []
    const mine = of({ name: 'mine', settings: {}, input: 'any', create: () => ({ ...state, update: throws }) })
    from(samples)
      .pipe(learn(learner), detectDrift(mine))
      .subscribe({ error: (error) => seen.push(error) })
    expect(seen).toEqual([expect.objectContaining({ code: 'ERR_DETECTOR', cause: expect.any(RangeError) })])
  })
})

describe('a model that is too large', () => {
  it.each(['simd', 'reference', 'float64'] as const)('is refused by name: %s', (kernels) => {
    const build = (): unknown => createModel({ input: 2, layers: [dense(2 ** 34)], kernels })
    expect(build).toThrow(expect.objectContaining({ code: 'ERR_MEMORY', message: expect.stringContaining('GiB') }))
  })
})
