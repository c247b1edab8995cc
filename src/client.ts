/* What a subscriber needs, in Node and browsers; small. */

export type { LinkState } from './broadcast/client/linkState.js'
export { predictWith, type PredictWithOptions } from './broadcast/client/predictWith.js'
export type { PushOptions, PushProgress } from './broadcast/client/push/pushOptions.js'
export { pushSamples } from './broadcast/client/push/pushSamples.js'
export type { SubscribedModel } from './broadcast/client/subscribedModel.js'
export type { SubscribeOptions } from './broadcast/client/subscribeOptions.js'
export { subscribeToModel } from './broadcast/client/subscribeToModel.js'
export { EddyError } from './error.js'
export type { ErrorCode, ErrorCodes } from './errorCodes.js'
export type { Prediction, Unanswered } from './evaluation/prediction.js'
export type { Rejection, RejectionCode } from './rejection.js'
