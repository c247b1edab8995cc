import type { Sample } from '../../features/sample.js'
import { checkOptions, wholeNumber, type TableOf } from '../../options.js'
import { type Draws, type SyntheticOptions, SyntheticStream, syntheticTable, probability } from './syntheticStream.js'

export interface AgrawalOptions extends SyntheticOptions {
  /** Which of the ten rules labels the applicants, 1 to 10; default 1. */
  readonly rule?: number
  /** Share of its range by which each number is moved after it was labelled; default 0. */
  readonly perturbation?: number
}

interface Applicant {
  readonly salary: number
  readonly commission: number
  readonly age: number
  /** 0 to 4. */
  readonly education: number
  readonly zipcode: number
  readonly houseValue: number
  readonly houseYears: number
  readonly loan: number
}

/** What `agrawal` draws: an applicant for a loan, and the group the rule puts them in. */
export interface AgrawalSample extends Sample {
  readonly x: Omit<Applicant, 'zipcode'> & { readonly zipcode: string; readonly car: string }
  readonly y: 'A' | 'B'
}

const within = (value: number, least: number, most: number): boolean => value >= least && value <= most

/** By age: below 40, below 60, above. */
const byAge = <T>({ age }: Applicant, young: T, middle: T, old: T): T => (age < 40 ? young : age < 60 ? middle : old)

const salaryBand = (a: Applicant, value: number): boolean => {
  const [least, most] = byAge(a, [50_000, 100_000], [75_000, 125_000], [25_000, 75_000])
  return within(value, least ?? 0, most ?? 0)
}

const equity = ({ houseYears, houseValue }: Applicant): number =>
  houseYears < 20 ? 0 : 0.1 * houseValue * (houseYears - 20)

/** Group A, by each of the ten rules of the paper. */
const rules: readonly ((a: Applicant) => boolean)[] = [
  ({ age }) => age < 40 || age >= 60,
  (a) => salaryBand(a, a.salary),
  (a) => byAge(a, within(a.education, 0, 1), within(a.education, 1, 3), within(a.education, 2, 4)),
  (a) => {
    const { salary, education } = a
    const known = byAge(a, education <= 1, within(education, 1, 3), education >= 2)
    const [first, second] = byAge(
      a,
      [
        [25_000, 75_000],
        [50_000, 100_000],
      ],
      [
        [50_000, 100_000],
        [75_000, 125_000],
      ],
      [
        [50_000, 100_000],
        [25_000, 75_000],
      ],
    )
    const [least, most] = (known ? first : second) ?? []
    return within(salary, least ?? 0, most ?? 0)
  },
  (a) => {
    const inBand = salaryBand(a, a.salary)
    const [first, second] = byAge(
      a,
      [
        [100_000, 300_000],
        [200_000, 400_000],
      ],
      [
        [200_000, 400_000],
        [300_000, 500_000],
      ],
      [
        [300_000, 500_000],
        [100_000, 300_000],
      ],
    )
    const [least, most] = (inBand ? first : second) ?? []
    return within(a.loan, least ?? 0, most ?? 0)
  },
  (a) => salaryBand(a, a.salary + a.commission),
  (a) => (2 * (a.salary + a.commission)) / 3 - a.loan / 5 - 20_000 > 0,
  (a) => (2 * (a.salary + a.commission)) / 3 - 5000 * a.education - 20_000 > 0,
  (a) => (2 * (a.salary + a.commission)) / 3 - 5000 * a.education - a.loan / 5 - 10_000 > 0,
  (a) => (2 * (a.salary + a.commission)) / 3 - 5000 * a.education + equity(a) / 5 - 10_000 > 0,
]

const table: TableOf<AgrawalOptions> = {
  ...syntheticTable,
  rule: wholeNumber({ from: 1, to: 10 }),
  perturbation: probability,
}

/**
 * Applicants for a loan: six numbers, a car and a zip code as categories; the label is the group, A or B.
 * Source: Agrawal, Imielinski & Swami 1993, "Database mining: a performance perspective".
 */
export function agrawal(options: AgrawalOptions = {}): SyntheticStream<AgrawalSample> {
  checkOptions('agrawal', options, table)
  const { rule = 1, perturbation = 0, ...others } = options
  const isGroupA = rules[rule - 1] ?? (() => false)
  return new SyntheticStream(
    () => (random) => {
      const applicant = draw(random)
      const car = random.whole(20)
      return sampleOf(applicant, car, isGroupA(applicant), (value, range) =>
        perturbation === 0 ? value : value + range * perturbation * (2 * random.next() - 1),
      )
    },
    others,
  )
}

function draw({ next, whole }: Draws): Applicant {
  const salary = 20_000 + 130_000 * next()
  const commission = salary >= 75_000 ? 0 : 10_000 + 65_000 * next()
  const age = 20 + whole(61)
  const education = whole(5)
  const zipcode = whole(9)
  const houseValue = (9 - zipcode) * 100_000 * (0.5 + next())
  return { salary, commission, age, education, zipcode, houseValue, houseYears: 1 + whole(30), loan: 500_000 * next() }
}

function sampleOf(
  { salary, commission, age, education, zipcode, houseValue, houseYears, loan }: Applicant,
  car: number,
  groupA: boolean,
  moved: (value: number, range: number) => number,
): AgrawalSample {
  const x = {
    salary: moved(salary, 130_000),
    commission: commission === 0 ? 0 : moved(commission, 65_000),
    age: moved(age, 60),
    education,
    car: `make ${car + 1}`,
    zipcode: `zip ${zipcode}`,
    houseValue: moved(houseValue, 900_000),
    houseYears: moved(houseYears, 29),
    loan: moved(loan, 500_000),
  }
  return { x, y: groupA ? 'A' : 'B' }
}
