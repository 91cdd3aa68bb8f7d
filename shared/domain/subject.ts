import { createHash } from 'node:crypto';

// Reply and forward marks of mail programs in the languages customers write in, with counters (`Re[2]:`).
const MARK = /^(?:re|aw|antw|sv|vs|rif|res|ref|fw|fwd|wg|vb|tr|rv|enc|i|תגובה|השב|הועבר|תשובה|רד|إعادة توجيه|رد|回复|答复|转发|返信|転送)(?:\[\d+\]|\(\d+\))?\s*[:：]\s*/iu;
const NUMBER = /\[\d{3}-\d{3}-\d{3}\]/g;

/** The subject without reply marks, case numbers and invisible characters; may be empty. */
export function bareSubject(subject: string): string {
  let bare = subject.replace(/[\p{Cc}\p{Cf}]/gu, ' ').replace(NUMBER, ' ').replace(/\s+/g, ' ').trim();
  for (let before = ''; bare !== before;) {
    before = bare;
    bare = bare.replace(MARK, '').trim();
  }
  return bare;
}

/** A short stand-in for what a mail is about, equal for a subject and all its replies. */
export function aboutOf(subject: string): string {
  return createHash('sha256').update(bareSubject(subject).toLowerCase()).digest('base64url').slice(0, 10);
}
