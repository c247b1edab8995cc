/* Bundles the page into one module of dist, `dashboard/pageTexts.js`: run by `npm run build`, never by the package itself. */
import { readFileSync, writeFileSync } from 'node:fs'
import { basename } from 'node:path'
import { fileURLToPath } from 'node:url'
import { type BuildOptions, build } from 'esbuild'

const at = (path: string): string => fileURLToPath(new URL(path, import.meta.url))
const texts: Record<string, string> = { 'index.html': readFileSync(at('./page/index.html'), 'utf8') }

async function bundle(options: BuildOptions): Promise<void> {
  const { outputFiles = [] } = await build({ ...options, bundle: true, minify: true, write: false, outdir: 'page' })
  for (const { path, text } of outputFiles) texts[basename(path)] = text
}

await bundle({
  entryPoints: [at('./page/page.ts')],
  splitting: true,
  format: 'esm',
  platform: 'browser',
  target: 'es2022',
})
await bundle({ entryPoints: [at('./page/page.css')] })
writeFileSync(at('../../dist/dashboard/pageTexts.js'), `export const pageTexts = ${JSON.stringify(texts)}\n`)
