import type { FormSettings } from '../channels/form/facts.ts';
import type { Case } from '../domain/case.ts';
import { isShownOn } from '../domain/case-merge.ts';
import { noticeFor } from '../domain/incident.ts';
import type { InboundMessage, Language } from '../domain/message.ts';
import { FILE_ID, historyOf, isSamePerson, isTold, stageOf } from '../domain/status-view.ts';
import { readStatusToken, statusLinkEndsAt } from '../domain/status-link.ts';
import type { LinkRequest } from '../domain/status-link.ts';
import { missingForStatusPage } from '../domain/status-statements.ts';
import type { StatusPageFor } from '../domain/status-statements.ts';
import type { Settings } from '../domain/settings.ts';
import type { Log } from '../log.ts';
import type { DeskStore } from '../ports/desk.ts';
import type { Incidents } from '../ports/incidents.ts';
import type { Clock, FormFiles, Queue, ReadSettings, StoredMessage } from '../ports.ts';
import { statusPage } from '../text/status-page.ts';
import type { Done, StatusTrouble } from '../text/status-page.ts';
import { missPage } from '../text/status-shell.ts';
import type { MissView } from '../text/status-shell.ts';
import { SYSTEM } from './desk.ts';
import type { ReadThread } from './desk.ts';
import { matterOf, mergedParts, threadsOfPerson } from './merged-people.ts';

export interface StatusDeps {
  store: Pick<DeskStore, 'act' | 'case' | 'file' | 'head' | 'thread'>;
  incidents: Pick<Incidents, 'open'>;
  inbound: Queue<InboundMessage>;
  outbox: Queue<LinkRequest>;
  files: FormFiles;
  /** An address by which a browser downloads one file, for some minutes. */
  download: (key: string, name: string) => Promise<string>;
  settings: ReadSettings;
  /** Counts this act against a visitor's address, or a case, once; false when its hour is full. */
  takeTurn: (turn: { what: 'status' | 'case' | 'link' | 'statusUpload'; client: string; id: string; perHour: number; now: number }) => Promise<boolean>;
  limits: FormSettings;
  /** Our own addresses; the first is the one that answers. */
  careAddresses: readonly string[];
  keys: { id: string; status: string };
  whom: StatusPageFor;
  style: string;
  newSubmission: () => string;
  now: Clock;
  log: Log;
}

/** A case that a link has opened: `own` is the one it was made for, `item` what has become of it. */
export interface OpenedCase {
  own: Case;
  item: Case;
  settings: Settings;
  /** Those of its threads whose customer is the one the link was made for. */
  threads: ReadThread[];
  messages: StoredMessage[];
}

/** What a link opens; undefined for one that opens nothing, whatever the reason: unknown, over, taken back, erased, no page here. */
export async function openCase(deps: StatusDeps, token: string): Promise<OpenedCase | undefined> {
  const claim = readStatusToken(deps.keys.status, token);
  if (!claim) return undefined;
  const settings = await deps.settings();
  if (missingForStatusPage(settings, deps.whom).length > 0) return undefined;
  const file = await deps.store.file(claim.caseNumber);
  if (!file || (file.item.statusGeneration ?? 0) !== claim.generation || file.item.customer.id === '') return undefined;
  const matter = await matterOf(deps, file);
  if (!matter || stageOf(matter.item.status) === undefined) return undefined;
  // A merge may join two customers' words for the team; on a page each sees their own.
  const parts = await mergedParts(deps, matter);
  const wanted = new Set(threadsOfPerson(parts, file.item));
  const threads = await Promise.all(matter.item.threads.filter((thread) => wanted.has(thread)).map(async (thread) => ({ thread, ...(await deps.store.thread(thread)) })));
  const whole = new Set(parts.map(({ item }) => item.number));
  const messages = threads.flatMap(({ messages: all }) => all).filter((message) => isShownOn(matter.item, message, whole)).sort((a, b) => a.at - b.at || a.storedAt - b.storedAt);
  const lastAt = Math.max(matter.item.openedAt, ...messages.map(({ at }) => at));
  if (deps.now() >= statusLinkEndsAt(claim, lastAt, settings)) return undefined;
  return { own: file.item, item: matter.item, settings: await withNotice(deps, settings, file.item.incident ? file.item : matter.item), threads, messages };
}

