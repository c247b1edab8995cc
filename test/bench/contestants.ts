import {
  adam,
  backward,
  createLearner,
  dense,
  forward,
  learn,
  loss,
  sgd,
  softmaxCrossEntropy,
  tanh,
  update,
} from 'eddy'
import { createModel, type Model } from './trainable.js'
import { Subject } from 'rxjs'
import { type BenchSample, learningRates, type OptimizerName } from './networks.js'
import { createPlainLoop } from './plainLoop.js'

/** Trains on one sample and returns its loss, so that no result can be thrown away unseen. */
export type TrainStep = (sample: BenchSample) => number

const hidden = (sizes: readonly number[]) => sizes.slice(1, -1).flatMap((size) => [dense(size), tanh()])

const optimizerOf = (name: OptimizerName) =>
  name === 'sgd' ? sgd({ learningRate: learningRates.sgd }) : adam({ learningRate: learningRates.adam })

const modelOf = (sizes: readonly number[]): Model =>
  createModel({ input: sizes[0] ?? 1, layers: [...hidden(sizes), dense(sizes[sizes.length - 1] ?? 1)], seed: 1 })

export const plainLoop = (sizes: readonly number[], optimizer: OptimizerName): TrainStep => {
  const train = createPlainLoop(sizes, optimizer, learningRates[optimizer])
  return ({ x, y }) => train(x, y)
}

/** The engine alone: the passes that the operators run, without a record or an observable. */
export function bareEngine(sizes: readonly number[], optimizer: OptimizerName): TrainStep {
  const model = modelOf(sizes)
  const cost = softmaxCrossEntropy()
  const lossAt = model.attachLoss(cost)
  const rulesAt = model.attachRules(optimizerOf(optimizer).rules)
  return ({ x, y }) => {
    const pass = model.begin(x)
    if (!('loss' in pass)) throw new Error(pass.reason)
    const value = pass.loss(lossAt, y, 1)
    if (typeof value !== 'number') throw new Error(value.reason)
    pass.backward()
    pass.update(rulesAt)
    return value
  }
}

export function throughOperators(sizes: readonly number[], optimizer: OptimizerName): TrainStep {
  const samples$ = new Subject<BenchSample>()
  let last = Number.NaN
  samples$
    .pipe(forward(modelOf(sizes)), loss(softmaxCrossEntropy()), backward(), update(optimizerOf(optimizer)))
    .subscribe((step) => {
      last = step.loss
    })
  return (sample) => {
    samples$.next(sample)
    return last
  }
}

export function throughLearn(sizes: readonly number[], optimizer: OptimizerName): TrainStep {
  const learner = createLearner({
    task: 'classification',
    input: sizes[0] ?? 1,
    classes: Array.from({ length: sizes[sizes.length - 1] ?? 2 }, (_, label) => label),
    layers: hidden(sizes),
    optimizer: optimizerOf(optimizer),
    seed: 1,
  })
  const samples$ = new Subject<BenchSample>()
  let last = Number.NaN
  samples$.pipe(learn(learner)).subscribe((learned) => {
    last = learned.loss
  })
  return (sample) => {
    samples$.next(sample)
    return last
  }
}

export const contestants: Readonly<Record<string, (sizes: readonly number[], optimizer: OptimizerName) => TrainStep>> =
  { plain: plainLoop, engine: bareEngine, operators: throughOperators, learn: throughLearn }
