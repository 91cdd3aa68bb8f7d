import type { CaseView, Entry, QuarantineRow, SentView } from '../api-shapes.ts';
import type { Viewer } from '../api-shapes/desk.ts';
import { isVouchedFor } from '../domain/acknowledgement.ts';
import type { Case } from '../domain/case.ts';
import { checkChain } from '../domain/event-chain.ts';
import { isShownOn } from '../domain/case-merge.ts';
import { heardOf } from '../domain/heard.ts';
import { movesFrom, versionOf } from '../domain/lifecycle.ts';
import type { Actor } from '../domain/lifecycle.ts';
import { moodOf } from '../domain/mood.ts';
import { personalDataIn } from '../domain/personal-data.ts';
import type { Settings } from '../domain/settings.ts';
import { clip } from '../domain/subject.ts';
import type { CaseFile, DeskStore } from '../ports/desk.ts';
import type { Clock, ReadSettings, StoredMessage } from '../ports.ts';
import { renderForPlatform } from '../text/platform.ts';
import { renderAcknowledgement, renderReply } from '../text/render.ts';
import { waitingOn } from './approve-view.ts';
import { caseRow, shown, shownName } from './case-row.ts';
import type { NameOf } from './case-row.ts';
import { clocksOf } from './case-story.ts';
import { fileOf, threadsOf } from './desk.ts';
import type { DeskDeps, ReadThread } from './desk.ts';
import { shownNote } from './desk-note.ts';
import { unreachedBy } from './desk-reply.ts';
import { mergedParts } from './merged-people.ts';
import { isSendable } from '../domain/outgoing.ts';
import { moderationOf } from './moderate.ts';
import { waysOf } from './ways.ts';

/** An answer of the API stays far below the 6 MB that a function may give back: entries in pages, long texts cut; whole in the export. */
const ENTRIES = 60;
const TEXT_SHOWN = 10_000;
const EXCERPT = 2_000;
const FILES_SHOWN = 100;
const OTHERS_SHOWN = 20;

/** Which file of which message: what `GET /attachments/:id` is asked for. */
export const attachmentId = (thread: string, id: string, place: number): string => `${thread}.${id}.${place}`;

function entry(stored: StoredMessage): Entry {
  const { message, sending } = stored;
  return {
    id: stored.id, direction: stored.direction, at: stored.at, author: message.author, subject: message.subject, text: clip(message.text, TEXT_SHOWN), replyText: clip(message.replyText, TEXT_SHOWN),
    vouched: stored.direction === 'out' || isVouchedFor(message), language: message.language, threadedBy: stored.threadedBy, suppressedBecause: stored.suppressedBecause, repairs: message.repairs, evidence: message.sender.evidence,
    visibility: message.visibility, outside: stored.direction === 'out' && stored.agent === null, revised: stored.revised?.what ?? null,
    decision: stored.decision ?? null, link: message.platform?.link ?? null, ways: entryWays(stored), channel: message.channel, hasHtml: message.htmlKey !== null,
    post: message.platform?.post ? { id: postId(message.channel, message.inbox, message.platform.post), text: '', author: null, link: null } : null,
    personalData: message.visibility === 'public' ? [...new Set(personalDataIn(message.text).map(({ kind }) => kind))] : [],
    ...(stored.direction === 'in' ? { mood: moodOf(message.replyText || message.text) } : {}),
    attachments: message.attachments.slice(0, FILES_SHOWN).map(({ name, type, size, key, inline }, place) => ({ name, type, size, inline, id: key === null ? null : attachmentId(stored.thread, stored.id, place) })),
    ...(message.visibility === 'public' && stored.direction === 'in' ? { moderation: { thread: stored.thread, ...moderationOf(stored) } } : {}),
    ...(stored.notice === undefined ? {} : { notice: stored.notice }),
    sending: sending && { state: sending.state, reason: sending.reason, attempt: sending.attempt, changedAt: sending.changedAt },
  };
}

/** How a post is called in addresses of the API. */
export const postId = (channel: string, inbox: string, post: string): string => Buffer.from(JSON.stringify([channel, inbox, post])).toString('base64url');

function entryWays({ message, direction }: StoredMessage): Entry['ways'] {
  if (direction === 'out') return [];
  if (!message.platform) return ['reply'];
  const { reply, handOver } = message.platform;
  return [...(reply ? ['reply' as const] : []), ...(reply && message.visibility === 'public' ? ['public' as const] : []), ...(handOver ? ['handOver' as const] : [])];
}

// The same words and figures as went out: they are composed from what was planned.
function sentView(stored: StoredMessage, item: Case, settings: Settings, link: string | null | undefined): SentView | undefined {
  const { plan } = stored;
  if (!plan || !isSendable(plan)) return undefined;
  const sending = plan.kind === 'acknowledgement' ? item.acknowledgement : stored.sending;
  if (!sending) return undefined;
  const at = sending.sentAt ?? sending.changedAt;
  if (plan.plan.route) {
    return { id: plan.id, kind: plan.kind, to: plan.plan.to, fromName: '', subject: '', text: renderForPlatform(plan, settings) ?? '', html: '', state: sending.state, at, route: plan.plan.route.kind };
  }
  const rendered = plan.kind === 'acknowledgement' ? renderAcknowledgement(plan.plan, settings, link) : renderReply(plan.plan, settings);
  return {
    id: plan.id, kind: plan.kind, to: plan.plan.to, fromName: rendered.fromName, subject: rendered.subject, text: rendered.text, html: rendered.html,
    state: sending.state, at, route: 'mail',
  };
}

