import { factsOf, sameFacts } from '../domain/case-facts.ts';
import type { CaseFacts, FactMessage } from '../domain/case-facts.ts';
import { isErased } from '../domain/erasure.ts';
import type { Log } from '../log.ts';
import type { DeskStore } from '../ports/desk.ts';
import type { FactStore } from '../ports/figures.ts';
import type { Clock, ReadSettings, StoredMessage } from '../ports.ts';
import { NotFound } from '../errors.ts';
import { messagesOf } from './case-view.ts';
import { clocksOf, isMachine, reached } from './case-story.ts';
import { SYSTEM, fileOf } from './desk.ts';

export interface FactDeps { store: DeskStore; facts: FactStore; settings: ReadSettings; now: Clock }

const AT_ONCE = 8;
/** What happens to a case within so long is looked at once. */
const EVERY_MS = 5 * 60_000;
/** `tell` may still be writing what it heard so long ago. */
const SLACK_MS = 2 * 60_000;
/** Where nobody has looked yet, the last hour is begun with; what is older is what `rebuild` is for. */
const FIRST_MS = 60 * 60_000;

// What is kept for hours only, or was erased, can be read by nobody: whether it was thanks is then known from before.
function asFact(stored: StoredMessage): FactMessage {
  const { direction, message, agent, receivedAt, at } = stored;
  const text = message.replyText.trim() === '' ? message.text : message.replyText;
  const counts = direction === 'in' ? !isMachine(message) : agent !== SYSTEM.id && stored.notice === undefined && reached(stored);
  return { at: direction === 'in' ? receivedAt : at, direction, by: agent ?? '', counts, text: isErased(stored) || stored.revised?.what === 'removed' || (message.keep !== undefined && text === '') ? null : text };
}

/** The facts of one case as they are now, and as they were kept; undefined: there is no such case. */
export async function readFacts(deps: FactDeps, number: string): Promise<{ facts: CaseFacts; before: CaseFacts | undefined; mergedInto: string | null } | undefined> {
  try {
    const file = await fileOf(deps, number);
    const [messages, settings, before] = await Promise.all([messagesOf(deps, file), deps.settings(), deps.facts.kept(number, file.item.openedAt)]);
    const { happenings } = clocksOf({ item: file.item, messages, events: file.events, settings, now: deps.now() });
    return { facts: factsOf({ item: file.item, happenings, messages: messages.map(asFact), calendar: settings.calendar, before }), before, mergedInto: file.item.mergedInto };
  } catch (error) {
    if (error instanceof NotFound) return undefined;
    throw error;
  }
}

/** Does something for each, a few at a time. */
export async function forEach<T>(all: T[], work: (one: T) => Promise<void>, atOnce = AT_ONCE): Promise<void> {
  const left = all[Symbol.iterator]();
  await Promise.all(Array.from({ length: Math.min(atOnce, all.length) }, async () => {
    for (const one of left) await work(one);
  }));
}

/** Computes the facts of these cases again and keeps what is another than before. `anew`: everything, also what is as it was. Answers with how many. */
export async function keepFacts(deps: FactDeps, numbers: string[], { anew = false } = {}): Promise<number> {
  let kept = 0;
  const seen = new Set<string>();
  const look = async (number: string): Promise<void> => {
    if (seen.has(number)) return;
    seen.add(number);
    const readAt = deps.now();
    const read = await readFacts(deps, number);
    if (!read) return;
    const { facts, before, mergedInto } = read;
    if (anew || !before || !sameFacts(facts, before)) {
      await deps.facts.keep(facts, readAt, before);
      kept++;
    }
    // What happened to it counts with the case that its work goes on in.
    if (mergedInto !== null) await look(mergedInto);
  };
  await forEach(numbers, look);
  return kept;
}

/**
 * Every five minutes: the facts of the cases that `tell` has heard of since, so that a case that is opened, acknowledged and answered
 * within that time costs one look. Goes on at `until` where it stopped; whoever dies half-way looks again, which changes nothing.
 */
export function settlingFacts(deps: FactDeps & { log: Log }) {
  return async (until: number): Promise<number> => {
    const { facts, now, log } = deps;
    const at = now();
    const through = await facts.through() ?? at - FIRST_MS;
    if (at - through < EVERY_MS + SLACK_MS) return 0;
    let entries = await facts.touched(through, at - SLACK_MS);
    if (entries === null) {
      // Older than anybody remembers: `rebuild` knows.
      log('error', 'figures.gap');
      entries = await facts.touched(at - FIRST_MS, at - SLACK_MS) ?? [];
    }
    let kept = 0;
    while (entries.length > 0) {
      // As many entries as hold about a hundred cases; those of one moment stay together.
      const some = new Set<string>();
      let place = 0;
      while (place < entries.length && (some.size < 100 || entries[place]!.at === entries[place - 1]!.at)) for (const number of entries[place++]!.cases) some.add(number);
      kept += await keepFacts(deps, [...some]);
      entries = entries.slice(place);
      if (now() >= until && entries.length > 0) {
        await facts.settle(entries[0]!.at);
        return kept;
      }
    }
    await facts.settle(at - SLACK_MS);
    return kept;
  };
}
