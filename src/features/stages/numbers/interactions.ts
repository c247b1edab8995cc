import { checkOptions, listOf, oneOf, size, type TableOf, text, wrongOption } from '../../../options.js'
import { Fault } from '../../../rejection.js'
import { made, type FeatureDefinition, type FeatureStage, type FeatureState } from '../../feature.js'
import type { Row } from '../../row.js'
import { Extending } from '../extending.js'

export interface InteractionsOptions {
  /** The products, each a list of columns: `[['price', 'demand'], ['load', 'load']]`. */
  readonly of?: readonly (readonly string[])[]
  /** Instead: all products of 2, or of 2 and 3, different numbers, as these appear. Default 2. */
  readonly degree?: 2 | 3
  /** Products in all; later ones are left out. Default 64. */
  readonly maxProducts?: number
}

const table: TableOf<InteractionsOptions> = {
  of: listOf(listOf(text, 2), 1),
  degree: oneOf([2, 3]),
  maxProducts: size,
}

/**
 * Products of numbers, appended under 'price * demand'; missing where a factor is. By name, or all of a degree up to a cap.
 * Best after standardScaler(), so that no product is larger than what it's made of. Text that a product names sets its
 * sample aside; `degree` passes it over.
 *
 * @throws {EddyError} ERR_OPTION for both or none of its forms, or a cap that is none
 */
export function interactions(options: InteractionsOptions = {}): FeatureDefinition {
  checkOptions('interactions', options, table)
  const { of, degree, maxProducts = 64 } = options
  if (of !== undefined && degree !== undefined) {
    throw wrongOption('interactions', 'degree', degree, { expected: 'left out where `of` names the products' })
  }
  const chosen = of ? { of } : { degree: degree ?? 2 }
  return made('interactions', { ...chosen, maxProducts }, () => new InteractionsStage({ ...chosen, maxProducts }))
}

interface Product {
  readonly columns: readonly number[]
  readonly output: number
}

class InteractionsStage extends Extending implements FeatureStage {
  private readonly options: InteractionsOptions & { readonly maxProducts: number }
  private readonly products: Product[] = []
  /** Columns that brought a number so far, in that order; for products of a degree. */
  private readonly factors: number[] = []
  fault: Fault | undefined

  constructor(options: InteractionsOptions & { readonly maxProducts: number }) {
    super()
    this.options = options
  }

  learn(row: Row): void {
    const grown = this.follow(row)
    if (this.options.of === undefined) this.learnFactors(row)
    else if (grown) this.learnNamed(row, this.options.of)
    this.fault = this.faultOf(row)
  }

  private learnNamed(row: Row, of: readonly (readonly string[])[]): void {
    for (const names of of) {
      const columns = names.map((name) => row.names.indexOf(name))
      if (!columns.includes(-1)) this.append(row, columns)
    }
  }

  /** Text where a product that was named needs a number. */
  private faultOf({ names, texts }: Row): Fault | undefined {
    if (this.options.of === undefined) return undefined
    for (const { columns } of this.products) {
      for (const column of columns) {
        const text = texts[column]
        if (text === undefined) continue
        const got = JSON.stringify(text.slice(0, 40))
        return new Fault('ERR_FEATURE_TYPE', `interactions: '${names[column]}': expected a number, got the text ${got}`)
      }
    }
    return undefined
  }

  private learnFactors(row: Row): void {
    for (let column = 0; column < row.width; column++) {
      if (this.products.length >= this.options.maxProducts) return
      if (Number.isNaN(row.numbers[column]) || this.factors.includes(column)) continue
      for (const other of this.factors) this.append(row, [other, column])
      if (this.options.degree === 3) {
        this.factors.forEach((one, index) => {
          for (const two of this.factors.slice(index + 1)) this.append(row, [one, two, column])
        })
      }
      this.factors.push(column)
    }
  }

  private append(row: Row, columns: readonly number[]): void {
    const key = columns.join(' ')
    if (this.outputs.find(key) !== undefined || this.products.length >= this.options.maxProducts) return
    const output = this.outputs.need(key, columns.map((column) => row.names[column]).join(' * '))
    this.products.push({ columns, output })
  }

  apply(row: Row): void {
    this.pass(row)
    for (const { columns, output } of this.products) {
      let product = 1
      for (const column of columns) product *= row.numbers[column] as number
      this.out.numbers[output] = product
    }
  }

  state(): FeatureState {
    const { products, factors } = this
    return {
      json: {
        extending: this.extendingState(),
        products: products.map((product) => ({ ...product })),
        factors: [...factors],
      },
      numbers: new Float64Array(0),
    }
  }

  restore({ json }: FeatureState): void {
    const { extending, products, factors } = json as {
      readonly extending: unknown
      readonly products: readonly Product[]
      readonly factors: readonly number[]
    }
    this.restoreExtending(extending)
    this.products.push(...products)
    this.factors.push(...factors)
  }
}
