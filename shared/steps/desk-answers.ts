import { keyedId } from '../domain/ids.ts';
import { showCaseNumber } from '../domain/case-number.ts';
import type { Case } from '../domain/case.ts';
import { languageOf } from '../domain/language.ts';
import type { Language } from '../domain/message.ts';
import { Refused } from '../errors.ts';
import { greetableName } from '../text/render.ts';
import { shownName } from './case-row.ts';
import type { Agent, DeskDeps } from './desk.ts';
import { fileOf, threadsOf } from './desk.ts';
import { toMany } from './desk-edit.ts';
import { addressee, reply, routeOf } from './desk-reply.ts';
import { refusedNow } from './ways.ts';

/** One text to many cases, each by its own way. */
export interface AnswersAct { numbers: string[]; text: string; agent: Agent; key: string }

/** `{number}` and `{name}` filled in for one customer; a name that cannot be greeted goes with the comma and the space before it. */
export function textFor(text: string, item: Pick<Case, 'number' | 'customer'>): string {
  const name = greetableName(item.customer.name);
  return text.replace(/(,? ?)\{(number|name)\}/g, (_placeholder, before: string, what: string) => {
    if (what === 'number') return `${before}${showCaseNumber(item.number)}`;
    return name === null ? '' : `${before}${name}`;
  });
}

// An answer to many goes in private; what stands in public is answered in private where the platform lets us, and by a person else.
async function wayOf(deps: DeskDeps, number: string): Promise<{ item: Case; channel: string; via: 'reply' | 'handOver' }> {
  const { item } = await fileOf(deps, number);
  if (item.mergedInto !== null) throw new Refused('merged', 'the case was merged into another');
  if (item.status === 'spam') throw new Refused('spam', 'spam is not answered');
  const threads = await threadsOf(deps, item);
  const { latest } = addressee(item, threads, 'reply');
  const via = latest.message.visibility === 'public' ? 'handOver' : 'reply';
  // Where there is no private way, the words would stand below somebody's post, name and all.
  if (routeOf(latest, via).route?.kind === 'publicReply') throw new Refused('channelForbids', 'no private way to this person');
  const refused = refusedNow(latest, via, { all: threads.flatMap(({ messages }) => messages), item, now: deps.now() });
  if (refused !== null) throw new Refused(refused, 'not now');
  return { item, channel: latest.message.channel, via };
}

export interface AnswersPlan {
  going: { channel: string; via: 'reply' | 'handOver'; count: number }[];
  cannot: { number: string; reason: string; channel?: string; customer?: Case['customer'] }[];
  sample: { number: string; text: string } | null;
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
export async function previewAnswers(deps: DeskDeps, { numbers, text }: Pick<AnswersAct, 'numbers' | 'text'>): Promise<AnswersPlan> {
  const going = new Map<string, AnswersPlan['going'][number]>();
  const samples: { number: string; text: string }[] = [];
  const written = writtenIn(text);
  const strangers: Language[] = [];
  const { refused } = await toMany(numbers, async (number) => {
    const { item, channel, via } = await wayOf(deps, number);
    const there = going.get(`${channel} ${via}`);
    if (there) there.count++;
    else going.set(`${channel} ${via}`, { channel, via, count: 1 });
    samples.push({ number: item.number, text: textFor(text, item) });
    if (written !== null && item.language !== written) strangers.push(item.language);
  });
  const cannot = await Promise.all(refused.map(async ({ number, key }) => {
    const item = await deps.store.case(number);
    return { number, reason: key, ...(item ? { channel: item.channel, customer: { ...item.customer, name: shownName(item.customer.name) } } : {}) };
  }));
  return {
    going: [...going.values()].sort((a, b) => b.count - a.count), cannot, sample: samples.sort((a, b) => numbers.indexOf(a.number) - numbers.indexOf(b.number))[0] ?? null,
    other: written !== null && strangers.length > 0 ? { written, theirs: strangers[0]!, count: strangers.length } : null,
  };
}

/** Sends them, each once however often it is pressed: a case's answer is known by the press's key. */
export async function answerMany(deps: DeskDeps, { numbers, text, agent, key }: AnswersAct): Promise<{ done: string[]; refused: { number: string; key: string }[] }> {
  return toMany(numbers, async (number) => {
    const own = keyedId(deps.keys.id, 'answers', key, number);
    const file = await fileOf(deps, number);
    const before = file.events.some(({ id }) => id === keyedId(deps.keys.id, 'reply', number, agent.id, own));
    const via = before ? 'reply' : (await wayOf(deps, number)).via;
    await reply(deps, { caseNumber: number, text: textFor(text, file.item), agent, key: own, via, toMany: true });
  });
}

