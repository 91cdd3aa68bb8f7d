import type { CaseRow, CaseView, Entry, QuarantineRow, SentView } from '../api-shapes.ts';
import { isVouchedFor } from '../domain/acknowledgement.ts';
import { showCaseNumber } from '../domain/case-number.ts';
import type { Case } from '../domain/case.ts';
import type { Settings } from '../domain/settings.ts';
import { personalDataIn } from '../domain/personal-data.ts';
import { clip } from '../domain/subject.ts';
import { NotFound } from '../errors.ts';
import type { DeskStore, ReadSettings, StoredMessage } from '../ports.ts';
import { renderForPlatform } from '../text/platform.ts';
import { renderAcknowledgement, renderReply } from '../text/render.ts';

const shown = (number: string | null): string | null => (number ? showCaseNumber(number) : null);

export function caseRow(item: Case): CaseRow {
  return {
    number: showCaseNumber(item.number), status: item.status, channel: item.channel, subject: item.subject, customer: item.customer, language: item.language,
    priority: item.priority, assignee: item.assignee, openedAt: item.openedAt, dueAt: item.promise.dueAt,
    acknowledgement: item.acknowledgement && { state: item.acknowledgement.state, reason: item.acknowledgement.reason },
    suppressedBecause: item.suppressedBecause, relatedTo: shown(item.relatedTo),
  };
}

/** An answer of the API stays far below the 6 MB that a function may give back: entries in pages, long texts cut; whole in the export. */
const ENTRIES = 60;
const TEXT_SHOWN = 10_000;
const EXCERPT = 2_000;
const FILES_SHOWN = 100;

function entry(stored: StoredMessage): Entry {
  const { message, sending } = stored;
  return {
    id: stored.id, direction: stored.direction, at: stored.at, author: message.author, subject: message.subject, text: clip(message.text, TEXT_SHOWN), replyText: clip(message.replyText, TEXT_SHOWN),
    vouched: stored.direction === 'out' || isVouchedFor(message), language: message.language, threadedBy: stored.threadedBy, suppressedBecause: stored.suppressedBecause, repairs: message.repairs, evidence: message.sender.evidence,
    visibility: message.visibility, outside: stored.direction === 'out' && stored.agent === null, revised: stored.revised?.what ?? null,
    decision: stored.decision ?? null, link: message.platform?.link ?? null, ways: waysOf(stored),
    personalData: message.visibility === 'public' ? [...new Set(personalDataIn(message.text).map(({ kind }) => kind))] : [],
    attachments: message.attachments.slice(0, FILES_SHOWN).map(({ name, type, size }) => ({ name, type, size })),
    sending: sending && { state: sending.state, reason: sending.reason, attempt: sending.attempt, changedAt: sending.changedAt },
  };
}

function waysOf({ message, direction }: StoredMessage): Entry['ways'] {
  if (direction === 'out') return [];
  if (!message.platform) return ['reply'];
  const { reply, handOver } = message.platform;
  return [...(reply ? ['reply' as const] : []), ...(reply && message.visibility === 'public' ? ['public' as const] : []), ...(handOver ? ['handOver' as const] : [])];
}

// The same words and figures as went out: they are composed from what was planned.
function sentView(stored: StoredMessage, item: Case, settings: Settings): SentView | undefined {
  const { plan } = stored;
  if (!plan || plan.kind === 'report') return undefined;
  const sending = plan.kind === 'acknowledgement' ? item.acknowledgement : stored.sending;
  if (!sending) return undefined;
  const at = sending.sentAt ?? sending.changedAt;
  if (plan.plan.route) {
    return { id: plan.id, kind: plan.kind, to: plan.plan.to, fromName: '', subject: '', text: renderForPlatform(plan, settings) ?? '', html: '', state: sending.state, at, route: plan.plan.route.kind };
  }
  const rendered = plan.kind === 'acknowledgement' ? renderAcknowledgement(plan.plan, settings) : renderReply(plan.plan, settings);
  return {
    id: plan.id, kind: plan.kind, to: plan.plan.to, fromName: rendered.fromName, subject: rendered.subject, text: rendered.text, html: rendered.html,
    state: sending.state, at, route: 'mail',
  };
}

/** One case with all its threads, what was sent, and what was done. */
export async function caseView(deps: { store: DeskStore; settings: ReadSettings }, number: string, skip = 0): Promise<CaseView> {
  const item = await deps.store.case(number);
  if (!item) throw new NotFound(`case ${number}`);
  const settings = await deps.settings();
  const threads = await Promise.all(item.threads.map(async (thread) => deps.store.thread(thread)));
  const messages = threads.flatMap((thread) => thread.messages).filter((message) => message.case === number).sort((a, b) => a.at - b.at || a.storedAt - b.storedAt);
  // The latest are shown first to whoever opens a long case; `skip` goes back from there.
  const shownNow = messages.slice(Math.max(0, messages.length - skip - ENTRIES), messages.length - skip);
  return {
    case: { ...caseRow(item), promise: item.promise, answeredAt: item.answeredAt },
    entries: shownNow.map(entry),
    earlier: Math.max(0, messages.length - skip - ENTRIES),
    sent: shownNow.flatMap((message) => sentView(message, item, settings) ?? []),
    events: (await deps.store.events(number)).map(({ at, what, by }) => ({ at, what, by })),
  };
}

export function quarantineRow(stored: StoredMessage): QuarantineRow {
  const { message } = stored;
  return {
    id: stored.id, reason: stored.quarantined!, evidence: message.sender.evidence, at: stored.receivedAt, from: message.author,
    subject: message.subject, text: clip(message.text, EXCERPT), relatedTo: shown(stored.relatedTo),
  };
}
