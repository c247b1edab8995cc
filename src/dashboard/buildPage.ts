/* Bundles the page into dist: run by `npm run build`, never by the package itself. */
import { copyFileSync, mkdirSync, rmSync } from 'node:fs'
import { build } from 'esbuild'

const from = new URL('./page/', import.meta.url).pathname
const to = new URL('../../dist/dashboard/page/', import.meta.url).pathname

rmSync(to, { recursive: true, force: true })
mkdirSync(to, { recursive: true })
await build({
  entryPoints: [`${from}page.ts`],
  bundle: true,
  minify: true,
  splitting: true,
  format: 'esm',
  platform: 'browser',
  target: 'es2022',
  outdir: to,
})
await build({ entryPoints: [`${from}page.css`], bundle: true, minify: true, outdir: to })
copyFileSync(`${from}index.html`, `${to}index.html`)
