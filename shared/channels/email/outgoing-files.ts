import type { FileLimits } from '../../domain/answer-files.ts';
import { facts } from './facts.ts';
import endings from './refused-endings.json' with { type: 'json' };

/** As many as a reader still looks through. */
const COUNT = 10;
/** Room for the words, in text and HTML, and for headers. */
const WORDS_BYTES = 512 * 1024;

/** The files that fit into one mail of so many octets: base64 makes 78 of 57 (RFC 2045, 6.8), and SES takes not every kind. */
export function mailFiles(mailBytes: number = facts.limits.outboundBytes): FileLimits {
  return { count: COUNT, bytes: Math.max(0, Math.floor(((mailBytes - WORDS_BYTES) * 57) / 78)), refused: endings.endings };
}
