import { readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { facts, people, properties, relations } from '../../examples/1986/kinship.js'

/* The facts that follow from the marriages, against a list of all of them. */

interface Golden {
  readonly people: readonly string[]
  readonly relations: readonly string[]
  readonly facts: readonly (readonly [person: number, relation: number, answers: readonly number[]])[]
  readonly generation: readonly number[]
  readonly branch: readonly number[]
  readonly nationality: readonly number[]
  readonly male: readonly number[]
}

const golden = JSON.parse(readFileSync(new URL('../golden/data_family_trees.json', import.meta.url), 'utf8')) as Golden

const byPersonAndRelation = (list: Golden['facts']) => [...list].sort((a, b) => a[0] - b[0] || a[1] - b[1])

describe('the family trees', () => {
  it('have 104 pairs of person and relation with an answer, and 112 answers', () => {
    expect(facts.length).toBe(104)
    expect(facts.flatMap(({ answers }) => answers).length).toBe(112)
  })

  it('have the facts of the golden file, and no other', () => {
    const found = facts.map(({ person, relation, answers }) => [person, relation, answers] as const)
    expect(people).toEqual(golden.people)
    expect(relations).toEqual(golden.relations)
    expect(byPersonAndRelation(found)).toEqual(byPersonAndRelation(golden.facts))
  })

  it('have the nationality, generation, branch and sex of the golden file, up to how they are counted', () => {
    expect(properties.nationality).toEqual(golden.nationality.map((italian) => (italian ? -1 : 1)))
    expect(properties.generation).toEqual(golden.generation)
    expect(properties.branch).toEqual(golden.branch.map((side) => (side === 0 ? 0 : -side)))
    expect(properties.sex).toEqual(golden.male.map((male) => (male ? 1 : -1)))
  })
})
