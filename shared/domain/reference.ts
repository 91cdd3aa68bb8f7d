import { keyedId } from './ids.ts';

/** Leads one person from a public conversation to the form, once, for two weeks. */
const DAYS = 14;
const DAY = 86_400_000;

/** What a link carries: 128 bits, as nobody without the deployment's key can know, and the same when the same answer is pressed twice. */
export function referenceToken(idKey: string, replyId: string): string {
  return keyedId(idKey, 'reference-token', replyId);
}

export const REFERENCE = /^[\w-]{22}$/;

/** Under which a reference is kept: the table does not tell the links. */
export function referenceKey(idKey: string, token: string): string {
  return keyedId(idKey, 'reference', token);
}

export const referenceEndsAt = (now: number): number => now + DAYS * DAY;

/** The form's address with the reference. */
export function linkToForm(formLink: string, token: string): string {
  const link = new URL(formLink);
  link.searchParams.set('ref', token);
  return link.href;
}
