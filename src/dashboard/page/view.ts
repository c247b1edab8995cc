/** The element of this id; the page and its script are made together, so it is there. */
export function element<E extends HTMLElement = HTMLElement>(id: string): E {
  const found = document.getElementById(id)
  if (!found) throw new Error(`the page has no element #${id}`)
  return found as E
}

/** Writes only what changed: a page that stands still costs nothing. */
export function say(id: string, text: string): void {
  const target = element(id)
  if (target.textContent !== text) target.textContent = text
}

/** A panel, or in its place a line that says why it has nothing to show. */
export function showOrSay(id: string, why: string | undefined): void {
  element(id).hidden = why !== undefined
  element(`${id}-why`).hidden = why === undefined
  say(`${id}-why`, why ?? '')
}

export const short = (value: number): string =>
  !Number.isFinite(value) ? '–' : value !== 0 && Math.abs(value) < 0.001 ? value.toExponential(1) : value.toPrecision(3)

/** A colour of the style sheet. */
export const colour = (name: string): string => getComputedStyle(document.documentElement).getPropertyValue(name).trim()
