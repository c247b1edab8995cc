import { createHash } from 'node:crypto'
import { columnBytes } from '../snapshots/column.js'
import { createPredictor } from '../snapshots/predictor.js'
import { columnNamed, type Snapshot, specOf } from '../snapshots/snapshot.js'
import { loadSnapshot } from '../snapshots/files/snapshotFile.js'
import type { Terminal } from './terminal.js'
import { parseSubject } from './usage.js'

/** `eddy inspect FILE`: what is in a snapshot or a checkpoint. Loading it checks every byte; a damaged file is an error. */
export async function inspect(args: readonly string[], { stdout }: Terminal): Promise<number> {
  const { subject, values } = parseSubject(args, 'file', { json: { type: 'boolean' } })
  const snapshot = await loadSnapshot(subject)
  stdout.write(values['json'] === true ? `${JSON.stringify(facts(snapshot))}\n` : described(snapshot))
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

function sha256Of({ columns }: Snapshot): string {
  const values = columnNamed(columns, 'parameters')?.values ?? new Uint8Array(0)
  return createHash('sha256')
    .update(new Uint8Array(values.buffer, values.byteOffset, values.byteLength))
    .digest('hex')
}

function described(snapshot: Snapshot): string {
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
    `  network      ${inputLength} inputs, ${outputLength} outputs, ${weights} weights`,
    ...layout.map((entry) => `    ${entry.name.padEnd(28)} [${entry.shape.join(', ')}]`),
    ...(spec.learner?.task === 'classification' ? [`  classes      ${spec.learner.classes.join(', ')}`] : []),
    ...Object.entries(about.metrics ?? {}).map(([metric, value]) => `  ${metric.padEnd(12)} ${value}`),
    '  columns',
    ...columns.map(
      (column) => `    ${column.name.padEnd(28)} ${column.length} ${column.type}, ${columnBytes(column)} bytes`,
    ),
    `  parameters   sha256 ${sha256Of(snapshot)}`,
    '',
  ].join('\n')
}
