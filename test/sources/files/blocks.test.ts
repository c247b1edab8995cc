import { describe, expect, it } from 'vitest'
import { blocks } from '../../../src/sources/files/blocks.js'

async function* chunks(sizes: readonly number[], failure?: Error): AsyncIterable<Uint8Array> {
  for (const size of sizes) yield new Uint8Array(size)
  if (failure) throw failure
}

async function sizesOf(bytes: AsyncIterable<Uint8Array>, into: number[]): Promise<readonly number[]> {
  for await (const block of bytes) into.push(block.byteLength)
  return into
}

describe('blocks', () => {
  it.each([
    [[10, 65_536, 3], 0, [65_536, 13]],
    [[200_000], 0, [65_536, 65_536, 65_536, 3392]],
    [[65_536], 0, [65_536]],
    [[65_536], 65_000, [536, 65_000]],
    [[], 0, []],
  ])('cuts %j after %i bytes into %j', async (sizes, start, cut) => {
    expect(await sizesOf(blocks(chunks(sizes), start), [])).toEqual(cut)
  })

  it('gives what came before a failure, then fails', async () => {
    const got: number[] = []
    await expect(sizesOf(blocks(chunks([65_537, 5], new Error('cut')), 0), got)).rejects.toThrow('cut')
    expect(got).toEqual([65_536, 6])
  })
})
