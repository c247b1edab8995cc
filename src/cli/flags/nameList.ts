import { UsageError } from './commandForm.js'

/**
 * The names in a comma list. A name that has a comma in it stands in double quotes, and a double quote inside them is
 * doubled, as in CSV: `a,"price, net"` is `a` and `price, net`.
 *
 * @param known names that there are, where that is known: a list that is one of them is that name
 * @throws {UsageError} for a list without a name
 */
export function namesIn(flag: string, list: string, known: readonly string[] = []): readonly string[] {
  if (known.includes(list)) return [list]
  const names = splitList(list).filter((name) => name !== '')
  if (names.length === 0) throw new UsageError(`--${flag} wants one name or more, got '${list}'`)
  return names
}

function splitList(list: string): readonly string[] {
  const names: string[] = []
  for (let rest = list; rest !== ''; ) {
    const quoted = /^\s*"((?:[^"]|"")*)"\s*(?:,|$)/.exec(rest)
    const plain = /^([^,]*)(?:,|$)/.exec(rest)
    names.push(quoted ? (quoted[1] ?? '').replaceAll('""', '"') : (plain?.[1] ?? '').trim())
    rest = rest.slice((quoted ?? plain)?.[0].length || rest.length)
  }
  return names
}
