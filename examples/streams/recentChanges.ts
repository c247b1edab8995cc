import { createServer } from 'node:http'
import { createRandom } from 'eddy'

/** What this repository reads of a change to a wiki, as https://stream.wikimedia.org/v2/stream/recentchange sends it. */
export interface RecentChange {
  readonly type: string
  readonly wiki: string
  readonly namespace: number
  readonly bot: boolean
  readonly minor?: boolean
  readonly comment?: string
  readonly length?: { readonly old?: number; readonly new: number }
}

const WIKIS = ['wikidatawiki', 'commonswiki', 'enwiki', 'dewiki', 'frwiki', 'jawiki'] as const

/** Made-up changes that look like real ones: robots edit more wikis by rule, in small steps, with the comments of a template. */
function* changes(seed: number): Generator<RecentChange> {
  const { next: random, normal } = createRandom(seed)
  const pick = (weights: readonly number[]): number => {
    const sum = weights.reduce((total, weight) => total + weight, 0)
    let left = random() * sum
    return Math.max(
      0,
      weights.findIndex((weight) => (left -= weight) < 0),
    )
  }
  for (;;) {
    const bot = random() < 0.4
    const old = Math.round(Math.exp(8 + normal()))
    const step = Math.round(bot ? 40 + 30 * normal() : 250 * normal())
    yield {
      type: random() < 0.8 ? 'edit' : 'categorize',
      wiki: WIKIS[pick(bot ? [8, 3, 1, 1, 1, 1] : [3, 1, 5, 2, 2, 1])] ?? 'enwiki',
      namespace: [0, 1, 4, 14][pick(bot ? [6, 0, 1, 3] : [7, 2, 1, 0])] ?? 0,
      bot,
      minor: random() < (bot ? 0.5 : 0.2),
      comment: 'x'.repeat(Math.round(Math.max(0, bot ? 60 + 10 * normal() : 30 + 40 * normal()))),
      length: { old, new: Math.max(0, old + step) },
    }
  }
}

/** Changes until a server cuts the connection, as servers do. */
const CHANGES_PER_CONNECTION = 2000

/** A server that speaks as Wikimedia's does, cuts included, and says the same whenever it is asked for the same place. */
export async function serveRecentChanges(seed: number): Promise<{ readonly url: string; readonly close: () => void }> {
  const server = createServer((request, response) => {
    response.writeHead(200, { 'content-type': 'text/event-stream; charset=utf-8' })
    const after = /"offset":(\d+)/.exec(String(request.headers['last-event-id']))?.[1]
    const first = after === undefined ? 0 : Number(after) + 1
    let offset = 0
    response.write('retry: 1\n:ok\n\n')
    for (const change of changes(seed)) {
      if (offset >= first + CHANGES_PER_CONNECTION) break
      const id = JSON.stringify([{ topic: 'recentchange', partition: 0, offset }])
      if (offset >= first) response.write(`event: message\nid: ${id}\ndata: ${JSON.stringify(change)}\n\n`)
      offset += 1
    }
    response.end('data: {"type":"edit","cut')
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const address = server.address()
  const port = typeof address === 'object' ? address?.port : undefined
  return {
    url: `http://127.0.0.1:${port}/v2/stream/recentchange`,
    close: () => {
      server.close()
      server.closeAllConnections()
    },
  }
}
