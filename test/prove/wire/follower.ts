import { retry, type Subscription, timer } from 'rxjs'
import type { SubscribedModel } from '../../../src/client.js'
import { load } from '../product.js'
import { demand } from '../proof.js'
import { keyOf, MODEL, probe, sha256, type Version, type World } from './world.js'

const { subscribeToModel } = await load<typeof import('../../../src/client.js')>('client.js')

export interface FollowerOptions {
  readonly lossy?: boolean
  readonly random: () => number
  readonly clock?: () => number
}

/** Models kept beside the newest, to see that they stay what they are. */
const KEPT = 3

/** A subscriber that believes nothing: each model it is given is held against what its trainer published. */
export class Follower {
  applied = 0
  compared = 0
  phase = 'idle'
  /** Times that a connection came to a final end, which no weather may bring about. */
  refused = 0
  readonly newest: SubscribedModel[] = []
  private readonly world: World
  private readonly lossy: boolean
  private readonly subscription: Subscription
  private readonly faults: string[] = []

  constructor(port: number, world: World, { lossy = false, random, clock }: FollowerOptions) {
    this.world = world
    this.lossy = lossy
    const options = {
      model: MODEL,
      lossy,
      // Comes back soon.
      random: () => random() * 0.1,
      onState: ({ phase }: { readonly phase: string }) => void (this.phase = phase),
      ...(clock ? { clock } : {}),
    }
    const again = () => {
      this.refused += 1
      // One that begins anew knows of nothing before.
      this.newest.length = 0
      return timer(50)
    }
    this.subscription = subscribeToModel(`ws://127.0.0.1:${port}`, options)
      .pipe(retry({ delay: again }))
      .subscribe((model) => this.take(model))
  }

  get model(): SubscribedModel | undefined {
    return this.newest[0]
  }

  /** @throws {Fell} if anything that was handed out wasn't right */
  check(): void {
    demand(this.faults.length === 0, this.faults[0] ?? '')
  }

  private take(model: SubscribedModel): void {
    const [before] = this.newest
    this.applied += 1
    this.newest.unshift(model)
    this.newest.length = Math.min(KEPT, this.newest.length)
    const version = this.world.versions.get(keyOf(model))
    if (!version) this.faults.push(`version ${keyOf(model)} was applied, and never published`)
    else this.compare(model, version, before)
    this.glance()
  }

  private compare(model: SubscribedModel, version: Version, before: SubscribedModel | undefined): void {
    const last = before && this.world.versions.get(keyOf(before))
    const back = last && (version.run < last.run || (version.run === last.run && version.number < last.number))
    if (back) this.faults.push(`version ${version.run}/${version.number} came after ${last.run}/${last.number}`)
    const values = model.columns.find(({ name }) => name === 'parameters')?.values
    if (!(values instanceof Float32Array)) this.faults.push('a model came without parameters')
    else if (this.lossy) this.compareShadow(model, version, values)
    else if (model.hash !== version.hash || sha256(values) !== version.sha256) {
      this.faults.push(`version ${version.number} was applied with other weights than were published`)
    }
  }

  /** Errors of rounding stay below one step of the coarsest scale: they don't add up. */
  private compareShadow(model: SubscribedModel, version: Version, values: Float32Array): void {
    if (model.hash !== version.shadowHash && model.hash !== version.hash) {
      this.faults.push(`version ${version.number} isn't the shadow that was declared`)
    }
    if (version.parameters.length === 0) return
    const coarsest = this.world.mostMoved / 127
    const worst = values.reduce((most, value, i) => Math.max(most, Math.abs(value - (version.parameters[i] ?? 0))), 0)
    if (worst > coarsest) this.faults.push(`a rounded weight is off by ${worst}, a step is ${coarsest}`)
  }

  /** Predicts with every model it holds: each must still predict as its trainer did when it was published. */
  glance(): void {
    for (const model of this.lossy ? [] : this.newest) {
      const version = this.world.versions.get(keyOf(model))
      const got = model.predict(probe) as Float32Array
      this.compared += 1
      if (!version || version.prediction.every((value, i) => Object.is(value, got[i]))) continue
      this.faults.push(`a prediction with version ${version.number} is of no version that was published`)
    }
  }

  get current(): boolean {
    const { model, world } = this
    return model !== undefined && world.versions.get(keyOf(model)) === world.latest
  }

  stop(): void {
    this.subscription.unsubscribe()
  }
}
