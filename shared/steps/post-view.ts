import type { PostComment, PostView } from '../api-shapes/posts.ts';
import { platformOf } from '../channels/index.ts';
import type { Case } from '../domain/case.ts';
import { ownerOf } from '../domain/case-merge.ts';
import { isAngry, moodOf } from '../domain/mood.ts';
import { isSendable } from '../domain/outgoing.ts';
import { personalDataIn } from '../domain/personal-data.ts';
import { clip } from '../domain/subject.ts';
import { NotFound } from '../errors.ts';
import type { DeskStore } from '../ports/desk.ts';
import type { Posts } from '../ports/posts.ts';
import type { MessageRef, Telling } from '../ports/telling.ts';
import type { StoredMessage } from '../ports.ts';
import { shown } from './case-row.ts';
import { lastOf } from './merged-people.ts';
import { moderationOf } from './moderate.ts';
import { postList } from './tell.ts';

export interface PostDeps { store: DeskStore; telling: Telling; posts: Posts; keys: { id: string } }

const TEXT = 1_000;
const COMMENTS = 500;
const AT_ONCE = 16;
const NOT_OUT = new Set(['failed', 'bounced', 'suppressed']);

/** What a post's address stands for: its channel, our account, the platform's own id. Throws NotFound. */
export function postOf(id: string): { channel: string; inbox: string; native: string } {
  try {
    const parsed: unknown = JSON.parse(Buffer.from(id, 'base64url').toString('utf8'));
    if (Array.isArray(parsed) && parsed.length === 3 && parsed.every((part) => typeof part === 'string')) return { channel: parsed[0] as string, inbox: parsed[1] as string, native: parsed[2] as string };
  } catch (error) {
    if (!(error instanceof SyntaxError)) throw error;
  }
  throw new NotFound('post');
}

export const postName = ({ keys }: Pick<PostDeps, 'keys'>, id: string): string => {
  const { channel, inbox, native } = postOf(id);
  return postList(keys.id, channel, inbox, native);
};

async function refsOf({ telling }: PostDeps, list: string): Promise<{ refs: MessageRef[]; more: boolean }> {
  const refs: MessageRef[] = [];
  let after: string | undefined;
  do {
    const page = await telling.listed(list, 100, after);
    refs.push(...page.refs);
    after = page.next ?? undefined;
  } while (after !== undefined && refs.length < COMMENTS);
  return { refs: refs.slice(0, COMMENTS), more: after !== undefined };
}

// Whole threads, since our answers lie in them, unlisted.
async function threadsOf({ store }: PostDeps, names: string[]): Promise<StoredMessage[]> {
  const found: StoredMessage[] = [];
  const left = [...new Set(names)];
  const worker = async (): Promise<void> => {
    for (let name = left.shift(); name !== undefined; name = left.shift()) found.push(...(await store.thread(name)).messages);
  };
  await Promise.all(Array.from({ length: AT_ONCE }, worker));
  return found;
}

/** The public item that an answer of ours stands below. */
function answeredBy({ plan, message }: StoredMessage): string | null {
  if (!plan || !isSendable(plan)) return message.platform?.parent ?? message.platform?.post ?? null;
  return plan.plan.route?.kind === 'publicReply' ? plan.plan.route.to : null;
}

/** What has been said to whoever wrote this since, here or in the platform's own tool; the automatic texts are no answers. */
export function answersSince(one: StoredMessage, messages: StoredMessage[]): StoredMessage[] {
  return messages.filter((other) => other.direction === 'out' && other.thread === one.thread && (other.at >= one.at || standsBelow(other, one)) && (other.agent !== null || other.sending === null) && other.notice === undefined);
}

/** Does this answer of ours stand below that very item? */
export const standsBelow = (answer: StoredMessage, { message }: StoredMessage): boolean => answer.direction === 'out' && message.platform !== undefined && answeredBy(answer) === message.platform.nativeId;

