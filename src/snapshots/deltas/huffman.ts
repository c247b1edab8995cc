import { EddyError } from '../../error.js'

/** Longest code, in bits: the decoder's table has 2^12 entries. */
export const CODE_BITS_MAX = 12

/**
 * Lengths of the codes of a canonical Huffman code, at most 12 bits each; 0 for a symbol that doesn't occur.
 *
 * @see Huffman 1952; long codes are avoided by making rare symbols less rare
 */
export function codeLengths(counts: readonly number[]): number[] {
  let weights = counts.slice()
  for (;;) {
    const lengths = treeDepths(weights)
    if (Math.max(...lengths) <= CODE_BITS_MAX) return lengths
    weights = weights.map((weight) => (weight === 0 ? 0 : (weight >> 1) + 1))
  }
}

interface Branch {
  readonly weight: number
  readonly symbols: readonly number[]
}

/** Symbols are few, so the two lightest branches are found by sorting. */
function treeDepths(weights: readonly number[]): number[] {
  const depths = new Array<number>(weights.length).fill(0)
  let branches: Branch[] = weights.flatMap((weight, symbol) => (weight > 0 ? [{ weight, symbols: [symbol] }] : []))
  if (branches.length === 1) for (const { symbols } of branches) for (const symbol of symbols) depths[symbol] = 1
  while (branches.length > 1) {
    branches = branches.sort((a, b) => a.weight - b.weight || (a.symbols[0] ?? 0) - (b.symbols[0] ?? 0))
    const [a, b, ...rest] = branches
    if (!a || !b) break
    const symbols = [...a.symbols, ...b.symbols]
    for (const symbol of symbols) depths[symbol] = (depths[symbol] ?? 0) + 1
    branches = [...rest, { weight: a.weight + b.weight, symbols }]
  }
  return depths
}

/** The canonical codes of lengths: shorter first, then by symbol; bits reversed, since the lowest bit is written first. */
export function canonicalCodes(lengths: readonly number[]): number[] {
  const codes = new Array<number>(lengths.length).fill(0)
  let code = 0
  for (let bits = 1; bits <= CODE_BITS_MAX; bits++) {
    lengths.forEach((length, symbol) => {
      if (length === bits) codes[symbol] = reversed(code++, bits)
    })
    code <<= 1
  }
  return codes
}

function reversed(code: number, bits: number): number {
  let result = 0
  for (let bit = 0; bit < bits; bit++) result |= ((code >> bit) & 1) << (bits - 1 - bit)
  return result
}

/**
 * The decoder's table: for the next 12 bits, symbol * 16 + length of its code.
 *
 * @throws {EddyError} ERR_DELTA if the lengths are not those of a code
 */
export function decodingTable(lengths: readonly number[]): Uint16Array {
  const used = lengths.filter((bits) => bits > 0)
  const share = used.reduce((sum, bits) => sum + 2 ** -bits, 0)
  if (lengths.some((bits) => bits > CODE_BITS_MAX) || share > 1) {
    throw new EddyError('ERR_DELTA', 'the code lengths of a delta are not those of a code')
  }
  const table = new Uint16Array(1 << CODE_BITS_MAX)
  canonicalCodes(lengths).forEach((code, symbol) => {
    const bits = lengths[symbol] ?? 0
    if (bits === 0) return
    for (let at = code; at < table.length; at += 1 << bits) table[at] = symbol * 16 + bits
  })
  return table
}
