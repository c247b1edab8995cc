import { readdirSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { describe, expect, it } from 'vitest'
import { UsageError } from '../../../src/cli/flags/commandForm.js'
import { checkMetrics, METRICS, metricsNamed } from '../../../src/cli/train/namedMetrics.js'
import type { Metric } from '../../../src/index.js'

/** Whatever a file of metrics makes a metric with when it is called without options. */
async function madeIn(path: string): Promise<readonly string[]> {
  const exported: Readonly<Record<string, unknown>> = await import(path)
  return Object.entries(exported).flatMap(([name, make]) => {
    if (typeof make !== 'function' || make.length > 0 || /^[A-Z]/.test(name)) return []
    const made = make() as Partial<Metric> | undefined
    return made?.rolling && made.name !== undefined ? [made.name] : []
  })
}

const folder = fileURLToPath(new URL('../../../src/evaluation/metrics/', import.meta.url))
const paths = readdirSync(folder, { recursive: true, encoding: 'utf8' }).filter((path) => path.includes('/'))

describe('--metrics', () => {
  it('names every metric there is', async () => {
    const names = new Set((await Promise.all(paths.map((path) => madeIn(join(folder, path))))).flat())
    expect(names.size).toBeGreaterThan(15)
    expect([...METRICS.keys()].sort()).toEqual([...names].sort())
  })

  it('takes each once, in the order given', () => {
    expect(metricsNamed(['rocAuc', 'f1', 'rocAuc']).map(({ name }) => name)).toEqual(['rocAuc', 'f1'])
  })

  it('refuses an unknown name with the nearest', () => {
    expect(() => metricsNamed(['acuracy'])).toThrow(UsageError)
    expect(() => metricsNamed(['acuracy'])).toThrow(
      "there is no metric 'acuracy'. Did you mean 'accuracy'? There are accuracy, ",
    )
    expect(() => metricsNamed(['constructor'])).toThrow("there is no metric 'constructor'. There are ")
  })

  it.each([...METRICS.values()])('refuses $name for a task it does not measure', (metric) => {
    const other = metric.task === 'regression' ? 'classification' : 'regression'
    expect(() => checkMetrics([metric], other)).toThrow(`${metric.name} measures ${metric.task}, this is ${other}: `)
    const { task } = metric
    if (task !== 'any') expect(() => checkMetrics([metric], task)).not.toThrow()
  })
})
