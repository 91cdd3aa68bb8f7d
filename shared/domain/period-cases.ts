import type { CaseFacts } from './case-facts.ts';
import { endOfBusinessDay } from './calendar.ts';
import type { Period } from './kpi.ts';
import type { BusinessCalendar } from './settings.ts';
import { dayAt } from './zone.ts';

/** Whoever comes back with the same topic within so many business days was not helped the first time. */
export const CAME_BACK_BUSINESS_DAYS = 5;
/** Two cases of one topic within so many days are a repeat contact. */
export const REPEAT_DAYS = 30;
const DAY = 86_400_000;

// Cases without a topic are of one topic: nobody has told them apart.
const matterOf = ({ contact, topic }: CaseFacts): string => `${contact ?? ''} ${topic ?? ''}`;
const known = (facts: CaseFacts): boolean => facts.counts && facts.contact !== null;

/** All cases of one customer and topic together. */
export type Matters = Map<string, CaseFacts[]>;

export function mattersOf(all: CaseFacts[]): Matters {
  const matters: Matters = new Map();
  for (const facts of all) {
    if (!known(facts)) continue;
    const name = matterOf(facts);
    const there = matters.get(name);
    if (there) there.push(facts);
    else matters.set(name, [facts]);
  }
  return matters;
}

const beganWithThanks = ({ firstInAt, thanksAt }: CaseFacts): boolean => firstInAt !== null && thanksAt.includes(firstInAt);

/**
 * First contact resolution: exactly one answer by a person, no reopening, and no further case of the same customer on the
 * same topic within five business days. Thanks break it neither way. What is younger than that counts by what is known.
 */
export function answeredOnce(resolved: CaseFacts[], matters: Matters, calendar: BusinessCalendar): CaseFacts[] {
  const ends = new Map<number, number>();
  const until = (at: number): number => {
    const day = dayAt(calendar.timeZone, at);
    const end = ends.get(day) ?? endOfBusinessDay(calendar, at, CAME_BACK_BUSINESS_DAYS);
    ends.set(day, end);
    return end;
  };
  return resolved.filter((facts) => {
    if (facts.answers.length !== 1 || facts.reopenedAt.some((at) => !facts.thanksAt.includes(at))) return false;
    const from = facts.over.find((one) => one.resolved)!.from;
    return !(matters.get(matterOf(facts)) ?? []).some((other) => other.number !== facts.number && other.openedAt > facts.openedAt && other.openedAt <= until(from) && !beganWithThanks(other));
  });
}

export interface Resolution { facts: CaseFacts; stretch: CaseFacts['over'][number] }

/** Those resolutions that a message of the customer's ended. */
export function reopenedOf(resolutions: Resolution[]): Resolution[] {
  return resolutions.filter(({ facts, stretch }) => stretch.to !== null && facts.reopenedAt.includes(stretch.to));
}

/** Of the customers with a case that began in the period, those who had another of the same topic within the thirty days before. */
export function repeatContacts(cases: CaseFacts[], matters: Matters, { from, to }: Period): { contacts: number; repeated: number; cases: string[] } {
  const began = cases.filter((facts) => known(facts) && facts.openedAt >= from && facts.openedAt < to);
  const again = began.filter((facts) => matters.get(matterOf(facts))!.some((other) => other.number !== facts.number && other.openedAt <= facts.openedAt && other.openedAt > facts.openedAt - REPEAT_DAYS * DAY));
  return { contacts: new Set(began.map(({ contact }) => contact)).size, repeated: new Set(again.map(({ contact }) => contact)).size, cases: again.map(({ number }) => number) };
}

/** What each took: messages both ways, and how many of the team wrote. */
export function interactionsOf(resolved: CaseFacts[]): { messages: number; agents: number }[] {
  return resolved.map(({ inAt, answers }) => ({ messages: inAt.length + answers.length, agents: new Set(answers.map(({ by }) => by)).size }));
}
