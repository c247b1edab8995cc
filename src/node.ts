/* What needs Node: files, servers and this machine's own figures. */

export type { SampleStream, SampleStreamOptions } from './broadcast/server/sampleStream.js'
export { Broadcaster } from './broadcast/server/broadcaster.js'
export { publishTo, type RemotePublication } from './broadcast/client/publishTo.js'
export type { PublishToOptions } from './broadcast/client/publishToOptions.js'
export type { Publication, PublishOptions } from './broadcast/publication.js'
export type { BroadcasterOptions } from './broadcast/server/broadcasterOptions.js'
export type { AccessRequest, Authorize, Right } from './broadcast/server/admission/access.js'
export { createBroadcaster } from './dashboard/servePage.js'
export { type Vitals, type VitalsOptions, vitals } from './sources/vitals.js'
export { loadSnapshot, saveSnapshot } from './snapshots/files/snapshotFile.js'
export { type OpenLearnerOptions, openLearner } from './snapshots/checkpoints/openLearner.js'
export type { DurableLearner } from './snapshots/checkpoints/durableLearner.js'
export type { CheckpointEvent } from './snapshots/checkpoints/checkpointWriter.js'
export { decodeSnapshot, encodeSnapshot } from './snapshots/snapshotCodec.js'
export type { CsvOptions } from './sources/csv/csvOptions.js'
export { fromCsv } from './sources/csv/fromCsv.js'
export type { CsvSchema } from './sources/csv/csvSchema.js'
export type { ByteInput } from './sources/files/openBytes.js'
export { fromNdjson, type NdjsonOptions } from './sources/ndjson/fromNdjson.js'
export type { SampleSource, SourcePosition, Unreadable } from './sources/sampleSource.js'
export {
  fromServerSentEvents,
  type ServerSentEventsOptions,
} from './sources/live/serverSentEvents/fromServerSentEvents.js'
export { fromWebSocket, type WebSocketOptions } from './sources/live/webSocket/fromWebSocket.js'
