/* A page: no types of Node, and a `lib` that doesn't know Symbol.asyncDispose. */
import { createLearner, learn, pump, sea } from 'eddy'
import { subscribeToModel } from 'eddy/client'

const learner = createLearner({ task: 'classification' })
sea({ samples: 10 }).pipe(learn(learner)).subscribe()
for await (const value of pump([1, 2])) value.toFixed()
subscribeToModel('wss://hub.example', { model: 'm', signal: new AbortController().signal }).subscribe(
  (model) => model.version,
)
