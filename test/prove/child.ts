/* One proof in a process of its own: child.ts FILE SEED SCALE. Tells its parent what came of it. */
import { Fell, type Prove, type Scale, settle } from './proof.js'

const [file = '', seed = '1', scale = 'short'] = process.argv.slice(2)

export type Outcome =
  | { readonly kept: true; readonly figure: string }
  | { readonly kept: false; readonly figure: string; readonly crashed: boolean }

function tell(outcome: Outcome): void {
  process.send?.(outcome, () => process.exit())
}

const failed = (error: unknown): Outcome => {
  if (error instanceof Fell) return { kept: false, figure: error.message, crashed: false }
  return { kept: false, figure: error instanceof Error ? (error.stack ?? error.message) : String(error), crashed: true }
}

// A promise is broken, too, by a process that ends in an error that nobody expected.
process.on('uncaughtException', (error) => tell(failed(error)))
process.on('unhandledRejection', (error) => tell(failed(error)))

const { prove } = (await import(new URL(file, import.meta.url).href)) as { readonly prove: Prove }
settle(prove, { seed: Number(seed), scale: scale as Scale }).then(
  (figure) => tell({ kept: true, figure }),
  (error) => tell(failed(error)),
)
