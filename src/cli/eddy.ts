#!/usr/bin/env node
import { errorLine } from './errorLine.js'
import { main } from './main.js'
import { processTerminal } from './terminal/processTerminal.js'

/** Milliseconds that a reader who stopped reading has to take the last lines, once an end was asked for. */
const PATIENCE_MS = 1000

const terminal = processTerminal(() => void end(0))
const { stdout, stderr } = terminal

// A fault of the program is one line too, never a stack trace.
process.on('uncaughtException', (error) => {
  stderr.line(errorLine('eddy', error))
  void end(1)
})

await end(await main(process.argv.slice(2), terminal))

/** Ends the process when its output was taken, whatever else still waits, such as a pipe that nobody writes to. */
async function end(code: number): Promise<void> {
  await Promise.race([Promise.all([stdout.flushed(), stderr.flushed()]), outOfPatience()])
  const failure = terminal.failure()
  if (failure) stderr.line(errorLine('eddy', failure))
  process.exit(failure ? 1 : code)
}

/** Resolves a second after an end was asked for. */
function outOfPatience(): Promise<void> {
  return new Promise((resolve) => terminal.interrupted$.subscribe(() => setTimeout(resolve, PATIENCE_MS).unref()))
}
