import { createHash } from 'node:crypto';
import { bareSubject } from './subject.ts';

/** A short stand-in for what a mail is about, equal for a subject and all its replies. */
export function aboutOf(subject: string): string {
  return createHash('sha256').update(bareSubject(subject).toLowerCase()).digest('base64url').slice(0, 10);
}
