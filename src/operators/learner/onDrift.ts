import { EddyError } from '../../error.js'
import { detectorFrom, isDetectorName } from '../../evaluation/drift/builtin.js'
import { aDetector, type Detector } from '../../evaluation/drift/detector.js'
import { type Watched, watched } from '../../evaluation/drift/driftWatch.js'
import { count, number, oneOf, required, type TableOf } from '../../options.js'

/** What can be started anew after a drift: all weights, those of the output layer, or what the optimizer remembers. */
export type NetworkPart = 'network' | 'output' | 'optimizer'

/** What watches for drifts, and what is done about one. */
export interface OnDrift {
  readonly detector: Detector
  /** What it watches; default the error. */
  readonly of?: Watched
  /**
   * `notify`: says so on `drift$`, as all do. `boost`: larger steps for a while. `reset`: starts a part anew.
   * `challenge`: a new network learns beside the old one, and takes its place once it is better.
   */
  readonly action: 'notify' | 'boost' | 'reset' | 'challenge'
  /** Of a boost: how much larger the steps are at first, and over how many samples that fades; default 4 and 300. */
  readonly factor?: number
  readonly samples?: number
  /** Of a reset; default the output layer. */
  readonly part?: NetworkPart
}

export const onDriftTable: TableOf<OnDrift> = {
  detector: required(aDetector),
  of: watched,
  action: required(oneOf(['notify', 'boost', 'reset', 'challenge'])),
  factor: number({ from: 1, to: 1e38 }),
  samples: count,
  part: oneOf(['network', 'output', 'optimizer']),
}

/** The same as plain JSON. */
export interface OnDriftDescription extends Omit<OnDrift, 'detector'> {
  readonly detector: Pick<Detector, 'name' | 'settings'>
}

export const onDriftDescription = ({ detector: { name, settings }, ...rest }: OnDrift): OnDriftDescription => ({
  detector: { name, settings },
  ...rest,
})

/** @throws {EddyError} ERR_OPTION for a detector that isn't one of Eddy's, or that is set wrongly */
export function onDriftFrom({ detector, ...rest }: OnDriftDescription): OnDrift {
  if (isDetectorName(detector.name)) return { detector: detectorFrom(detector), ...rest }
  throw new EddyError(
    'ERR_OPTION',
    `restoreLearner: '${detector.name}' is a detector of your own, which can't be saved: give it in \`onDrift\``,
  )
}
