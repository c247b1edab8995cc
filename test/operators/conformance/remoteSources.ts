/** Operators and sources that need a server: `remote.system.test.ts` has rows for each. */
export const remoteStreams = ['fromWebSocket', 'fromServerSentEvents', 'pushSamples', 'subscribeToModel'] as const