// Who is part of an incident reads of that one, as it is at this moment.
async function withNotice({ incidents }: StatusDeps, settings: Settings, item: Case): Promise<Settings> {
  return item.incident ? { ...settings, incident: noticeFor(item, (await incidents.open()).incidents, settings.incident) } : settings;
}

/** On which thread the customer's next word goes, and under which of their addresses; undefined: they have none. */
export function placeForDetails({ own, item, threads }: OpenedCase): { thread: string; channel: string; author: Case['customer'] } | undefined {
  const reachable = threads.flatMap(({ thread, head, messages }) => {
    const address = head?.participants.find((id) => id === own.customer.id && id.includes('@')) ?? head?.participants.find((id) => id.includes('@'));
    const channel = messages.findLast(({ direction }) => direction === 'in')?.message.channel ?? own.channel;
    return head && address !== undefined ? [{ thread, head, address, channel }] : [];
  });
  // A thread may have gone on to a newer case; the one that speaks of this case goes before it.
  const [best] = reachable.toSorted((a, b) => Number(b.head.case === item.number) - Number(a.head.case === item.number) || b.head.lastInAt - a.head.lastInAt);
  return best && { thread: best.thread, channel: best.channel, author: best.address === own.customer.id ? own.customer : { id: best.address, name: null } };
}

/** Is the whole matter theirs: only then is it for them to say how it ended. */
export const isTheirs = ({ own, item }: Pick<OpenedCase, 'own' | 'item'>): boolean => own.number === item.number || isSamePerson(own, item);

// How it stands is the matter's; where and when it began is their own, and so is whether they were answered, where a merge has joined another customer's words.
function standFor({ own, item, threads, messages }: OpenedCase): Case {
  const theirs = { ...item, openedAt: own.openedAt, channel: own.channel };
  if (item.threads.every((thread) => threads.some((one) => one.thread === thread))) return theirs;
  const waiting = threads.flatMap(({ head }) => (head?.case === item.number && head.waitingSince !== null ? [head.waitingSince] : []));
  const answered = messages.find((message) => isTold(message, SYSTEM.id) && message.direction === 'out' && message.notice === undefined)?.at ?? null;
  return {
    ...theirs, answeredAt: own.number === item.number ? answered : own.answeredAt ?? answered, unansweredSince: waiting.length > 0 ? Math.min(...waiting) : null,
    ...(own.number === item.number ? {} : { promise: own.promise }), ...(waiting.length > 0 && item.status === 'waiting_on_customer' ? { status: 'open' as const } : {}),
  };
}

/** The page of an opened case. Looking at it writes nothing. */
export function pageOf(deps: StatusDeps, token: string, opened: OpenedCase, { done = null, trouble = null, submission }: { done?: Done | null; trouble?: StatusTrouble | null; submission?: string } = {}): string {
  const { own, item, settings, messages } = opened;
  return statusPage({
    token, number: own.number, item: standFor(opened), language: own.language, settings, style: deps.style, careAddress: careAddressOf(deps, item), history: historyOf(messages, own.acknowledgement, SYSTEM.id),
    mayAdd: placeForDetails(opened) !== undefined, mayJudge: isTheirs(opened), submission: submission ?? deps.newSubmission(), limits: deps.limits, now: deps.now(), done, trouble,
  });
}

const careAddressOf = ({ careAddresses }: StatusDeps, { inbox }: Case): string => (careAddresses.includes(inbox) ? inbox : careAddresses[0]!);

/** One page for every link that opens nothing. */
export async function pageOfMiss(deps: StatusDeps, language: Language, given: Partial<Pick<MissView, 'asked' | 'invalid' | 'typed' | 'trouble' | 'submission'>> = {}): Promise<string> {
  return missPage({ language, settings: await deps.settings(), style: deps.style, careAddress: deps.careAddresses[0]!, submission: deps.newSubmission(), asked: false, invalid: false, typed: { number: '', email: '' }, trouble: null, ...given });
}

/** Where one of the customer's own files can be downloaded now; undefined when it is not shown to them. */
export async function fileAddress(deps: StatusDeps, opened: OpenedCase, id: string): Promise<string | undefined> {
  const [, message, place] = FILE_ID.exec(id) ?? [];
  const shown = historyOf(opened.messages, null, SYSTEM.id).flatMap(({ files }) => files).find((file) => file.id === id);
  const attachment = opened.messages.find((one) => one.id === message)?.message.attachments[Number(place)];
  return shown && attachment?.key ? deps.download(attachment.key, attachment.name ?? 'file') : undefined;
}
