export const LINE_END: RegExp = /\r\n|\r|\n/
const LINE_ENDS = /\r\n|\r|\n/g

/** The lines of a text, from number `from` (counted from 0), at most `count`. */
export function linesFrom(text: string, from: number, count: number = Number.POSITIVE_INFINITY): string {
  let [line, begin] = [0, 0]
  for (const { index, 0: end } of text.matchAll(LINE_ENDS)) {
    line += 1
    if (line === from) begin = index + end.length
    if (line === from && count === Number.POSITIVE_INFINITY) break
    if (line === from + count) return text.slice(begin, index + end.length)
  }
  return line < from ? '' : text.slice(begin)
}

/** The number of lines of a text. A last line without a line end counts. */
export const linesIn = (text: string): number =>
  [...text.matchAll(LINE_ENDS)].length + (/[\r\n]$/.test(text) || text === '' ? 0 : 1)
