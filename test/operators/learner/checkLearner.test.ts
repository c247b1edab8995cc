import { describe, expect, it } from 'vitest'
import {
  accuracy,
  adam,
  adwin,
  binaryCrossEntropy,
  chain,
  clipByNorm,
  createLearner,
  createModel,
  dense,
  huber,
  type LearnerOptions,
  poisson,
  sgd,
  softmaxCrossEntropy,
  squaredError,
  standardScaler,
  stepGuard,
  captureSnapshot,
  restoreLearner,
} from '../../../src/index.js'

const refused = (options: object): string => {
  try {
    createLearner(options as LearnerOptions)
  } catch (error) {
    expect(error).toMatchObject({ name: 'EddyError', code: expect.stringMatching(/^ERR_(OPTION|LAYER|RULE)$/) })
    return (error as Error).message
  }
  return expect.fail('was not refused')
}

describe('a learner that can not learn is refused when it is made', () => {
  it.each<[string, object]>([
    ['`loss` must be one for a classification', { task: 'classification', loss: squaredError() }],
    ['`loss` must be one for a classification', { task: 'classification', loss: poisson() }],
    ['`loss` must be one for a regression', { task: 'regression', loss: softmaxCrossEntropy() }],
    ['`classes` must be different labels', { task: 'classification', classes: ['a', 'a', 'b'] }],
    ['`classes` must be at most 1000', { task: 'classification', classes: Array.from({ length: 1001 }, (_, i) => i) }],
    ['`classes[1]` must be a label', { task: 'classification', classes: ['a', Number.NaN] }],
    ['`classes` must be left out', { task: 'regression', classes: ['a'] }],
    ['`scaleTarget` must be left out', { task: 'classification', scaleTarget: true }],
    ['`calibrate` must be left out', { task: 'regression', calibrate: true }],
    ['did you mean `optimizer`?', { task: 'regression', optimiser: adam() }],
    ['call it: adam(...)', { task: 'regression', optimizer: adam }],
    ['call it: huber(...)', { task: 'regression', loss: huber }],
    ['`layers[0]` must be a layer such as', { task: 'regression', layers: [dense] }],
    ['call it: standardScaler(...)', { task: 'regression', features: [standardScaler] }],
    ['`features[0]` must be a feature', { task: 'regression', features: [accuracy()] }],
    ['`optimizer` must be an optimizer', { task: 'regression', optimizer: 'adam' }],
    ['got a Model', { task: 'regression', optimizer: createModel({ input: 1, layers: [dense(1)] }) }],
    ["did you mean 'dense'?", { task: 'regression', layers: [{ type: 'dens', units: 3 }] }],
    ['did you mean `units`?', { task: 'regression', layers: [{ type: 'dense', unit: 3 }] }],
    [
      '`units` must be a whole number',
      { task: 'regression', layers: [{ type: 'residual', layers: [{ type: 'dense', units: -1 }] }] },
    ],
    [
      '`units` must be a whole number',
      { task: 'regression', layers: [{ type: 'parallel', branches: { a: [{ type: 'dense', units: 0 }] } }] },
    ],
    ['put it last in the chain', { task: 'regression', optimizer: chain(stepGuard(), sgd({ learningRate: 0.1 })) }],
    ['put it first in the chain', { task: 'regression', optimizer: chain(adam(), clipByNorm({ max: 1 })) }],
    ['clip: expected one of', { task: 'regression', clip: {} }],
    ['clip: expected one of', { task: 'regression', clip: { norm: 1, value: 1 } }],
    ['`clip.norm` must be', { task: 'regression', clip: { norm: Number.NaN } }],
    ['`onDrift.action` must be one of', { task: 'regression', onDrift: { detector: adwin(), action: 'panic' } }],
    ['`onDrift.detector` must be a detector', { task: 'regression', onDrift: { action: 'notify' } }],
    ['call it: adwin(...)', { task: 'regression', onDrift: { detector: adwin, action: 'notify' } }],
    ['did you mean `action`?', { task: 'regression', onDrift: { detector: adwin(), akzion: 'notify' } }],
    ['`task` must be one of', { task: 'ranking' }],
    ['`task` must be one of', {}],
  ])('%s: %#', (message, options) => {
    expect(refused(options)).toContain(message)
  })

  it('and a learner that can is not', () => {
    expect(createLearner({ task: 'regression', key: 'id', maxKeys: 10 }).task).toBe('regression')
    expect(createLearner({ task: 'classification', classes: [1, '1', true], calibrate: false }).classes.length).toBe(3)
    expect(createLearner({ task: 'regression', loss: binaryCrossEntropy(), scaleTarget: false }).samples).toBe(0)
    expect(createLearner({ task: 'regression', optimizer: chain(clipByNorm({ max: 1 }), adam()) }).samples).toBe(0)
  })

  it('nor one that was read back, though its file tells what only the other task knows', () => {
    for (const task of ['classification', 'regression'] as const) {
      const learner = createLearner({ task, input: 2 })
      expect(restoreLearner(captureSnapshot(learner)).task).toBe(task)
    }
  })
})
