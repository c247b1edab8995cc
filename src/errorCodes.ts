/**
 * Every code of an error or of a sample that was set aside, with what it means. Codes are stable: a program may compare them.
 * Messages are for people and may change.
 */
export interface ErrorCodes {
  // What the program asks for
  /** An argument or option has the wrong type, is out of range, is unknown, or doesn't fit the others. */
  readonly ERR_OPTION: 'ERR_OPTION'
  /** An address is malformed, has the wrong scheme, or holds a password. */
  readonly ERR_URL: 'ERR_URL'
  /** A layer is unknown, or one of your own throws while it is traced. */
  readonly ERR_LAYER: 'ERR_LAYER'
  /** SIMD kernels were asked for, and there are none here. */
  readonly ERR_KERNELS: 'ERR_KERNELS'
  /** A loss isn't one number, or doesn't depend on the prediction. */
  readonly ERR_LOSS: 'ERR_LOSS'
  /** A detector of your own throws, or says what is no level of drift. */
  readonly ERR_DETECTOR: 'ERR_DETECTOR'
  /** A rule of an optimizer can't be planned for this model. */
  readonly ERR_RULE: 'ERR_RULE'
  /** Shapes don't fit, found while a model is built. */
  readonly ERR_SHAPE: 'ERR_SHAPE'
  /** A model takes more memory than there is. */
  readonly ERR_MEMORY: 'ERR_MEMORY'
  /** A tensor was used outside the trace that made it. */
  readonly ERR_TENSOR: 'ERR_TENSOR'
  /** A loss or an optimizer is attached to another model, or a plan doesn't exist. */
  readonly ERR_PLAN: 'ERR_PLAN'
  /** A step came to an operator out of order, or twice. */
  readonly ERR_STAGE: 'ERR_STAGE'
  /** A recurrent model got a batch where it takes one sample at a time. */
  readonly ERR_BATCH: 'ERR_BATCH'
  /** A metric of your own throws, or its value is no number. */
  readonly ERR_METRIC: 'ERR_METRIC'
  /** A saved state doesn't fit what it is given to. */
  readonly ERR_STATE: 'ERR_STATE'
  /** Something was used after it was closed. */
  readonly ERR_CLOSED: 'ERR_CLOSED'
  /** The command learned nothing: there was no row, every row was set aside, or it was stopped before the first. */
  readonly ERR_NOTHING_LEARNED: 'ERR_NOTHING_LEARNED'

  // Samples that are set aside
  /** The value is no sample: no object with `x`, or one that can't be read. */
  readonly ERR_SAMPLE: 'ERR_SAMPLE'
  /** The sample takes more bytes than a message may. */
  readonly ERR_SAMPLE_TOO_BIG: 'ERR_SAMPLE_TOO_BIG'
  /** The input has another length than the model takes. */
  readonly ERR_INPUT_LENGTH: 'ERR_INPUT_LENGTH'
  /** The input holds a value that is no finite number. */
  readonly ERR_INPUT_VALUE: 'ERR_INPUT_VALUE'
  /** The input is no vector of numbers and no record, or holds a value of another type. */
  readonly ERR_INPUT_TYPE: 'ERR_INPUT_TYPE'
  /** An embedding got a number that is no id of its table. */
  readonly ERR_ID: 'ERR_ID'
  /** There are more columns than a learner takes. */
  readonly ERR_FEATURES: 'ERR_FEATURES'
  /** A value is missing and no feature stage fills it in. */
  readonly ERR_FEATURE_MISSING: 'ERR_FEATURE_MISSING'
  /** A text is left after the last feature stage: no stage encodes it. */
  readonly ERR_FEATURE_TEXT: 'ERR_FEATURE_TEXT'
  /** A column holds a value of another type than before. */
  readonly ERR_FEATURE_TYPE: 'ERR_FEATURE_TYPE'
  /** The target has another length than the output. */
  readonly ERR_TARGET_LENGTH: 'ERR_TARGET_LENGTH'
  /** The target holds a value that the loss can't take. */
  readonly ERR_TARGET_VALUE: 'ERR_TARGET_VALUE'
  /** The sample has no target where one is needed. */
  readonly ERR_TARGET_MISSING: 'ERR_TARGET_MISSING'
  /** The weight of a sample is no finite number of 0 or more. */
  readonly ERR_WEIGHT: 'ERR_WEIGHT'
  /** The key of a sample is no text and no number. */
  readonly ERR_KEY: 'ERR_KEY'
  /** The state of a recurrent layer became infinite or NaN. */
  readonly ERR_STATE_NOT_FINITE: 'ERR_STATE_NOT_FINITE'
  /** The loss of the sample is infinite or NaN. */
  readonly ERR_LOSS_NOT_FINITE: 'ERR_LOSS_NOT_FINITE'
  /** The gradient of the sample is infinite or NaN. */
  readonly ERR_GRADIENT_NOT_FINITE: 'ERR_GRADIENT_NOT_FINITE'
  /** A schedule throws, or gives a number that a step can't use: NaN, infinite, negative. */
  readonly ERR_SCHEDULE: 'ERR_SCHEDULE'
  /** The step that a rule computed is infinite or NaN. */
  readonly ERR_STEP_NOT_FINITE: 'ERR_STEP_NOT_FINITE'
  /** More samples are under way between `forward` and `update` than there may be tapes. */
  readonly ERR_IN_FLIGHT: 'ERR_IN_FLIGHT'
  /** Other samples took the tape of this pass before its step was finished. */
  readonly ERR_TAPE_OVERWRITTEN: 'ERR_TAPE_OVERWRITTEN'

