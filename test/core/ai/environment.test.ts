import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { CLIENT_VARIABLES, clientEnvironment } from '../../../src/core/ai/environment.ts'

const FOLDER = '/tmp/w-1'
const HOME = { PATH: '/bin', HOME: '/home/me', HTTPS_PROXY: 'http://proxy' }
const SCRIPT = 'http://127.0.0.1:1'

const surroundings = (inherited: Readonly<Record<string, string>>, url: string | null = null) =>
  clientEnvironment({ inherited, scriptedModelUrl: url, folder: FOLDER })

describe('the environment of the model’s client', () => {
  it('B2 holds what is on the list and what is settled here, whatever else we have', () => {
    const settled = Object.keys(surroundings({ HOME: '/' })).filter((name) => name !== 'HOME')
    const allowed = new Set<string>([...CLIENT_VARIABLES, ...settled])
    fc.assert(
      fc.property(fc.dictionary(fc.string(), fc.string()), (inherited) => {
        const names = Object.keys(surroundings({ ...inherited, ANTHROPIC_API_KEY: 'k', HOME: '/' }))
        expect(names.filter((name) => !allowed.has(name))).toEqual([])
      }),
    )
    expect([...CLIENT_VARIABLES].filter((name) => name.startsWith('ANTHROPIC'))).toEqual([])
  })

  it('the owner’s login and way out are handed on to Claude', () => {
    expect(surroundings({ ...HOME, CLAUDE_CODE_OAUTH_TOKEN: 't' })).toMatchObject({
      ...HOME,
      CLAUDE_CODE_OAUTH_TOKEN: 't',
    })
  })

  it('a script in the model’s place is shown neither the owner’s login nor his proxy', () => {
    const env = surroundings({ ...HOME, CLAUDE_CODE_OAUTH_TOKEN: 'mine' }, SCRIPT)
    expect(env).toMatchObject({ ANTHROPIC_BASE_URL: SCRIPT, HOME: '/tmp/w-1/home', PATH: '/bin' })
    expect(JSON.stringify(env)).not.toMatch(/mine|\/home\/me|proxy/)
  })

  it('a config folder that was named on purpose is used for a script too', () => {
    const named = { ...HOME, CLAUDE_CONFIG_DIR: '/tmp/dummy', CLAUDE_CODE_OAUTH_TOKEN: 'dummy' }
    expect(surroundings(named, SCRIPT)).toMatchObject({
      CLAUDE_CONFIG_DIR: '/tmp/dummy',
      CLAUDE_CODE_OAUTH_TOKEN: 'dummy',
    })
  })

  it('without a home of ours the client finds none of a person’s', () => {
    expect(surroundings({ PATH: '/bin' })).toMatchObject({ HOME: '/tmp/w-1/home' })
  })
})
