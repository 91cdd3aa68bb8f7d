// The whole message, as people type it.
const WORDS = new Set(['הסר', 'הפסק', 'עצור', 'stop', 'unsubscribe']);

/** Does this private message ask for no more automatic texts? https://docs.x.com/developer-terms/policy wants an easy way out. */
export function asksToStop(text: string): boolean {
  return WORDS.has(text.normalize('NFC').replace(/[\u200e\u200f\u202a-\u202e\u2066-\u2069]/g, '').trim().replace(/[.!"'״׳]+$|^["'״׳]+/g, '').toLowerCase());
}
