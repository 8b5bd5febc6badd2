import * as z from 'zod'
import { describeConfig, type Layer } from '../../core/config.ts'
import {
  CONFIG_SECTIONS,
  type ConfigSection,
  FIXED_KEYS,
  isIn,
  wordsOf,
} from '../../core/config-sections.ts'
import { ConfigurationError, TradingError } from '../../core/errors.ts'
import { sectionBody, sectionWish } from '../contract/system.ts'
import { inputInvalid } from '../error-handler.ts'
import { authorOf, postIntent } from '../intents.ts'
import { ofSection } from '../params.ts'
import { type Asking, defineRoute, json, type Route } from '../route.ts'
import type { Web } from '../web.ts'
import { requireSafeAddress } from '../web-server.ts'

const group = 'configuration'
const restoreWish = z.strictObject({ file: z.string().min(1).max(60) })
const copiesBody = z.object({ backups: z.array(z.string()) })

/** Throws NOT_FOUND with what there is. */
function sectionNamed(name: string): ConfigSection {
  const found = CONFIG_SECTIONS.find((section) => section.name === name)
  if (found !== undefined) return found
  const names = CONFIG_SECTIONS.map((section) => section.name).join(', ')
  throw new TradingError('NOT_FOUND', `There is no such section: there are ${names}`)
}

const branch = z.looseObject({ properties: z.record(z.string(), z.unknown()).optional() })

/** The JSON schema of one key, `limits.isOn`. */
function allowedFor(schema: unknown, [name, ...rest]: readonly string[]): unknown {
  if (name === undefined) return schema
  return allowedFor(branch.safeParse(schema).data?.properties?.[name], rest)
}

/** The section as the next start will have it. */
async function sectionOf(section: ConfigSection, { configFile, reload, configSchema }: Web) {
  const version = await configFile.version()
  const lines = describeConfig(await reload(null)).filter(({ key }) => isIn(section, key))
  return {
    section: section.name,
    version,
    keys: lines.map(({ key, value, from }) => ({
      key,
      value,
      from: fromWords(from),
      allowed: allowedFor(configSchema, key.split('.')) ?? {},
      isSecret: key === 'databaseUrl' || key === 'passwordHash',
      acts: 'next start',
      says: wordsOf(key),
    })),
  }
}

const fromWords = (layer: Layer): string => layer

/** Throws INPUT_INVALID for keys of other sections, and for those that no page may change. */
function requireKeys(section: ConfigSection, values: Readonly<Record<string, unknown>>): void {
  for (const key of Object.keys(values)) {
    if (FIXED_KEYS.has(key)) {
      throw inputInvalid('configuration', [
        { path: [key], message: 'is set by the environment alone' },
      ])
    }
    if (!isIn(section, key)) {
      throw inputInvalid('configuration', [
        { path: [key], message: `is no key of ${section.name}` },
      ])
    }
  }
}

/** The key stands beside it already. */
const PREFIX = /^\S+ from config\.json: /

/** Whether the desk could start with it. Throws INPUT_INVALID naming the key. */
const checkedBy =
  ({ reload }: Web) =>
  async (whole: Readonly<Record<string, unknown>>): Promise<void> => {
    try {
      const { config } = await reload(whole)
      requireSafeAddress(config.host, config.passwordHash)
    } catch (error) {
      if (!(error instanceof ConfigurationError)) throw error
      throw inputInvalid('configuration', [
        { path: [error.field], message: error.message.replace(PREFIX, '') },
      ])
    }
  }

/** Told to everybody, and kept in the journal. */
export const announce = (section: string, asking: Asking, web: Web) =>
  postIntent('system.configuration_change', { section, by: authorOf(asking) }, asking, web)

/** What the desk is set to. */
export const configuration: readonly Route[] = [
  defineRoute({
    method: 'GET',
    url: '/api/configuration/:section',
    group,
    need: 'read',
    says: 'A section of the configuration: each value, where it comes from and what is allowed',
    params: ofSection,
    reply: sectionBody,
    answer: async ({ params }, web) => json(await sectionOf(sectionNamed(params.section), web)),
  }),
  defineRoute({
    method: 'PUT',
    url: '/api/configuration/:section',
    group,
    need: 'operate',
    key: 'optional',
    says: 'Saves values in the data folder; they act from the next start',
    params: ofSection,
    body: sectionWish,
    reply: sectionBody,
    async answer({ params, body: { version, values }, ...asking }, web) {
      const section = sectionNamed(params.section)
      requireKeys(section, values)
      await web.configFile.save(version, values, checkedBy(web))
      await announce(section.name, asking, web)
      return json(await sectionOf(section, web))
    },
  }),
  defineRoute({
    method: 'POST',
    url: '/api/configuration/backup',
    group,
    need: 'operate',
    says: 'Copies the saved configuration aside',
    reply: copiesBody,
    async answer(_, { configFile, clock }) {
      await configFile.backUp(clock.now())
      return json({ backups: await configFile.backups() })
    },
  }),
  defineRoute({
    method: 'POST',
    url: '/api/configuration/restore',
    group,
    need: 'operate',
    says: 'Puts a copy of the configuration in the place of the saved one',
    body: restoreWish,
    reply: copiesBody,
    async answer({ body: { file }, ...asking }, web) {
      await web.configFile.restore(file, checkedBy(web))
      await announce('all sections', asking, web)
      return json({ backups: await web.configFile.backups() })
    },
  }),
]
