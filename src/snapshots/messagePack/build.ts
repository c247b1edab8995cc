/* Bundles msgpackr, plain JavaScript alone, into `snapshots/messagePack/packr.js` of dist: run by `npm run build`. */
import { readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { build } from 'esbuild'

const at = (path: string): string => fileURLToPath(new URL(path, import.meta.url))
const license = readFileSync(at('../../../node_modules/msgpackr/LICENSE'), 'utf8').replaceAll('*/', '* /')

await build({
  entryPoints: [at('./packr.ts')],
  outfile: at('../../../dist/snapshots/messagePack/packr.js'),
  bundle: true,
  format: 'esm',
  platform: 'browser', // the entry without the native part
  target: 'es2022',
  banner: { js: `/* msgpackr\n${license}*/` },
  allowOverwrite: true,
})
