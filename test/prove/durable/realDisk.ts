import type { Setting } from '../proof.js'

export async function realDisk(_: Setting): Promise<string> {
  return 'todo'
}