  // Files and tables
  /** A file can't be opened. */
  readonly ERR_NO_FILE: 'ERR_NO_FILE'
  /** A file can't be read, or is none of Eddy's. */
  readonly ERR_READ: 'ERR_READ'
  /** An address can't be fetched. */
  readonly ERR_FETCH: 'ERR_FETCH'
  /** A stream or generator was read before, or something else reads it. */
  readonly ERR_STREAM_USED: 'ERR_STREAM_USED'
  /** A stream holds something else than bytes or text. */
  readonly ERR_BYTES: 'ERR_BYTES'
  /** There is no row and no header to read. */
  readonly ERR_EMPTY: 'ERR_EMPTY'
  /** The data is no table of text: an archive, an image, a database, or a table in a binary format. */
  readonly ERR_NOT_A_TABLE: 'ERR_NOT_A_TABLE'
  /** The data is no CSV. */
  readonly ERR_NOT_CSV: 'ERR_NOT_CSV'
  /** The data is no NDJSON. */
  readonly ERR_NOT_JSON: 'ERR_NOT_JSON'
  /** Compressed data is cut off or damaged. */
  readonly ERR_GZIP: 'ERR_GZIP'
  /** The position to go on from isn't in this file. */
  readonly ERR_POSITION: 'ERR_POSITION'
  /** The target names no column of the table. */
  readonly ERR_TARGET_COLUMN: 'ERR_TARGET_COLUMN'
  /** A row has another number of cells than the header, or can't be read; it is set aside. */
  readonly ERR_CSV_ROW: 'ERR_CSV_ROW'
  /** A cell of a column of numbers is no number; its row is set aside. */
  readonly ERR_CSV_TYPE: 'ERR_CSV_TYPE'
  /** The target of a row is no number; the row is set aside. */
  readonly ERR_CSV_TARGET: 'ERR_CSV_TARGET'
  /** A record isn't UTF-8; it is set aside. */
  readonly ERR_UTF8: 'ERR_UTF8'
  /** A record or message isn't JSON; it is set aside. */
  readonly ERR_JSON: 'ERR_JSON'

  // Live feeds
  /** A feed ended, or couldn't be opened again within the tries allowed. */
  readonly ERR_FEED_LOST: 'ERR_FEED_LOST'
  /** A message is longer than allowed; it is set aside. */
  readonly ERR_MESSAGE_TOO_LONG: 'ERR_MESSAGE_TOO_LONG'
  /** `parse` throws for a message; it is set aside. */
  readonly ERR_PARSE: 'ERR_PARSE'
  /** `toSample` throws for a message; it is set aside. */
  readonly ERR_TO_SAMPLE: 'ERR_TO_SAMPLE'
  /** `toSample` returns something that is no sample; the message is set aside. */
  readonly ERR_NOT_A_SAMPLE: 'ERR_NOT_A_SAMPLE'
  /** More values wait than the capacity allows, and the policy is to fail. */
  readonly ERR_OVERFLOW: 'ERR_OVERFLOW'
  /** `onOpen` throws. */
  readonly ERR_ON_OPEN: 'ERR_ON_OPEN'
  /** The server answers a page where a WebSocket was expected. */
  readonly ERR_NOT_A_WEBSOCKET: 'ERR_NOT_A_WEBSOCKET'
  /** The server answers something that is no event stream. */
  readonly ERR_NOT_EVENT_STREAM: 'ERR_NOT_EVENT_STREAM'
  /** This platform has no WebSocket, and the package `ws` can't be loaded. */
  readonly ERR_NO_WEBSOCKET: 'ERR_NO_WEBSOCKET'
  /** The server wants credentials. */
  readonly ERR_UNAUTHORIZED: 'ERR_UNAUTHORIZED'
  /** The server refuses these credentials. */
  readonly ERR_FORBIDDEN: 'ERR_FORBIDDEN'
  /** There is nothing at this address. */
  readonly ERR_NOT_FOUND: 'ERR_NOT_FOUND'
  /** The server refuses for another reason. */
  readonly ERR_REFUSED: 'ERR_REFUSED'
  /** The server can't be reached. */
  readonly ERR_UNREACHABLE: 'ERR_UNREACHABLE'

