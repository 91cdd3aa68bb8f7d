import { readSubmission, readUploads, reservationKey, toInbound } from '../channels/form/door.ts';
import type { Complaint, Submission } from '../channels/form/door.ts';
import type { FormSettings } from '../channels/form/facts.ts';
import { personKey } from '../domain/ids.ts';
import type { InboundMessage } from '../domain/message.ts';
import { urgencyOfWords } from '../domain/message-urgency.ts';
import { promiseFor } from '../domain/promise.ts';
import { referenceKey } from '../domain/reference.ts';
import type { Reservation } from '../domain/reservation.ts';
import type { Settings } from '../domain/settings.ts';
import type { Log } from '../log.ts';
import type { Led, References } from '../ports/references.ts';
import type { Clock, FormFiles, Queue, ReadSettings, Reservations, UploadTicket } from '../ports.ts';
import { keepFiles, ticketsFor } from './visitor-files.ts';

/** As long as this the same button is being pressed again. */
const STANDS_MS = 3_600_000;

export interface AcceptFormDeps {
  reservations: Reservations;
  references: Pick<References, 'use'>;
  files: FormFiles;
  inbound: Queue<InboundMessage>;
  settings: ReadSettings;
  /** Counts this submission against a client's address, once; false when its hour is full. */
  takeTurn: (turn: { what: 'submission' | 'upload' | 'mail'; client: string; id: string; perHour: number; now: number }) => Promise<boolean>;
  nextNumber: () => Promise<string>;
  limits: FormSettings;
  /** Our own addresses; the first is the one that answers. */
  careAddresses: readonly string[];
  idKey: string;
  now: Clock;
  log: Log;
}

export type FormTrouble = { key: Complaint['key'] | 'tooMany'; values: Record<string, string> };
/** `confirmedTo`: where the confirmation goes; null when none does. */
export type Accepted = { reserved: Reservation; confirmedTo: string | null; submission: Submission } | { trouble: FormTrouble };

/**
 * The form's door. The visitor hears the number only after the message is on the queue; who sends the same again, whether
 * or not the first answer arrived, hears the same number. A machine hears the same, and its message waits among the filtered.
 */
export function acceptForm(deps: AcceptFormDeps) {
  const { limits, careAddresses, idKey } = deps;

  async function submit(fields: Record<string, unknown>, client: string): Promise<Accepted> {
    const read = readSubmission(fields, limits, careAddresses);
    if ('complaint' in read) return { trouble: read.complaint };
    const { submission } = read;
    const settings = await deps.settings();
    const key = reservationKey(idKey, submission);
    const now = deps.now();
    if (!(await deps.takeTurn({ what: 'submission', client, id: key, perHour: settings.formPerHour, now }))) {
      deps.log('warn', 'form.tooMany', { channel: 'form' });
      return { trouble: { key: 'tooMany', values: { address: careAddresses[0]! } } };
    }
    const kept = await keepFiles(deps.files, submission, limits);
    if ('trouble' in kept) return kept;
    const led = await ledBy(submission, key, now);
    const joins = led?.first === true && led.status !== 'closed' && led.status !== 'spam' ? { case: led.caseNumber, thread: led.thread } : undefined;
    const turn = await deps.takeTurn({ what: 'mail', client, id: key, perHour: settings.formMailsPerHour, now });
    const reserved = await reserve(key, settings, now, submission, turn, joins?.case);
    // A case is confirmed once, to whoever opened it: another address under the same number is told of no mail, and gets none.
    const mayMail = turn && reserved.confirms === confirmationKey(submission);
    const message = toInbound(submission, kept.attachments, reserved, { inbox: careAddresses[0]!, idKey, receivedAt: now, mayMail, led: joins ? { joins } : led ? { relatedTo: led.caseNumber } : {} });
    await deps.inbound.send([message]);
    deps.log('info', 'form.accepted', { messageId: message.id, caseNumber: reserved.caseNumber, channel: 'form', count: kept.attachments.length });
    // On a case that a person has answered nothing is acknowledged: nobody is told of a mail that does not come.
    return { reserved, confirmedTo: mayMail && !joins ? submission.email : null, submission };
  }

  // A machine uses up nobody's reference.
  async function ledBy({ reference, robot }: Submission, key: string, now: number): Promise<Led | undefined> {
    return reference === undefined || robot ? undefined : deps.references.use(referenceKey(idKey, reference), key, now);
  }

  const confirmationKey = ({ email }: Submission): string => personKey(idKey, 'address', email);

  async function reserve(key: string, settings: Settings, now: number, said: Submission, mayMail: boolean, joined?: string): Promise<Reservation> {
    const there = await deps.reservations.find(key);
    // Whoever comes back to the page much later and writes more has the same number, and a time from today.
    if (there && now - there.receivedAt < STANDS_MS) return there;
    const spread = Number.parseInt(Buffer.from(key, 'base64url').toString('hex').slice(0, 4), 16) / 0xffff;
    const { dueAt } = promiseFor({ settings, at: now, priority: urgencyOfWords(`${said.subject}\n${said.text}`, said.email, settings).priority, spread });
    return there ? { ...there, dueAt } : deps.reservations.claim(key, { caseNumber: joined ?? await deps.nextNumber(), dueAt, receivedAt: now, ...(mayMail ? { confirms: confirmationKey(said) } : {}) });
  }

  /** Leave to send so many files, each into a place of its own, held to its size by the bucket. */
  async function uploads(fields: Record<string, unknown>, client: string): Promise<{ uploads: UploadTicket[] } | { trouble: FormTrouble }> {
    const asked = readUploads(fields, limits);
    if ('complaint' in asked) return { trouble: asked.complaint };
    const settings = await deps.settings();
    const now = deps.now();
    if (!(await deps.takeTurn({ what: 'upload', client, id: reservationKey(idKey, { submission: asked.submission, robot: false }), perHour: settings.formPerHour, now }))) {
      return { trouble: { key: 'tooMany', values: { address: careAddresses[0]! } } };
    }
    return { uploads: await ticketsFor(deps.files, asked, limits, now) };
  }

  return { submit, uploads };
}
