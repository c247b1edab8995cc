/* A trainer in a process of its own, to be killed. */
import { createModel, dense } from 'eddy'
import { createBroadcaster } from 'eddy/node'

const server = await createBroadcaster({ port: Number(process.argv[2]) })
server.publish('m', createModel({ input: 4, layers: [dense(8)], seed: 1 }), { everyMs: 3_600_000 })
process.send?.({ type: 'port', value: server.port })
