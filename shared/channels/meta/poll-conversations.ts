import * as z from 'zod';
import type { Arrival } from '../arrival.ts';
import { isOurs, MESSAGE_FIELDS, messageOfConversation, People, type Ours } from './conversation-message.ts';
import { Id } from './envelope.ts';
import { graphGet, type Graph } from './graph.ts';
import { after, following, GraphTime, Paging } from './paging.ts';
import type { Waiting, Walk } from './rounds.ts';

/** Of Instagram's conversations the platform tells the latest twenty messages only. https://developers.facebook.com/docs/graph-api/reference/conversation */
const MESSAGES = 20;
// Ten times twenty messages: more than that the platform has refused as too much to ask.
const CONVERSATIONS = '10';

const Messages = z.object({ data: z.array(z.unknown()), paging: Paging });
const Conversations = z.object({
  data: z.array(z.object({ id: Id, updated_time: GraphTime, participants: People.nullish().catch(null), messages: Messages.nullish() })),
  paging: Paging,
});

export interface Conversations { graph: Graph; node: string; platform: 'messenger' | 'instagram'; ours: Ours; pace: () => Promise<void> }

/**
 * What was written privately while deliveries did not come. The list knows no times, but has what moved last first.
 * https://developers.facebook.com/documentation/business-messaging/messenger-platform/conversations
 */
export function conversationsOf({ graph, node, platform, ours, pace }: Conversations): Walk {
  const fields = MESSAGE_FIELDS[platform];
  const readMessages = ({ data, paging }: z.infer<typeof Messages>, partner: string, from: number): { arrivals: Arrival[]; next: string | null } => {
    const arrivals = data.map((raw) => messageOfConversation(raw, partner, ours, from)).filter((arrival) => arrival !== undefined);
    const mayGoOn = platform === 'messenger' && arrivals.length > 0 && arrivals.length === data.length;
    return { arrivals, next: mayGoOn ? following(paging) : null };
  };
  return {
    async list(cursor, from) {
      await pace();
      const { data, paging } = Conversations.parse(await graphGet(graph, [node, 'conversations'], { platform, fields: `id,updated_time,participants,messages.limit(${MESSAGES}){${fields}}`, limit: CONVERSATIONS, ...after(cursor) }));
      const arrivals: Arrival[] = [];
      const waiting: Waiting[] = [];
      for (const { id, participants, messages } of data.filter(({ updated_time }) => updated_time >= from)) {
        const partner = participants?.data.find((person) => !isOurs(person, ours))?.id ?? '';
        const read = readMessages(messages ?? { data: [] }, partner, from);
        arrivals.push(...read.arrivals);
        if (read.next !== null) waiting.push({ id, about: partner, after: read.next });
      }
      return { arrivals, waiting, next: data.some(({ updated_time }) => updated_time < from) ? null : following(paging) };
    },
    async read({ id, about, after: cursor }, from) {
      await pace();
      return readMessages(Messages.parse(await graphGet(graph, [id, 'messages'], { fields, limit: String(MESSAGES), ...after(cursor) })), about, from);
    },
  };
}

/** Spaces calls evenly, also from those of the call before: the platform takes two a second of these for an account. */
export function paced(perSecond: number, now: () => number): () => Promise<void> {
  // A little wider than allowed: on their way calls come closer together.
  const gap = 1100 / perSecond;
  let free = now() + gap;
  return async () => {
    const at = Math.max(now(), free);
    free = at + gap;
    if (at > now()) await new Promise((resolve) => { setTimeout(resolve, at - now()); });
  };
}
