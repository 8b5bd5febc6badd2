import { afterEach, describe, expect, it } from 'vitest'
import { TestDesk, TestServer } from './live-fixture.ts'

const held: { close(): Promise<void> }[] = []

afterEach(async () => {
  for (const one of held.splice(0).reverse()) await one.close()
})

async function open(shares?: number) {
  const test = new TestDesk(shares).begin()
  held.push(test.desk)
  const server = await TestServer.open(test)
  held.push(server)
  return { test, server }
}

describe('the socket', () => {
  it('B121 says who answers and under which id, then hands over each topic that is asked for', async () => {
    const { test, server } = await open()
    const client = server.client()
    const welcome = await client.message('welcome')
    expect(welcome.clientId).toMatch(/^[0-9a-f-]{36}$/)
    expect(welcome.identity).toMatchObject({ version: '9.8.7', port: 8_010 })
    client.send({ type: 'subscribe', topics: ['dashboard', 'orders'] })
    expect((await client.message('subscribed')).topics).toEqual(['dashboard', 'orders'])
    await client.until(() => client.version('dashboard') > 0 && client.version('orders') > 0)
    expect(client.state('dashboard')).toEqual(
      JSON.parse(JSON.stringify(test.desk.state('dashboard'))),
    )
    test.buy(1).pass()
    await client.until(() => client.version('dashboard') === test.desk.version('dashboard'))
    expect(client.state('dashboard')).toEqual(
      JSON.parse(JSON.stringify(test.desk.state('dashboard'))),
    )
    expect(client.heard.some(({ type }) => type === 'patch')).toBe(true)
  })
})
