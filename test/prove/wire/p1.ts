import { count, demand, type Prove } from '../proof.js'
import { storm } from './storm.js'

/** P1: a prediction never mixes two versions. */
export const prove: Prove = async (setting) => {
  const ms = setting.by({ quick: 3000, short: 5000, long: 120_000 })
  // Two thirds of a model more than a frame: transfers in two parts, which a storm may tear between.
  const { followers, compared, applied } = await storm(setting, ms, { units: 1100 })
  for (const follower of followers) follower.check()
  demand(applied > 10, `only ${applied} versions came through`)
  return `${count(compared)} predictions with ${count(applied)} applied versions, each of one version whole`
}
