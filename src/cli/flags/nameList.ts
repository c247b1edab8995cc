import { UsageError } from './commandForm.js'

/**
 * The names in a comma list. A name that has a comma in it stands in double quotes, and a double quote inside them is
 * doubled, as in CSV: `a,"price, net"` is `a` and `price, net`.
 */
export function namesIn(flag: string, list: string): readonly string[] {
  const names: string[] = []
  let rest = list
  while (rest !== '') {
    const quoted = /^\s*"((?:[^"]|"")*)"\s*(?:,|$)/.exec(rest)
    const plain = /^([^,]*)(?:,|$)/.exec(rest)
    const name = quoted ? (quoted[1] ?? '').replaceAll('""', '"') : (plain?.[1] ?? '').trim()
    if (name !== '') names.push(name)
    rest = rest.slice((quoted ?? plain)?.[0].length || rest.length)
  }
  if (names.length === 0) throw new UsageError(`--${flag} wants one name or more, got '${list}'`)
  return names
}
