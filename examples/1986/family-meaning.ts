import type { Model } from 'eddy'
import { smallSquares } from '../experiment/hinton.js'
import { weights } from '../experiment/weights.js'
import { PERSON_WEIGHTS } from './family-network.js'
import { properties } from './kinship.js'

export type Property = keyof typeof properties

const PROPERTIES = Object.keys(properties) as readonly Property[]

function correlation(a: readonly number[], b: readonly number[]): number {
  const middle = (values: readonly number[]): number => values.reduce((sum, value) => sum + value, 0) / values.length
  const [meanA, meanB] = [middle(a), middle(b)]
  const sums = a.reduce(
    ([ab, aa, bb], value, at) => {
      const [da, db] = [value - meanA, (b[at] ?? 0) - meanB]
      return [ab + da * db, aa + da * da, bb + db * db] as const
    },
    [0, 0, 0] as readonly [number, number, number],
  )
  return sums[0] / Math.sqrt(sums[1] * sums[2])
}

/** How closely one unit's weights from the 24 people follow a property, 0 to 1. */
const closeness = (unit: readonly number[], property: Property): number =>
  Math.abs(correlation(unit, properties[property]))

/** Of each property: how closely the person unit that follows it best does so. */
export function meaningsOf(model: Model): Readonly<Record<Property, number>> {
  const units = weights(model, PERSON_WEIGHTS)
  const best = (property: Property): number => Math.max(...units.map((unit) => closeness(unit, property)))
  return {
    nationality: best('nationality'),
    generation: best('generation'),
    branch: best('branch'),
    sex: best('sex'),
  }
}

/** The six person units: weights from the English people, from their Italian counterparts, and what that follows most. */
export function drawMeanings(model: Model): string {
  const units = weights(model, PERSON_WEIGHTS)
  return units
    .map((unit, at) => {
      const [property, found] = PROPERTIES.map((name) => [name, closeness(unit, name)] as const).reduce((a, b) =>
        a[1] >= b[1] ? a : b,
      )
      const largest = Math.max(...unit.map(Math.abs))
      const [english, italian] = [unit.slice(0, 12), unit.slice(12)].map((row) => smallSquares(row, largest))
      return `  unit ${at + 1}   ${english}     ${italian}   ${property} ${found.toFixed(2)}`
    })
    .join('\n')
}
