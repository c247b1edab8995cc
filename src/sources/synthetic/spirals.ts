import { cos } from '../../kernels/float64Math.js'
import { checkOptions, number, wholeNumber, type TableOf } from '../../options.js'
import { type SyntheticOptions, SyntheticStream, type VectorSample, syntheticTable } from './syntheticStream.js'

export interface SpiralsOptions extends SyntheticOptions {
  /** Arms, each a class of its own; default 2. */
  readonly arms?: number
  /** How often an arm winds round; default 1.5. */
  readonly turns?: number
  /** Standard deviation of the distance from the arm; default 0.03. */
  readonly noise?: number
  /** By how much everything is turned, in radians; default 0. */
  readonly turned?: number
}

const TAU = 6.283185307179586

const table: TableOf<SpiralsOptions> = {
  ...syntheticTable,
  arms: wholeNumber({ from: 1, to: 100 }),
  turns: number(),
  noise: number({ from: 0 }),
  turned: number(),
}

/** Points on spirals wound into one another, within the unit circle. Source: Lang & Witbrock 1988. */
export function spirals(options: SpiralsOptions = {}): SyntheticStream<VectorSample<number>> {
  checkOptions('spirals', options, table)
  const { arms = 2, turns = 1.5, noise = 0.03, turned = 0, ...others } = options
  return new SyntheticStream(
    () =>
      ({ next, normal, whole }) => {
        const arm = whole(arms)
        const along = Math.sqrt(next())
        const angle = TAU * (turns * along + arm / arms) + turned
        const x = [along * cos(angle) + noise * normal(), along * cos(angle - TAU / 4) + noise * normal()]
        return { x, y: arm }
      },
    others,
  )
}
