import * as z from 'zod';
import { Refused, TryLater } from '../../errors.ts';
import type { Arrival, Polled, VolumeCount } from '../arrival.ts';
import type { Finding, Tools } from '../handing.ts';
import { countVolume } from './counts.ts';
import { readListed } from './direct-messages.ts';
import type { XSettings } from './facts.ts';
import { openLibrary } from './library.ts';
import { Id, followersIn, mediaIn, namesIn, note, Post, readPost } from './posts.ts';
import { idAt, laterId, timeOfId } from './post-time.ts';
import { addSpending, affordable, PRICES, type Priced, secondsToNextDay, Spent, spentToday } from './spending.ts';

const SOURCES = ['mentions', 'messages', 'ownAnswers', 'search'] as const;
type Source = (typeof SOURCES)[number];

/** Pages come newest first: `since` moves only when the last page of a walk is read, to the newest of its first. `again`: how far posts have been asked for again; `hour` null: through. */
const Walk = z.object({ since: z.string().nullable(), newest: z.string().nullable(), next: z.string().nullable() });
type Walk = z.infer<typeof Walk>;
const Cursor = z.object({ walks: z.partialRecord(z.enum(SOURCES), Walk), notBefore: z.partialRecord(z.enum([...SOURCES, 'counts']), z.number()), spent: Spent.optional(), days: z.partialRecord(z.enum(SOURCES), z.number()).optional(), countedUntil: z.number().optional(), again: z.object({ day: z.number(), hour: z.number().nullable(), after: z.string().nullable() }).optional() });
type Cursor = z.infer<typeof Cursor>;

const Page = z.object({
  data: z.array(z.unknown()).nullish(),
  includes: z.object({ users: z.unknown(), media: z.unknown() }).partial().nullish(),
  meta: z.object({ next_token: z.string().nullish() }).nullish(),
});
type Page = z.infer<typeof Page>;

const POST_FIELDS = { 'tweet.fields': 'author_id,created_at,conversation_id,referenced_tweets,entities,edit_history_tweet_ids,note_tweet,in_reply_to_user_id', expansions: 'author_id,attachments.media_keys', 'user.fields': 'name,username', 'media.fields': 'url,type,preview_image_url' };
const OWN_FIELDS = { 'tweet.fields': POST_FIELDS['tweet.fields'] };
const MESSAGE_FIELDS = { 'dm_event.fields': 'id,text,event_type,created_at,sender_id,dm_conversation_id,attachments', expansions: 'sender_id,attachments.media_keys', 'user.fields': 'name,username', 'media.fields': 'url,type,preview_image_url', event_types: 'MessageCreate' };
// What is refused for a reason that a person has to repair is not asked for every minute.
const REFUSED_PAUSE = 15 * 60_000;
// Recent search goes back seven days; an older since_id is an error. Ten minutes are kept in hand.
const SEARCH_DAYS = 7 * 86_400_000 - 600_000;
/** Keyword hits may use half of the budget, so that they never silence customers who named us. */
const TERMS = {
  mentions: { smallest: 5, share: 1, priced: 'ownMention', each: PRICES.ownMention + PRICES.user },
  messages: { smallest: 1, share: 1, priced: 'directMessage', each: PRICES.directMessage + PRICES.user },
  ownAnswers: { smallest: 5, share: 1, priced: 'ownPost', each: PRICES.ownPost },
  search: { smallest: 10, share: 0.5, priced: 'post', each: PRICES.post + PRICES.user },
} satisfies Record<Source, { smallest: number; share: number; priced: Priced; each: number }>;

export function readCursor(text: string | null): Cursor {
  return text === null ? { walks: {}, notBefore: {} } : Cursor.parse(JSON.parse(text));
}

function isOn(source: Source, settings: XSettings): boolean {
  switch (source) {
    case 'mentions': return settings.pollMentions;
    case 'messages': return settings.pollDirectMessages;
    case 'ownAnswers': return settings.pollOwnAnswers;
    case 'search': return settings.keywords.trim() !== '';
  }
}

function lowestId(source: Source, walk: Walk, settings: XSettings, now: number): string {
  const first = now - settings.firstLookHours * 3_600_000;
  const last = walk.since === null ? first : (timeOfId(walk.since) ?? first) - settings.overlapSeconds * 1000;
  return idAt(source === 'search' ? Math.max(last, now - SEARCH_DAYS) : last);
}

