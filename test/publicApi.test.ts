import { describe, expect, it } from 'vitest'
import * as eddy from '../src/index.js'
import * as node from '../src/node.js'

/* Names are a promise: adding one is a line here, taking one away is a breaking change. */

const names = {
  models: ['EddyError', 'Model', 'createModel', 'createRandom', 'layer'],
  initializers: ['constant', 'fanIn', 'glorotUniform', 'heUniform', 'ones', 'sparse', 'uniform', 'zeros'],
  layers: [
    'averagePool1d',
    'averagePool2d',
    'concatenate',
    'conv1d',
    'conv2d',
    'dense',
    'dropout',
    'elu',
    'embedding',
    'flatten',
    'gelu',
    'globalAveragePool',
    'groupNorm',
    'hardSigmoid',
    'hardTanh',
    'layerNorm',
    'leakyRelu',
    'logSoftmax',
    'maxPool1d',
    'maxPool2d',
    'mish',
    'parallel',
    'relu',
    'reshape',
    'residual',
    'rmsNorm',
    'selu',
    'sequence',
    'shared',
    'sigmoid',
    'silu',
    'softmax',
    'softplus',
    'softsign',
    'tanh',
  ],
  losses: [
    'absoluteError',
    'binaryCrossEntropy',
    'gaussianNll',
    'hinge',
    'huber',
    'logCosh',
    'lossFrom',
    'poisson',
    'quantile',
    'smoothL1',
    'softmaxCrossEntropy',
    'squaredError',
    'squaredHinge',
  ],
  optimizers: [
    'adadelta',
    'adagrad',
    'adam',
    'adamW',
    'adamax',
    'chain',
    'clip',
    'clipByLayerNorm',
    'clipByNorm',
    'clipByValue',
    'cosineDecay',
    'exponentialDecay',
    'ftrl',
    'inverseTimeDecay',
    'linearWarmup',
    'lion',
    'nadam',
    'nesterov',
    'optimizerFrom',
    'piecewise',
    'rmsprop',
    'scheduleFrom',
    'sgd',
    'shrink',
    'weightDecay',
  ],
  evaluation: ['accuracy', 'kappa', 'logLoss', 'mae', 'meanAbsoluteError', 'r2', 'rmse', 'rootMeanSquaredError'],
  operators: [
    'Learner',
    'Step',
    'backward',
    'createLearner',
    'forward',
    'learn',
    'loss',
    'predict',
    'prequential',
    'pump',
    'rejectionsOf',
    'update',
  ],
}

describe('the public face', () => {
  it('of eddy is these names', () => {
    expect(Object.keys(eddy).sort()).toEqual(Object.values(names).flat().sort())
  })

  it('of eddy/node is these names', () => {
    expect(Object.keys(node).sort()).toEqual(['vitals'])
  })
})
