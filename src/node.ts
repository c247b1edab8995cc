/* What needs Node: files, servers and this machine's own figures. */

export { type Vitals, type VitalsOptions, vitals } from './sources/vitals.js'
export { loadSnapshot, saveSnapshot } from './snapshots/snapshotFile.js'
export { decodeSnapshot, encodeSnapshot } from './snapshots/snapshotCodec.js'
