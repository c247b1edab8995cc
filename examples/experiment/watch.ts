import { parseArgs } from 'node:util'
import type { TrainingSample } from 'eddy'
import { createBroadcaster } from 'eddy/node'
import { interval } from 'rxjs'
import { begin, type Experiment } from './experiment.js'

/**
 * With `--serve PORT` on the command line: learns slowly, one sweep every 10 ms, and serves the page on which the weights
 * can be watched while they change; never resolves. Without it: resolves at once.
 */
export async function watch<Case extends TrainingSample>(name: string, experiment: Experiment<Case>): Promise<void> {
  const { values } = parseArgs({ options: { serve: { type: 'string' } }, strict: false })
  if (values.serve === undefined) return
  const broadcaster = await createBroadcaster({ port: Number(values.serve) })
  const { model, sweep } = begin(experiment, 0)
  broadcaster.publish(name, model, { everyMs: 100 })
  console.log(`watch it learn: ${broadcaster.url}`)
  await new Promise(() => interval(10).subscribe(sweep))
}
