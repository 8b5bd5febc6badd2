import * as z from 'zod'
import type { AskedChat } from '../../core/ai/ai-desk.ts'
import { chatBody, chatSession, chatSessionsBody, chatWish } from '../contract/chat.ts'
import { authorOf } from '../intents.ts'
import { ofAnything } from '../params.ts'
import { type Answer, defineRoute, json, type Route } from '../route.ts'
import { chatBodyOf, chatSessionOf, chatSessionRow, toolCallOf } from '../views/ai-words.ts'
import type { Web } from '../web.ts'

const group = 'agents'

/** What a conversation answers with: words and calls of tools as they come, and the whole turn at the end. */
export function conversation(
  asked: AskedChat,
  { ai }: Pick<Web, 'ai'>,
  onEnd: (sessionId: string) => Promise<unknown> = async () => undefined,
): Answer {
  return {
    kind: 'spoken',
    spoken: {
      async say(line, signal) {
        const told = {
          words: (text: string) => line({ type: 'words', text }),
          tool: (call: Parameters<typeof toolCallOf>[0]) =>
            line({ type: 'tool', call: toolCallOf(call) }),
        }
        const answered = await ai.chat.ask(asked, told, signal)
        await onEnd(answered.sessionId)
        return chatBodyOf(answered)
      },
      ended: (body) => ({ type: 'turn', ...chatBody.parse(body) }),
      failed: (body) => ({ type: 'error', ...body }),
    },
  }
}

/** Conversations with the desk. */
export const chat: readonly Route[] = [
  defineRoute({
    method: 'POST',
    url: '/api/chat',
    group,
    need: 'propose',
    says: 'Asks the desk something: the answer comes line by line (NDJSON), or whole to whoever accepts JSON alone; going away stops it',
    body: chatWish,
    reply: chatBody,
    answer: ({ body, ...asking }, web) => conversation({ ...body, by: authorOf(asking) }, web),
  }),
  defineRoute({
    method: 'GET',
    url: '/api/chat/sessions',
    group,
    need: 'read',
    says: 'Conversations, newest first',
    reply: chatSessionsBody,
    async answer(_, { ai }) {
      return json({ sessions: (await ai.chat.sessions()).map(chatSessionRow) })
    },
  }),
  defineRoute({
    method: 'GET',
    url: '/api/chat/sessions/:id',
    group,
    need: 'read',
    says: 'One conversation with all its turns',
    params: ofAnything,
    reply: chatSession,
    answer: async ({ params: { id } }, { ai }) => json(chatSessionOf(await ai.chat.session(id))),
  }),
  defineRoute({
    method: 'DELETE',
    url: '/api/chat/sessions/:id',
    group,
    need: 'operate',
    says: 'Deletes a conversation; what was proposed in it stays in the journal',
    params: ofAnything,
    reply: z.object({ deleted: z.string() }),
    async answer({ params: { id } }, { ai }) {
      await ai.chat.remove(id)
      return json({ deleted: id })
    },
  }),
]
