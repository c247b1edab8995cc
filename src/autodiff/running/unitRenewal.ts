import { power } from '../../kernels/float64Math.js'
import { type Machine, stride } from '../../kernels/isa.js'
import { nextBits } from '../../kernels/random.js'
import type { Layout, PlannedUpdate } from '../planning/layout.js'
import type { Plan } from '../planning/plan.js'
import type { PlannedRenewal } from '../planning/renewal.js'
import type { Cell, RenewalSettings } from '../planning/rule.js'
import { rowsOf } from '../tracing/node.js'

/** Below this a mean no longer needs to be corrected for its beginning. */
const SETTLED = 2 ** -54

/** What is known of one unit. */
interface Unit {
  /** Steps since it began. */
  readonly age: Cell
  /** Running means of its activation and of its usefulness, each from 0. */
  readonly mean: Cell
  readonly utility: Cell
}

interface Layer {
  readonly plan: PlannedRenewal
  readonly units: readonly Unit[]
  /** Grows by the rate for each unit that is old enough; at 1 a unit is begun anew. */
  readonly due: Cell
}

/** What a renewal works on. */
export interface RenewalPlaces {
  readonly layout: Layout
  readonly machine: Machine
}

/**
 * Continual backpropagation (Dohare et al., Nature 632 (2024) 768-774): after a step, each hidden unit's usefulness is
 * noted, and once in a while the least useful of those that are old enough gets fresh weights in and none out. Its mean
 * goes into the next layer's bias, so that the network goes on as it was. Allocates nothing, but where a unit is begun anew.
 */
export class UnitRenewal {
  private readonly layers: readonly Layer[]
  private readonly places: RenewalPlaces
  private readonly update: PlannedUpdate
  private readonly settings: RenewalSettings
  private settledAge = 1

  constructor(places: RenewalPlaces, update: PlannedUpdate, settings: RenewalSettings) {
    this.places = places
    this.update = update
    this.settings = settings
    while (power(settings.decay, this.settledAge) >= SETTLED) this.settledAge *= 2
    const cell = (name: string): Cell => {
      const known = update.cells.get(name) ?? { value: 0 }
      update.cells.set(name, known)
      return known
    }
    this.layers = update.renewals.map((plan) => ({
      plan,
      due: cell(`renewal.${plan.name}.due`),
      units: Array.from({ length: plan.units }, (_, i) => ({
        age: cell(`renewal.${plan.name}.age.${i}`),
        mean: cell(`renewal.${plan.name}.mean.${i}`),
        utility: cell(`renewal.${plan.name}.utility.${i}`),
      })),
    }))
  }

  /** After a step with a pass of this plan, whose tape is at `offset`. */
  after(plan: Plan, offset: number): void {
    for (let index = 0; index < this.layers.length; index++) {
      const layer = this.layers[index]!
      const old = this.look(layer, plan, offset)
      layer.due.value += this.settings.rate * old
      while (layer.due.value >= 1) {
        layer.due.value -= 1
        this.renew(layer, this.leastUseful(layer))
      }
    }
  }

  /** Takes note of every unit; returns how many are old enough to go. */
  private look({ plan: planned, units }: Layer, plan: Plan, offset: number): number {
    const { layer, sums, into, outOf, inputs, outputs } = planned
    const { machine } = this.places
    const { data } = machine
    const { decay, maturity } = this.settings
    machine.run(sums, 0)
    const { shape } = layer.activation
    const rows = rowsOf(shape) * plan.batch
    const first = plan.address(layer.activation) + offset
    const step = stride(units.length)
    let old = 0
    for (let i = 0; i < units.length; i++) {
      const { age, mean, utility } = units[i]!
      age.value += 1
      let sum = 0
      for (let row = 0; row < rows; row++) sum += data[first + row * step + i]!
      mean.value = decay * mean.value + (1 - decay) * (sum / rows)
      const usual = mean.value / this.correction(age.value)
      let away = 0
      for (let row = 0; row < rows; row++) away += Math.abs(data[first + row * step + i]! - usual)
      const incoming = data[into + 4 * i]! / inputs
      const useful = incoming > 0 ? ((data[outOf + i]! / outputs) * (away / rows)) / incoming : 0
      utility.value = decay * utility.value + (1 - decay) * useful
      if (age.value > maturity) old += 1
    }
    return old
  }

  /** What a mean that began at 0 is divided by. */
  private correction(age: number): number {
    return age >= this.settledAge ? 1 : 1 - power(this.settings.decay, age)
  }

  private leastUseful({ units }: Layer): number {
    let found = -1
    let least = Number.POSITIVE_INFINITY
    for (let i = 0; i < units.length; i++) {
      const { age, utility } = units[i]!
      if (age.value <= this.settings.maturity) continue
      const corrected = utility.value / this.correction(age.value)
      if (corrected < least || found < 0) [found, least] = [i, corrected]
    }
    return found
  }

  private renew({ plan, units }: Layer, at: number): void {
    const unit = units[at]
    if (!unit) return
    const { data } = this.places.machine
    const usual = unit.mean.value / this.correction(unit.age.value)
    for (let out = 0; out < plan.outputs; out++) {
      const place = plan.nextWeight + out * stride(plan.units) + at
      const bias = plan.nextBias + out
      if (plan.nextBias >= 0) data[bias] = (data[bias] ?? 0) + (data[place] ?? 0) * usual
      this.begin(place, 0)
    }
    this.freshWeights(plan).forEach((weight, i) => this.begin(plan.weight + at * stride(plan.inputs) + i, weight))
    if (plan.bias >= 0) this.begin(plan.bias + at, 0)
    for (const cell of [unit.age, unit.mean, unit.utility]) cell.value = 0
  }

  /** As the unit's weights were started, from the model's generator. */
  private freshWeights({ start, inputs }: PlannedRenewal): Float64Array {
    const { machine, layout } = this.places
    const values = new Float64Array(inputs)
    start.fill(values, [1, inputs], () => nextBits(machine.words, layout.randomState) / 4294967296)
    return values
  }

  /** A weight from its beginning, and what its optimizer knows of it. */
  private begin(place: number, value: number): void {
    const { data } = this.places.machine
    const { states, firstState } = this.update
    data[place] = value
    states.forEach(({ start }, index) => {
      data[(firstState + index) * this.places.layout.parametersLength + place] = start === 'parameters' ? value : start
    })
  }
}
