/* linkSubscriber.mjs URL: one subscriber, in a network of its own; says each change of its connection, and each version. */
const dist = process.env.EDDY_PROVE_DIST ?? new URL('../../../dist/', import.meta.url).href
const { subscribeToModel } = await import(new URL('client.js', dist).href)

const say = (what) => process.stdout.write(`${JSON.stringify(what)}\n`)
subscribeToModel(process.argv[2], {
  model: 'm',
  onState: ({ phase }) => say({ phase }),
}).subscribe(({ version }) => say({ version }))
