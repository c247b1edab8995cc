import { adwin, createLearner, dense, type Learner, oneHot, relu, type Sample, standardScaler } from '../../../src/index.js'

/* The learner whose files are kept here: small, with a little of everything. Not to be changed: the files are of it. */

export const createFormatLearner = (): Learner =>
  createLearner({
    task: 'classification',
    features: [standardScaler(), oneHot()],
    layers: [dense(5), relu()],
    onDrift: { detector: adwin(), action: 'boost' },
    seed: 3,
  })

export const formatSamples = (from: number, to: number): readonly Sample[] =>
  Array.from({ length: to - from }, (_, index) => {
    const i = from + index
    const color = ['red', 'green', 'blue'][i % 3] ?? ''
    return { x: { a: Math.abs((i % 11) - 5), b: i % 7, color }, y: i % 11 > 5 ? 'left' : color, id: String(i) }
  })

export function feedFormatLearner(learner: Learner, from: number, to: number): void {
  for (const sample of formatSamples(from, to)) learner.learn(sample)
}

export const questions = [
  { a: 1, b: 2, color: 'red' },
  { a: 4, b: 0, color: 'blue' },
  { a: 5, b: 6, color: 'never seen' },
]
