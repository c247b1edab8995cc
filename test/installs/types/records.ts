/* Records and samples as users have them. Each file here is compiled as a user's program; a line that must fail says so. */
import { createLearner, delayed, joinLabels, learn, predict, type Sample } from 'eddy'
import { from, of, Subject } from 'rxjs'

interface Row {
  size: number
  at: Date
  note?: string | undefined
}
interface Order extends Sample {
  x: Row
  y: number
  customer: string
}

const learner = createLearner({ task: 'regression' })
const orders$ = new Subject<Order>()

// A record may be of an interface without an index signature, with dates and undefined values.
orders$.pipe(learn(learner)).subscribe(({ sample }) => sample.customer.toUpperCase())
learner.predict({ size: 1, at: new Date(0), note: undefined } satisfies Row)

// Records of different fields in one array.
from([
  { x: { size: 1 }, y: 1 },
  { x: { colour: 'red', at: new Date(0) }, y: 2 },
  { x: { size: null, more: undefined }, y: 3 },
]).pipe(learn(learner))

// Every operator keeps the sample's own type.
orders$.pipe(delayed({ samples: 3 })).subscribe(({ customer }) => customer.toUpperCase())
joinLabels(orders$, of({ id: '1', y: 2 })).subscribe(({ customer }) => customer.toUpperCase())

// Vectors.
of(new Float64Array(3), new Float32Array(3), [1, 2, 3]).pipe(predict(learner))

// @ts-expect-error a text is no features
learner.predict('text')
