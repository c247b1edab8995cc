import { visibleText } from './visibleText.js'

const LENGTH_MAX = 400

/** Prints a line on the console: on stderr in Node. No character of it can act on a terminal. */
export function warn(text: string): void {
  const line = visibleText(text)
  console.warn(`eddy: ${line.length > LENGTH_MAX ? `${line.slice(0, LENGTH_MAX)}…` : line}`)
}

/** Warnings of which each kind is printed once. */
export class Warnings {
  private readonly said = new Set<string>()

  once(kind: string, text: () => string): void {
    if (this.said.has(kind)) return
    this.said.add(kind)
    warn(text())
  }
}
