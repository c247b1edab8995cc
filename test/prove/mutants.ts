import { cp, mkdir, readFile, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { fileURLToPath, pathToFileURL } from 'node:url'

/** One place of what was built, and what is put there. */
export interface Change {
  readonly file: string
  readonly from: string
  readonly to: string
}

/** One mechanism of the product, switched off. */
export interface Mutant extends Change {
  readonly proof: string
  /** The mechanism. */
  readonly off: string
  /** Where there are several for one thing, the proof can tell only that none of them is there. */
  readonly and?: readonly Change[]
}

export const mutants: readonly Mutant[] = [
  {
    proof: 'P1',
    off: 'a copy to apply a delta to',
    file: 'snapshots/deltas/delta.js',
    from: 'const next = words.slice();',
    to: 'const next = words;',
  },
  {
    proof: 'P2',
    off: 'a look at the version',
    file: 'broadcast/machines/subscriber.js',
    from: 'if (sameEpoch && next.mark.version < held.version)',
    to: 'if (false)',
  },
  {
    proof: 'P2',
    off: 'a look at the fence',
    file: 'broadcast/machines/subscriber.js',
    from: 'if (next.fence < state.fence)',
    to: 'if (false)',
  },
  {
    proof: 'P3',
    off: 'the hash of the state',
    file: 'broadcast/applyTransfer.js',
    from: 'if (stateHashOf(body) === transfer.stateHash)',
    to: 'if (true)',
  },
  {
    proof: 'P3',
    off: 'the checksum of a frame',
    file: 'snapshots/frame.js',
    from: 'if (crcOf(bytes) !== view.getUint32(44, true))',
    to: 'if (false)',
  },
  {
    proof: 'P4',
    off: 'a pointer to the latest version',
    file: 'broadcast/machines/subscription.js',
    from: 'return advance(inFlight, latest, event.nowMs);',
    to: 'return settled({ held: inFlight, latest, inFlight: undefined, sinceMs });',
  },
  {
    proof: 'P5',
    off: 'the age of a model',
    file: 'broadcast/client/subscribedModel.js',
    from: 'return staleMs() > STALE_MS || ',
    to: 'return ',
  },
  {
    proof: 'P5',
    off: 'the newest version that was told of',
    file: 'broadcast/client/subscribedModel.js',
    from: 'currency.newest = { epoch, version, hash: stateHash };',
    to: '',
  },
  {
    proof: 'P6',
    off: 'conflation',
    file: 'broadcast/machines/subscription.js',
    from: 'if (inFlight)',
    to: 'if (false)',
  },
  {
    proof: 'link',
    off: 'the heartbeat',
    file: 'broadcast/machines/lifeline.js',
    from: 'nowMs - heardMs > HEARTBEAT_MS + HEARTBEAT_GRACE_MS',
    to: 'nowMs < 0',
  },
  {
    proof: 'P7',
    off: 'an answer to HELLO',
    file: 'broadcast/machines/subscription.js',
    from: 'return advance(held, latest, nowMs);',
    to: 'return settled({ held, latest: undefined, inFlight: undefined, sinceMs: nowMs });',
  },
  {
    proof: 'P8',
    off: 'what the subscriber says it holds',
    file: 'broadcast/server/connection.js',
    from: "subscriptions.add(feed, markFromMeta(want === 'all' ? undefined : want.get(feed.name)));",
    to: 'subscriptions.add(feed, undefined);',
  },
  {
    proof: 'P9',
    off: 'numbers of producers',
    file: 'broadcast/server/sampleLog.js',
    from: 'return this.producers.get(producer) ?? this.learner.positions.highest(producer);',
    to: 'return seq - 1;',
  },
  {
    proof: 'P9',
    off: 'waiting until samples are on disk',
    file: 'broadcast/server/sampleLog.js',
    from: 'await this.log?.sync();',
    to: 'void this.log?.sync().catch(() => undefined);',
  },
  {
    proof: 'P9',
    off: 'the position of the source',
    file: 'snapshots/checkpoints/durableLearner.js',
    from: 'this.positions.restore(positions);',
    to: '',
  },
  {
    proof: 'P9',
    off: 'the state of the drift detector',
    file: 'operators/learner.js',
    from: 'if (drift)\n',
    to: 'if (false)\n',
  },
  {
    proof: 'P10',
    off: 'a sync of the folder',
    file: 'snapshots/files/atomicFile.js',
    from: 'if (folderToo)',
    to: 'if (false)',
  },
  {
    proof: 'P10',
    off: 'a sync of the file',
    file: 'snapshots/files/atomicFile.js',
    from: 'await synced(path, file);',
    to: '',
  },
  {
    proof: 'P10',
    off: 'checksum and hash of a checkpoint',
    file: 'snapshots/checkpoints/checkpointFolder.js',
    from: 'checked: this.mechanisms.hashes !== false',
    to: 'checked: false',
  },
  {
    proof: 'P10',
    off: 'a file beside the old one',
    file: 'snapshots/checkpoints/checkpointFolder.js',
    from: "const name = `checkpoint-${String(place.generation).padStart(12, '0')}-${place.fence}.eddy`;",
    to: "const name = 'checkpoint-000000000001-1.eddy';",
  },
  {
    proof: 'P11',
    off: 'fences on disk',
    file: 'snapshots/checkpoints/ownership.js',
    from: 'if (latest <= this.fence)',
    to: 'if (true)',
    and: [
      {
        file: 'snapshots/checkpoints/checkpointFolder.js',
        from: 'owners.every(({ fence, from }) =>',
        to: 'true || owners.every(({ fence, from }) =>',
      },
      {
        file: 'snapshots/checkpoints/checkpointFolder.js',
        from: 'b.fence - a.fence || b.generation - a.generation',
        to: 'b.generation - a.generation',
      },
    ],
  },
  {
    proof: 'P11',
    off: 'fences on the wire',
    file: 'broadcast/server/admission/claims.js',
    from: 'return held?.owner === owner ? held : undefined;',
    to: 'return held;',
    and: [
      {
        file: 'broadcast/server/connection.js',
        from: 'if (ousted instanceof Connection)',
        to: 'if (false)',
      },
      {
        file: 'broadcast/machines/subscriber.js',
        from: 'if (next.fence < state.fence)',
        to: 'if (false)',
      },
    ],
  },
  {
    proof: 'P12',
    off: 'the scan of metadata',
    file: 'snapshots/metadata.js',
    from: '    scan(bytes);\n',
    to: '',
  },
  {
    proof: 'P12',
    off: 'a look at lengths',
    file: 'snapshots/frame.js',
    from: 'if (bytes.byteLength !== start + bodyLength)',
    to: 'if (false)',
  },
  {
    proof: 'P13',
    off: 'a look for typed arrays in metadata',
    file: 'snapshots/metadata.js',
    from: 'ArrayBuffer.isView(value) || !plain',
    to: 'false',
  },
  {
    proof: 'P13',
    off: 'writing all of a message',
    file: 'broadcast/server/webSocketMessage.js',
    from: 'messages.set(payload, at);',
    to: '',
  },
  {
    proof: 'P13',
    off: 'a look for tokens in addresses',
    file: 'broadcast/client/socket.js',
    from: "if (parsed.password !== '' || parsed.searchParams.has('token'))",
    to: 'if (false)',
  },
  {
    proof: 'P14',
    off: 'a look at the origin',
    file: 'broadcast/server/admission/access.js',
    from: 'return new URL(origin).host === host;',
    to: 'return true;',
  },
  {
    proof: 'P14',
    off: 'a look at rights',
    file: 'broadcast/server/connection.js',
    from: 'if (await this.rights.allow(right, name))',
    to: 'if (true)',
  },
  {
    proof: 'P14',
    off: 'a look at critical flags',
    file: 'snapshots/frame.js',
    from: 'if (unknown !== 0)',
    to: 'if (false)',
  },
  {
    proof: 'soak',
    off: 'forgetting a connection that is gone',
    file: 'broadcast/server/broadcaster.js',
    from: 'this.connections.delete(connection);',
    to: '',
  },
]

const built = fileURLToPath(new URL('../../dist/', import.meta.url))
/** Under node_modules, so that packages are found from there. */
const cache = fileURLToPath(new URL('../../node_modules/.cache/eddy-prove/', import.meta.url))
let copies = 0

/**
 * A copy of the built product, with one place changed.
 *
 * @throws {Error} where the place isn't there, or there twice: the mutant is to be brought up to date
 * @returns where it is, as a URL
 */
export async function breakProduct({ and = [], ...first }: Change & Pick<Mutant, 'and'>): Promise<string> {
  const copy = join(cache, `${process.pid}-${copies++}`)
  await rm(copy, { recursive: true, force: true })
  await mkdir(copy, { recursive: true })
  await cp(built, copy, { recursive: true, filter: (path) => !/\.(map|d\.ts)$/.test(path) })
  await writeFile(join(copy, 'package.json'), '{"type":"module"}')
  for (const change of [first, ...and]) await put(copy, change)
  return `${pathToFileURL(copy).href}/`
}

async function put(copy: string, { file, from, to }: Change): Promise<void> {
  const path = join(copy, file)
  const parts = (await readFile(path, 'utf8')).split(from)
  if (parts.length !== 2) throw new Error(`${file} has '${from}' ${parts.length - 1} times: bring mutants.ts up to date`)
  await writeFile(path, parts.join(to))
}
