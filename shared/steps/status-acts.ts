import * as z from 'zod';
import { readUploads, SubmissionId } from '../channels/form/door.ts';
import type { Complaint } from '../channels/form/door.ts';
import { detailsId, detailsToInbound, readDetails } from '../channels/form/details.ts';
import { addressKey, isSafeRecipient } from '../domain/addresses.ts';
import { readCaseNumber } from '../domain/case-number.ts';
import type { Case } from '../domain/case.ts';
import { withVersions } from '../domain/case-merge.ts';
import { keyedId } from '../domain/ids.ts';
import { moveStatus } from '../domain/lifecycle.ts';
import type { Language } from '../domain/message.ts';
import { asksWhetherSolved, mayRate } from '../domain/status-view.ts';
import type { CaseEvent, HeadWrite } from '../ports/desk.ts';
import type { UploadTicket } from '../ports.ts';
import { STATUS_TEXTS } from '../text/status.ts';
import { changedHeads, eventId, fileOf, nextAct, untilItStands } from './desk.ts';
import { isTheirs, placeForDetails } from './status.ts';
import type { OpenedCase, StatusDeps } from './status.ts';
import { keepFiles, ticketsFor } from './visitor-files.ts';

export type ActTrouble = Complaint | { key: 'failed' | 'tooMany' | 'numberInvalid' | 'addressInvalid' | 'scoreMissing' | 'notOver'; values: Record<string, string> };
export type Acted = 'done' | { trouble: ActTrouble };

/** Who acts on the page. */
const CUSTOMER = 'customer';

const trouble = (key: ActTrouble['key'], values: Record<string, string> = {}): { trouble: ActTrouble } => ({ trouble: { key, values } });

async function mayAct(deps: StatusDeps, opened: OpenedCase, client: string, id: string): Promise<boolean> {
  const { formPerHour: perHour } = opened.settings;
  const now = deps.now();
  return await deps.takeTurn({ what: 'status', client, id, perHour, now }) && deps.takeTurn({ what: 'case', client: opened.own.number, id, perHour, now });
}

const tooMany = (deps: StatusDeps): { trouble: ActTrouble } => {
  deps.log('warn', 'status.tooMany');
  return trouble('tooMany', { address: deps.careAddresses[0]! });
};

/** What the customer adds goes the way of every message: on the queue, and from there onto their own thread. `notYet`: it is not solved; saying so is enough. */
export async function addDetails(deps: StatusDeps, opened: OpenedCase, fields: Record<string, unknown>, client: string, notYet = false): Promise<Acted> {
  const read = readDetails(fields, deps.limits, notYet);
  if ('complaint' in read) return { trouble: read.complaint };
  const { own, item } = opened;
  const place = placeForDetails(opened);
  if (!place) return trouble('badRequest');
  const details = read.details.text === '' ? { ...read.details, text: STATUS_TEXTS[own.language].notYet } : read.details;
  const id = detailsId(deps.keys.id, own.number, details);
  if (!(await mayAct(deps, opened, client, id))) return tooMany(deps);
  const kept = await keepFiles(deps.files, details, deps.limits);
  if ('trouble' in kept) return kept;
  // First, since the message puts the case back to work, where nobody asks any more.
  if (notYet && isTheirs(opened)) await sayWhetherSolved(deps, item.number, 'no');
  const inbox = deps.careAddresses.includes(item.inbox) ? item.inbox : deps.careAddresses[0]!;
  await deps.inbound.send([detailsToInbound(details, kept.attachments, { caseNumber: own.number, ...place, subject: own.subject, language: own.language }, { inbox, idKey: deps.keys.id, receivedAt: deps.now() })]);
  deps.log('info', 'status.added', { messageId: id, caseNumber: item.number, channel: place.channel, count: kept.attachments.length });
  return 'done';
}

/** Leave to upload files for what is about to be added. */
export async function uploadsFor(deps: StatusDeps, opened: OpenedCase, fields: Record<string, unknown>, client: string): Promise<{ uploads: UploadTicket[] } | { trouble: ActTrouble }> {
  const asked = readUploads(fields, deps.limits);
  if ('complaint' in asked) return { trouble: asked.complaint };
  const now = deps.now();
  const id = keyedId(deps.keys.id, 'status-upload', asked.submission);
  if (!(await deps.takeTurn({ what: 'statusUpload', client, id, perHour: opened.settings.formPerHour, now }))) return tooMany(deps);
  return { uploads: await ticketsFor(deps.files, asked, deps.limits, now) };
}

