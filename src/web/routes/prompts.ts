import { promoteWish, promptBody, promptVersion, promptWish } from '../contract/ai.ts'
import { authorOf } from '../intents.ts'
import { ofName } from '../params.ts'
import { roleNamed } from '../role-named.ts'
import { defineRoute, json, type Route } from '../route.ts'
import { promptVersionOf } from '../views/ai-words.ts'

const group = 'configuration'

/** What each role is told, version by version. */
export const prompts: readonly Route[] = [
  defineRoute({
    method: 'GET',
    url: '/api/prompts/:name',
    group,
    need: 'read',
    says: 'The versions of a role’s prompt, newest first, with how good what they gave was',
    params: ofName,
    reply: promptBody,
    async answer({ params }, { ai }) {
      const prompt = roleNamed(params.name)
      const versions = await ai.prompts.versions(prompt)
      return json({ prompt, versions: versions.map(promptVersionOf) })
    },
  }),
  defineRoute({
    method: 'PUT',
    url: '/api/prompts/:name',
    group,
    need: 'operate',
    key: 'optional',
    says: 'Adds a version of a role’s prompt; it is not used before it is promoted',
    params: ofName,
    body: promptWish,
    reply: promptVersion,
    async answer({ params, body: { text }, ...asking }, { ai }) {
      const prompt = roleNamed(params.name)
      return json(promptVersionOf(await ai.prompts.add(prompt, text, authorOf(asking))))
    },
  }),
  defineRoute({
    method: 'POST',
    url: '/api/prompts/:name/promote',
    group,
    need: 'operate',
    key: 'optional',
    says: 'Makes a version of a prompt the one that its role is told from now on',
    params: ofName,
    body: promoteWish,
    reply: promptVersion,
    async answer({ params, body: { version }, ...asking }, { ai }) {
      const prompt = roleNamed(params.name)
      const promoted = await ai.prompts.promote(prompt, version, authorOf(asking))
      return json(promptVersionOf(promoted))
    },
  }),
]
