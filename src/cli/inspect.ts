import { createHash } from 'node:crypto'
import type { Report } from '../operators/prequential.js'
import { columnBytes } from '../snapshots/column.js'
import { partsOf } from '../snapshots/checkpoints/progress.js'
import { positionsOf } from '../snapshots/checkpoints/positionColumn.js'
import { createPredictor } from '../snapshots/predictor.js'
import { columnNamed, type Snapshot, specOf } from '../snapshots/snapshot.js'
import { loadSnapshot } from '../snapshots/files/snapshotFile.js'
import { entriesOf } from './entriesOf.js'
import type { Called } from './flags/parseCommand.js'
import type { Terminal } from './terminal/terminal.js'

/**
 * `eddy inspect FILE`: what is in a snapshot or a checkpoint; of a state folder, in its newest checkpoint. Loading it checks
 * every byte; a damaged file is an error.
 */
export async function inspect({ words: [file = ''], flags }: Called, { stdout }: Terminal): Promise<number> {
  const snapshot = await loadSnapshot(file)
  if (flags.has('json')) stdout.json(facts(snapshot))
  else stdout.lines(described(snapshot))
  return 0
}

const hex = (value: bigint): string => value.toString(16).padStart(16, '0')

function facts(snapshot: Snapshot): object {
  const { name, epoch, fence, version, about, columns } = snapshot
  return {
    name,
    epoch: hex(epoch),
    fence,
    version,
    about,
    positions: positionsOf(snapshot),
    metrics: metricsOf(snapshot),
    spec: specOf(columns),
    columns: columns.map((column) => ({
      name: column.name,
      type: column.type,
      length: column.length,
      bytes: columnBytes(column),
    })),
    parametersSha256: sha256Of(snapshot),
  }
}

/** What the snapshot says of them; in a checkpoint of `eddy train` they stand in its last report. */
function metricsOf({ about, columns }: Snapshot): unknown {
  if (about.metrics) return about.metrics
  const report = partsOf(columns)['report'] as Partial<Report> | undefined
  return report?.metrics ?? {}
}

function sha256Of({ columns }: Snapshot): string {
  const values = columnNamed(columns, 'parameters')?.values ?? new Uint8Array(0)
  return createHash('sha256')
    .update(new Uint8Array(values.buffer, values.byteOffset, values.byteLength))
    .digest('hex')
}

function described(snapshot: Snapshot): readonly string[] {
  const { name, epoch, version, about, columns } = snapshot
  const spec = specOf(columns)
  const { layout, outputLength, inputLength } = createPredictor(columns).model
  const what = spec.learner ? `a learner, ${spec.learner.task}` : 'a model'
  const resumable = columnNamed(columns, 'optimizer') ? 'can predict and go on learning' : 'can predict'
  const weights = layout.reduce((sum, { shape }) => sum + shape.reduce((product, size) => product * size, 1), 0)
  return [
    `${name}: ${what}; ${resumable}`,
    `  version      ${version} of epoch ${hex(epoch)}`,
    `  learned      ${about.samples} samples in ${about.steps} steps, ${about.rejected} set aside`,
    ...placesOf(snapshot),
    `  network      ${inputLength} inputs, ${outputLength} outputs, ${weights} weights`,
    ...layout.map((entry) => `    ${entry.name.padEnd(28)} [${entry.shape.join(', ')}]`),
    ...(spec.learner?.task === 'classification' ? [`  classes      ${spec.learner.classes.join(', ')}`] : []),
    ...entriesOf(metricsOf(snapshot)).map(([metric, value]) => `  ${metric.padEnd(12)} ${String(value)}`),
    '  columns',
    ...columns.map(
      (column) => `    ${column.name.padEnd(28)} ${column.length} ${column.type}, ${columnBytes(column)} bytes`,
    ),
    `  parameters   sha256 ${sha256Of(snapshot)}`,
  ]
}

/** How far it had come: in each source by its name, or as whoever saved it said. */
function placesOf(snapshot: Snapshot): readonly string[] {
  const places = Object.entries(positionsOf(snapshot))
  if (places.length > 0) {
    return places.map(
      ([source, { rows, rejected = 0 }]) => `  position     ${source}: ${rows} rows read, ${rejected} set aside`,
    )
  }
  const { position } = snapshot.about
  return position === undefined ? [] : [`  position     ${JSON.stringify(position)}`]
}
