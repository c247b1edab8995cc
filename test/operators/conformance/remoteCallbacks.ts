/** Callbacks that need a server: `callbacks.system.test.ts` has a row for each. */
export const remoteCallbacks = [
  'fromWebSocket.toSample',
  'fromWebSocket.parse',
  'fromWebSocket.onOpen',
  'fromWebSocket.time',
  'fromServerSentEvents.toSample',
  'fromServerSentEvents.parse',
  'pushSamples.onRejected',
  'pushSamples.clock',
  'pushSamples.random',
  'subscribeToModel.onState',
  'subscribeToModel.clock',
  'subscribeToModel.random',
] as const
