/** A formula that tells a spreadsheet to keep a text: ="007". */
const FORMULA = /^="([^"]*)"$/

/** Trims a text, and takes it out of a formula that only keeps it. */
export function bareText(text: string): string {
  const trimmed = text.trim()
  return trimmed.startsWith('="') ? (FORMULA.exec(trimmed)?.[1]?.trim() ?? trimmed) : trimmed
}
