import type { AlertFacts, AlertRecord, Bars } from '../domain/alert.ts';
import { summaryOf, type Bucket } from '../domain/bucket.ts';
import { readSeries, seriesName, SLOT, slotOf } from '../domain/counting.ts';
import { offsetAt } from '../domain/live-series.ts';
import { moodOf } from '../domain/mood.ts';
import { usualCounts, type Verdict } from '../domain/spike.ts';
import { tellingPosts } from '../domain/telling-posts.ts';
import { topWords } from '../domain/top-words.ts';
import type { StoredMessage } from '../ports.ts';
import type { SeriesState } from '../ports/counting.ts';
import { hourTo, minutesOf, slotCount, type WatchDeps } from './watch.ts';
import { mayBeMore } from './watermarks.ts';

const READ_AT_MOST = 60;
const WORDS = 6;
const POSTS = 3;
const CASES = 20;
/** Bars of ten minutes. */
const SLOTS_A_BAR = 2;
const QUARTER_SLOTS = 3;
/** What was more in a slot before these is no growth any more. */
const RECENT_SLOTS = 2;
const FEWEST_FOR_MOOD = 5;

interface Hour { channel: string; slots: number[]; minutes: [number, Bucket][]; usual: { slot: number; usual: number; low: number; high: number } }

const sum = (numbers: number[]): number => numbers.reduce((all, one) => all + one, 0);
const NOTHING = { slot: 0, usual: 0, low: 0, high: 0 };

/** One channel's last hour: what we hold, or what the platform counted where that is more. */
async function hourOf({ counts, settings }: WatchDeps, record: Pick<AlertRecord, 'brand' | 'topic' | 'direct'>, channel: string, states: Map<string, SeriesState>, last: number): Promise<Hour> {
  const { brand, topic, direct } = record;
  const { calendar: { timeZone } } = await settings();
  const name = seriesName({ kind: direct ? 'messages' : 'mentions', brand, channel, topic });
  const volume = seriesName({ kind: 'volume', brand, channel, topic });
  const hour = hourTo(last);
  const minutes = await Promise.all(hour.map(async (slot) => [...minutesOf(await counts.slot(name, slot))]));
  const told = !direct && states.has(volume) ? await Promise.all(hour.map(async (slot) => (await slotCount(counts, volume, slot)).count)) : [];
  const own = minutes.map((each) => summaryOf(each.map(([, bucket]) => bucket)).count);
  const measured = sum(told) > sum(own) ? volume : name;
  const state = states.get(measured)?.spike;
  const at = offsetAt(timeZone, last);
  const usual = state ? { slot: usualCounts(state, last, 'slot', at).usual, ...usualCounts(state, last, 'hour', at) } : NOTHING;
  return { channel, slots: own.map((count, place) => Math.max(count, told[place] ?? 0)), minutes: minutes.flat(), usual };
}

function channelsOf(record: Pick<AlertRecord, 'brand' | 'topic' | 'direct' | 'channels'>, states: Map<string, SeriesState>): string[] {
  const watched = [...states.keys()].map(readSeries).filter(({ kind, brand, topic }) => brand === record.brand && topic === record.topic && (kind === 'messages') === record.direct);
  return [...new Set([...record.channels.map(({ channel }) => channel), ...watched.map(({ channel }) => channel)])];
}

interface Content { words: string[]; refs: string[]; cases: string[]; reach: number | null }

/** Followers of those whom we read, and as many more as there are authors: a person counts once. Null where no platform tells. */
export function estimatedReach(read: { author: string; followers: number | undefined }[], authors: number): number | null {
  const people = new Map(read.map(({ author, followers }) => [author, followers]));
  const told = [...people.values()].filter((followers) => followers !== undefined);
  if (told.length === 0) return null;
  return Math.round(told.reduce((sum, followers) => sum + followers, 0) * Math.max(1, authors / people.size));
}

async function contentOf({ read }: WatchDeps, refs: string[], direct: boolean, authors: number): Promise<Content> {
  const found = direct ? [] : await read(refs.slice(0, READ_AT_MOST));
  const shown = found.filter(({ revised }) => revised?.what !== 'removed');
  const words = topWords(shown.map(({ message }) => message.replyText), WORDS);
  const posts = shown.map((stored: StoredMessage) => ({ ref: `${stored.thread}/${stored.id}`, text: stored.message.replyText, author: stored.message.author.id, negative: moodOf(stored.message.replyText).class === 'negative', isCase: stored.case !== null }));
  const reach = estimatedReach(found.map(({ message }) => ({ author: `${message.channel} ${message.author.id}`, followers: message.platform?.followers })), authors);
  return { reach, words, refs: tellingPosts(posts, words, POSTS).map(({ ref }) => ref), cases: [...new Set(shown.flatMap(({ case: number }) => number ?? []))].slice(0, CASES) };
}

/** All that can be said of a rise at this moment; `verdict`: of the channel by which it was just noticed. */
export async function factsOf(deps: WatchDeps, record: Pick<AlertRecord, 'brand' | 'topic' | 'direct' | 'channels' | 'facts' | 'since'>, verdict: Verdict | null): Promise<AlertFacts> {
  const states = await deps.counts.states();
  const last = slotOf(deps.now());
  const all = await Promise.all(channelsOf(record, states).map(async (channel) => hourOf(deps, record, channel, states, last)));
  const hours = all.filter(({ slots, channel }) => sum(slots) > 0 || record.channels.some((rising) => rising.channel === channel));
  const rising = hours.filter(({ channel }) => record.channels.some((one) => one.channel === channel));
  // Who and what: of the rise itself, not of the quiet before it.
  const together = summaryOf(hours.flatMap(({ minutes }) => minutes).flatMap(([minute, bucket]) => (minute >= record.since ? [bucket] : [])));
  const totals = hourTo(last).map((_, place) => sum(rising.map(({ slots }) => slots[place]!)));
  const hour = { count: sum(totals), minutes: 60, usual: sum(rising.map(({ usual }) => usual.usual)), low: sum(rising.map(({ usual }) => usual.low)), high: sum(rising.map(({ usual }) => usual.high)) };
  // Of one channel the detector says in which stretch it stands out most.
  const alert = record.channels.length === 1 ? verdict?.alert : null;
  const measured = alert ? { count: alert.count, minutes: alert.minutes, usual: alert.usual, low: alert.low, high: alert.high } : hour;
  const bars: Bars[] = hours.map(({ channel, slots, usual }) => ({
    channel, usual: usual.slot * SLOTS_A_BAR, counts: Array.from({ length: slots.length / SLOTS_A_BAR }, (_, bar) => sum(slots.slice(bar * SLOTS_A_BAR, (bar + 1) * SLOTS_A_BAR))),
  })).sort((a, b) => sum(b.counts) - sum(a.counts));
  return {
    at: deps.now(), ...measured, atLeast: await mayBeMore(deps, record.channels.map(({ channel }) => channel)), times: measured.count / Math.max(1, measured.usual), slot: Math.max(...totals.slice(-RECENT_SLOTS)), quarter: sum(totals.slice(-QUARTER_SLOTS)),
    severity: Math.max(verdict?.alert?.severity ?? 1, record.facts?.severity ?? 1), learning: verdict?.learning ?? record.facts?.learning ?? false,
    authors: together.authors, negative: together.count >= FEWEST_FOR_MOOD ? together.negative : null, bars, from: hourTo(last)[0]!, ...(await contentOf(deps, together.refs, record.direct, together.authors)),
  };
}

/** Where the last bar ends. */
export const barsEnd = ({ from }: Pick<AlertFacts, 'from'>): number => from + 12 * SLOT;