/** Comments with what stands below each, everything in the order of its time. */
function inOrder(items: StoredMessage[], post: string): { stored: StoredMessage; depth: 0 | 1 }[] {
  const byNative = new Map(items.flatMap((item) => (item.message.platform ? [[item.message.platform.nativeId, item] as const] : [])));
  const rootOf = (item: StoredMessage): StoredMessage => {
    let root = item;
    for (let steps = 0; steps < COMMENTS; steps++) {
      const above = byNative.get((root.direction === 'out' ? answeredBy(root) : root.message.platform?.parent) ?? '');
      if (!above || above === root || above.message.platform?.nativeId === post) return root;
      root = above;
    }
    return item;
  };
  const below = Map.groupBy(items.toSorted((a, b) => a.at - b.at), rootOf);
  return [...below].toSorted(([a], [b]) => a.at - b.at).flatMap(([root, family]) => [{ stored: root, depth: 0 as const }, ...family.filter((one) => one !== root).map((stored) => ({ stored, depth: 1 as const }))]);
}

// An id is the platform's own: nothing in it may lead elsewhere.
function addressOf(channel: string, native: string): string | null {
  return /^[\w:.-]+$/.test(native) ? (platformOf(channel)?.facts.postAddress?.replace('{post}', native) ?? null) : null;
}

/** A post with everything under it that has reached us, and our answers, in order. The post itself is known only where its platform brought it. */
export async function postView(deps: PostDeps, id: string): Promise<PostView> {
  const { channel, native } = postOf(id);
  const name = postName(deps, id);
  const [{ refs, more }, owner] = await Promise.all([refsOf(deps, name), deps.posts.owner(name)]);
  const wanted = new Set(refs.map((ref) => ref.id));
  const all = await threadsOf(deps, refs.map(({ thread }) => thread));
  const listed = all.filter((one) => wanted.has(one.id));
  if (listed.length === 0) throw new NotFound('post');
  const natives = new Set(listed.flatMap(({ message }) => message.platform?.nativeId ?? []));
  const answers = all.filter((one) => one.direction === 'out' && !wanted.has(one.id) && natives.has(answeredBy(one) ?? ''));
  const itself = listed.find(({ message }) => message.platform?.nativeId === native);
  const cases = await lastOf(deps.store, [...new Set([...listed, ...answers].flatMap((one) => ownerOf(one) ?? []))]);
  const caseOf = (one: StoredMessage): Case | undefined => cases.get(ownerOf(one) ?? '');
  const isAnswered = (one: StoredMessage): boolean => {
    if (one.direction === 'out') return true;
    const since = answersSince(one, all);
    if (since.length > 0) return since.some(({ sending }) => !NOT_OUT.has(sending?.state ?? ''));
    return one.case !== null && (caseOf(one)?.lastAnsweredAt ?? 0) >= one.at;
  };
  return {
    id, channel, at: itself?.at ?? null, author: itself?.message.author.name ?? null, text: itself?.message.text ?? '', link: itself?.message.platform?.link ?? addressOf(channel, native), owner, more,
    comments: inOrder([...listed, ...answers].filter((one) => one !== itself), native).map(({ stored, depth }) => ({ ...commentOf(stored), case: shown(caseOf(stored)?.number ?? stored.case), depth, answered: isAnswered(stored), answers: stored.direction === 'out' ? [] : answersSince(stored, all).map((answer) => answer.id) })),
  };
}

function commentOf(stored: StoredMessage): Omit<PostComment, 'case' | 'depth' | 'answered' | 'answers'> {
  const { message, sending } = stored;
  const ours = stored.direction === 'out';
  return {
    id: stored.id, thread: stored.thread, at: stored.at, author: message.author, text: clip(message.text, TEXT), language: message.language, decision: stored.decision ?? null, link: message.platform?.link ?? null,
    personalData: [...new Set(personalDataIn(message.text).map(({ kind }) => kind))], revised: stored.revised?.what ?? null, parent: message.platform?.parent ?? null,
    ours, angry: !ours && isAngry(moodOf(message.replyText || message.text)), moderation: moderationOf(stored), sending: sending && { state: sending.state, reason: sending.reason },
  };
}
