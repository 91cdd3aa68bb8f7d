import type { ItemRef, PostAnswersOutcome, PostAnswersPreview, SeenItem } from '../api-shapes/posts.ts';
import { ownerOf } from '../domain/case-merge.ts';
import { keyedId } from '../domain/ids.ts';
import { spread } from '../domain/variants.ts';
import { NotFound, Refused } from '../errors.ts';
import type { StoredMessage } from '../ports.ts';
import { greetableName } from '../text/render.ts';
import { shown } from './case-row.ts';
import { textFor } from './desk-answers.ts';
import { refusalOf } from './desk-edit.ts';
import { promote } from './desk-release.ts';
import { replyOrPark, routeOf } from './desk-reply.ts';
import { untilItStands } from './desk.ts';
import type { Agent, DeskDeps } from './desk.ts';
import { caseShowing } from './merged-people.ts';
import { answersSince, standsBelow } from './post-view.ts';
import { refusedNow } from './ways.ts';

const AT_ONCE = 8;
const OVER = new Set(['resolved', 'closed', 'spam']);

async function inTurns<T>(items: T[], work: (item: T) => Promise<void>): Promise<void> {
  const left = [...items];
  const worker = async (): Promise<void> => {
    for (let item = left.shift(); item !== undefined; item = left.shift()) await work(item);
  };
  await Promise.all(Array.from({ length: AT_ONCE }, worker));
}

/** The item, when an answer may stand below it in public. Throws NotFound, Refused. */
async function answerable(deps: DeskDeps, { thread, id }: ItemRef): Promise<StoredMessage> {
  const stored = await deps.store.message(thread, id);
  if (!stored || stored.direction !== 'in' || stored.message.visibility !== 'public' || stored.quarantined) throw new NotFound(`item ${id}`);
  if (stored.revised?.what === 'removed') throw new Refused('itemGone', 'it was taken away');
  if (routeOf(stored, 'public').route?.kind !== 'publicReply') throw new Refused('channelForbids', 'no public answer here');
  const refused = refusedNow(stored, 'public', { all: [stored], item: { acknowledgement: null }, now: deps.now() });
  if (refused !== null) throw new Refused(refused, 'not now');
  return stored;
}

// Nobody is answered twice in public: neither over a colleague's answer nor, below the very same words, over one's own from elsewhere.
function requireUnanswered(stored: StoredMessage, { messages, seen, agent }: { messages: StoredMessage[]; seen: string[] | undefined; agent: Agent }): void {
  if (answersSince(stored, messages).some((answer) => !seen?.includes(answer.id) && (answer.agent !== agent.id || (seen !== undefined && standsBelow(answer, stored))))) throw new Refused('answeredMeanwhile', 'it was answered meanwhile');
}

/** Who gets which of several texts, and who cannot be answered and why; nothing goes out. A comment of no case is answered in one that the answer opens. */
export async function previewPostAnswers(deps: DeskDeps, { items, texts, agent }: { items: SeenItem[]; texts: string[]; agent: Agent }): Promise<PostAnswersPreview> {
  const found = new Map<string, { stored: StoredMessage; seen: string[] }>();
  const refused = new Map<string, { name: string | null; reason: string }>();
  const unique = [...new Map(items.map((item) => [item.id, item])).values()];
  await inTurns(unique, async (item) => {
    try {
      const stored = await answerable(deps, item);
      const { messages } = await deps.store.thread(item.thread);
      if (item.seen) requireUnanswered(stored, { messages, seen: item.seen, agent });
      found.set(item.id, { stored, seen: item.seen ?? answersSince(stored, messages).map((answer) => answer.id) });
    } catch (error) {
      const reason = refusalOf(error);
      if (reason === undefined) throw error;
      refused.set(item.id, { name: (await deps.store.message(item.thread, item.id))?.message.author.name ?? null, reason });
    }
  });
  const going = unique.flatMap((item) => found.get(item.id) ?? []);
  const wordings = spread(texts, going.length);
  const different = [...new Set(wordings)];
  return {
    waits: await deps.waits?.(agent.id) ?? false,
    answers: going.flatMap(({ stored, seen }, place) => {
      const { thread, id, message } = stored;
      // Whatever it was merged into: their own number is what they know.
      const number = ownerOf(stored);
      const wording = wordings[place];
      if (wording === undefined) return [];
      const { name } = message.author;
      // The number of a case that is not open yet is nobody's.
      const text = number === null ? textFor(wording.replace(/ ?\{number\}/g, ''), { number: '', customer: message.author }) : textFor(wording, { number, customer: message.author });
      return [{ thread, id, seen, name: greetableName(name) ?? name, case: shown(number), text, wording: different.indexOf(wording) }];
    }),
    cannot: unique.flatMap(({ thread, id }) => { const why = refused.get(id); return why ? [{ thread, id, ...why }] : []; }),
  };
}

// The open case that its writer has on this thread, or a new one.
async function caseFor(deps: DeskDeps, stored: StoredMessage, agent: Agent): Promise<string> {
  const { thread, id } = stored;
  const number = await caseShowing(deps.store, stored);
  if (number !== null) return number;
  const head = await deps.store.head(thread);
  if (head && !OVER.has(head.status)) return head.case;
  return (await promote(deps, { thread, id, agent, acknowledge: false })).case!;
}

/** Answers each with its own words, below what they wrote, through the outbox one by one. Each once, however often it is pressed: an answer is known by the press's key. */
export async function answerOnPost(deps: DeskDeps, { answers, key, agent }: { answers: (SeenItem & { text: string })[]; key: string; agent: Agent }): Promise<PostAnswersOutcome> {
  const outcome: PostAnswersOutcome = { done: [], refused: [] };
  // Of one person one after the other: they are one case.
  const byThread = [...Map.groupBy(new Map(answers.map((answer) => [answer.id, answer])).values(), ({ thread }) => thread).values()];
  await inTurns(byThread, async (family) => {
    for (const { thread, id, text, seen } of family) {
      try {
        // What else happens to the case at that moment is no reason to leave somebody out.
        const { stored: sent } = await untilItStands(async () => {
          const stored = await answerable(deps, { thread, id });
          return replyOrPark(deps, {
            caseNumber: await caseFor(deps, stored, agent), text, agent, key: keyedId(deps.keys.id, 'post', key, id), via: 'public', answers: id, toMany: true,
            requires: (messages) => requireUnanswered(stored, { messages, seen, agent }),
          });
        });
        outcome.done.push({ thread, id, state: sent?.sending?.state ?? (sent ? 'planned' : 'waitsForApproval') });
      } catch (error) {
        const why = refusalOf(error);
        if (why === undefined) throw error;
        outcome.refused.push({ thread, id, key: why });
      }
    }
  });
  const order = ({ id }: ItemRef): number => answers.findIndex((answer) => answer.id === id);
  return { done: outcome.done.sort((a, b) => order(a) - order(b)), refused: outcome.refused.sort((a, b) => order(a) - order(b)) };
}
