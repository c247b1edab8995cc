/*
 * Two families with trees of one shape, twelve people each, and the twelve relations between them. Only marriages and
 * children are written down; the facts follow from them. A fact is read "person HAS relation: answers", as in the article:
 * "Colin has aunt: Jennifer, Margaret".
 *
 *   Christopher = Penelope                  Andrew = Christine
 *        |                                       |
 *     +--+-----------+                    +------+-----+
 *   Arthur        Victoria ====== James             Jennifer
 *     = Margaret             |                        = Charles
 *                       +----+-----+
 *                     Colin     Charlotte
 */

const ENGLISH = [
  ...['Christopher', 'Penelope', 'Andrew', 'Christine', 'Margaret', 'Arthur'],
  ...['Victoria', 'James', 'Jennifer', 'Charles', 'Colin', 'Charlotte'],
]
/** The counterpart of each, in the same place. */
const ITALIAN = [
  ...['Roberto', 'Maria', 'Pierro', 'Francesca', 'Gina', 'Emilio'],
  ...['Lucia', 'Marco', 'Angela', 'Tomaso', 'Alfonso', 'Sophia'],
]

export const people: readonly string[] = [...ENGLISH, ...ITALIAN]

export const relations = [
  ...(['father', 'mother', 'husband', 'wife', 'son', 'daughter'] as const),
  ...(['uncle', 'aunt', 'brother', 'sister', 'nephew', 'niece'] as const),
]

/** Husband and wife, by their places in the list of a family; and the children. */
const MARRIAGES = [
  { husband: 0, wife: 1, children: [5, 6] },
  { husband: 2, wife: 3, children: [7, 8] },
  { husband: 5, wife: 4, children: [] },
  { husband: 7, wife: 6, children: [10, 11] },
  { husband: 9, wife: 8, children: [] },
] as const

const MEN: ReadonlySet<number> = new Set([0, 2, 5, 7, 9, 10])

/** What is true of the people; the network is never told. Branch: +1 Christopher's side, -1 Andrew's, 0 both. */
export const properties: Readonly<Record<'nationality' | 'generation' | 'branch' | 'sex', readonly number[]>> = {
  nationality: people.map((_, person) => (person < 12 ? 1 : -1)),
  generation: people.map((_, person) => (person % 12 < 4 ? 1 : person % 12 < 10 ? 2 : 3)),
  branch: people.map((_, person) => ([0, 1, 4, 5, 6].includes(person % 12) ? 1 : person % 12 < 10 ? -1 : 0)),
  sex: people.map((_, person) => (MEN.has(person % 12) ? 1 : -1)),
}

const marriageOf = (person: number) => MARRIAGES.find(({ husband, wife }) => husband === person || wife === person)
const parentsOf = (person: number) => MARRIAGES.find(({ children }) => children.some((child) => child === person))
const childrenOf = (person: number): readonly number[] => marriageOf(person)?.children ?? []
const spousesOf = (person: number): readonly number[] => {
  const marriage = marriageOf(person)
  return marriage ? [marriage.husband, marriage.wife].filter((one) => one !== person) : []
}
const siblingsOf = (person: number): readonly number[] =>
  (parentsOf(person)?.children ?? []).filter((child) => child !== person)

/** Siblings of the parents, and whom these married. */
function parentsGeneration(person: number): readonly number[] {
  const parents = parentsOf(person)
  const own = parents ? [parents.husband, parents.wife].flatMap(siblingsOf) : []
  return [...own, ...own.flatMap(spousesOf)]
}

/** Everyone standing in a relation to a person of the first family. */
function answersOf(person: number, relation: (typeof relations)[number]): readonly number[] {
  const men = (list: readonly number[]): readonly number[] => list.filter((one) => MEN.has(one))
  const women = (list: readonly number[]): readonly number[] => list.filter((one) => !MEN.has(one))
  const parents = parentsOf(person)
  const siblingsChildren = [person, ...spousesOf(person)].flatMap(siblingsOf).flatMap(childrenOf)
  switch (relation) {
    case 'father':
      return parents ? [parents.husband] : []
    case 'mother':
      return parents ? [parents.wife] : []
    case 'husband':
      return men(spousesOf(person))
    case 'wife':
      return women(spousesOf(person))
    case 'son':
      return men(childrenOf(person))
    case 'daughter':
      return women(childrenOf(person))
    case 'uncle':
      return men(parentsGeneration(person))
    case 'aunt':
      return women(parentsGeneration(person))
    case 'brother':
      return men(siblingsOf(person))
    case 'sister':
      return women(siblingsOf(person))
    case 'nephew':
      return men(siblingsChildren)
    case 'niece':
      return women(siblingsChildren)
  }
}

export interface Fact {
  readonly person: number
  readonly relation: number
  readonly answers: readonly number[]
}

/** Every pair of person and relation that has an answer, with all its answers, in both families. */
export const facts: readonly Fact[] = people.flatMap((_, person) =>
  relations.flatMap((name, relation) => {
    const family = person < 12 ? 0 : 12
    const answers = answersOf(person - family, name).map((one) => one + family)
    return answers.length > 0 ? [{ person, relation, answers: answers.sort((a, b) => a - b) }] : []
  }),
)
