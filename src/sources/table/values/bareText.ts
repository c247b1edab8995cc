/** A formula that spreadsheets are told a text by: ="007". */
const FORMULA = /^="([^"]*)"$/

/** A text without the blanks around it, and without the formula that only says that it is one. */
export function bareText(text: string): string {
  const trimmed = text.trim()
  return trimmed.startsWith('="') ? (FORMULA.exec(trimmed)?.[1]?.trim() ?? trimmed) : trimmed
}
