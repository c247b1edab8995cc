import type { Observable, OperatorFunction, Subscriber } from 'rxjs'
import { EddyError } from '../../error.js'
import type { Prediction, Unanswered } from '../../evaluation/prediction.js'
import type { ModelInput } from '../../layers/model/modelInput.js'
import { follow, type Handlers, operate } from '../../operators/operate.js'
import { inTurn, Turns } from '../../operators/turns.js'
import { anObservable } from '../../operators/rxjsValues.js'
import { callback, checkOption, checkOptions, type OptionTable, required } from '../../options.js'
import { Fault, type Rejection, type RejectionCode, Rejections } from '../../rejection.js'
import type { SubscribedModel } from './subscribedModel.js'

export interface PredictWithOptions {
  /** Told each input that gets no prediction, and why. The others go on. */
  readonly onRejected?: (rejection: Rejection<ModelInput>) => void
}

const PREDICT_WITH: OptionTable = { onRejected: callback }

/** Inputs kept until the first model is here. */
const WAITING_MAX = 1000

type Output = Prediction | Float32Array | Float64Array | Unanswered

/**
 * Predicts each input with the newest model. Each gets one answer, in order, so that `zip` pairs them. What comes before the
 * first model waits for it, up to 1,000 inputs.
 *
 * The answer says why there is no prediction (`answer.rejected`), and it is told to `onRejected`, for an input that doesn't
 * fit; for the oldest that waits where there are more; and for what waits when the models complete without a first.
 * Completes when the inputs have, and none of them waits. An error of the models is passed on.
 *
 * @throws {EddyError} ERR_OPTION
 */
export function predictWith(
  model$: Observable<SubscribedModel>,
  options: PredictWithOptions = {},
): OperatorFunction<ModelInput, Output> {
  checkOption('predictWith', 'model$', model$, required(anObservable))
  checkOptions('predictWith', options, PREDICT_WITH)
  return operate((out) => {
    const asking = new Asking(out, options.onRejected)
    const turns = new Turns(out)
    follow(model$, out, inTurn(out, asking.models, turns))
    return inTurn(out, asking.inputs, turns)
  })
}

/** Inputs and models of one subscriber. */
class Asking {
  private readonly out: Subscriber<Output>
  private readonly rejections = new Rejections('predictWith(model$, { onRejected })')
  private model: SubscribedModel | undefined
  private waiting: ModelInput[] = []
  /** Inputs, or models, came to an end. */
  private ended = { inputs: false, models: false }

  constructor(out: Subscriber<Output>, onRejected: PredictWithOptions['onRejected']) {
    this.out = out
    if (onRejected) this.rejections.listen(onRejected as (rejection: Rejection) => void)
  }

  readonly models: Handlers<SubscribedModel> = {
    next: (model) => {
      this.model = model
      this.answerWaiting()
    },
    complete: () => {
      this.ended.models = true
      this.answerWaiting()
    },
  }

  readonly inputs: Handlers<ModelInput> = {
    next: (x) => {
      if (this.model || this.ended.models) this.answer(x)
      else if (this.waiting.push(x) > WAITING_MAX) this.giveUp()
    },
    complete: () => {
      this.ended.inputs = true
      if (this.waiting.length === 0) this.out.complete()
    },
  }

  private giveUp(): void {
    const [oldest] = this.waiting.splice(0, 1)
    this.setAside(oldest, new Fault('ERR_OVERFLOW', `more than ${WAITING_MAX} inputs wait for the first model`))
  }

  private setAside(x: ModelInput | undefined, fault: Fault): void {
    this.rejections.report(x, fault)
    const { code, reason } = fault
    this.out.next({ rejected: { code, reason } })
  }

  private answerWaiting(): void {
    const { waiting, out } = this
    this.waiting = []
    for (const x of waiting) if (!out.closed) this.answer(x)
    if (this.ended.inputs) out.complete()
  }

  private answer(x: ModelInput): void {
    const prediction = this.predict(x)
    if (prediction instanceof Fault) this.setAside(x, prediction)
    else this.out.next(prediction)
  }

  private predict(x: ModelInput): Output | Fault {
    if (!this.model) return new Fault('ERR_NO_MODEL', 'the models completed before there was one')
    try {
      return this.model.predict(x)
    } catch (error) {
      if (error instanceof EddyError) return new Fault(error.code as RejectionCode, error.message)
      throw error
    }
  }
}