  // Snapshots, checkpoints and logs
  /** A snapshot is damaged, or doesn't hold what is asked of it. */
  readonly ERR_SNAPSHOT: 'ERR_SNAPSHOT'
  /** A learner has no model before its first sample, so there is nothing to capture. */
  readonly ERR_SNAPSHOT_EMPTY: 'ERR_SNAPSHOT_EMPTY'
  /** A column of a snapshot has the wrong type or length. */
  readonly ERR_COLUMN: 'ERR_COLUMN'
  /** Metadata is too large, nests too deep, or isn't plain data. */
  readonly ERR_METADATA: 'ERR_METADATA'
  /** The `about` of a published model can't be sent. */
  readonly ERR_ABOUT: 'ERR_ABOUT'
  /** The hash of a state isn't that of its bytes. */
  readonly ERR_STATE_HASH: 'ERR_STATE_HASH'
  /** A checkpoint is damaged. */
  readonly ERR_CHECKPOINT: 'ERR_CHECKPOINT'
  /** A checkpoint was written by a later version of Eddy. */
  readonly ERR_CHECKPOINT_VERSION: 'ERR_CHECKPOINT_VERSION'
  /** A log of samples is damaged. */
  readonly ERR_LOG: 'ERR_LOG'
  /** A log of samples was written by a later version of Eddy. */
  readonly ERR_LOG_VERSION: 'ERR_LOG_VERSION'
  /** A learner reads several sources, and none was named. */
  readonly ERR_SOURCE: 'ERR_SOURCE'
  /** A folder belongs to another process. */
  readonly ERR_LOCKED: 'ERR_LOCKED'
  /** Another trainer took over: this one may write no more. */
  readonly ERR_FENCED: 'ERR_FENCED'
  /** A file can't be written. */
  readonly ERR_WRITE: 'ERR_WRITE'
  /** The disk is full. */
  readonly ERR_DISK_FULL: 'ERR_DISK_FULL'
  /** The system can't say that a file is on disk. */
  readonly ERR_FSYNC: 'ERR_FSYNC'

  // Broadcast
  /** The name of a model is taken, empty or too long. */
  readonly ERR_MODEL_NAME: 'ERR_MODEL_NAME'
  /** A model is larger than the receiver takes. */
  readonly ERR_MODEL_TOO_BIG: 'ERR_MODEL_TOO_BIG'
  /** There is no model of this name, or the models that predict completed before the first. */
  readonly ERR_NO_MODEL: 'ERR_NO_MODEL'
  /** The server at this address is no broadcaster. */
  readonly ERR_NOT_A_BROADCASTER: 'ERR_NOT_A_BROADCASTER'
  /** Server and client speak different versions of the protocol. */
  readonly ERR_PROTOCOL_VERSION: 'ERR_PROTOCOL_VERSION'
  /** The port is in use. */
  readonly ERR_PORT_IN_USE: 'ERR_PORT_IN_USE'
  /** The server can't listen. */
  readonly ERR_LISTEN: 'ERR_LISTEN'
  /** A subscription of the page failed. */
  readonly ERR_SUBSCRIPTION: 'ERR_SUBSCRIPTION'
  /** A frame's checksum is wrong. */
  readonly ERR_FRAME_CRC: 'ERR_FRAME_CRC'
  /** A frame is cut off. */
  readonly ERR_FRAME_CUT: 'ERR_FRAME_CUT'
  /** A frame isn't built as the protocol says. */
  readonly ERR_FRAME_MALFORMED: 'ERR_FRAME_MALFORMED'
  /** A frame is larger than the receiver takes. */
  readonly ERR_FRAME_TOO_BIG: 'ERR_FRAME_TOO_BIG'
  /** A frame has another version of the format. */
  readonly ERR_FRAME_VERSION: 'ERR_FRAME_VERSION'
  /** Chunks of a transfer don't fit together. */
  readonly ERR_TRANSFER: 'ERR_TRANSFER'
  /** A delta is damaged, or doesn't fit the state it changes. */
  readonly ERR_DELTA: 'ERR_DELTA'
  /** A frame of samples is damaged. */
  readonly ERR_SAMPLES: 'ERR_SAMPLES'

  // The command
  /** The command was called wrongly: an unknown flag, or a value that doesn't fit. */
  readonly ERR_USAGE: 'ERR_USAGE'
  /** An error that Eddy didn't expect. Please report it. */
  readonly ERR_INTERNAL: 'ERR_INTERNAL'
  /** This system doesn't tell its CPU load. */
  readonly ERR_NO_CPU: 'ERR_NO_CPU'
}

/** The code of an error of Eddy, or of a sample that was set aside. */
export type ErrorCode = keyof ErrorCodes