async function fetchPage(source: Source, walk: Walk, most: number, tools: Tools<XSettings>): Promise<Page> {
  const { settings } = tools;
  const v2 = openLibrary(tools, 'read');
  const since = lowestId(source, walk, settings, tools.now());
  const max_results = Math.min(100, most);
  if (source === 'messages') return Page.parse((await v2.listDmEvents({ ...MESSAGE_FIELDS, max_results, ...(walk.next ? { pagination_token: walk.next } : {}) })).data);
  if (source === 'mentions') return Page.parse((await v2.userMentionTimeline(settings.userId, { ...POST_FIELDS, max_results, since_id: since, ...(walk.next ? { pagination_token: walk.next } : {}) })).data);
  // The account itself is not asked for: its name is known, and each user costs.
  if (source === 'ownAnswers') return Page.parse((await v2.userTimeline(settings.userId, { ...OWN_FIELDS, max_results, since_id: since, exclude: ['retweets'], ...(walk.next ? { pagination_token: walk.next } : {}) })).data);
  const query = `(${settings.keywords}) -from:${settings.handle} -is:retweet`;
  return Page.parse((await v2.search(query, { ...POST_FIELDS, max_results, since_id: since, ...(walk.next ? { next_token: walk.next } : {}) })).data);
}

const idsOf = (items: unknown[]): string[] => items.flatMap((item) => {
  const read = z.object({ id: Id }).safeParse(item);
  return read.success && /^\d+$/.test(read.data.id) ? [read.data.id] : [];
});

function readItems(source: Source, page: Page, { settings, now }: Tools<XSettings>): Arrival[] {
  const around = { inbox: settings.userId, handle: settings.handle, appId: settings.appId, receivedAt: now(), names: namesIn(page.includes?.users), followers: followersIn(page.includes?.users), media: mediaIn(page.includes?.media) };
  return (page.data ?? []).flatMap((item): Arrival[] => {
    if (source === 'messages') return [readListed(item, around)].filter((arrival) => arrival !== undefined);
    const post = Post.safeParse(item);
    // What the account only says to everybody answers nobody.
    if (source === 'ownAnswers' && post.success && !answersSomebodyElse(post.data, settings.userId)) return [];
    if (post.success) return readPost(post.data, item, around, source === 'search');
    const [id] = idsOf([item]);
    return id === undefined ? [] : [note(around, { what: 'unknown', nativeId: id, raw: item })];
  });
}

function answersSomebodyElse({ referenced_tweets: refers, in_reply_to_user_id: whom }: Post, own: string): boolean {
  return (refers ?? []).some(({ type }) => type === 'replied_to') && whom !== own;
}

interface Step { arrivals: Arrival[]; walk: Walk; charged: number; users: number }

async function walkOn(source: Source, walk: Walk, most: number, newDay: boolean, tools: Tools<XSettings>): Promise<Step> {
  const page = await fetchPage(source, walk, most, tools);
  const ids = idsOf(page.data ?? []);
  const newest = [...ids, ...(walk.newest === null ? [] : [walk.newest])].reduce<string | null>((a, b) => (a === null ? b : laterId(a, b)), null);
  const lowest = lowestId(source, walk, tools.settings, tools.now());
  // Direct messages know no since_id: the walk ends at the first page that reaches behind the cursor.
  const arrived = source === 'messages' && ids.some((id) => BigInt(id) < BigInt(lowest));
  const next = arrived ? null : (page.meta?.next_token ?? null);
  const all = readItems(source, page, tools);
  const arrivals = source === 'messages' ? all.filter(({ nativeId }) => !/^\d+$/.test(nativeId) || BigInt(nativeId) >= BigInt(lowest)) : all;
  // X charges the same item once a day (UTC): what lies behind the cursor is charged again only on a new day.
  const known = newDay ? null : (walk.newest ?? walk.since);
  const charged = ids.filter((id) => known === null || BigInt(id) > BigInt(known)).length;
  return { arrivals, charged, users: Math.min(charged, namesIn(page.includes?.users).size), walk: next ? { ...walk, newest, next } : { since: newest ?? walk.since ?? lowest, newest: null, next: null } };
}

