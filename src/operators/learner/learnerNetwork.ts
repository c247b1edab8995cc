import type { LossHandle, RulesHandle } from '../../autodiff/running/attached.js'
import { StreamedModel } from '../model.js'
import type { ModelSample } from '../../layers/model/modelSample.js'
import type { ModelState } from '../../layers/model/modelSpec.js'
import { EddyError } from '../../error.js'
import { isLossName, lossFrom } from '../../losses/builtin.js'
import type { Loss } from '../../losses/loss.js'
import { nameTaken } from '../../registry.js'
import type { Fault } from '../../rejection.js'
import type { NetworkPart } from './onDrift.js'
import { layersFor, type LearnerOptions, lossFor, rulesFor } from './learnerOptions.js'

/** A learner's model with its loss and optimizer, which can be built larger. */
export class LearnerNetwork {
  readonly model: StreamedModel
  private readonly options: LearnerOptions
  private readonly loss: LossHandle
  private readonly optimizer: RulesHandle

  constructor(options: LearnerOptions, { input, outputs }: { readonly input: number; readonly outputs: number }) {
    const { seed = 0, kernels, maxKeys } = options
    this.options = options
    const layers = layersFor(options, outputs)
    this.model = new StreamedModel({
      input,
      layers,
      seed,
      tapes: 1,
      ...(maxKeys === undefined ? {} : { maxKeys }),
      ...(kernels ? { kernels } : {}),
    })
    const rules = rulesFor(options)
    this.loss = this.attachLoss(lossFor(options))
    this.optimizer = this.model.attachRules(rules)
  }

  /** Refuses a loss of one's own that has the name of one of Eddy's: what is read back from a file would be Eddy's. */
  private attachLoss(loss: Loss): LossHandle {
    const handle = this.model.attachLoss(loss)
    if (!isLossName(loss.name) || this.model.attachLoss(lossFrom(loss)) === handle) return handle
    throw new EddyError('ERR_OPTION', nameTaken('loss', loss.name))
  }

  /** What its weights started from. */
  get seed(): number {
    return this.options.seed ?? 0
  }

  /** This network if it is large enough, or a larger one: what was learned stays where it is, and what is new starts at zero. */
  fitted(width: number, outputs: number): LearnerNetwork {
    const { inputLength, outputLength } = this.model
    if (width <= inputLength && outputs <= outputLength) return this
    // Half as much again, so that a stream with ever new features doesn't plan for each of them.
    const input = width <= inputLength ? inputLength : Math.max(width, Math.ceil(1.5 * inputLength))
    const larger = new LearnerNetwork(this.options, { input, outputs: Math.max(outputs, outputLength) })
    larger.model.adopt(this.model)
    larger.model.rateFactor = this.model.rateFactor
    return larger
  }

  /** A network of the same size that has learned nothing, and starts from another seed. */
  fresh(): LearnerNetwork {
    const { inputLength: input, outputLength: outputs, steps } = this.model
    const { seed = 0 } = this.options
    return new LearnerNetwork({ ...this.options, seed: seed + 1 + steps }, { input, outputs })
  }

  /** The prediction before a step, where the pass of the step is another (dropout). Undefined where it is the same. */
  ask({ x, key }: ModelSample): Float32Array | Float64Array | undefined {
    if (!this.model.noisy) return undefined
    try {
      return this.model.predict(x, key)
    } catch (error) {
      // It doesn't fit: the step will say why.
      if (error instanceof EddyError) return undefined
      throw error
    }
  }

  /** The output of the pass before the step, or what was wrong. */
  train(sample: ModelSample): Float32Array | Float64Array | Fault {
    return this.model.train(sample, this.loss, this.optimizer)
  }

  /** Starts a part anew; the rest stays as it is. */
  reset(part: NetworkPart): LearnerNetwork {
    if (part === 'network') return this.fresh()
    const { model } = this
    const { parameters, optimizers, counts } = model.state
    if (part === 'optimizer') model.restore({ optimizers: optimizers.map(() => 0), counts: counts.map(() => 0) })
    else {
      const from = model.layout[model.layout.length - 2]?.offset ?? 0
      model.restore({ parameters: parameters.fill(0, from) })
    }
    return this
  }

  restore(state: Partial<ModelState>, steps: number): void {
    this.model.restore(state, steps)
  }

  /** All of it, as plain data; copies. */
  state(): NetworkState {
    const { inputLength: input, outputLength: outputs, steps, rateFactor, state: model } = this.model
    return { input, outputs, seed: this.seed, steps, rateFactor, model }
  }
}

/** A network as plain data. */
export interface NetworkState {
  readonly input: number
  readonly outputs: number
  readonly seed: number
  readonly steps: number
  readonly rateFactor: number
  readonly model: ModelState
}

/** The network that a state is of, with the same options. */
export function networkFrom(options: LearnerOptions, state: NetworkState): LearnerNetwork {
  const { input, outputs, seed, steps, rateFactor, model } = state
  const network = new LearnerNetwork({ ...options, seed }, { input, outputs })
  network.restore(model, steps)
  network.model.rateFactor = rateFactor
  return network
}
