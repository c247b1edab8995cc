import type { Change } from './breakProduct.js'

/** One mechanism of the product, switched off: then this proof must fall. */
export interface Mutant {
  readonly proof: string
  /** The mechanism. Where several do the same thing, they go together: a proof can't tell which of them is there. */
  readonly off: string
  readonly changes: readonly Change[]
}

const without = (proof: string, off: string, ...changes: readonly Change[]): Mutant => ({ proof, off, changes })

export const mutants: readonly Mutant[] = [
  // biome-ignore-start lint/suspicious/noTemplateCurlyInString: code of the product is quoted
  without('P1', 'a copy to apply a delta to', [
    'snapshots/deltas/delta.js',
    'const next = words.slice();',
    'const next = words;',
  ]),
  without('P2', 'a look at the version', [
    'broadcast/machines/subscriber.js',
    'if (sameEpoch && next.mark.version < held.version)',
    'if (false)',
  ]),
  without('P2', 'a look at the fence', [
    'broadcast/machines/subscriber.js',
    'if (next.fence < state.fence)',
    'if (false)',
  ]),
  without('P3', 'the hash of the state', [
    'broadcast/applyTransfer.js',
    'if (stateHashOf(body) === transfer.stateHash)',
    'if (true)',
  ]),
  without('P3', 'the checksum of a frame', [
    'snapshots/frame.js',
    'if (crcOf(bytes) !== view.getUint32(44, true))',
    'if (false)',
  ]),
  without('P3', 'telling damage from malice', ['broadcast/server/connection.js', 'ERR_FRAME_CRC: Close.DAMAGED,', '']),
  without('P4', 'a pointer to the latest version', [
    'broadcast/machines/subscription.js',
    'return advance(inFlight, latest, event.nowMs);',
    'return settled({ held: inFlight, latest, inFlight: undefined, sinceMs });',
  ]),
  without('P5', 'the age of a model', [
    'broadcast/client/subscribedModel.js',
    'return staleMs() > STALE_MS || ',
    'return ',
  ]),
  without('P5', 'the newest version that was told of', [
    'broadcast/client/linkState.js',
    'currency.newest = { epoch, version, hash: stateHash };',
    '',
  ]),
  without('P6', 'conflation', ['broadcast/machines/subscription.js', 'if (inFlight)', 'if (false)']),
  without('link', 'the heartbeat', [
    'broadcast/machines/lifeline.js',
    'nowMs - heardMs > HEARTBEAT_MS + HEARTBEAT_GRACE_MS',
    'nowMs < 0',
  ]),
  without('P7', 'an answer to HELLO', [
    'broadcast/machines/subscription.js',
    'return advance(held, latest, nowMs);',
    'return settled({ held, latest: undefined, inFlight: undefined, sinceMs: nowMs });',
  ]),
  without('P8', 'what the subscriber says it holds', [
    'broadcast/server/connection.js',
    "subscriptions.add(feed, markFromMeta(typeof want === 'string' ? undefined : want.get(feed.name)));",
    'subscriptions.add(feed, undefined);',
  ]),
  without('P9', 'numbers of producers', [
    'broadcast/server/sampleLog.js',
    'return Math.max(this.producers.of(producer), this.learner.positions.producers.of(producer));',
    'return seq - 1;',
  ]),
  without('P9', 'waiting until samples are on disk', [
    'broadcast/server/sampleLog.js',
    'await this.log?.sync();',
    'void this.log?.sync().catch(() => undefined);',
  ]),
  without('P9', 'a sync of the log', ['snapshots/log/recordLog.js', 'await synced(this.folder, file);', '']),
  without('P9', 'the position of the source', [
    'snapshots/checkpoints/durableLearner.js',
    'this.positions.restore(positions);',
    '',
  ]),
  without('P9', 'the state of the drift detector', ['operators/learner/learner.js', 'if (drift)\n', 'if (false)\n']),
  without('P10', 'a sync of the folder', ['snapshots/files/atomicFile.js', 'if (folderToo)', 'if (false)']),
  without('P10', 'a sync of the file', ['snapshots/files/atomicFile.js', 'await synced(path, file);', '']),
  without('P10', 'checksum and hash of a checkpoint', [
    'snapshots/checkpoints/checkpointFolder.js',
    'checked: this.mechanisms.hashes !== false',
    'checked: false',
  ]),
  without('P10', 'a file beside the old one', [
    'snapshots/checkpoints/checkpointFolder.js',
    "const name = `checkpoint-${String(place.generation).padStart(12, '0')}-${place.fence}.eddy`;",
    "const name = 'checkpoint-000000000001-1.eddy';",
  ]),
  without(
    'P11',
    'fences on disk',
    ['snapshots/checkpoints/ownership.js', 'if (latest <= this.fence)', 'if (true)'],
    [
      'snapshots/checkpoints/checkpointFolder.js',
      'owners.every(({ fence, from }) =>',
      'true || owners.every(({ fence, from }) =>',
    ],
    [
      'snapshots/checkpoints/checkpointFolder.js',
      'b.fence - a.fence || b.generation - a.generation',
      'b.generation - a.generation',
    ],
  ),
  without(
    'P11',
    'fences on the wire',
    ['broadcast/server/admission/claims.js', 'return held?.owner === owner ? held : undefined;', 'return held;'],
    ['broadcast/server/connection.js', 'if (ousted instanceof Connection)', 'if (false)'],
    ['broadcast/machines/subscriber.js', 'if (next.fence < state.fence)', 'if (false)'],
  ),
  without('P12', 'the scan of metadata', ['snapshots/metadata.js', '    scan(bytes);\n', '']),
  without('P12', 'a look at lengths', [
    'snapshots/frame.js',
    'if (bytes.byteLength !== start + bodyLength)',
    'if (false)',
  ]),
  without('P13', 'a look for typed arrays in metadata', [
    'snapshots/metadata.js',
    'ArrayBuffer.isView(value) || !plain',
    'false',
  ]),
  without('P13', 'writing all of a message', [
    'broadcast/server/webSocketMessage.js',
    'messages.set(payload, at);',
    '',
  ]),
  without('P13', 'a look for tokens in addresses', [
    'broadcast/client/socket.js',
    "if (username !== '' || password !== '' || searchParams.has('token') || searchParams.has('access_token'))",
    'if (false)',
  ]),
  without('P14', 'a look at the origin', [
    'broadcast/server/admission/access.js',
    'return new URL(origin).host === host;',
    'return true;',
  ]),
  without('P14', 'a look at rights', [
    'broadcast/server/admission/rights.js',
    '(await this.allow(right, name)) ? undefined',
    'true ? undefined',
  ]),
  without('P14', 'a look at critical flags', ['snapshots/frame.js', 'if (unknown !== 0)', 'if (false)']),
  without('soak', 'forgetting a connection that is gone', [
    'broadcast/server/broadcaster.js',
    'this.connections.delete(connection);',
    '',
  ]),
  // biome-ignore-end lint/suspicious/noTemplateCurlyInString: code of the product is quoted
]
