import { execFile } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import { afterEach, describe, expect, it } from 'vitest'
import { createRandom } from '../../../src/index.js'
import { FeedServers } from './feedServer.js'

const servers = new FeedServers()
afterEach(() => servers.close())

/** The example, as its user runs it: against the build. */
function run(...argv: readonly string[]): Promise<{ readonly code: number; readonly out: string }> {
  const example = fileURLToPath(new URL('../../../examples/streams/live-feed.ts', import.meta.url))
  return new Promise((resolve) => {
    const child = execFile(process.execPath, ['--import', 'tsx', example, ...argv], (_, stdout, stderr) =>
      resolve({ code: child.exitCode ?? -1, out: stdout + stderr }),
    )
  })
}

/** An event as Wikimedia's EventStreams sends them. */
function event(offset: number, type: string, bot: boolean): string {
  const change = {
    $schema: '/mediawiki/recentchange/1.0.0',
    meta: { domain: offset % 50 === 0 ? 'canary' : 'en.wikipedia.org', stream: 'mediawiki.recentchange', offset },
    type,
    namespace: 0,
    title: 'Gegenstrom',
    comment: bot ? '/* wbsetdescription-add:1|nl */' : 'typo',
    timestamp: 1_700_000_000 + offset,
    user: 'somebody',
    bot,
    minor: !bot,
    length: { old: 1000, new: bot ? 1040 : 998 },
    server_name: 'en.wikipedia.org',
    wiki: 'enwiki',
  }
  const id = JSON.stringify([{ topic: 'eqiad.mediawiki.recentchange', partition: 0, offset }])
  return `event: message\nid: ${id}\ndata: ${JSON.stringify(change)}\n\n`
}

describe('examples/streams/live-feed.ts', () => {
  it('learns from a feed that it is given, through garbage and cuts', async () => {
    const { next } = createRandom(1)
    const asked: unknown[] = []
    let offset = 0
    const url = await servers.events((response, { headers }) => {
      asked.push(headers['last-event-id'])
      response.write(':ok\n\nevent: message\ndata: <html>\n\n')
      for (const end = offset + 300; offset < end; offset++) {
        response.write(event(offset, next() < 0.2 ? 'log' : 'edit', next() < 0.5))
      }
      response.end()
    })
    const { code, out } = await run(url, '600')
    expect(out).toMatch(/^passed {2}robots .*: \d\.\d+, \d\.\d+; 600 edits of \d+ changes, [2-9] cuts/)
    expect(code).toBe(0)
    expect(asked.slice(0, 2)).toEqual([undefined, expect.stringContaining('"offset":299')])
  })

  it('says what is wrong with an address', async () => {
    const url = await servers.http((_, response) => response.writeHead(200, { 'content-type': 'text/html' }).end('<p>'))
    const { code, out } = await run(url)
    expect(code).toBe(1)
    expect(out).toContain('ERR_NOT_EVENT_STREAM')
  })
})
