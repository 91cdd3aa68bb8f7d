import { createHmac, timingSafeEqual } from 'node:crypto';
import * as z from 'zod';
import { addressKey } from './addresses.ts';
import { isCaseNumber } from './case-number.ts';
import type { Case, Head } from './case.ts';
import { Language } from './message.ts';
import type { Settings } from './settings.ts';
import { missingForStatusPage } from './status-statements.ts';
import type { StatusPageFor } from './status-statements.ts';

/**
 * What a link to a customer's status page carries. It is signed and not stored: an acknowledgement costs no further write,
 * the table tells nobody's link, and a case's links are taken back by its generation. The number inside is masked (as in
 * RFC 5297: the signature of the plain octets is what they are masked by), so that a link in a log names no case.
 */
export interface StatusClaim { caseNumber: string; generation: number; issuedAt: number }

const DAY = 86_400_000;
const SIGNATURE_BYTES = 16;
const CLAIM_BYTES = 8;

export const STATUS_TOKEN = /^[\w-]{32}$/;

const hmac = (key: string, purpose: string, bytes: Buffer): Buffer => createHmac('sha256', key).update(purpose).update('\0').update(bytes).digest();

function masked(key: string, signature: Buffer, bytes: Buffer): Buffer {
  const mask = hmac(key, 'mask', signature);
  return Buffer.from(bytes.map((byte, place) => byte ^ mask[place]!));
}

const signatureOf = (key: string, claim: Buffer): Buffer => hmac(key, 'sign', claim).subarray(0, SIGNATURE_BYTES);

/** 32 characters, 128 bits of them the signature. `key`: derived for links alone. */
export function statusToken(key: string, { caseNumber, generation, issuedAt }: StatusClaim): string {
  const claim = Buffer.alloc(CLAIM_BYTES);
  claim.writeUInt32BE(Number(caseNumber), 0);
  claim.writeUInt16BE(generation % 0x10000, 4);
  claim.writeUInt16BE(Math.floor(issuedAt / DAY), 6);
  const signature = signatureOf(key, claim);
  return Buffer.concat([signature, masked(key, signature, claim)]).toString('base64url');
}

/** What a token of ours says; undefined for anything else. */
export function readStatusToken(key: string, token: string): StatusClaim | undefined {
  if (!STATUS_TOKEN.test(token)) return undefined;
  const bytes = Buffer.from(token, 'base64url');
  const signature = bytes.subarray(0, SIGNATURE_BYTES);
  const claim = masked(key, signature, bytes.subarray(SIGNATURE_BYTES));
  if (!timingSafeEqual(signature, signatureOf(key, claim))) return undefined;
  const caseNumber = String(claim.readUInt32BE(0));
  return isCaseNumber(caseNumber) ? { caseNumber, generation: claim.readUInt16BE(4), issuedAt: claim.readUInt16BE(6) * DAY } : undefined;
}

/** A link lives for so many days after it was made, or after the latest message on its case where that is later. */
export function statusLinkEndsAt({ issuedAt }: Pick<StatusClaim, 'issuedAt'>, lastMessageAt: number, { statusLinkDays }: Pick<Settings, 'statusLinkDays'>): number {
  return Math.max(issuedAt + DAY, lastMessageAt) + statusLinkDays * DAY;
}

/** The page's own address below that of the deployment, or of the company's own domain where the settings name one. */
export function statusAddress(token: string, ownAddress: string, { statusLink }: Pick<Settings, 'statusLink'>): string {
  const base = new URL(statusLink ?? ownAddress);
  if (base.pathname === '/') base.pathname = '/s';
  base.pathname = `${base.pathname.replace(/\/+$/, '')}/${token}`;
  return base.href;
}

/** How links are made here: where the page is, for whom, and signed by which key. */
export interface LinkMaker { ownAddress: string; whom: StatusPageFor; key: string }

/** The link to a case as its customer gets it; null while there is no page for them. */
export function linkToStatus({ ownAddress, whom, key }: LinkMaker, claim: StatusClaim, settings: Settings): string | null {
  return missingForStatusPage(settings, whom).length > 0 ? null : statusAddress(statusToken(key, claim), ownAddress, settings);
}

/** How a link is shown to whoever is not to open it: where it leads, without what opens it. Null while there is no page. */
export function shownLink({ ownAddress, whom }: Pick<LinkMaker, 'ownAddress' | 'whom'>, settings: Settings): string | null {
  return missingForStatusPage(settings, whom).length > 0 ? null : statusAddress('-', ownAddress, settings).replace(/-$/, '…');
}

/** Somebody asks for a new link, by what they typed. Whether it fits is found out behind the queue, where nobody can watch. */
export const LinkRequest = z.object({
  schema: z.literal(1),
  kind: z.literal('linkRequest'),
  id: z.string().regex(/^[\w-]{22}$/),
  caseNumber: z.string().regex(/^\d{9}$/),
  email: z.string().max(254),
  language: Language,
  at: z.number(),
});
export type LinkRequest = z.infer<typeof LinkRequest>;

const MAILED = new Set(['sent', 'delivered']);

// A merge brings threads whose people have their own case; a hand-over leads the case's own customer on to another thread.
function isOwn({ number, openedBy }: Case, head: HeadOfLink, matter: string): boolean {
  const { case: at, joined, openedBy: by } = head;
  const before = beforeMerges(head);
  const owns = (opener: string | undefined): boolean => opener === openedBy || opener === 'handOver';
  if (at !== matter) return false;
  return number === matter ? !joined || owns(by) : before?.case === number && owns(before.openedBy);
}

type HeadOfLink = Pick<Head, 'case' | 'participants' | 'openedBy' | 'joined' | 'prev' | 'of'>;

const beforeMerges = ({ of, joined, prev }: HeadOfLink): Head['of'] => of ?? (joined && prev ? prev : undefined);

/**
 * Where the new link goes: only to an address that this case's mail has gone to before, and that was typed. Undefined: nowhere.
 * What is kept is what is written to, never what was typed. `matter`: the case that it was merged into, at last.
 */
export function addressForLink(item: Case, heads: HeadOfLink[], typed: string, matter = item.number): string | undefined {
  if (item.status === 'spam' || item.customer.id === '') return undefined;
  if (item.answeredAt === null && !MAILED.has(item.acknowledgement?.state ?? '')) return undefined;
  const own = heads.flatMap((head) => (isOwn(item, head, matter) ? head.participants : head.case === matter ? head.participants.filter((id) => id === item.customer.id) : []));
  return own.find((id) => id.includes('@') && addressKey(id) === addressKey(typed));
}

/** The cases that merges brought those of these threads from that the typed address is on: where somebody asks by the number of another customer's case, one of them is theirs. */
export function broughtFrom(item: Case, heads: HeadOfLink[], typed: string, matter = item.number): string[] {
  const on = heads.filter(({ case: at, participants }) => at === matter && participants.some((id) => id.includes('@') && addressKey(id) === addressKey(typed)));
  return [...new Set(on.flatMap((head) => beforeMerges(head)?.case ?? []))].filter((number) => number !== item.number);
}
