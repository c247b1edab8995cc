import {
  backward,
  chain,
  concatenate,
  createModel,
  dense,
  forward,
  type LayerSpec,
  loss,
  type Model,
  parallel,
  piecewise,
  sgd,
  shrink,
  sigmoid,
  softmaxCrossEntropy,
  squaredError,
  uniform,
  update,
} from 'eddy'
import { bufferCount } from 'rxjs'
import { begin, type Experiment } from '../experiment/experiment.js'
import { type Fact, facts, people, relations } from './kinship.js'

/** A fact as the network sees it: who, which relation, and the answers, which share the target. */
export interface FamilyCase {
  readonly fact: Fact
  readonly x: { readonly person: Float32Array; readonly relation: Float32Array }
  readonly y: Float32Array
}

const on = (length: number, units: readonly number[], value: number): Float32Array => {
  const vector = new Float32Array(length)
  for (const unit of units) vector[unit] = value
  return vector
}

export const familyCases: readonly FamilyCase[] = facts.map((fact) => ({
  fact,
  x: { person: on(people.length, [fact.person], 1), relation: on(relations.length, [fact.relation], 1) },
  y: on(people.length, fact.answers, 1 / fact.answers.length),
}))

/** 24 people to 6 units and 12 relations to 6 units, both to 12, to 6, to 24 people. */
const familyModel = (bound: number, seed: number, ...last: readonly LayerSpec[]): Model => {
  const start = { start: uniform(bound), biasStart: uniform(bound) }
  const units = (count: number): readonly LayerSpec[] => [dense(count, start), sigmoid()]
  return createModel({
    input: { person: people.length, relation: relations.length },
    layers: [
      parallel({ person: units(6), relation: units(6) }),
      concatenate(),
      ...units(12),
      ...units(6),
      dense(people.length, start),
      ...last,
    ],
    seed,
  })
}

/** Which parameter holds what the six person units get from each person. */
export const PERSON_WEIGHTS = '0.parallel.person.0.dense.weight'

export const SWEEPS = 1200

/**
 * What learns today: one case at a time, softmax over the people with cross-entropy, starts in [-1, 1], eps 0.05 and alpha
 * 0.9. Every weight, but no bias, shrinks a little after each change, more once the facts begin to be known, which merges
 * what can be merged. The last sixth cools down.
 */
export function caseByCase(cases: readonly FamilyCase[]): Experiment<FamilyCase> {
  const after = (sweeps: number): number => sweeps * cases.length + 1
  const learningRate = piecewise([
    { from: 1, value: 0.05 },
    { from: after(1000), value: 0.01 },
  ])
  const decay = piecewise([
    { from: 1, value: 3e-5 },
    { from: after(400), value: 1e-4 },
    { from: after(1000), value: 2e-5 },
  ])
  return {
    cases,
    shuffled: true,
    model: (seed) => familyModel(1, seed),
    training: (model) => (samples$) =>
      samples$.pipe(
        forward(model),
        loss(softmaxCrossEntropy()),
        backward(),
        update(chain(sgd({ learningRate, momentum: 0.9 }), shrink({ decay, biases: false }))),
      ),
  }
}

/** Whether the k best outputs are the k answers. */
export function answersRightly(model: Model, { x, fact }: FamilyCase): boolean {
  const output = model.predict(x)
  const worst = Math.min(...fact.answers.map((person) => output[person] ?? 0))
  return output.every((value, person) => fact.answers.includes(person) || value < worst)
}

/**
 * As printed in the article: logistic outputs; squared error that is zero for an output beyond 0.8 or 0.2 on its side; the
 * gradient summed over the sweep; 20 sweeps with eps 0.005 and alpha 0.5, then eps 0.01 and alpha 0.9; weights shrink by
 * 0.2 % after each change; 1,500 sweeps. The starts, in [-0.3, 0.3] as for mirror symmetry, are ours.
 */
export function learnedAsPrinted(cases: readonly FamilyCase[], seed: number): Model {
  const targets = cases.map((each) => ({ ...each, y: each.y.map((share) => Number(share > 0)) }))
  // One optimizer for both phases: the velocity of eq. 9 goes on where eps and alpha change.
  const phases = (first: number, second: number) =>
    piecewise([
      { from: 1, value: first },
      { from: 21, value: second },
    ])
  const optimizer = sgd({ learningRate: phases(0.005, 0.01), momentum: phases(0.5, 0.9) })
  const { model, sweep } = begin<FamilyCase>(
    {
      cases: targets,
      model: (start) => familyModel(0.3, start, sigmoid()),
      training: (trained) => (samples$) =>
        samples$.pipe(
          bufferCount(targets.length),
          forward(trained),
          loss(squaredError({ deadZone: [0.2, 0.8] }), { reduction: 'sum' }),
          backward(),
          update(chain(optimizer, shrink({ decay: 0.002 }))),
        ),
    },
    seed,
  )
  for (let sweeps = 0; sweeps < 1500; sweeps++) sweep()
  return model
}
