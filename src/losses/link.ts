import type { Link, Loss } from '../autodiff/planning/loss.js'
import { exp } from '../kernels/float64Math.js'

export type { Link } from '../autodiff/planning/loss.js'

/** Beyond this, the exponential is no number in float32. */
const EXPONENT_MAX = 88

export interface LinkRule {
  /** Whether targets may be standardised: the loss means the same for shifted and scaled targets. */
  readonly standardises: boolean
  /** Outputs of the network for each number of the target. */
  readonly outputsPerTarget: 1 | 2
  /** The targets it takes, in words; and as a test of one finite number. */
  readonly targets: string
  readonly takes: (target: number) => boolean
  /** The inverse link: what an output of the network predicts. */
  readonly inverse: (output: number) => number
}

const any = { targets: 'finite numbers', takes: (): boolean => true }
const itself = (output: number): number => output

/** What each link does with outputs and targets. */
export const linkRules: Readonly<Record<Link, LinkRule>> = {
  identity: { standardises: true, outputsPerTarget: 1, ...any, inverse: itself },
  meanAndVariance: { standardises: true, outputsPerTarget: 2, ...any, inverse: itself },
  exponential: {
    standardises: false,
    outputsPerTarget: 1,
    targets: 'counts or rates of at least 0',
    takes: (target) => target >= 0,
    inverse: (output) => exp(Math.max(-EXPONENT_MAX, Math.min(EXPONENT_MAX, output))),
  },
  logistic: {
    standardises: false,
    outputsPerTarget: 1,
    targets: 'probabilities from 0 to 1, true or false',
    takes: (target) => target >= 0 && target <= 1,
    inverse: (output) => 1 / (1 + exp(-Math.max(-EXPONENT_MAX, Math.min(EXPONENT_MAX, output)))),
  },
  sign: {
    standardises: false,
    outputsPerTarget: 1,
    targets: '-1 or 1',
    takes: (target) => target === -1 || target === 1,
    inverse: itself,
  },
}

/** The link of a loss; `identity` where it names none. */
export const linkOf = ({ link = 'identity' }: Pick<Loss, 'link'>): Link => link
