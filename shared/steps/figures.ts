import type { FiguresNow, FiguresToday } from '../api-shapes/figures.ts';
import { showCaseNumber } from '../domain/case-number.ts';
import type { Case } from '../domain/case.ts';
import type { PromiseGiven } from '../domain/clocks.ts';
import { nowPanel, today, todayPanel } from '../domain/kpi.ts';
import { satisfactionIn } from '../domain/status-view.ts';
import type { CaseFigures } from '../domain/kpi.ts';
import type { CasePlace, DeskStore } from '../ports/desk.ts';
import type { CountStore } from '../ports/counting.ts';
import type { Presence } from '../ports/office.ts';
import type { Clock, ReadSettings } from '../ports.ts';
import type { AlertDesk } from './alert-desk.ts';
import { nowCase } from './case-list.ts';
import { mentionFigures } from './mention-figures.ts';
import { presenceOf } from './people.ts';

export interface FiguresDeps {
  store: DeskStore;
  settings: ReadSettings;
  presence: Presence;
  /** What is counted of mentions; without it nothing is. */
  counts?: CountStore;
  alerts?: Pick<AlertDesk, 'countOpen'>;
  now: Clock;
}

/** This moment, from what the lists show of open work, and from what is counted. */
export async function figuresNow(deps: FiguresDeps): Promise<FiguresNow> {
  const { store, presence, now, settings, counts, alerts } = deps;
  const [board, people, mentions, openAlerts] = await Promise.all([store.board(), presence.all(), counts ? mentionFigures({ counts, settings, now }) : undefined, alerts?.countOpen()]);
  const agents = { here: 0, break: 0, away: 0 };
  for (const person of people) agents[presenceOf(person, now())]++;
  return { ...nowPanel(board.map(nowCase), now()), at: now(), agents, ...(mentions ? { mentions } : {}), ...(openAlerts === undefined ? {} : { openAlerts }) };
}

/** Longer than this nobody waits whose promise is decided today. */
const LOOKED_BACK = 30 * 86_400_000;
const PAGE = 100;

const HANDED_OVER = new Set(['sent', 'delivered', 'bounced', 'complained']);

// From the case item alone, so that a day of thousands of cases costs no reading of their threads. An answer that the
// provider sent back later still counts here; the case's own clocks know better.
function figuresOfItem(item: Case): CaseFigures {
  const told = item.acknowledgement !== null && HANDED_OVER.has(item.acknowledgement.state);
  const answeredAt = item.answeredAt;
  const renewed = item.promise.renewed;
  const promises: PromiseGiven[] = [
    ...(told ? [{ madeAt: item.openedAt, dueAt: item.promise.dueAt, answeredAt }] : []), ...(renewed && !renewed.onPage ? [{ madeAt: renewed.at, dueAt: renewed.dueAt, answeredAt: answeredAt !== null && answeredAt >= renewed.at ? answeredAt : null }] : []),
  ];
  return {
    number: showCaseNumber(item.number), channel: item.channel, status: item.status, assignee: item.assignee, mergedInto: item.mergedInto, openedAt: item.openedAt, firstInAt: item.openedAt,
    firstAnsweredAt: answeredAt, openedByAgent: false, answersAt: [answeredAt, item.lastAnsweredAt ?? null].filter((at) => at !== null), unansweredSince: item.unansweredSince ?? null,
    dueAt: item.dueAt ?? item.promise.dueAt, promises,
  };
}

/** What was resolved or closed since then. */
export async function casesOverSince(store: DeskStore, from: number): Promise<Case[]> {
  const found: Case[] = [];
  for (let after: string | undefined; ;) {
    const { numbers, next } = await store.over(['resolved', 'closed'], PAGE, after);
    const items = (await store.lines(numbers)).map(({ item }) => item);
    found.push(...items);
    if (next === null || (items.at(-1)?.resolvedAt ?? 0) < from) return found;
    after = next;
  }
}

/** Today, in the company's own day: new, answered, first response, promises. */
export async function figuresToday({ store, settings, now }: FiguresDeps): Promise<FiguresToday> {
  const { calendar } = await settings();
  const period = today(calendar.timeZone, now());
  const { from } = period;
  const touched = ({ openedAt, answeredAt, lastAnsweredAt }: CasePlace): boolean => openedAt >= from || (answeredAt ?? 0) >= from || (lastAnsweredAt ?? 0) >= from || (answeredAt === null && openedAt >= from - LOOKED_BACK);
  const open = (await store.board()).filter(touched).map(({ number }) => number);
  const items = new Map((await casesOverSince(store, from)).map((item) => [item.number, item]));
  for (let place = 0; place < open.length; place += PAGE) for (const { item } of await store.lines(open.slice(place, place + PAGE))) items.set(item.number, item);
  const ended = [...items.values()].map(({ number, mergedInto, status, resolvedAt = null, rating, solved }) => ({ number: showCaseNumber(number), mergedInto, status, resolvedAt, rating, solved }));
  return { ...todayPanel([...items.values()].map(figuresOfItem), calendar, now()), timeZone: calendar.timeZone, satisfaction: satisfactionIn(ended, period) };
}
