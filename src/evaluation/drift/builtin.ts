import { checkOwnName, madeAgain } from '../../registry.js'
import { adwin } from './adwin.js'
import { ddm } from './ddm.js'
import type { Detector } from './detector.js'
import { eddm } from './eddm.js'
import { hddmA } from './hddmA.js'
import { hddmW } from './hddmW.js'
import { kswin } from './kswin.js'
import { pageHinkley } from './pageHinkley.js'

const builtinDetectors: Readonly<Record<string, (settings: never) => Detector>> = {
  adwin,
  ddm,
  eddm,
  hddmA,
  hddmW,
  kswin,
  pageHinkley,
}

/** Refuses a detector of one's own under a name of Eddy's: what is read back from a file would be Eddy's. */
export const checkDetectorName = ({ name, create }: Detector): void =>
  checkOwnName('detector', builtinDetectors, name, create)

/** Whether a detector of Eddy has this name. */
export const isDetectorName = (name: string): boolean => Object.hasOwn(builtinDetectors, name)

/**
 * A detector from its JSON.
 *
 * @throws {EddyError} ERR_OPTION if the name is unknown, or a setting is out of range
 */
export const detectorFrom = (saved: Pick<Detector, 'name' | 'settings'>): Detector =>
  madeAgain('onDrift', builtinDetectors, saved, 'detector.')
