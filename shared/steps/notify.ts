import type { AlertRecord, Notice } from '../domain/alert.ts';
import { Refused, TryLater } from '../errors.ts';
import { renderAlert, type AlertContext } from '../text/alert.ts';
import type { WatchDeps } from './watch.ts';

const TRIES = 8;
/** Whoever began and did not finish within this has died; a second copy is better than none. */
const LEASE = 2 * 60_000;
const MOST_ATTEMPTS = 30;
const POSTS = 3;

export type NotifyDeps = Pick<WatchDeps, 'alerts' | 'counts' | 'notifier' | 'read' | 'settings' | 'console' | 'alarmEmail' | 'now' | 'log'>;

/** Everybody who hears of alerts. */
export async function targetsOf({ settings, notifier, alarmEmail }: Pick<NotifyDeps, 'settings' | 'notifier' | 'alarmEmail'>): Promise<string[]> {
  const { alertEmails } = await settings();
  return notifier.targets([...new Set([...alertEmails, ...(alarmEmail === '' ? [] : [alarmEmail])].map((address) => address.toLowerCase()))]);
}

export const isDue = ({ state, at }: Notice, now: number): boolean => state === 'planned' || (state === 'sending' && at < now - LEASE);
const same = (one: Notice, other: Notice): boolean => one.step === other.step && one.target === other.target;

async function find({ alerts }: NotifyDeps, about: string): Promise<AlertRecord | undefined> {
  return (await alerts.open()).find((one) => one.about === about);
}

/**
 * Hands on what is planned, to each target for itself: what one of them refuses or cannot take now keeps no other waiting. Who
 * could not be reached is tried again by `evaluate`, every minute for half an hour.
 */
export async function notify(deps: NotifyDeps, about: string): Promise<void> {
  const { alerts, now } = deps;
  const before = await find(deps, about);
  const due = before?.notices.filter((notice) => isDue(notice, now())) ?? [];
  if (!before || due.length === 0) return;
  const begun = due.map((notice): Notice => ({ ...notice, state: 'sending', attempt: notice.attempt + 1, at: now() }));
  const record = { ...before, notices: before.notices.map((notice) => begun.find((one) => same(one, notice)) ?? notice) };
  // Somebody else has begun, or an act came between: the next turn finds what is left.
  if (!await alerts.put(record, before.version)) return remind(deps, about);
  const context = await contextOf(deps, record);
  const done = await Promise.all(begun.map(async (notice) => deliverOne(deps, record, notice, context)));
  await keep(deps, about, done);
  if (done.some(({ state }) => state === 'planned')) await remind(deps, about);
}

/** `evaluate` looks at this alert in the next minute. */
export const remind = async ({ counts }: Pick<NotifyDeps, 'counts'>, about: string): Promise<void> => counts.wake([{ series: `!${about}`, slot: 0 }]);

async function deliverOne({ notifier, now, log }: NotifyDeps, record: AlertRecord, notice: Notice, context: AlertContext): Promise<Notice> {
  const { target, attempt } = notice;
  try {
    const step = record.steps[notice.step];
    if (!step) throw new Refused('noStep', 'a notice of no step');
    return { ...notice, state: 'sent', at: now(), proof: await notifier.deliver(target, renderAlert(record, step.kind, context)), reason: null };
  } catch (error) {
    const reason = error instanceof Refused ? error.reason : error instanceof TryLater ? 'unreachable' : 'unknown';
    log('error', 'alert.undelivered', { key: record.about, reason, attempt, error });
    const isFinal = error instanceof Refused || attempt >= MOST_ATTEMPTS;
    return { ...notice, state: isFinal ? 'failed' : 'planned', at: now(), reason };
  }
}

// The outcome belongs to the notices alone: whatever else has changed meanwhile stays.
async function keep(deps: NotifyDeps, about: string, done: Notice[]): Promise<void> {
  for (let tries = 1; tries <= TRIES; tries++) {
    const there = await find(deps, about);
    if (!there) return;
    if (await deps.alerts.put({ ...there, notices: there.notices.map((notice) => done.find((one) => same(one, notice)) ?? notice) }, there.version)) return;
  }
  throw new Error('an alert changed eight times under its notices');
}

/** What the words need besides the record. */
export async function contextOf({ settings, read, console: address, now }: Pick<NotifyDeps, 'settings' | 'read' | 'console' | 'now'>, record: AlertRecord): Promise<AlertContext> {
  const found = record.facts ? await read(record.facts.refs.slice(0, POSTS)) : [];
  const posts = found.filter(({ revised, message }) => revised?.what !== 'removed' && message.replyText.trim() !== '').map(({ message }) => ({
    channel: message.channel, author: message.author.name, text: message.replyText, link: message.platform?.link ?? null, at: message.at, language: message.language,
  }));
  return { settings: await settings(), console: address, posts, now: now() };
}