/** The customer says that it is solved: what waited for them is resolved by it. Said twice, it stands once. */
export async function saySolved(deps: StatusDeps, opened: OpenedCase, client: string): Promise<Acted> {
  const { number, acts = 0 } = opened.item;
  if (!(await mayAct(deps, opened, client, keyedId(deps.keys.id, 'solved', number, String(acts))))) return tooMany(deps);
  if (isTheirs(opened)) await sayWhetherSolved(deps, number, 'yes');
  return 'done';
}

async function sayWhetherSolved(deps: StatusDeps, number: string, answer: 'yes' | 'no'): Promise<void> {
  await untilItStands(async () => {
    const { item } = await fileOf(deps, number);
    const now = deps.now();
    if (item.mergedInto !== null || !asksWhetherSolved(item) || (answer === 'no' && item.solved?.answer === 'no' && item.solved.at >= (item.resolvedAt ?? item.lastAnsweredAt ?? 0))) return;
    let after: Case = { ...item, solved: { answer, at: now }, acts: nextAct(item) };
    let heads: HeadWrite[] = [];
    const event: CaseEvent = { id: eventId(deps.keys, item, 'solved'), at: now, what: answer === 'yes' ? 'saidSolved' : 'saidNotSolved', by: CUSTOMER, act: nextAct(item), values: { answer } };
    const moved = answer === 'yes' && item.status === 'waiting_on_customer' ? moveStatus({ item, to: 'resolved', actor: 'customer', now, unanswered: (item.unansweredSince ?? null) !== null }) : undefined;
    if (moved && !('refused' in moved)) {
      const read = await Promise.all(item.threads.map(async (thread) => ({ thread, head: await deps.store.head(thread) })));
      heads = changedHeads(item, read, () => ({ status: 'resolved', resolvedAt: now, movedBy: null }));
      after = withVersions({ ...after, status: 'resolved', resolvedAt: now, snoozedUntil: undefined }, heads);
      event.to = 'resolved';
    }
    await deps.store.act({ cases: [{ before: item, after }], heads, events: [{ caseNumber: number, event }] });
    deps.log('info', 'status.solved', { caseNumber: number, reason: answer });
  });
}

const Score = z.object({ score: z.string().regex(/^[1-5]$/).transform(Number) });

/** How it was, once it is over. The same again changes nothing; another one takes its place. */
export async function rate(deps: StatusDeps, opened: OpenedCase, fields: Record<string, unknown>, client: string): Promise<Acted> {
  const read = Score.safeParse(fields);
  if (!read.success) return trouble('scoreMissing');
  const { score } = read.data;
  if (!isTheirs(opened) || !mayRate(opened.item)) return trouble('notOver');
  const { number, acts = 0 } = opened.item;
  if (!(await mayAct(deps, opened, client, keyedId(deps.keys.id, 'rated', number, String(acts), String(score))))) return tooMany(deps);
  await untilItStands(async () => {
    const { item } = await fileOf(deps, number);
    if (item.mergedInto !== null || !mayRate(item) || (item.rating?.score === score && item.rating.at >= (item.resolvedAt ?? 0))) return;
    const now = deps.now();
    const after: Case = { ...item, rating: { score, at: now }, acts: nextAct(item) };
    const event: CaseEvent = { id: eventId(deps.keys, item, 'rated'), at: now, what: 'rated', by: CUSTOMER, act: nextAct(item), values: { score: String(score) } };
    await deps.store.act({ cases: [{ before: item, after }], heads: [], events: [{ caseNumber: number, event }] });
    deps.log('info', 'status.rated', { caseNumber: number });
  });
  return 'done';
}

const Asked = z.object({ submission: SubmissionId, number: z.string().max(200).default(''), email: z.string().max(1000).default('') });

/** Somebody asks for a new link. The answer is the same whether or not anything fits, and so is the work: it goes on the queue. */
export async function askForLink(deps: StatusDeps, fields: Record<string, unknown>, client: string, language: Language): Promise<Acted> {
  const read = Asked.safeParse(fields);
  if (!read.success) return trouble('badRequest');
  const caseNumber = readCaseNumber(read.data.number.trim());
  const email = addressKey(read.data.email);
  if (caseNumber === undefined) return trouble('numberInvalid');
  if (!isSafeRecipient(email)) return trouble('addressInvalid');
  const id = keyedId(deps.keys.id, 'link-request', read.data.submission, caseNumber, email);
  const now = deps.now();
  const { formPerHour: perHour } = await deps.settings();
  if (!(await deps.takeTurn({ what: 'link', client, id, perHour, now }))) return tooMany(deps);
  await deps.outbox.send([{ schema: 1, kind: 'linkRequest', id, caseNumber, email, language, at: now }]);
  return 'done';
}
