import { once } from 'node:events'
import { WebSocket } from 'ws'
import { encodeSamples } from '../../../../src/broadcast/samplesCodec.js'
import type { AccessRequest, Right } from '../../../../src/node.js'
import { decodeFrame, encodeFrame, FrameType } from '../../../../src/snapshots/frame.js'

/* Origin x token x right: for a server of the model `m` and the stream `s`, which authorizes by `allowed`. */

/** Who holds which token may do what. */
export const tokens: Readonly<Record<string, readonly Right[]>> = {
  'token-of-a-reader': ['subscribe'],
  'token-of-a-sensor': ['push'],
  'token-of-a-trainer': ['publish'],
  'token-of-the-owner': ['subscribe', 'publish', 'push'],
}

export const allowed = ({ token, right }: Pick<AccessRequest, 'token' | 'right'>): boolean =>
  token !== undefined && (tokens[token] ?? []).includes(right)

export const goodOrigin = 'http://good.example'
const origins = [undefined, goodOrigin, 'http://evil.example', 'null'] as const
const held = [undefined, 'wrong', ...Object.keys(tokens)] as const
const rights: readonly Right[] = ['subscribe', 'publish', 'push']

export interface Cell {
  readonly origin: string | undefined
  readonly token: string | undefined
  readonly right: Right
}

export const cells: readonly Cell[] = origins.flatMap((origin) =>
  held.flatMap((token) => rights.map((right) => ({ origin, token, right }))),
)

/** The HTTP status of a refusal, the close code, or 'yes'. */
export type Answer = number | 'yes'

export function expected({ origin, token, right }: Cell): Answer {
  if (origin !== undefined && origin !== goodOrigin) return 403
  if (allowed({ token, right })) return 'yes'
  return token === undefined ? 4401 : 4403
}

const greetings: Readonly<Record<Right, object>> = {
  subscribe: { want: { m: null } },
  publish: { want: {}, publish: { remote: { epoch: '0000000000000001', fence: 0 } } },
  push: { want: {} },
}

/** What became of it: 'yes' once the server did what was asked. */
export async function attempt(port: number, cell: Cell): Promise<Answer> {
  const { origin } = cell
  const socket = new WebSocket(`ws://localhost:${port}`, 'eddy.v1', origin === undefined ? {} : { origin })
  socket.on('error', () => undefined)
  try {
    const opened = await Promise.race([
      once(socket, 'open').then(() => undefined),
      once(socket, 'unexpected-response').then(([, response]) => (response as { statusCode: number }).statusCode),
    ])
    return opened ?? (await asked(socket, cell))
  } finally {
    socket.terminate()
  }
}

function asked(socket: WebSocket, { token, right }: Cell): Promise<Answer> {
  const over = once(socket, 'close').then(([code]) => code as number)
  const answers: Readonly<Record<Right, number>> = {
    subscribe: FrameType.FULL,
    publish: FrameType.WELCOME,
    push: FrameType.SAMPLE_ACK,
  }
  const answered = new Promise<'yes'>((resolve) => {
    socket.on('message', (bytes: Buffer) => {
      const { type } = decodeFrame(bytes)
      if (type === FrameType.WELCOME && right === 'push') {
        const { meta, body } = encodeSamples([{ x: [1] }])
        socket.send(
          encodeFrame({ type: FrameType.SAMPLES, meta: { ...meta, stream: 's', producer: 'p', seq: 1 }, body }),
        )
      }
      if (type === answers[right]) resolve('yes')
    })
  })
  const meta = { ...greetings[right], ...(token === undefined ? {} : { token }) }
  socket.send(encodeFrame({ type: FrameType.HELLO, meta }))
  return Promise.race([over, answered])
}
