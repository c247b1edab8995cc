import type { Model } from 'eddy'

/** The values of one parameter by its name in `model.layout`, row after row, without padding. */
export function weights(model: Model, name: string): readonly (readonly number[])[] {
  const entry = model.layout.find((each) => each.name === name)
  if (!entry) throw new Error(`no parameter ${name}; there are ${model.layout.map((each) => each.name).join(', ')}`)
  const columns = entry.shape[entry.shape.length - 1] ?? 0
  const rows = entry.shape.slice(0, -1).reduce((product, size) => product * size, 1)
  const stride = Math.ceil(columns / 4) * 4
  return Array.from({ length: rows }, (_, row) => [
    ...model.parameters.subarray(entry.offset + row * stride, entry.offset + row * stride + columns),
  ])
}
