import { checkOptions, number, wholeNumber, type TableOf } from '../../options.js'
import {
  type Draws,
  type SyntheticOptions,
  SyntheticStream,
  type VectorSample,
  syntheticTable,
} from './syntheticStream.js'

export interface RandomRbfOptions extends SyntheticOptions {
  readonly classes?: number
  readonly features?: number
  /** Clouds of points, each of one class; default 50. */
  readonly centroids?: number
  /** How far each cloud moves from sample to sample; default 0. */
  readonly speed?: number
}

interface Centroid {
  readonly centre: number[]
  readonly direction: readonly number[]
  readonly label: number
  readonly deviation: number
  /** Up to which number this one is drawn. */
  readonly until: number
}

const table: TableOf<RandomRbfOptions> = {
  ...syntheticTable,
  classes: wholeNumber({ from: 1, to: 10_000 }),
  features: wholeNumber({ from: 1, to: 10_000 }),
  centroids: wholeNumber({ from: 1, to: 100_000 }),
  speed: number({ from: 0 }),
}

/** Clouds of points around centres that may move. Source: Kirkby 2007, "Improving Hoeffding trees"; moving: Bifet et al. 2009. */
export function randomRbf(options: RandomRbfOptions = {}): SyntheticStream<VectorSample<number>> {
  checkOptions('randomRbf', options, table)
  const { classes = 2, features = 10, centroids = 50, speed = 0, ...others } = options
  return new SyntheticStream((random) => {
    const clouds = cloudsOf(random, { classes, features, centroids })
    const total = clouds[clouds.length - 1]?.until ?? 1
    return ({ next, normal }) => {
      const drawn = next() * total
      const { centre, deviation, label } = clouds.find(({ until }) => drawn < until) ?? (clouds[0] as Centroid)
      const offset = onSphere(features, normal)
      const size = normal() * deviation
      const x = centre.map((value, i) => value + (offset[i] ?? 0) * size)
      if (speed > 0) for (const cloud of clouds) move(cloud, speed)
      return { x, y: label }
    }
  }, others)
}

function cloudsOf(
  { next, normal, whole }: Draws,
  { classes, features, centroids }: { readonly classes: number; readonly features: number; readonly centroids: number },
): Centroid[] {
  let until = 0
  return Array.from({ length: centroids }, (_, i) => {
    until += next()
    return {
      centre: Array.from({ length: features }, next),
      direction: onSphere(features, normal),
      // Each class has one, then by chance.
      label: i < classes ? i : whole(classes),
      deviation: next(),
      until,
    }
  })
}

function onSphere(features: number, normal: () => number): number[] {
  const direction = Array.from({ length: features }, normal)
  const length = Math.sqrt(direction.reduce((sum, value) => sum + value * value, 0))
  return direction.map((value) => value / length)
}

/** Within the unit cube: it comes in again at the other side of a wall it would pass. */
function move({ centre, direction }: Centroid, speed: number): void {
  for (let i = 0; i < centre.length; i++) {
    const to = (centre[i] ?? 0) + (direction[i] ?? 0) * speed
    centre[i] = to - Math.floor(to)
  }
}
