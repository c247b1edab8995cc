/* What needs Node: files, servers and this machine's own figures. */

// Sources
export type { CsvOptions } from './sources/csv/csvOptions.js'
export { fromCsv } from './sources/csv/fromCsv.js'
export { fromNdjson, type NdjsonOptions } from './sources/ndjson/fromNdjson.js'
export {
  fromServerSentEvents,
  type ServerSentEventsOptions,
} from './sources/live/serverSentEvents/fromServerSentEvents.js'
export { fromWebSocket, type WebSocketOptions } from './sources/live/webSocket/fromWebSocket.js'
export type { ByteInput } from './sources/files/openBytes.js'
export type { SampleSource, SourcePosition, Unreadable } from './sources/sampleSource.js'
export type { TableOptions } from './sources/table/tableOptions.js'
export type {
  ColumnKind,
  ColumnReport,
  ColumnRole,
  TableReport,
  TableWarning,
  TableWarningCode,
} from './sources/table/tableReport.js'
export type { TableSource } from './sources/table/tableSource.js'
export type { TableSchema as CsvSchema, TableSchema } from './sources/table/tableSchema.js'
export { type Vitals, type VitalsOptions, vitals } from './sources/vitals.js'

// Snapshots and checkpoints
export type { CheckpointEvent } from './snapshots/checkpoints/checkpointWriter.js'
export type { DurableLearner } from './snapshots/checkpoints/durableLearner.js'
export { type OpenLearnerOptions, openLearner } from './snapshots/checkpoints/openLearner.js'
export { positionsOf } from './snapshots/checkpoints/positionColumn.js'
export { decodeSnapshot, encodeSnapshot } from './snapshots/snapshotCodec.js'
export { loadSnapshot, saveSnapshot } from './snapshots/files/snapshotFile.js'

// Broadcast
export type { AccessRequest, Authorize, Right } from './broadcast/server/admission/access.js'
export { Broadcaster } from './broadcast/server/broadcaster.js'
export type { BroadcasterOptions } from './broadcast/server/broadcasterOptions.js'
export type { Publication } from './broadcast/publication.js'
export type { PublishOptions } from './broadcast/publishOptions.js'
export { publishTo, type RemotePublication } from './broadcast/client/publishTo.js'
export type { PublishToOptions } from './broadcast/client/publishToOptions.js'
export type { SampleStream, SampleStreamOptions } from './broadcast/server/sampleStream.js'
export { createBroadcaster } from './dashboard/servePage.js'
