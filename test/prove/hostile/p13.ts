import { createServer } from 'node:http'
import { allowed, attempt, cells, goodOrigin, tokens } from '../../broadcast/server/admission/accessMatrix.js'
import { load } from '../product.js'
import { count, demand, type Prove, type Setting } from '../proof.js'
import { MessageProxy } from '../wire/messageProxy.js'

const { createLearner, createModel, dense } = await load<typeof import('../../../src/index.js')>('index.js')
const { createBroadcaster } = await load<typeof import('../../../src/node.js')>('node.js')
const { subscribeToModel } = await load<typeof import('../../../src/client.js')>('client.js')
const { encodeFrame, FrameType } = await load<typeof import('../../../src/snapshots/frame.js')>('snapshots/frame.js')
const { encodeSamples } =
  await load<typeof import('../../../src/broadcast/samplesCodec.js')>('broadcast/samplesCodec.js')
const { captureSnapshot } = await load<typeof import('../../../src/snapshots/snapshot.js')>('snapshots/snapshot.js')
const { encodeSnapshot } =
  await load<typeof import('../../../src/snapshots/snapshotCodec.js')>('snapshots/snapshotCodec.js')
const { webSocketMessages } = await load<typeof import('../../../src/broadcast/server/webSocketMessage.js')>(
  'broadcast/server/webSocketMessage.js',
)

const SECRET = Buffer.from('planted-secret-')

/** Fills memory that is about to be free: whoever sends what it never wrote sends this. */
function plant(): void {
  for (const bytes of [256, 1024, 4096, 8192, 16_384, 65_536]) {
    for (let i = 0; i < 20; i++) {
      Buffer.allocUnsafe(bytes).fill(SECRET)
      Buffer.allocUnsafeSlow(bytes).fill(SECRET)
    }
  }
  globalThis.gc?.()
}

/** Frames, samples and snapshots of all kinds. */
function encodings({ random }: Setting): readonly (() => Uint8Array)[] {
  const learner = createLearner({ task: 'classification', layers: [dense(5)], seed: 1 })
  for (let i = 0; i < 30; i++) learner.learn({ x: [i, i % 3], y: i % 2 ? 'a' : 'b' })
  const length = (): number => Math.floor(random() * 300)
  const meta = () => ({ model: 'm', columns: [['w', 'f32', length()]], name: 'é'.repeat(length()) })
  return [
    () => encodeFrame({ type: FrameType.HELLO, meta: meta() }),
    () => encodeFrame({ type: FrameType.FULL, meta: meta(), body: new Uint8Array(length()) }),
    () => webSocketMessages([encodeFrame({ type: FrameType.LATEST, meta: meta() }), new Uint8Array(length() * 300)]),
    () => {
      const samples = encodeSamples(
        Array.from({ length: 1 + (length() % 9) }, () => ({ x: new Float32Array(length()), y: 1 })),
      )
      return encodeFrame({ type: FrameType.SAMPLES, ...samples })
    },
    () => encodeSnapshot(captureSnapshot(learner)),
  ]
}

/** A typed array where there may be none: packers have sent memory that nobody wrote (msgpackr 2.1.3). */
function demandRefused(): void {
  for (const weights of [
    new Float32Array(50),
    new Float64Array(3),
    new DataView(new ArrayBuffer(80)),
    new Int16Array(9),
  ]) {
    let code: string | undefined
    try {
      encodeFrame({ type: FrameType.FULL, meta: { weights } })
    } catch (error) {
      code = (error as { readonly code?: string }).code
    }
    demand(code === 'ERR_METADATA', `metadata with a ${weights.constructor.name} was encoded`)
  }
}

function plantedIn(setting: Setting, frames: number): void {
  const all = encodings(setting)
  for (let i = 0; i < frames; i++) {
    if (i % 500 === 0) plant()
    const bytes = (all[i % all.length] as () => Uint8Array)()
    const found = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).includes(SECRET)
    demand(!found, `frame ${i} holds memory that it never wrote: a planted secret`)
  }
}

/** What a process says while tokens are used, right and wrong ones. */
async function everythingSaid(setting: Setting): Promise<readonly string[]> {
  const said: string[] = []
  for (const stream of [process.stdout, process.stderr]) {
    const { write } = stream
    stream.write = ((text: string | Uint8Array) => void said.push(String(text))) as unknown as typeof stream.write
    setting.after(() => void (stream.write = write))
  }
  const http = createServer()
  http.on('upgrade', ({ url = '' }) => said.push(url))
  await new Promise<void>((resolve) => http.listen(0, resolve))
  setting.after(() => http.close())
  const server = await createBroadcaster({ server: http, authorize: allowed, origins: [goodOrigin] })
  setting.after(() => server.close())
  server.publish('m', createModel({ input: 1, layers: [dense(1)] }))
  server.samples('s').subscribe()
  const proxy = new MessageProxy(() => server.port)
  setting.after(() => proxy.close())
  const port = await proxy.listen()
  for (const cell of cells) await attempt(cell.origin === undefined ? port : server.port, cell)
  for (const token of Object.keys(tokens)) {
    await new Promise<void>((resolve) => {
      const options = {
        model: 'm',
        token,
        onState: ({ why }: { readonly why: string | undefined }) => void said.push(String(why)),
      }
      const subscription = subscribeToModel(`ws://localhost:${server.port}`, options).subscribe({
        next: () => {
          resolve()
          queueMicrotask(() => subscription.unsubscribe())
        },
        error: (error: Error) => {
          said.push(`${error.message} ${error.stack}`)
          resolve()
        },
      })
    })
  }
  said.push(...proxy.toClient.map((message) => message.toString('latin1')))
  said.push(await (await fetch(`http://localhost:${server.port}/metrics`)).text())
  return said
}

/** P13: frames hold only what was encoded; tokens never reach addresses or logs. */
export const prove: Prove = async (setting) => {
  const frames = setting.by({ quick: 5000, short: 100_000, long: 2_000_000 })
  demandRefused()
  plantedIn(setting, frames)
  const said = await everythingSaid(setting)
  const leak = said.find((text) => Object.keys(tokens).some((token) => text.includes(token)))
  demand(leak === undefined, `a token was said: ${leak}`)
  for (const url of ['ws://localhost:1?token=x', 'ws://me:x@localhost:1', 'http://localhost:1/?a=b&token=x']) {
    let code: string | undefined
    try {
      subscribeToModel(url)
    } catch (error) {
      code = (error as { readonly code?: string }).code
    }
    demand(code === 'ERR_URL', `the address ${url} was taken`)
  }
  return `${count(frames)} frames without the planted secret; no token in ${count(said.length)} messages, addresses and lines`
}
