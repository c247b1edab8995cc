/** UTF-16 units of model names that a WELCOME lists, so that its metadata stays below 16 KiB in any script. */
const LISTED_MAX = 4096

/** As many names, from the first on, as there is room for. Those left out can be asked for by name. */
export function listedNames(names: readonly string[]): readonly string[] {
  let room = LISTED_MAX
  return names.filter((name) => (room -= name.length + 2) >= 0)
}
