import { createHash, createHmac, timingSafeEqual } from 'node:crypto';

/** HMAC-SHA256 of the pieces, in their order. */
export function hmac(secret: string, ...pieces: (string | Buffer)[]): Buffer {
  const mac = createHmac('sha256', secret);
  for (const piece of pieces) mac.update(piece);
  return mac.digest();
}

/** Compares in a time that tells nothing about where the first difference is, whatever the lengths. */
export function sameText(given: string, wanted: string): boolean {
  const digest = (text: string): Buffer => createHash('sha256').update(text).digest();
  return timingSafeEqual(digest(given), digest(wanted));
}

/** The secrets that are set; during a rotation there are two. Without any, nothing can be verified. */
export function secretsOf(...secrets: (string | undefined)[]): string[] {
  return secrets.filter((secret): secret is string => secret !== undefined && secret !== '');
}

/** Whether one of the signatures that our secrets make is the given one. All are compared, whichever fits. */
export function matchesOne(given: string, wanted: string[]): boolean {
  return wanted.map((one) => sameText(given, one)).includes(true);
}
