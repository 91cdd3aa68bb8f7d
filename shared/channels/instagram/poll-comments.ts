import * as z from 'zod';
import { Refused } from '../../errors.ts';
import type { Arrival, Polled } from '../arrival.ts';
import type { Tools } from '../handing.ts';
import { Id } from '../meta/envelope.ts';
import { graphGet, type Graph } from '../meta/graph.ts';
import type { Ours } from '../meta/conversation-message.ts';
import { readKept, telling } from '../meta/kept-cursor.ts';
import { after, following, Paging } from '../meta/paging.ts';
import { accountOf } from './account.ts';
import { Comment, messageOfComment, noteOfHiding } from './changes.ts';
import type { InstagramSettings } from './facts.ts';

const HOUR = 3_600_000;
/** Posts younger than this are read in every round: a comment taken away and another written leave the count as it was. */
const YOUNG_HOURS = 72;
const MEDIA_PAGES = 4;
const PAGES_A_CALL = 10;
/** Comments come newest first, and answers below old ones: so many pages without anything new end a post's reading. */
const BARREN_PAGES = 3;

const Waiting = z.object({ media: z.string(), after: z.string().nullable(), barren: z.number() });
const Counts = z.record(z.string(), z.number());
const Ids = z.array(z.string());
/**
 * `since`: when the last whole round began. `round`: the one that is under way; `spoilt`: not all of it could be read.
 * `hidden`: which comments it found hidden; a round without it did not ask.
 */
const Cursor = z.object({ since: z.number(), counts: Counts, hidden: Ids.optional(), round: z.object({ startedAt: z.number(), counts: Counts, hidden: Ids.optional(), waiting: z.array(Waiting), spoilt: z.boolean() }).nullable() });
type Cursor = z.infer<typeof Cursor>;

const MediaPage = z.object({ data: z.array(z.object({ id: Id, comments_count: z.number().nullish(), timestamp: z.string().nullish() })), paging: Paging });
const CommentPage = z.object({ data: z.array(z.unknown()), paging: Paging });
const Answers = z.object({ replies: z.object({ data: z.array(z.unknown()) }).nullish() });

/** The posts whose comments have to be read in this round. */
async function beginRound(graph: Graph, inbox: string, { counts, since }: Cursor, isFirst: boolean, now: number): Promise<NonNullable<Cursor['round']>> {
  const round: NonNullable<Cursor['round']> = { startedAt: now, counts: {}, waiting: [], spoilt: false };
  let cursor: string | null = null;
  for (let page = 0; page < MEDIA_PAGES; page++) {
    const { data, paging }: z.infer<typeof MediaPage> = MediaPage.parse(await graphGet(graph, [inbox, 'media'], { fields: 'id,comments_count,timestamp', limit: '50', ...after(cursor) }));
    for (const { id, comments_count, timestamp } of data) {
      const count = comments_count ?? 0;
      round.counts[id] = count;
      const isYoung = Date.parse(timestamp ?? '') > Math.min(now - YOUNG_HOURS * HOUR, since);
      // The first round knows no counts: old posts are only noted, not read back for years.
      if (count > 0 && (isYoung || (!isFirst && counts[id] !== count))) round.waiting.push({ media: id, after: null, barren: 0 });
    }
    cursor = following(paging);
    if (cursor === null) break;
  }
  return round;
}

// https://developers.facebook.com/docs/instagram-platform/instagram-graph-api/reference/ig-comment
const FIELDS = 'id,text,timestamp,username,from,parent_id,hidden';
/** The cursor is written every minute, so it remembers no more; what it does not remember is told again, which changes nothing. */
const HIDDEN_KEPT = 200;

/** `known`: those that the last whole round found hidden; undefined when none has looked. */
interface Around { ours: Ours; from: number; known: Set<string> | undefined; startedAt: number; now: number }

