/* Writes flowers.csv: tsx examples/data/generateFlowers.ts. The flowers are made up; the same seed, the same file. */
import { writeFileSync } from 'node:fs'
import { createRandom } from 'eddy'

interface Species {
  readonly name: string
  readonly petal: readonly [length: number, width: number]
  readonly colors: readonly string[]
  readonly site: string
  /** The month in which it is found, from 0. */
  readonly month: number
}

const species: readonly Species[] = [
  { name: 'arvensis', petal: [14, 4], colors: ['white', 'white', 'violet'], site: 'meadow', month: 3 },
  { name: 'riparia', petal: [32, 11], colors: ['violet', 'blue', 'blue'], site: 'bank', month: 5 },
  { name: 'silvatica', petal: [36, 14], colors: ['violet', 'violet', 'blue'], site: 'wood', month: 7 },
]
const { next, normal } = createRandom(1886)
const pick = (among: readonly string[]): string => among[Math.floor(next() * among.length)] ?? ''
/** One value in twenty wasn't written down. */
const gap = (value: string): string => (next() < 0.05 ? '' : value)

const rows = Array.from({ length: 150 }, () => {
  const { name, petal, colors, site, month } = species[Math.floor(next() * 3)] ?? (species[0] as Species)
  const size = 1 + 0.1 * normal()
  const [length, width] = petal.map((mean) => (mean * size * (1 + 0.08 * normal())).toFixed(1))
  const found = new Date(Date.UTC(2025, month, 1 + Math.floor(next() * 60))).toISOString().slice(0, 10)
  const seen = next() < 0.8 ? site : pick(species.map((other) => other.site))
  return [gap(length ?? ''), gap(width ?? ''), gap(pick(colors)), gap(seen), gap(found), name].join(',')
})

const header = 'petal_length_mm,petal_width_mm,color,site,found,species'
writeFileSync(new URL('flowers.csv', import.meta.url), `${[header, ...rows].join('\n')}\n`)
