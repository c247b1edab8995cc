import { describe, expect, it } from 'vitest'
import { errorOf } from '../../../src/dashboard/page/errorOf.js'

describe('the error that the page plots', () => {
  it('is the first metric, beside the best baseline by the same', () => {
    const baselines = { mean: { mae: 3, rmse: 1 }, lastTarget: { mae: 2, rmse: 9 } }
    const pair = { measure: 'mae', model: 1, baseline: 2, rival: 'lastTarget' }
    expect(errorOf({ metrics: { mae: 1, rmse: 5 }, baselines })).toEqual(pair)
  })

  it('of an accuracy is what is missing to 1', () => {
    const baselines = { majority: { accuracy: 0.5 }, lastLabel: { accuracy: 0.75 } }
    const pair = { measure: 'share of errors', model: 0.125, baseline: 0.25, rival: 'lastLabel' }
    expect(errorOf({ metrics: { accuracy: 0.875 }, baselines })).toEqual(pair)
  })

  it('is unknown where nothing, or no number, was told', () => {
    expect(errorOf({})).toEqual({ measure: '', model: null, baseline: null, rival: '' })
    const pair = { measure: 'mae', model: null, baseline: null, rival: '' }
    expect(errorOf({ metrics: { mae: Number.NaN }, baselines: { mean: {} } })).toEqual(pair)
  })
})