/** One page of a post's comments with the answers below them, as far as they are new. */
async function readPage(graph: Graph, { media, after: cursor }: z.infer<typeof Waiting>, { ours, from, known, startedAt, now }: Around): Promise<{ arrivals: Arrival[]; notes: Arrival[]; hidden: string[]; next: string | null }> {
  const { data, paging } = CommentPage.parse(await graphGet(graph, [media, 'comments'], { fields: `${FIELDS},replies.limit(50){${FIELDS}}`, limit: '50', ...after(cursor) }));
  const arrivals: Arrival[] = [];
  const notes: Arrival[] = [];
  const hidden: string[] = [];
  const take = (raw: unknown, parent: string | null): string | null => {
    const comment = Comment.safeParse(raw);
    if (!comment.success) return null;
    const message = messageOfComment({ ...comment.data, media: { id: media }, parent_id: comment.data.parent_id ?? parent }, ours, startedAt, raw);
    if (message.at >= from) arrivals.push(message);
    const { id, hidden: isHidden } = comment.data;
    if (isHidden) hidden.push(id);
    // What was hidden before anybody looked, and is no news either, is nothing that we hold.
    if (isHidden ? known?.has(id) === false || (known === undefined && message.at >= from) : isHidden === false && known?.has(id)) notes.push(noteOfHiding(message, isHidden === true, now));
    return comment.data.id;
  };
  for (const raw of data) {
    const parent = take(raw, null);
    const answers = Answers.safeParse(raw);
    for (const answer of answers.success ? (answers.data.replies?.data ?? []) : []) take(answer, parent);
  }
  return { arrivals, notes, hidden, next: following(paging) };
}

/** What was commented below an account's posts since the cursor, without Advanced Access. Nothing here has a time filter: overlap and the record's keys make it safe. */
export async function pollComments(tools: Tools<InstagramSettings>, { inbox, cursor, begunAt }: { inbox: string; cursor: string | null; begunAt: number }): Promise<Polled> {
  const { settings, now } = tools;
  const { account, graph } = accountOf(tools, inbox);
  const { at, lost } = readKept(Cursor, cursor);
  const state: Cursor = at ?? { since: begunAt - settings.firstLookHours * HOUR, counts: {}, round: null };
  const round = state.round ?? (await beginRound(graph, inbox, state, at === undefined, now()));
  const from = state.since - settings.overlapSeconds * 1000;
  const arrivals: Arrival[] = [];
  const waiting = [...round.waiting];
  let { spoilt } = round;
  const known = state.hidden && new Set(state.hidden);
  const hidden = new Set(round.hidden);
  for (let page = 0; page < PAGES_A_CALL; page++) {
    const [next] = waiting;
    if (!next) break;
    try {
      const read = await readPage(graph, next, { ours: { inbox, username: account.username }, from, known, startedAt: round.startedAt, now: now() });
      arrivals.push(...read.arrivals, ...read.notes);
      for (const id of read.hidden) hidden.add(id);
      const barren = read.arrivals.length === 0 ? next.barren + 1 : 0;
      waiting.splice(0, 1, ...(read.next === null || barren >= BARREN_PAGES ? [] : [{ media: next.media, after: read.next, barren }]));
    } catch (error) {
      // Meta's page marks end when what they point at is taken away.
      const ended = error instanceof Refused && error.reason === 'badRequest' && next.after !== null;
      if (!ended && !(error instanceof Refused && error.reason === 'itemGone')) throw error;
      waiting.shift();
      spoilt ||= ended;
      if (ended) delete round.counts[next.media];
    }
  }
  const more = waiting.length > 0;
  const found = [...hidden].slice(-HIDDEN_KEPT);
  const left: Cursor = more ? { ...state, round: { ...round, hidden: found, waiting, spoilt } } : { since: spoilt ? state.since : round.startedAt, counts: round.counts, hidden: found, round: null };
  return { arrivals, cursor: JSON.stringify(left), more, ...telling(lost) };
}
