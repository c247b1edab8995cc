import type { LossHandle } from '../../autodiff/running/attached.js'
import { EddyError } from '../../error.js'
import { isLoss, type Loss } from '../../losses/loss.js'
import { type Fault, isFault } from '../../rejection.js'
import type { StreamedModel } from '../model.js'
import { lossOfPart } from './lossOfPart.js'
import type { Step } from './step.js'

interface HeadLosses {
  readonly weights: Readonly<Record<string, number>>
  /** What each sample of a batch counts. */
  readonly share: number
  readonly attach: (model: StreamedModel, loss: Loss) => LossHandle
}

/**
 * Runs the loss of each head of a step and notes them in `losses`.
 *
 * @returns their sum, each times its weight; or what was wrong with a target
 * @throws {EddyError} ERR_OPTION if the names are not those of the heads
 */
export function lossOfHeads(
  step: Step,
  losses: Loss | Readonly<Record<string, Loss>>,
  { weights, share, attach }: HeadLosses,
): number | Fault {
  const heads = step.parts.filter(({ head }) => head !== undefined)
  const names = heads.map(({ head }) => head ?? '')
  checkNames(names, losses, weights)
  const found: Record<string, number> = {}
  let total = 0
  for (const [at, part] of heads.entries()) {
    const name = names[at] ?? ''
    const loss = isLoss(losses) ? losses : losses[name]
    if (!loss) continue
    const weight = weights[name] ?? 1
    const value = lossOfPart(step.samples, part, attach(part.model, loss), { share, weight })
    if (isFault(value)) return value
    found[name] = value
    total += weight * value
  }
  step.losses = found
  return total
}

function checkNames(
  heads: readonly string[],
  losses: Loss | Readonly<Record<string, Loss>>,
  weights: Readonly<Record<string, number>>,
): void {
  const given = isLoss(losses) ? [] : Object.keys(losses)
  const unknown = [...given, ...Object.keys(weights)].filter((name) => !heads.includes(name))
  const missing = heads.filter((name) => !given.includes(name))
  if (unknown.length === 0 && missing.length === 0) return
  const known =
    heads.length === 0 ? 'has no heads: give one loss' : `has the heads ${heads.join(', ')}: give a loss for each`
  const came = isLoss(losses) ? `one loss, ${losses.name}` : `losses and weights for ${[...new Set(given)].join(', ')}`
  throw new EddyError('ERR_OPTION', `loss: the step ${known}, by its name; got ${came}`)
}
