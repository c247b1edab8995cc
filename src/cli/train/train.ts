import { type TrainArguments, trainArguments } from './trainArguments.js'
import type { Called } from '../flags/parseCommand.js'
import type { Terminal } from '../terminal/terminal.js'
import { TrainSession } from './trainSession.js'
import type { TrainView } from './view/trainView.js'
import { trainViewJson } from './view/trainViewJson.js'
import { trainViewText } from './view/trainViewText.js'

/** `eddy train FILE --target COLUMN`: test, then train, with nothing tuned; the score stands beside the baselines. */
export async function train(called: Called, terminal: Terminal): Promise<number> {
  const given = trainArguments(called)
  const view = viewOf(given, terminal)
  const session = new TrainSession(given, view, terminal)
  try {
    await session.run()
  } finally {
    view.close()
    await session.close()
  }
  return 0
}

const viewOf = (given: TrainArguments, { stdout, stderr }: Terminal): TrainView =>
  given.json ? trainViewJson(stdout, stderr) : trainViewText(given, stdout, stderr)
