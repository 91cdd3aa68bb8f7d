import { whyNotAcknowledged } from '../../shared/domain/acknowledgement.ts';
import { onBehalf } from '../../shared/domain/form-sender.ts';
import type { InboundMessage } from '../../shared/domain/message.ts';
import { DEFAULT_SETTINGS } from '../../shared/domain/settings.ts';
import { compare, type Compared, type Figure, type Reading } from './compare.ts';
import { confusion, ENVELOPES, envelopeFrom, type Envelope } from './envelopes.ts';
import type { LabelledMail } from './labelled-mails.ts';
import { readByMailparser } from './mailparser-reading.ts';

/** How many of how many. */
export type Share = [right: number, of: number];
export interface CorpusFigures { mails: number; ours: Partial<Record<Figure, Share>>; mailparser: Partial<Record<Figure, Share>> }
export type Safety = Record<Envelope, { machineAcknowledged: number; personMissed: number }>;
export interface Failure { id: string; corpus: string; what: string; [detail: string]: unknown }

export interface Measured {
  mails: number;
  corpora: Record<string, CorpusFigures>;
  safety: Safety;
  /** How often each kind of mending was needed. */
  repairs: Record<string, number>;
  failures: Failure[];
}

/** Reads one mail as the product does: from the mail service's notification to the message that is recorded. */
export type ReadWhole = (raw: Buffer, envelopeFrom: string) => Promise<{ message: InboundMessage; text: string }>;

function count(figures: Partial<Record<Figure, Share>>, compared: Compared[]): void {
  for (const { figure, right } of compared) {
    const share = (figures[figure] ??= [0, 0]);
    share[0] += right ? 1 : 0;
    share[1]++;
  }
}

async function measureOne(mail: LabelledMail, read: ReadWhole, into: Measured): Promise<void> {
  const { label, raw } = mail;
  const named = { id: label.id, corpus: label.corpus };
  for (const envelope of ENVELOPES) {
    const { message, text } = await read(raw, envelopeFrom(mail, envelope));
    const wrong = confusion(label, whyNotAcknowledged(onBehalf(message, DEFAULT_SETTINGS), null) === null);
    if (wrong) {
      into.safety[envelope][wrong]++;
      into.failures.push({ ...named, what: wrong, envelope, class: label.class, reason: message.sender.machine, evidence: message.sender.evidence });
    }
    if (envelope !== 'recorded') continue;
    for (const repair of message.repairs) into.repairs[repair] = (into.repairs[repair] ?? 0) + 1;
    const corpus = (into.corpora[label.corpus] ??= { mails: 0, ours: {}, mailparser: {} });
    corpus.mails++;
    if (!label.expected) continue;
    const ours: Reading = { from: message.author.id, subject: message.subject, text, replyText: message.replyText, attachments: message.attachments.map(({ name }) => name) };
    const compared = compare(ours, label.expected);
    const theirs = compare(await readByMailparser(raw), label.expected);
    count(corpus.ours, compared);
    count(corpus.mailparser, theirs);
    compared.forEach(({ figure, right, wanted, got }, at) => { if (!right) into.failures.push({ ...named, what: figure, wanted, got, mailparser: theirs[at]!.right }); });
  }
}

/** Measures the intake over labelled mails, with mailparser's own reading beside it. */
export async function measure(mails: LabelledMail[], read: ReadWhole): Promise<Measured> {
  const none = (): Safety[Envelope] => ({ machineAcknowledged: 0, personMissed: 0 });
  const measured: Measured = { mails: mails.length, corpora: {}, safety: { 'recorded': none(), 'null-bounces': none(), 'from': none() }, repairs: {}, failures: [] };
  for (const mail of mails) await measureOne(mail, read, measured);
  return measured;
}
