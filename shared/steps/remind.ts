import { dueAtOf } from '../domain/case.ts';
import type { Case, Head } from '../domain/case.ts';
import { ownerOf } from '../domain/case-merge.ts';
import { keyedId } from '../domain/ids.ts';
import { isAwake, isOver } from '../domain/lifecycle.ts';
import { replyEntry } from '../domain/outgoing.ts';
import type { Outgoing } from '../domain/outgoing.ts';
import { promiseFor } from '../domain/promise.ts';
import type { Settings } from '../domain/settings.ts';
import type { Log } from '../log.ts';
import type { SearchIndex } from '../ports/telling.ts';
import type { StoredMessage } from '../ports.ts';
import { companyName, promiseMissedText } from '../text/render.ts';
import { SYSTEM, eventId, fileOf, nextAct, threadsOf, untilItStands } from './desk.ts';
import type { DeskDeps } from './desk.ts';
import { edit, refusalOf } from './desk-edit.ts';
import { ownMessage } from './desk-reply.ts';

export interface RemindDeps extends DeskDeps { search: Pick<SearchIndex, 'layAway'>; /** Gives out what nobody was here for. */ assignWaiting?: (until: number) => Promise<number>; /** Keeps what figures of periods are made of. */ settleFacts?: (until: number) => Promise<number>; log: Log }

const MINUTE = 60_000;
/** Two runs may miss each other by so much. */
const OVERLAP_MS = 5 * MINUTE;
/** Every so many minutes everything is looked at that was due in the last week: what waited for an outage to end, and what is due before it was promised. */
const WIDE_EVERY = 10;
const WIDE_MS = 7 * 24 * 60 * MINUTE;
const AT_ONCE = 100;
/** Within the minute that a run has, each part begins nothing more after so long; the next run goes on. What comes later has its share left. */
const SHARES_MS = { waking: 15_000, giving: 30_000, telling: 45_000, figures: 50_000 };
const REACHED = new Set(['sent', 'delivered']);
/** What is still under way may tell the time yet, and is looked at again. */
const SETTLED = new Set([...REACHED, 'failed', 'suppressed', 'bounced', 'complained']);

/** Every minute: wakes what is snoozed until now, gives out what waits for somebody, tells a customer once that their time was missed, lays words away, and keeps what figures are made of. */
export function remind(deps: RemindDeps) {
  return async (): Promise<{ woken: number; told: number }> => {
    const now = deps.now();
    const woken = await wake(deps, now, now + SHARES_MS.waking);
    const given = await deps.assignWaiting?.(now + SHARES_MS.giving) ?? 0;
    const told = await tellMissed(deps, now, now + SHARES_MS.telling);
    const laid = await deps.search.layAway(now);
    await deps.settleFacts?.(now + SHARES_MS.figures);
    if (woken + told + laid + given > 0) deps.log('info', 'reminded', { count: woken + told + given });
    return { woken, told };
  };
}

async function wake(deps: RemindDeps, now: number, until: number): Promise<number> {
  const due = (await deps.store.board(['snoozed'])).filter((place) => isAwake(place, now));
  let woken = 0;
  for (const { number } of due) {
    if (deps.now() >= until) break;
    try {
      await edit(deps, { number, agent: SYSTEM, status: 'open' });
      woken++;
    } catch (error) {
      // Somebody has taken it up meanwhile.
      if (refusalOf(error) === undefined) throw error;
    }
  }
  return woken;
}

async function tellMissed(deps: RemindDeps, now: number, until: number): Promise<number> {
  const wide = Math.floor(now / MINUTE) % WIDE_EVERY === 0;
  const late = (await deps.store.due(now - (wide ? WIDE_MS : OVERLAP_MS), now)).filter(({ unansweredSince }) => unansweredSince !== null).map(({ number }) => number);
  let told = 0;
  for (let place = 0; place < late.length; place += AT_ONCE) {
    if (deps.now() >= until) break;
    for (const item of await deps.store.cases(late.slice(place, place + AT_ONCE))) {
      if ((missed(item, now) || missedAgain(item, now)) && deps.now() < until && await untilItStands(async () => tellOne(deps, item.number, now))) told++;
    }
  }
  return told;
}

/** Was a time told that has passed without an answer, and has nobody said so yet? An acknowledgement that got out has told one; where none will, the customer's page and the form have. */
function missed(item: Case, now: number): boolean {
  const { acknowledgement, promise } = item;
  return item.mergedInto === null && !isOver(item.status) && item.answeredAt === null && (acknowledgement === null || SETTLED.has(acknowledgement.state)) && promise.renewed === undefined && promise.dueAt < now && now - promise.dueAt < WIDE_MS;
}

