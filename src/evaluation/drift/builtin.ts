import { EddyError } from '../../error.js'
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
export function detectorFrom({ name, settings }: Pick<Detector, 'name' | 'settings'>): Detector {
  const make = Object.hasOwn(builtinDetectors, name) ? builtinDetectors[name] : undefined
  if (make) return make(settings as never)
  const known = Object.keys(builtinDetectors).join(', ')
  throw new EddyError(
    'ERR_OPTION',
    `unknown detector ${JSON.stringify(name)}; known are ${known}; give one of your own as \`onDrift\``,
  )
}
