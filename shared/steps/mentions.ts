import type { MentionList, MentionRow } from '../api-shapes/figures.ts';
import { clip } from '../domain/subject.ts';
import type { DeskStore } from '../ports/desk.ts';
import type { MessageRef, Telling } from '../ports/telling.ts';
import type { StoredMessage } from '../ports.ts';
import { shown } from './case-row.ts';
import { postId } from './case-view.ts';
import { moderationOf } from './moderate.ts';
import { MENTIONS } from './tell.ts';

export interface MentionDeps { store: DeskStore; telling: Telling }

const TEXT = 1_000;
const PAGES = 8;

async function read({ store }: MentionDeps, refs: MessageRef[]): Promise<StoredMessage[]> {
  const unique = [...new Map(refs.map((ref) => [ref.id, ref])).values()];
  return (await Promise.all(unique.map(async ({ thread, id }) => store.message(thread, id)))).filter((one) => one !== undefined);
}

function row(stored: StoredMessage): MentionRow {
  const { thread, id, at, message, decision, case: number } = stored;
  const { platform } = message;
  return {
    thread, id, channel: message.channel, at, author: message.author, text: clip(message.text, TEXT), language: message.language, decision: decision ?? null, link: platform?.link ?? null,
    post: platform?.post ? postId(message.channel, message.inbox, platform.post) : null, case: shown(number), moderation: moderationOf(stored),
  };
}

/** Public items that are no cases, the latest first. What was taken back meanwhile, or may not be shown any more, is left out. */
export async function listMentions(deps: MentionDeps, { channel, only, after, limit }: { channel?: string; only?: 'unsure'; after?: string; limit: number }): Promise<MentionList> {
  const mentions: MentionRow[] = [];
  let next: string | null = after ?? null;
  for (let pages = 0; pages < PAGES; pages++) {
    const page = await deps.telling.listed(MENTIONS, limit, next ?? undefined);
    const found = await read(deps, page.refs);
    mentions.push(...found.filter((one) => one.revised?.what !== 'removed' && one.message.text !== '' && (channel === undefined || one.message.channel === channel) && (only === undefined || one.decision?.borderline === true)).map(row));
    next = page.next;
    if (next === null || mentions.length >= limit) break;
  }
  return { mentions: mentions.filter((one, place) => mentions.findIndex(({ id }) => id === one.id) === place), next };
}
