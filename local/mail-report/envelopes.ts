import { headerValues, scan } from '../../shared/channels/email/scan.ts';
import type { LabelledMail } from './labelled-mails.ts';

/**
 * Whom the envelope names. `recorded`: as it was found. `null-bounces`: machines send with the null sender, as they should.
 * `from`: the From address always, so that the envelope tells nothing.
 */
export const ENVELOPES = ['recorded', 'null-bounces', 'from'] as const;
export type Envelope = (typeof ENVELOPES)[number];

const MACHINES = new Set(['bounce', 'autoreply', 'feedback']);
const NEVER_ANSWERED = new Set([...MACHINES, 'list', 'noreply']);

/** The envelope sender that a labelled mail arrives with. */
export function envelopeFrom({ label, raw }: LabelledMail, envelope: Envelope): string {
  const ownFrom = (): string => /[^\s<>"',;:()]+@[^\s<>"',;()]+/.exec(headerValues(scan(raw).headers, 'from').join(' '))?.[0] ?? '';
  const sender = envelope === 'from' ? ownFrom() : envelope === 'null-bounces' && MACHINES.has(label.class) ? '' : label.envelopeFrom ?? '';
  const bare = sender.replace(/[^\x21-\x7e]|[<>]/g, '');
  // What no mail server takes as a sender is not the null sender either.
  return bare === '' || bare.includes('@') ? bare : 'unusable@sender.invalid';
}

/** What is wrong about answering this mail, or about not answering it; null when neither is. */
export function confusion(label: LabelledMail['label'], acknowledged: boolean): 'machineAcknowledged' | 'personMissed' | null {
  if (NEVER_ANSWERED.has(label.class) && acknowledged) return 'machineAcknowledged';
  return label.class === 'human' && !acknowledged ? 'personMissed' : null;
}
