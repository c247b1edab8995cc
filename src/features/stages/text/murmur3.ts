/** MurmurHash3, 32 bits, of a text's UTF-16 units; unsigned. Source: Appleby 2011 (public domain). */
export function murmur3(text: string, seed = 0): number {
  let hash = seed
  const pairs = text.length & ~1
  for (let i = 0; i < pairs; i += 2) {
    hash ^= scrambled(text.charCodeAt(i) | (text.charCodeAt(i + 1) << 16))
    hash = (hash << 13) | (hash >>> 19)
    hash = (Math.imul(hash, 5) + 0xe6546b64) | 0
  }
  if (pairs < text.length) hash ^= scrambled(text.charCodeAt(pairs))
  hash ^= text.length * 2
  hash = Math.imul(hash ^ (hash >>> 16), 0x85ebca6b)
  hash = Math.imul(hash ^ (hash >>> 13), 0xc2b2ae35)
  return (hash ^ (hash >>> 16)) >>> 0
}

function scrambled(block: number): number {
  const product = Math.imul(block, 0xcc9e2d51)
  return Math.imul((product << 15) | (product >>> 17), 0x1b873593)
}
