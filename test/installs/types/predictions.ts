/* The task of a learner decides the type of what it predicts, without narrowing. */
import { createLearner, learn, type Label } from 'eddy'
import { openLearner } from 'eddy/node'
import { of } from 'rxjs'

const regression = createLearner({ task: 'regression' })
const classification = createLearner({ task: 'classification' })

export const value: number = regression.predict({ a: 1 }).value
export const label: Label | undefined = classification.predict({ a: 1 }).label

of({ x: { a: 1 }, y: 'yes', tag: 'a' })
  .pipe(learn(classification))
  .subscribe(({ prediction, target, sample }) => {
    const [probability = 0] = prediction.probabilities
    console.log(probability, target.toUpperCase(), sample.tag.toUpperCase())
  })
regression.learned$.subscribe(({ prediction }) => prediction.value.toFixed(2))

const kept = await openLearner('./state', { create: () => createLearner({ task: 'regression' }) })
kept.predict([1]).value.toFixed(2)

// @ts-expect-error a regression has no labels
regression.predict({ a: 1 }).label

// Where the task is known at run time alone, the prediction says which it is.
const task = process.argv[2] === 'r' ? 'regression' : 'classification'
const prediction = createLearner({ task }).predict([1])
if (prediction.task === 'regression') prediction.value.toFixed(2)
else prediction.probabilities.at(0)
