/*
 * What a subscriber needs once it has a model: kernels, network, deltas. A module of its own, loaded while the socket
 * opens, so that the entry stays small.
 */
export { aboutFrom } from '../../snapshots/about.js'
export { applyTransfer } from '../applyTransfer.js'
export { TransferAssembler } from '../transfer.js'
export { SharedPredictor, subscribedModel } from './subscribedModel.js'
