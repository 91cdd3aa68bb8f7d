import type { PostView } from '../api-shapes/desk.ts';
import type { MentionList, MentionRow } from '../api-shapes/figures.ts';
import { personalDataIn } from '../domain/personal-data.ts';
import { clip } from '../domain/subject.ts';
import { NotFound } from '../errors.ts';
import type { DeskStore } from '../ports/desk.ts';
import type { MessageRef, Telling } from '../ports/telling.ts';
import type { StoredMessage } from '../ports.ts';
import { shown } from './case-row.ts';
import { postId } from './case-view.ts';
import { MENTIONS, postList } from './tell.ts';

export interface MentionDeps { store: DeskStore; telling: Telling; keys: { id: string } }

const TEXT = 1_000;
const COMMENTS = 500;
const PAGES = 8;

async function read({ store }: MentionDeps, refs: MessageRef[]): Promise<StoredMessage[]> {
  const unique = [...new Map(refs.map((ref) => [ref.id, ref])).values()];
  return (await Promise.all(unique.map(async ({ thread, id }) => store.message(thread, id)))).filter((one) => one !== undefined);
}

function row({ thread, id, at, message, decision, case: number }: StoredMessage): MentionRow {
  const { platform } = message;
  return {
    thread, id, channel: message.channel, at, author: message.author, text: clip(message.text, TEXT), language: message.language, decision: decision ?? null, link: platform?.link ?? null,
    post: platform?.post ? postId(message.channel, message.inbox, platform.post) : null, case: shown(number),
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

function postOf(id: string): [channel: string, inbox: string, post: string] | undefined {
  try {
    const parsed: unknown = JSON.parse(Buffer.from(id, 'base64url').toString('utf8'));
    return Array.isArray(parsed) && parsed.length === 3 && parsed.every((part) => typeof part === 'string') ? parsed as [string, string, string] : undefined;
  } catch (error) {
    if (error instanceof SyntaxError) return undefined;
    throw error;
  }
}

/** A post with everything under it that has reached us, in order. The post itself is known only where its platform brought it. */
export async function postView(deps: MentionDeps, id: string): Promise<PostView> {
  const post = postOf(id);
  if (!post) throw new NotFound('post');
  const [channel, inbox, native] = post;
  const refs: MessageRef[] = [];
  for (let after: string | undefined; refs.length < COMMENTS;) {
    const page = await deps.telling.listed(postList(deps.keys.id, channel, inbox, native), 100, after);
    refs.push(...page.refs);
    if (page.next === null) break;
    after = page.next;
  }
  const found = (await read(deps, refs)).sort((a, b) => a.at - b.at);
  if (found.length === 0) throw new NotFound('post');
  const itself = found.find(({ message }) => message.platform?.nativeId === native);
  const replied = new Set(found.filter(({ direction }) => direction === 'out').map(({ thread }) => thread));
  return {
    id, channel, at: itself?.at ?? null, author: itself?.message.author.name ?? null, text: itself?.message.text ?? '', link: itself?.message.platform?.link ?? null,
    comments: found.filter((one) => one !== itself).map((one) => ({
      id: one.id, thread: one.thread, at: one.at, author: one.message.author, text: clip(one.message.text, TEXT), language: one.message.language, decision: one.decision ?? null, link: one.message.platform?.link ?? null,
      personalData: [...new Set(personalDataIn(one.message.text).map(({ kind }) => kind))], revised: one.revised?.what ?? null, case: shown(one.case), answered: one.direction === 'out' || replied.has(one.thread), parent: one.message.platform?.parent ?? null,
    })),
  };
}
