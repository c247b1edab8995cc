import { build } from 'esbuild'
import { describe, expect, it } from 'vitest'

describe('in a browser', () => {
  it('the live sources need neither ws nor Node', async () => {
    const { outputFiles } = await build({
      stdin: {
        contents: "export { fromServerSentEvents, fromWebSocket } from './src/index.ts'",
        resolveDir: new URL('../../../', import.meta.url).pathname,
      },
      bundle: true,
      minify: true,
      format: 'esm',
      platform: 'browser',
      external: ['rxjs'],
      write: false,
    })
    const text = outputFiles[0]?.text ?? ''
    expect(text).toContain('WebSocket')
    expect(text).not.toMatch(/from"(node:|ws")|require\(/)
    expect(text.length).toBeLessThan(30_000)
  })
})
