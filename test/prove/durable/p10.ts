import { count, type Prove } from '../proof.js'
import { everyError, everyStep } from './checkpointSteps.js'
import { damaged } from './damagedCheckpoint.js'
import { killedAtEachStep } from './killedSteps.js'
import { realDisk } from './realDisk.js'

/** P10: a checkpoint is the old one or the new one, never broken; a full disk never destroys the last good one. */
export const prove: Prove = async (setting) => {
  const { steps, ends } = await everyStep(setting)
  const errors = await everyError()
  const { cuts, flips } = await damaged(setting)
  const kills = await killedAtEachStep(setting)
  const more = setting.scale === 'long' ? `; ${await realDisk(setting)}` : ''
  return `old or new: ${count(ends)} kills and power cuts in ${steps} steps, ${kills} of real processes, ${errors} disk errors, ${cuts} cut off, ${count(flips)} bits flipped${more}`
}