export interface ViewDeps {
  store: DeskStore;
  settings: ReadSettings;
  now: Clock;
  nameOf?: () => Promise<NameOf>;
  /** Who else looks at it. */
  viewers?: (number: string) => Promise<Viewer[]>;
  /** How the link of an acknowledgement is shown here. */
  shownLink?: (settings: Settings) => string | null;
  answerFiles?: DeskDeps['answerFiles'];
  /** The same customer's cases. */
  casesOf?: (contact: string) => Promise<string[]>;
}

/** Everything that stands on a case now, in the order it was written; what a merge has joined with it too. */
export async function messagesOf(deps: Pick<ViewDeps, 'store'>, file: Pick<CaseFile, 'item' | 'whole'>): Promise<StoredMessage[]> {
  return standingOn(file, await threadsOf(deps, file.item));
}

function standingOn({ item, whole = new Set([item.number]) }: Pick<CaseFile, 'item' | 'whole'>, threads: ReadThread[]): StoredMessage[] {
  return threads.flatMap(({ messages }) => messages).filter((message) => isShownOn(item, message, whole)).sort((a, b) => a.at - b.at || a.storedAt - b.storedAt);
}

function mergesThatHold({ item, events }: CaseFile): NonNullable<CaseView['merged']> {
  const undone = new Set(events.flatMap(({ merge }) => (merge?.kind === 'unmerged' ? [merge.merge] : [])));
  return events.flatMap(({ merge }) => (merge?.kind === 'merged' && merge.into === item.number && !undone.has(merge.id) ? [{ id: merge.id, from: shown(merge.from)!, at: merge.at, by: merge.by }] : []));
}

async function othersOf({ store, casesOf }: ViewDeps, { number, contact }: Case): Promise<NonNullable<CaseView['others']>> {
  if (contact === null || !casesOf) return [];
  const numbers = (await casesOf(contact)).filter((other) => other !== number).slice(0, OTHERS_SHOWN);
  return (await store.lines(numbers)).map(({ item }) => ({ number: shown(item.number)!, status: item.status, channel: item.channel, subject: item.subject, openedAt: item.openedAt }));
}

// Whom it was given to and by whom it was passed on, and which team, by their names of today.
function withNames(values: Record<string, string>, nameOf: NameOf): Record<string, string> {
  const { assignee, team, from } = values;
  return { ...values, ...(assignee ? { assigneeName: nameOf(assignee) ?? assignee, ...(from ? { fromName: nameOf(from) ?? from } : {}) } : {}), ...(team ? { teamName: nameOf.team?.(team) ?? team } : {}) };
}

/** One case with all its threads, what was sent, what was done, and what may be done now. */
export async function caseView(deps: ViewDeps, number: string, { skip = 0, actor = 'agent' }: { skip?: number; actor?: Actor } = {}): Promise<CaseView> {
  const file = await fileOf(deps, number);
  const { item, events, notes } = file;
  const [settings, threads, nameOf, viewers, others] = await Promise.all([
    deps.settings(), threadsOf(deps, item), deps.nameOf?.() ?? (() => null), deps.viewers?.(number) ?? [], othersOf(deps, item),
  ]);
  const now = deps.now();
  const messages = standingOn(file, threads);
  const checked = checkChain(item.chain, events);
  // The latest are shown first to whoever opens a long case; `skip` goes back from there.
  const parts = await mergedParts(deps, file);
  const ways = waysOf(messages, item, now, deps.answerFiles?.byMail).map((way) => {
    const not = unreachedBy(parts, item, threads, way.via);
    return not.length === 0 ? way : { ...way, notReached: not.map(({ number: of, channel, customer }) => ({ number: shown(of)!, channel, customer: { ...customer, name: shownName(customer.name) } })) };
  });
  const shownNow = messages.slice(Math.max(0, messages.length - skip - ENTRIES), messages.length - skip);
  return {
    case: { ...caseRow(item, messages.at(-1), nameOf), promise: item.promise, answeredAt: item.answeredAt },
    entries: shownNow.map(entry),
    earlier: Math.max(0, messages.length - skip - ENTRIES),
    sent: shownNow.flatMap((message) => sentView(message, item, settings, deps.shownLink?.(settings)) ?? []),
    events: events.map(({ id, at, what, by, values, until }) => ({ id, at, what, by, byName: nameOf(by), ...(until === undefined ? {} : { until }), ...(values ? { values: withNames(values, nameOf) } : {}) })),
    ...(checked ? { history: checked } : {}),
    version: versionOf(item, heardOf(file, threads)), notes: notes.map((note) => shownNote(note, item.number)), ...(deps.answerFiles ? { noteFiles: { count: deps.answerFiles.byMail.count, bytes: deps.answerFiles.byMail.bytes } } : {}), viewers, ways, urgency: item.urgency ?? [], others, merged: mergesThatHold(file), waiting: waitingOn(file),
    clocks: clocksOf({ item, messages, events, settings, now }).clocks,
    moves: item.mergedInto === null ? movesFrom(item.status, actor) : [],
  };
}

export function quarantineRow(stored: StoredMessage): QuarantineRow {
  const { message } = stored;
  return {
    id: stored.id, channel: message.channel, inbox: message.inbox, reason: stored.quarantined!, evidence: message.sender.evidence, at: stored.receivedAt, from: { ...message.author, name: shownName(message.author.name) },
    subject: message.subject, text: clip(message.text, EXCERPT), relatedTo: shown(stored.relatedTo),
  };
}
