import type { SnapshotAbout } from '../snapshots/about.js'
import type { State } from '../snapshots/deltas/shadow.js'
import type { Mark } from './protocol.js'

/** A version with its state. */
export interface Published {
  readonly mark: Mark
  readonly state: State
  readonly about: SnapshotAbout
}
