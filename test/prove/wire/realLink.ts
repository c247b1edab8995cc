import { execFileSync } from 'node:child_process'
import type { Setting } from '../proof.js'

/** A link between two network namespaces, taken down and up again: where that may be done. */
export async function realLink(_: Setting): Promise<string> {
  try {
    execFileSync('ip', ['netns', 'list'], { stdio: 'ignore' })
  } catch {
    return 'no network namespaces here'
  }
  return 'todo'
}
