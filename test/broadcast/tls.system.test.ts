import { createServer } from 'node:https'
import { firstValueFrom } from 'rxjs'
import { afterEach, expect, it, vi } from 'vitest'
import { subscribeToModel } from '../../src/client.js'
import { createModel, dense } from '../../src/index.js'
import { createBroadcaster } from '../../src/node.js'

/* A server of one's own, with TLS. The certificate is for this test alone: localhost, signed by itself. */

const key = `-----BEGIN PRIVATE KEY-----
MIGHAgEAMBMGByqGSM49AgEGCCqGSM49AwEHBG0wawIBAQQg6U+mk/DQsvd6y7Nb
FpI7f5NzlmHuKsHDGbIHLFDR55+hRANCAASAoowr6RrA2M03QHXIScuXskmxEPfP
Y60Mz/J16w83SOIFATITRPnzVvWCEWpSL7LZeFcwzSAF9rJSsqB2VkVN
-----END PRIVATE KEY-----`
const cert = `-----BEGIN CERTIFICATE-----
MIIBlDCCATugAwIBAgIUYnMDJ45ZM/DIccEVrxmzwVGc3nAwCgYIKoZIzj0EAwIw
FDESMBAGA1UEAwwJbG9jYWxob3N0MCAXDTI2MTEyNDE2MDg0N1oYDzIxMjYxMDMx
MTYwODQ3WjAUMRIwEAYDVQQDDAlsb2NhbGhvc3QwWTATBgcqhkjOPQIBBggqhkjO
PQMBBwNCAASAoowr6RrA2M03QHXIScuXskmxEPfPY60Mz/J16w83SOIFATITRPnz
VvWCEWpSL7LZeFcwzSAF9rJSsqB2VkVNo2kwZzAdBgNVHQ4EFgQULOZOMqsg6sUt
x++FNwuuVEC2wMIwHwYDVR0jBBgwFoAULOZOMqsg6sUtx++FNwuuVEC2wMIwDwYD
VR0TAQH/BAUwAwEB/zAUBgNVHREEDTALgglsb2NhbGhvc3QwCgYIKoZIzj0EAwID
RwAwRAIgTrjTmN+1R7QipjSsuBk5+31RRkxTdqSi6boyT0cAnRACIEKYWNU4FZBh
Xb+N1CbDTMp+D0JEA/OWYY2vn/bO7W5u
-----END CERTIFICATE-----`

afterEach(() => vi.unstubAllEnvs())

it('an https server brings TLS: subscribers come by wss, and others do not get in', async () => {
  vi.stubEnv('NODE_TLS_REJECT_UNAUTHORIZED', '0')
  const server = createServer({ key, cert })
  const broadcaster = await createBroadcaster({ server, page: () => false })
  const model = createModel({ input: 2, layers: [dense(3)], seed: 5 })
  broadcaster.publish('m', model)
  expect(broadcaster.url).toBe(`https://localhost:${broadcaster.port}`)
  const subscribed = await firstValueFrom(subscribeToModel(broadcaster.url, { model: 'm' }))
  expect(subscribed.predict([1, 2])).toEqual(model.predict([1, 2]))
  const states: (string | undefined)[] = []
  const plain = subscribeToModel(`ws://localhost:${broadcaster.port}`, { onState: ({ why }) => states.push(why) })
  const subscription = plain.subscribe()
  await expect.poll(() => states.some((why) => why !== undefined)).toBe(true)
  subscription.unsubscribe()
  await broadcaster.close()
  // It stays open: it is its owner's.
  expect(server.listening).toBe(true)
  server.close()
})

it('a certificate that nobody vouches for is refused', async () => {
  const server = createServer({ key, cert })
  const broadcaster = await createBroadcaster({ server, page: () => false })
  broadcaster.publish('m', createModel({ input: 2, layers: [dense(3)] }))
  const states: (string | undefined)[] = []
  const subscription = subscribeToModel(broadcaster.url, { onState: ({ why }) => states.push(why) }).subscribe()
  await expect.poll(() => states.join()).toContain('self-signed certificate')
  subscription.unsubscribe()
  await broadcaster.close()
  server.close()
})
