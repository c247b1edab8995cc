import type { Scope } from './scope.js'
import { load } from './scope.js'

/** Sum of term(0) ... term(count - 1) in four lanes (lane l takes l, l+4, ...), then (l0+l1)+(l2+l3). */
export const laneSum = (scope: Scope, count: number, term: (index: number) => number): number => {
  const { round } = scope
  const lanes: [number, number, number, number] = [0, 0, 0, 0]
  for (let i = 0; i < count; i++) {
    const lane = (i & 3) as 0 | 1 | 2 | 3
    lanes[lane] = round(lanes[lane] + term(i))
  }
  return round(round(lanes[0] + lanes[1]) + round(lanes[2] + lanes[3]))
}

/** Sum of the `count` numbers at `a`. */
export const rowSum = (scope: Scope, a: number, count: number): number =>
  laneSum(scope, count, (i) => load(scope, a + i))

/** Dot product of the `count` numbers at `a` and at `b`. */
export const dot = (scope: Scope, a: number, b: number, count: number): number =>
  laneSum(scope, count, (i) => scope.round(load(scope, a + i) * load(scope, b + i)))
