import { keyedId } from '../domain/ids.ts';
import { showCaseNumber } from '../domain/case-number.ts';
import type { Case } from '../domain/case.ts';
import { heardOf } from '../domain/heard.ts';
import { languageOf } from '../domain/language.ts';
import { versionOf } from '../domain/lifecycle.ts';
import type { Language } from '../domain/message.ts';
import { Refused, Stale } from '../errors.ts';
import type { CaseFile } from '../ports/desk.ts';
import { greetableName } from '../text/render.ts';
import { shownName } from './case-row.ts';
import type { Agent, DeskDeps } from './desk.ts';
import { fileOf, SYSTEM, threadsOf } from './desk.ts';
import { toMany } from './desk-edit.ts';
import type { ManyDone } from './desk-edit.ts';
import { addressee, reply, routeOf } from './desk-reply.ts';
import { refusedNow } from './ways.ts';

/** The same words for all, or in each language its own. */
export type Wording = string | Partial<Record<Language, string>>;

/** One text to many cases, each by its own way. `versions`: over which version of each it goes, as the preview said. `notice`: to cases of this incident, as news that answer nobody. */
export interface AnswersAct { numbers: string[]; text: Wording; agent: Agent; key: string; versions?: ReadonlyMap<string, string>; notice?: string }

function wordsFor(text: Wording, item: Case): string {
  const words = typeof text === 'string' ? text : text[item.language];
  if (words === undefined) throw new Refused('noText', 'nothing is written in their language');
  return textFor(words, item);
}

/** `{number}` and `{name}` filled in for one customer; a name that cannot be greeted goes with the comma and the space before it. */
export function textFor(text: string, item: Pick<Case, 'number' | 'customer'>): string {
  const name = greetableName(item.customer.name);
  return text.replace(/(,? ?)\{(number|name)\}/g, (_placeholder, before: string, what: string) => {
    if (what === 'number') return `${before}${showCaseNumber(item.number)}`;
    return name === null ? '' : `${before}${name}`;
  });
}

// An answer to many goes in private; what stands in public is answered in private where the platform lets us, and by a person else.
async function wayOf(deps: DeskDeps, number: string, notice?: string): Promise<{ file: CaseFile; item: Case; channel: string; via: 'reply' | 'handOver'; version: string }> {
  const file = await fileOf(deps, number);
  const { item } = file;
  if (item.mergedInto !== null) throw new Refused('merged', 'the case was merged into another');
  if (item.status === 'spam') throw new Refused('spam', 'spam is not answered');
  if (notice !== undefined && item.incident?.id !== notice) throw new Refused('notLinked', 'it is no part of the incident');
  const threads = await threadsOf(deps, item);
  const { latest } = addressee(item, threads, 'reply');
  const via = latest.message.visibility === 'public' ? 'handOver' : 'reply';
  // Where there is no private way, the words would stand below somebody's post, name and all.
  if (routeOf(latest, via).route?.kind === 'publicReply') throw new Refused('channelForbids', 'no private way to this person');
  const refused = refusedNow(latest, via, { all: threads.flatMap(({ messages }) => messages), item, now: deps.now() });
  if (refused !== null) throw new Refused(refused, 'not now');
  return { file, item, channel: latest.message.channel, via, version: versionOf(item, heardOf(file, threads)) };
}

export interface AnswersPlan {
  going: { channel: string; via: 'reply' | 'handOver'; count: number }[];
  cannot: { number: string; reason: string; channel?: string; customer?: Case['customer'] }[];
  sample: { number: string; text: string } | null;
  /** Of those whom it reaches: what the answer goes over. */
  versions: { number: string; version: string }[];
  /** Whoever is answered in another language than the one that this is written in. */
  other: { written: Language; theirs: Language; count: number } | null;
}

/** The language of a text that goes to many; null: nothing in it says. */
function writtenIn(text: string): Language | null {
  const words = text.replace(/\{(number|name)\}/g, ' ');
  const language = languageOf(words, 'he');
  return language === languageOf(words, 'en') ? language : null;
}

/** Before anything goes: how many by which way, and who cannot be reached and why. */
export async function previewAnswers(deps: DeskDeps, { numbers, text, notice }: Pick<AnswersAct, 'numbers' | 'text' | 'notice'>): Promise<AnswersPlan> {
  const going = new Map<string, AnswersPlan['going'][number]>();
  const samples: { number: string; text: string }[] = [];
  const written = typeof text === 'string' ? writtenIn(text) : null;
  const strangers: Language[] = [];
  const versions: AnswersPlan['versions'] = [];
  const { refused } = await toMany(numbers, async (number) => {
    const { item, channel, via, version } = await wayOf(deps, number, notice);
    const words = wordsFor(text, item);
    versions.push({ number, version });
    const there = going.get(`${channel} ${via}`);
    if (there) there.count++;
    else going.set(`${channel} ${via}`, { channel, via, count: 1 });
    samples.push({ number: item.number, text: words });
    if (written !== null && item.language !== written) strangers.push(item.language);
  });
  const cannot = await Promise.all(refused.map(async ({ number, key }) => {
    const item = await deps.store.case(number);
    return { number, reason: key, ...(item ? { channel: item.channel, customer: { ...item.customer, name: shownName(item.customer.name) } } : {}) };
  }));
  return {
    going: [...going.values()].sort((a, b) => b.count - a.count), cannot, sample: samples.sort((a, b) => numbers.indexOf(a.number) - numbers.indexOf(b.number))[0] ?? null, versions,
    other: written !== null && strangers.length > 0 ? { written, theirs: strangers[0]!, count: strangers.length } : null,
  };
}

/**
 * Sends them, each once however often it is pressed: a case's answer is known by the press's key. What has changed since its
 * version was read is left out as a single answer would be, with the version that it may go over after another look.
 */
export async function answerMany(deps: DeskDeps, { numbers, text, agent, key, versions, notice }: AnswersAct): Promise<ManyDone> {
  return toMany(numbers, async (number) => {
    const own = keyedId(deps.keys.id, 'answers', key, number);
    const sent = async (): Promise<Case | undefined> => {
      const { item, events } = await fileOf(deps, number);
      return events.some(({ id }) => id === keyedId(deps.keys.id, 'reply', number, agent.id, own)) ? item : undefined;
    };
    const press = { caseNumber: number, agent, key: own, toMany: true as const, ...(notice === undefined ? {} : { notice }) };
    const again = async (item: Case): Promise<void> => { await reply(deps, { ...press, text: wordsFor(text, item) }); };
    const before = await sent();
    if (before) return again(before);
    try {
      const { file, item, via, version } = await wayOf(deps, number, notice);
      const seen = versions?.get(number);
      if (seen === undefined && notice === undefined) refuseAnswered(file, agent, version);
      await reply(deps, { ...press, text: wordsFor(text, item), via, version: seen ?? version });
    } catch (error) {
      // The same press at the same instant may be what was in its way.
      const twin = error instanceof Refused || error instanceof Stale ? await sent() : undefined;
      if (!twin) throw error;
      await again(twin);
    }
  });
}

// Who does not say what they saw has seen no colleague's answer.
function refuseAnswered({ item, events }: CaseFile, agent: Agent, version: string): void {
  const last = events.findLast(({ what }) => what === 'replied' || what === 'handedOver');
  if (!last || last.by === agent.id || last.by === SYSTEM.id || (item.unansweredSince ?? null) !== null) return;
  throw new Stale(version, [{ field: 'status', now: item.status }], 'answeredMeanwhile');
}
