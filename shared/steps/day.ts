import type { BeforeClosing, CaseGroup, SinceILeft } from '../api-shapes/desk.ts';
import { showCaseNumber } from '../domain/case-number.ts';
import { closingOf, dueAroundClosing, onCallBetween } from '../domain/closing.ts';
import type { Case, Priority } from '../domain/case.ts';
import { dueAtOf } from '../domain/case.ts';
import { formatWhen, promiseFor } from '../domain/promise.ts';
import { cameSince, sinceFor } from '../domain/since.ts';
import type { CameCase, Counted } from '../domain/since.ts';
import type { CasePlace } from '../ports/desk.ts';
import type { Presence } from '../ports/office.ts';
import { dueNow } from './case-list.ts';
import type { ListDeps } from './case-list.ts';
import { caseRow } from './case-row.ts';
import type { NameOf } from './case-row.ts';
import { withCustomerNames } from './customer-name.ts';
import { casesOverSince } from './figures.ts';

export interface DayDeps extends ListDeps { presence: Presence }

const SHOWN = 10;
const NUMBERS = 50;
const MINUTE = 60_000;
const PRIORITIES: Priority[] = ['urgent', 'high', 'normal', 'low'];

async function groupOf({ store, contacts }: Pick<DayDeps, 'store' | 'contacts'>, nameOf: NameOf, numbers: string[]): Promise<CaseGroup> {
  const lines = await store.lines(numbers.slice(0, SHOWN));
  return { count: numbers.length, cases: await withCustomerNames({ contacts }, lines.map(({ item, last }) => caseRow(item, last, nameOf))) };
}

const ofPlace = (place: CasePlace): CameCase => ({ ...place, dueAt: place.status === 'snoozed' ? null : dueNow(place) });
const ofItem = (item: Case): CameCase => ({ ...item, unansweredSince: item.unansweredSince ?? null, dueAt: dueAtOf(item) });
const shown = <T extends Counted>(groups: T[]): T[] => groups.map((group) => ({ ...group, numbers: group.numbers.slice(0, NUMBERS).map(showCaseNumber) }));

/** The morning: what came since somebody was last here. */
export async function sinceILeft(deps: DayDeps, me: string, asked?: number): Promise<SinceILeft> {
  const now = deps.now();
  const [{ calendar }, people, nameOf, board] = await Promise.all([deps.settings(), deps.presence.all(), deps.nameOf(), deps.store.board()]);
  const { since, because } = sinceFor({ now, asked, pause: people.find(({ id }) => id === me), calendar });
  const over = (await casesOverSince(deps.store, since)).filter(({ mergedInto }) => mergedInto === null);
  const came = cameSince([...board.map(ofPlace), ...over.map(ofItem)], { since, now, me });
  const [wroteAgain, urgent, mine, late] = await Promise.all([came.wroteAgain, came.urgent, came.mine, came.late].map(async (numbers) => groupOf(deps, nameOf, numbers)));
  const { count, byTopic, byChannel } = came.opened;
  return { since, because, now, opened: { count, byTopic: shown(byTopic), byChannel: shown(byChannel) }, wroteAgain: wroteAgain!, urgent: urgent!, mine: mine!, late: late!, done: came.done };
}

/** The evening, and Friday noon: what must not wait, and what customers hear from now on. */
export async function beforeClosing(deps: DayDeps): Promise<BeforeClosing> {
  const now = deps.now();
  const [settings, nameOf, board] = await Promise.all([deps.settings(), deps.nameOf(), deps.store.board()]);
  const { calendar } = settings;
  const closing = closingOf(calendar, now);
  const around = dueAroundClosing(board.map(ofPlace), closing, now);
  const [unassigned, late, before, closed, after] = await Promise.all([around.unassigned, around.late, around.beforeClosing, around.whileClosed, around.afterOpening].map(async (numbers) => groupOf(deps, nameOf, numbers)));
  const when = (at: number): { he: string; en: string } => ({ he: formatWhen(at, 'he', calendar.timeZone), en: formatWhen(at, 'en', calendar.timeZone) });
  const promise = promiseFor({ settings, at: now, priority: 'normal' });
  // The minute after: what customers hear who write in the evening.
  const afterwards = closing.closesAt === null ? null : promiseFor({ settings, at: closing.closesAt + MINUTE, priority: 'normal' });
  return {
    now, closesAt: closing.closesAt, opensAt: closing.opensAt,
    unassigned: unassigned!, late: late!, beforeClosing: before!, whileClosed: closed!, afterOpening: after!,
    told: PRIORITIES.map((priority) => { const { dueAt } = promiseFor({ settings, at: now, priority }); return { priority, dueAt, when: when(dueAt) }; }),
    away: promise.opensAt === null ? null : { opensAt: promise.opensAt, when: when(promise.opensAt), reason: promise.awayReason },
    toldAfterClosing: afterwards && { dueAt: afterwards.dueAt, when: when(afterwards.dueAt) },
    onCall: onCallBetween(settings.onCall, calendar.timeZone, now, closing.opensAt ?? now), urgentPhone: settings.urgentPhone,
  };
}
