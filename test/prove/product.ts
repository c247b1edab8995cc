/*
 * The product that is put to the proof: what `npm run build` made or, to prove a proof, a copy of that with one of its
 * mechanisms switched off. So nothing of the product is imported here but types.
 */

export const dist: string = process.env['EDDY_PROVE_DIST'] ?? new URL('../../dist/', import.meta.url).href

/** A module of it: `load<typeof import('../../src/node.js')>('node.js')`. */
export async function load<Module>(path: string): Promise<Module> {
  const module: unknown = await import(new URL(path, dist).href)
  return module as Module
}
