import type { DeliveryReport } from '../../domain/message.ts';
import { clip } from './clean-text.ts';
import { oneLine, withoutComments } from './header-words.ts';
import { readMessageIds } from './message-ids.ts';
import { headerValues } from './scan.ts';
import type { Evidence } from './who-wrote.ts';

/** Much longer than what any mail system says before it quotes. */
const READ_LIMIT = 60_000;
const ORIGINAL_ID_HEADERS = ['original-message-id', 'x-original-message-id', 'x-failed-message-id', 'x-ms-original-message-id'];
const ENHANCED = /(?<![\d.])([245]\.\d{1,3}\.\d{1,3})(?![\d.])/;
const REPLY_CODE = /(?:^|[^\d.])((?:4[2-5]|5[0-57])\d)[ -](?=\S)/m;
const DELAY_SUBJECT = /\bdelay(?:ed)?\b|\bwarning: (?:could not send|message)|\bstill being retried|transient|verzögert|retard|retras|atras|ritard|vertraagd|задерж|отложен|מתעכב|עיכוב|延迟|遅延/iu;
const DELAY_WORDS = /\b(?:this is a warning message only|you do not need to resend|will (?:be retried|continue to try|keep trying|be attempted again)|delivery (?:attempts will continue|will be retried|to the following recipients? has been delayed)|has been delayed|has not yet been delivered|is delayed|temporarily deferred)\b|ננסה שוב|ימשיך לנסות|noch nicht zugestellt|weitere versuche|nouvelles? tentatives?/iu;

// One field of a block of fields (RFC 3464), its folded lines joined.
function field(block: string, name: string): string | null {
  const found = new RegExp(`^${name}[ \\t]*:[ \\t]*([^\\n]*(?:\\n[ \\t]+[^\\n]*)*)`, 'im').exec(block.replace(/\r/g, ''));
  return found ? oneLine(found[1]!) || null : null;
}

// Ids named by a header line in text, quoted or indented as mail systems do.
function idsNamed(text: string, name: string): string[] {
  const lines = text.slice(0, READ_LIMIT).replace(/\r/g, '').matchAll(new RegExp(`^[ \\t>|]*(?:${name})[ \\t]*:[ \\t]*(?:\\n[ \\t]+)?(<[^<>\\s]{1,900}>|[^\\s<>]{1,450}@[^\\s<>]{1,450})`, 'gim'));
  return [...lines].slice(0, 8).flatMap(([, id]) => readMessageIds([id!], 1));
}

function headerBlock(text: string): string {
  return text.replace(/\r/g, '').split(/\n[ \t]*\n/, 1)[0]!;
}

function idsOf({ headers, enclosed, text }: Evidence): string[] {
  const statuses = enclosed.filter(({ type }) => /delivery-status/.test(type));
  const copies = enclosed.filter(({ type }) => !/delivery-status/.test(type));
  const all = [
    ...statuses.flatMap((part) => idsNamed(part.text, 'original-message-id|x-original-message-id')),
    ...ORIGINAL_ID_HEADERS.flatMap((name) => readMessageIds(headerValues(headers, name), 1)),
    ...copies.flatMap((part) => idsNamed(headerBlock(part.text), 'message-id')),
    ...idsNamed(text, 'message-id|original-message-id|internet-message-id'),
    ...readMessageIds(headerValues(headers, 'in-reply-to'), 2),
    ...readMessageIds(headerValues(headers, 'references'), 2).toReversed(),
  ];
  return [...new Set(all)].slice(0, 8);
}

/**
 * What a mail system's mail tells about an earlier one: which it was, and whether it failed for good (RFC 3464, or in
 * plain words where the system writes no such part). Final only when that is said: a delay, or a delivery, changes nothing.
 */
export function readDeliveryReport(evidence: Evidence): DeliveryReport | undefined {
  const about = idsOf(evidence);
  if (about.length === 0) return undefined;
  const block = evidence.enclosed.filter(({ type }) => /delivery-status/.test(type)).map(({ text }) => text).join('\n');
  const words = evidence.text.slice(0, READ_LIMIT);
  const action = field(block, 'action')?.toLowerCase() ?? null;
  const said = field(block, 'diagnostic-code') ?? /^.{0,200}\b[45]\d\d[ -](?:#?[45]\.\d{1,3}\.\d{1,3}|\w).{0,200}$/m.exec(words)?.[0] ?? null;
  const status = ENHANCED.exec(field(block, 'status') ?? '')?.[1] ?? ENHANCED.exec(said ?? '')?.[1] ?? ENHANCED.exec(words.slice(0, 6_000))?.[1] ?? null;
  const code = REPLY_CODE.exec(said ?? '')?.[1] ?? null;
  const diagnostic = said === null ? null : clip(oneLine(said.replace(/^[\w-]{1,20}\s*;\s*/, '')), 200) || null;
  return { about, status, diagnostic, final: isFinal({ action, status, code, delayed: DELAY_SUBJECT.test(evidence.subject) || DELAY_WORDS.test(words.slice(0, 6_000)) }) };
}

function isFinal({ action, status, code, delayed }: { action: string | null; status: string | null; code: string | null; delayed: boolean }): boolean {
  if (action !== null) return /^failed\b/.test(action);
  if (delayed) return false;
  if (status !== null) return status.startsWith('5');
  return code === null || code.startsWith('5');
}

const COMPLAINTS = /^(?:abuse|fraud|virus|miscategorized|opt-out|opt-out-list|other)$/;

/**
 * What a mailbox provider's report says about one of our mails (RFC 5965). Final where its reader complained: a report
 * that takes a complaint back, or that tells of failed authentication, says nothing about the reader.
 */
export function readComplaint(evidence: Evidence): DeliveryReport | undefined {
  const about = idsOf(evidence);
  if (about.length === 0) return undefined;
  const block = evidence.enclosed.map(({ text }) => text).find((text) => /^feedback-type[ \t]*:/im.test(text)) ?? evidence.headers.filter(({ name }) => name === 'feedback-type').map(({ name, value }) => `${name}: ${value}`).join('\n');
  const kind = withoutComments(field(block, 'feedback-type') ?? '').trim().toLowerCase();
  const words = /\b(?:complaint|abuse|spam)\b/i.test(evidence.subject);
  return { about, status: null, diagnostic: kind ? clip(kind, 40) : null, final: kind ? COMPLAINTS.test(kind) : words };
}