/** Moves the cursor's counting on, when it is due and the day's budget allows it. */
async function countWhenDue(cursor: Cursor, tools: Tools<XSettings>): Promise<VolumeCount[]> {
  const { countsEveryMinutes: every, dailyDollars } = tools.settings;
  const now = tools.now();
  if (every === 0 || (cursor.notBefore.counts ?? 0) > now) return [];
  if (affordable(cursor.spent, { dailyDollars, share: 1, each: PRICES.counts }, now) < 1) {
    cursor.notBefore.counts = now + secondsToNextDay(now) * 1000;
    return [];
  }
  const { counts, until, requests } = await countVolume(tools, cursor.countedUntil);
  cursor.countedUntil = until;
  cursor.notBefore.counts = now + every * 60_000;
  cursor.spent = addSpending(cursor.spent, { counts: requests }, now);
  return counts;
}

/** Whether customers go unread today because it would cost more than a day may. Who allows nothing wants nothing read. */
export function standing(settings: XSettings, text: string, now: number): Finding[] {
  const { spent } = readCursor(text);
  const used = settings.dailyDollars > 0 && SOURCES.some((source) => TERMS[source].share === 1 && isOn(source, settings) && affordable(spent, { dailyDollars: settings.dailyDollars, ...TERMS[source] }, now) < TERMS[source].smallest);
  return used ? [{ key: 'budgetUsed', values: { account: settings.userId } }] : [];
}

/** One page of each source that may be asked now. A source that fails waits alone; only when nothing came is its failure thrown. */
export async function poll(tools: Tools<XSettings>, from: { inbox: string; cursor: string | null }): Promise<Polled> {
  const { settings } = tools;
  if (from.inbox !== settings.userId) throw new Refused('notConnected', 'an account of X that is not connected');
  const cursor = readCursor(from.cursor);
  const arrivals: Arrival[] = [];
  const failures: unknown[] = [];
  const refused: NonNullable<Polled['refused']> = [];
  const fail = (part: Source | 'counts', error: unknown): void => {
    failures.push(error);
    refused.push({ part, reason: error instanceof Refused ? error.reason : 'unknown' });
    cursor.notBefore[part] = tools.now() + REFUSED_PAUSE;
  };
  let asked = 0;
  for (const source of SOURCES) {
    const now = tools.now();
    if (!isOn(source, settings) || (cursor.notBefore[source] ?? 0) > now) continue;
    const most = affordable(cursor.spent, { dailyDollars: settings.dailyDollars, ...TERMS[source] }, now);
    if (most < TERMS[source].smallest) {
      cursor.notBefore[source] = now + secondsToNextDay(now) * 1000;
      continue;
    }
    const today = spentToday(cursor.spent, now).day;
    const walk = cursor.walks[source] ?? { since: null, newest: null, next: null };
    try {
      const step = await walkOn(source, walk, most, cursor.days?.[source] !== today, tools);
      asked++;
      arrivals.push(...step.arrivals);
      cursor.walks[source] = step.walk;
      cursor.spent = addSpending(cursor.spent, { [TERMS[source].priced]: step.charged, user: step.users }, now);
      cursor.days = { ...cursor.days, [source]: today };
      if (source === 'messages') cursor.notBefore.messages = now + settings.directMessageSeconds * 1000;
    } catch (error) {
      if (error instanceof TryLater) cursor.notBefore[source] = now + error.seconds * 1000;
      // A page token can lapse: the walk begins again, what it brings twice is known by its id.
      else if (error instanceof Refused && error.reason === 'badRequest' && walk.next !== null) cursor.walks[source] = { ...walk, next: null };
      else fail(source, error);
    }
  }
  let counts: VolumeCount[] = [];
  try {
    counts = await countWhenDue(cursor, tools);
  } catch (error) {
    if (error instanceof TryLater) cursor.notBefore.counts = tools.now() + error.seconds * 1000;
    else fail('counts', error);
  }
  if (asked === 0 && counts.length === 0 && failures.length > 0) throw failures[0];
  const waits = [...SOURCES.filter((source) => isOn(source, settings)), ...(settings.countsEveryMinutes > 0 ? ['counts' as const] : [])].map((part) => cursor.notBefore[part] ?? 0);
  const rests = settings.dailyDollars > 0 && asked === 0 && counts.length === 0 && waits.length > 0 ? { restsUntil: Math.min(...waits) } : {};
  const more = SOURCES.some((source) => isOn(source, settings) && cursor.walks[source]?.next != null && (cursor.notBefore[source] ?? 0) <= tools.now());
  return { arrivals, cursor: JSON.stringify(cursor), more, ...rests, ...(counts.length > 0 ? { counts } : {}), ...(refused.length > 0 ? { refused } : {}) };
}
