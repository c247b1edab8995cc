import { Observable, type OperatorFunction } from 'rxjs'
import type { Prediction } from '../../evaluation/prediction.js'
import type { ModelInput } from '../../layers/model/modelInput.js'
import type { SubscribedModel } from './subscribedModel.js'

/** Questions kept until the first model is here. */
const WAITING_MAX = 1000

/**
 * Predicts each input with the newest model. What comes before the first model waits for it, up to 1,000 inputs; then
 * the oldest of them are dropped. An input that doesn't fit is an error of the stream: check it before.
 */
export function predictWith(
  model$: Observable<SubscribedModel>,
): OperatorFunction<ModelInput, Prediction | Float32Array | Float64Array> {
  return (input$) =>
    new Observable((subscriber) => {
      let newest: SubscribedModel | undefined
      let ended = false
      const waiting: ModelInput[] = []
      const predict = (model: SubscribedModel, x: ModelInput): void => {
        try {
          subscriber.next(model.predict(x))
        } catch (error) {
          subscriber.error(error)
        }
      }
      const models = model$.subscribe({
        next: (model) => {
          newest = model
          for (const x of waiting.splice(0)) predict(model, x)
          if (ended) subscriber.complete()
        },
        error: (error: unknown) => subscriber.error(error),
      })
      subscriber.add(models)
      subscriber.add(
        input$.subscribe({
          next: (x) => {
            if (newest) predict(newest, x)
            else if (waiting.push(x) > WAITING_MAX) waiting.shift()
          },
          error: (error: unknown) => subscriber.error(error),
          complete: () => {
            ended = true
            if (waiting.length === 0) subscriber.complete()
          },
        }),
      )
    })
}
