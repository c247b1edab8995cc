import { EddyError } from '../../error.js'
import type { Attachment, PlannedUpdate } from '../planning/layout.js'
import type { Loss } from '../planning/loss.js'
import type { TracedLoss } from '../planning/plan.js'
import type { Cell, Rule } from '../planning/rule.js'
import type { UnitRenewal } from './unitRenewal.js'

/* What `attachLoss` and `attachRules` return. Handles outlive new layouts, and fit the engine that made them alone. */

/** Losses, and optimizers, that one model may have. Who attaches more makes them anew for every sample. */
const MOST_ATTACHED = 64

/** A loss attached to an engine. */
export class LossHandle {
  readonly loss: Loss
  readonly traced: TracedLoss
  /** Its place among the losses of a layout. */
  readonly position: number
  private readonly owner: object

  constructor(owner: object, position: number, loss: Loss, traced: TracedLoss) {
    this.owner = owner
    this.position = position
    this.loss = loss
    this.traced = traced
  }

  /** @throws {EddyError} ERR_PLAN if it was attached to another engine */
  checkOwner(engine: object): void {
    if (this.owner !== engine) throw notAttached(`the loss ${this.loss.name}`)
  }
}

/** An optimizer attached to an engine: its rules, and what it remembers outside of the weights' memory. */
export class RulesHandle implements Attachment {
  readonly rules: readonly Rule[]
  readonly cells: Map<string, Cell> = new Map()
  /** Steps taken. */
  steps = 0
  /** Made anew with each layout. */
  update: PlannedUpdate | undefined
  renewal: UnitRenewal | undefined
  private readonly owner: object

  constructor(owner: object, rules: readonly Rule[]) {
    this.owner = owner
    this.rules = rules
  }

  /**
   * Its update in the layout of now.
   *
   * @throws {EddyError} ERR_PLAN if it was attached to another engine
   */
  updateOf(engine: object): PlannedUpdate {
    if (this.owner === engine && this.update) return this.update
    throw notAttached(`the optimizer ${this.rules.map(({ name }) => name).join(', ')}`)
  }
}

const notAttached = (what: string): EddyError =>
  new EddyError('ERR_PLAN', `${what} is attached to another model: attach it to this one, and use what that returns`)

/** @throws {EddyError} if an engine has as many as it may */
export function checkRoom(code: 'ERR_LOSS' | 'ERR_RULE', what: string, count: number): void {
  if (count < MOST_ATTACHED) return
  throw new EddyError(
    code,
    `a model takes at most ${MOST_ATTACHED} ${what} of different functions or settings, and this is one more: make them once, outside of the stream, and use a schedule or \`model.rateFactor\` for a rate that changes`,
  )
}
