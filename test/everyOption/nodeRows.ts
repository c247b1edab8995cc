import { mkdtempSync } from 'node:fs'
import { createServer } from 'node:http'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { NEVER } from 'rxjs'
import * as client from '../../src/client.js'
import * as eddy from '../../src/index.js'
import * as node from '../../src/node.js'
import { callback, count, flag, list, nothing, options, positive, positiveDouble, text, whole } from './junk.js'
import { type Row, withArguments, withOptions } from './row.js'
import { capture, streamRows } from './streamRows.js'

const model = () => eddy.createModel({ input: 2, layers: [eddy.dense(1)] })
const signal = nothing
/** Milliseconds that a timer holds. */
const milliseconds = positive
/** How often: never at all, too. */
const seldom = ['Infinity'] as const
const file = join(tmpdir(), 'eddy-no-such-folder', 'model.eddy')
const table = {
  target: text,
  task: nothing,
  id: text,
  at: text,
  ignore: list,
  drop: list,
  text: list,
  number: list,
  decimal: nothing,
  thousands: ['empty text'],
  na: list,
  ignoreCase: flag,
  encoding: nothing,
  delimiter: text,
  skip: whole,
  comment: text,
  onSchema: callback,
  onProgress: callback,
  after: nothing,
  name: text,
  like: list,
  signal,
} as const
const publish = {
  everyMs: milliseconds,
  everySamples: count,
  about: callback,
  onWarning: callback,
  fence: whole,
  signal,
}
const limits = {
  connections: positiveDouble,
  connectionsPerAddress: positiveDouble,
  framesPerSecond: positiveDouble,
  frameBytes: positiveDouble,
  modelBytes: positiveDouble,
  helloMs: positiveDouble,
  helloBytes: positiveDouble,
}
const broadcast = {
  port: whole,
  host: text,
  server: nothing,
  authorize: callback,
  origins: list,
  limits: options,
  page: callback,
  clock: callback,
  signal,
}

/** A place for what is written: a name of its own, where there is one. */
function elsewhere(path: string): string {
  if (typeof path !== 'string' || path === '') return path
  written.push(mkdtempSync(join(tmpdir(), 'eddy-every-option-')))
  return join(written.at(-1) ?? '', 'kept')
}

/** What was written is removed again. */
export const written: string[] = []

/** What is opened is closed again. */
const closing =
  <T extends { close(): Promise<void> }>(open: (...given: never[]) => Promise<T>) =>
  async (...given: never[]): Promise<void> =>
    (await open(...given)).close()

/** Calls a method of a broadcaster that is closed afterwards. */
const on =
  (call: (broadcaster: node.Broadcaster, ...given: never[]) => unknown) =>
  async (...given: never[]): Promise<void> => {
    const broadcaster = new node.Broadcaster(createServer(), {})
    try {
      call(broadcaster, ...given)
    } finally {
      await broadcaster.close()
    }
  }

export const nodeRows: Readonly<Record<string, Row>> = {
  fromCsv: withArguments(node.fromCsv, [[() => 'a.csv', text]], table),
  fromNdjson: withArguments(node.fromNdjson, [[() => 'a.ndjson', text]], { ...table, maxLine: count }),
  vitals: withOptions(node.vitals, {
    everyMs: milliseconds,
    onNotice: callback,
    readers: nothing,
    scheduler: nothing,
    signal,
  }),

  decodeSnapshot: withArguments(
    node.decodeSnapshot,
    [[() => node.encodeSnapshot(eddy.captureSnapshot(model())), nothing]],
    { bodyBytes: whole },
  ),
  encodeSnapshot: withArguments(node.encodeSnapshot, [[() => eddy.captureSnapshot(model()), nothing]]),
  loadSnapshot: withArguments(node.loadSnapshot, [[() => file, text]]),
  positionsOf: withArguments(node.positionsOf, [[() => eddy.captureSnapshot(model()), nothing]]),
  saveSnapshot: withArguments(
    (path: never, ...given: never[]) => node.saveSnapshot(elsewhere(path), ...(given as unknown as [eddy.Model])),
    [
      [() => file, text],
      [model, nothing],
    ],
    capture(),
  ),
  openLearner: withArguments(
    closing((folder: never, given: never) => node.openLearner(elsewhere(folder), given)),
    [[() => file, text]],
    {
      create: nothing,
      everySamples: seldom,
      everyMs: [...positiveDouble, ...seldom],
      takeOver: flag,
      signal,
      onCheckpoint: callback,
      clock: callback,
      now: callback,
      files: nothing,
      mechanisms: options,
    },
    { create: () => eddy.createLearner({ task: 'regression' }) },
  ),

  Broadcaster: withArguments(
    async (given: object) => new node.Broadcaster(createServer(), given).close(),
    [],
    broadcast,
    {},
    { limits: [limits] },
  ),
  'Broadcaster.publish': withArguments(
    on((broadcaster, ...given) => broadcaster.publish(...(given as unknown as [string, eddy.Model]))),
    [
      [() => 'name', text],
      [model, nothing],
    ],
    publish,
  ),
  'Broadcaster.samples': withArguments(
    on((broadcaster, ...given) => broadcaster.samples(...(given as unknown as [string]))),
    [[() => 'name', text]],
    { credits: count, durable: nothing },
  ),
  createBroadcaster: withOptions(closing(node.createBroadcaster), broadcast, {}, { limits: [limits] }),
  publishTo: withArguments(
    (...given: never[]) => node.publishTo(...(given as unknown as [string, string, eddy.Model])).stop(),
    [
      [() => 'ws://localhost:1', nothing],
      [() => 'name', text],
      [model, nothing],
    ],
    { ...publish, token: text, clock: callback, random: callback },
  ),

  predictWith: withArguments(client.predictWith, [[() => NEVER, nothing]], { onRejected: callback }),
  pushSamples: withArguments(
    client.pushSamples,
    [[() => 'ws://localhost:1', nothing]],
    {
      stream: text,
      token: text,
      producer: text,
      batch: count,
      window: count,
      capacity: count,
      onRejected: callback,
      clock: callback,
      random: callback,
      signal,
    },
    { stream: 's' },
  ),
  subscribeToModel: withArguments(client.subscribeToModel, [[() => 'ws://localhost:1', nothing]], {
    model: text,
    token: text,
    maxBytes: positiveDouble,
    lossy: flag,
    definitions: options,
    features: list,
    kernels: nothing,
    onState: callback,
    clock: callback,
    random: callback,
    signal,
  }),

  // The same in both faces.
  fromServerSentEvents: streamRows['fromServerSentEvents'] as Row,
  fromWebSocket: streamRows['fromWebSocket'] as Row,
}