/** A further message, to which no acknowledgement told a time: its customer's page alone did, and names the new one. */
function missedAgain(item: Case, now: number): boolean {
  const dueAt = dueAtOf(item);
  const waits = !isOver(item.status) && item.status !== 'waiting_on_customer' && item.answeredAt !== null && (item.unansweredSince ?? null) !== null;
  return waits && item.mergedInto === null && item.dueRenewed?.of !== dueAt && dueAt < now && now - dueAt < WIDE_MS;
}

// By mail, or in the private conversation that there is: nobody is told in public, nor written to where a platform lets only people write.
function wayTo({ message }: StoredMessage): { route?: Extract<Outgoing, { kind: 'reply' }>['plan']['route'] } | undefined {
  if (message.mail || !message.platform) return {};
  const { automatic } = message.platform;
  return message.visibility === 'private' && automatic?.kind === 'private' ? { route: automatic } : undefined;
}

async function tellOne(deps: RemindDeps, number: string, now: number): Promise<boolean> {
  const { item } = await fileOf(deps, number);
  const settings = await deps.settings();
  if (missedAgain(item, now)) return renewOnPage(deps, item, { dueAt: promiseFor({ settings, at: now, priority: item.priority }).dueAt, now });
  if (!missed(item, now)) return false;
  const threads = await threadsOf(deps, item);
  const latest = threads.flatMap(({ messages }) => messages.filter((message) => message.direction === 'in' && (message.case === number || ownerOf(message) === number) && message.message.visibility === 'private')).sort((a, b) => a.at - b.at).at(-1);
  if (!latest) return false;
  const dueAt = promiseFor({ settings, at: now, priority: item.priority }).dueAt;
  const way = wayTo(latest);
  const reached = item.acknowledgement !== null && REACHED.has(item.acknowledgement.state);
  if (!way || !reached || latest.message.author.id === '') return renewOnPage(deps, item, { dueAt, now });
  const { outgoing, stored } = apology({ key: deps.keys.id, item, latest, head: threads.find(({ thread }) => thread === latest.thread)?.head, way, dueAt, settings, now, id: keyedId(deps.keys.id, 'renewed', number) });
  await deps.outbox.send([outgoing], { delaySeconds: 1 });
  await deps.store.act({
    cases: [{ before: item, after: { ...item, promise: { ...item.promise, renewed: { at: now, dueAt } }, acts: nextAct(item) } }], heads: [], message: stored,
    events: [{ caseNumber: number, event: { id: stored.id, at: now, what: 'promiseRenewed', by: SYSTEM.id, act: nextAct(item), values: { dueAt: String(dueAt) } } }],
  });
  deps.log('info', 'promise.renewed', { caseNumber: number, channel: latest.message.channel });
  return true;
}

// Whoever looks at their page hears the same there as others by mail: one new time, which does not move on with each look.
async function renewOnPage(deps: RemindDeps, item: Case, { dueAt, now }: { dueAt: number; now: number }): Promise<false> {
  const change: Partial<Case> = item.answeredAt === null ? { promise: { ...item.promise, renewed: { at: now, dueAt, onPage: true } } } : { dueRenewed: { of: dueAtOf(item), at: now, dueAt } };
  await deps.store.act({
    cases: [{ before: item, after: { ...item, ...change, acts: nextAct(item) } }], heads: [],
    events: [{ caseNumber: item.number, event: { id: eventId(deps.keys, item, 'promiseRenewedOnPage'), at: now, what: 'promiseRenewedOnPage', by: SYSTEM.id, act: nextAct(item), values: { dueAt: String(dueAt) } } }],
  });
  return false;
}

function apology({ key, item, latest, head, way, dueAt, settings, now, id }: { key: string; item: Case; latest: StoredMessage; head: Head | undefined; way: NonNullable<ReturnType<typeof wayTo>>; dueAt: number; settings: Settings; now: number; id: string }): { outgoing: Outgoing; stored: StoredMessage } {
  const text = promiseMissedText(item.language, dueAt, settings);
  const { message, thread } = latest;
  const outgoing = replyEntry(key, {
    channel: message.channel, thread, messageId: id, plannedAt: now,
    plan: {
      caseNumber: item.number, language: item.language, to: message.author.id, subject: item.subject, text, agent: '', from: message.inbox, automatic: true,
      inReplyTo: message.mail?.messageId ?? null, references: message.mail?.references.slice(-8) ?? [], ...(way.route ? { route: way.route, answersAt: message.at } : {}),
    },
  });
  return { outgoing, stored: ownMessage({ item, latest, thread, head, id, agent: { ...SYSTEM, name: companyName(settings, item.language) }, text, now, outgoing }) };
}
