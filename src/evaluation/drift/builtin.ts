import { madeAgain } from '../../registry.js'
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

/**
 * A detector from its JSON.
 *
 * @throws {EddyError} ERR_OPTION if the name is unknown, or a setting is out of range
 */
export const detectorFrom = (saved: Pick<Detector, 'name' | 'settings'>): Detector =>
  madeAgain('onDrift', builtinDetectors, saved, 'detector.')
