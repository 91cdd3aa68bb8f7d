import { readMail } from '../channels/email/door.ts';
import { withEnvelope } from '../channels/email/envelope.ts';
import { minimalBody } from '../channels/email/minimal-body.ts';
import { minimalMail } from '../channels/email/minimal-mail.ts';
import { readNotification, type Delivery } from '../channels/email/notification.ts';
import type { ReadBody } from '../channels/email/read-body.ts';
import { scan } from '../channels/email/scan.ts';
import { NoTimeLeft, within, type SharedTime } from '../channels/email/within.ts';
import type { InboundMessage } from '../domain/message.ts';
import { InboundMessage as InboundMessageShape } from '../domain/message.ts';
import { NotFound, Unreadable } from '../errors.ts';
import type { Log } from '../log.ts';
import type { Objects, Queue } from '../ports.ts';

export interface AcceptMailDeps {
  objects: Objects;
  inbound: Queue<InboundMessage>;
  idKey: string;
  /**
   * Reads a mail's body within limits of time and memory; throws an error named Unparsable for what it will never read,
   * and NoTimeLeft when the time that the batch shares is over.
   */
  parse(raw: Buffer, time: SharedTime): Promise<ReadBody>;
  careAddresses: string[];
  now(): number;
  log: Log;
}

/** One entry of the mail queue: the notification, and the how-manieth time it is tried (1 the first time). */
export interface MailRecord { body: string; attempt: number }

/** At this attempt a mail that cannot be read goes on with what the raw bytes say. */
const LAST_ATTEMPT = 3;
const PARTS_AT_ONCE = 8;
/** One is fetched and stored while another is parsed; more would hold more mails of 40 MB in memory. */
const AT_ONCE = 2;
/** The time that the mails of a batch share: the function's own minute must not end in the middle of one. */
const SHARED_MS = 40_000;
/** With less than this left no mail is begun. */
const BEGINNING_MS = 10_000;
/** What is done with a mail in this thread. Only long mails, and those that came back, are watched: watching costs more than a short one. */
const HERE_MS = 5_000;
const WATCHED_BYTES = 20_000;

// What outside says about itself, marked: an error here is not the mail's.
class Outside extends Error {
  override readonly name = 'Outside';
}

async function outside<T>(call: () => Promise<T>): Promise<T> {
  try {
    return await call();
  } catch (cause) {
    if (cause instanceof NotFound) throw cause;
    throw new Outside('a store or queue failed', { cause });
  }
}

function watched<T>(raw: Buffer, attempt: number, work: () => T): T {
  return raw.length > WATCHED_BYTES || attempt > 1 ? within(HERE_MS, work) : work();
}

async function readBodyOf(deps: AcceptMailDeps, raw: Buffer, scanned: ReturnType<typeof scan>, delivery: Delivery, attempt: number, time: SharedTime): Promise<ReadBody> {
  try {
    return await deps.parse(raw, time);
  } catch (error) {
    if (error instanceof NoTimeLeft) throw error;
    const refused = error instanceof Error && error.name === 'Unparsable';
    if (!refused && attempt < LAST_ATTEMPT) throw error;
    deps.log('warn', 'mail read from its raw bytes', { deliveryId: delivery.deliveryId, reason: refused ? 'refused' : 'died', attempt, error });
    return watched(raw, attempt, () => minimalBody(raw, scanned, refused ? 'refused' : 'parser'));
  }
}

async function storeParts(deps: AcceptMailDeps, parts: ReturnType<typeof readMail>['parts'], time: SharedTime): Promise<void> {
  for (let at = 0; at < parts.length; at += PARTS_AT_ONCE) {
    if (time.left() < -HERE_MS) throw new NoTimeLeft('no time was left for a mail\'s parts');
    const decoded = parts.slice(at, at + PARTS_AT_ONCE).map(({ key, type, bytes }) => ({ key, type, octets: bytes() }));
    await outside(() => Promise.all(decoded.map(({ key, type, octets }) => deps.objects.put(key, Buffer.from(octets.buffer, octets.byteOffset, octets.byteLength), type))));
  }
}

async function acceptOne(deps: AcceptMailDeps, record: MailRecord, time: SharedTime): Promise<InboundMessage | null> {
  const told = readNotification(record.body);
  if (!told) {
    deps.log('info', 'set-up notification of the mail service ignored');
    return null;
  }
  const raw = await outside(() => deps.objects.get(told.objectKey));
  const scanned = watched(raw, record.attempt, () => scan(raw));
  const delivery = withEnvelope(told, scanned.headers);
  const known = { delivery, raw, scanned, idKey: deps.idKey, careAddresses: deps.careAddresses };
  try {
    const body = await readBodyOf(deps, raw, scanned, delivery, record.attempt, time);
    const { message, parts } = watched(raw, record.attempt, () => {
      const read = readMail({ ...known, body });
      return { message: InboundMessageShape.parse(read.message), parts: read.parts };
    });
    await storeParts(deps, parts, time);
    return message;
  } catch (error) {
    if (error instanceof Outside || error instanceof NoTimeLeft || record.attempt < LAST_ATTEMPT) throw error;
    deps.log('error', 'mail read from its raw bytes', { deliveryId: delivery.deliveryId, reason: 'fault', attempt: record.attempt, error });
    return minimalMail(known);
  }
}

/**
 * Brings mails from the bucket to the inbound queue. `failed`: places of the records that are to come back; `givenBack`:
 * of those that the others left no time for, to come back at once. Their neighbours have gone on. Throws when a store or
 * the queue itself fails, so that the whole batch waits and comes back.
 */
export async function acceptMail(deps: AcceptMailDeps, records: MailRecord[]): Promise<{ failed: number[]; givenBack: number[] }> {
  const failed: number[] = [];
  const givenBack: number[] = [];
  let accepted: InboundMessage[] = [];
  const begun = deps.now();
  const passed: Promise<unknown>[] = [];
  const passOn = async (): Promise<unknown> => {
    const ready = accepted;
    accepted = [];
    try {
      if (ready.length > 0) await deps.inbound.send(ready);
      return null;
    } catch (error) {
      return error;
    }
  };
  // One send for all, unless one of them keeps the others waiting.
  const time: SharedTime = { left: () => begun + SHARED_MS - deps.now(), slow: () => { passed.push(passOn()); } };
  let next = 0;
  const work = async (): Promise<void> => {
    for (let place = next++; place < records.length; place = next++) {
      const record = records[place]!;
      if (time.left() < BEGINNING_MS) { givenBack.push(place); continue; }
      try {
        const message = await acceptOne(deps, record, time);
        if (message) accepted.push(message);
      } catch (error) {
        if (error instanceof Outside) {
          next = records.length;
          throw error.cause;
        }
        if (error instanceof NoTimeLeft) { givenBack.push(place); continue; }
        deps.log('error', error instanceof Unreadable ? 'notification not understood' : 'mail not accepted', { attempt: record.attempt, error });
        failed.push(place);
      }
    }
  };
  await Promise.all(Array.from({ length: AT_ONCE }, work));
  const refused = (await Promise.all([...passed, passOn()])).find((error) => error !== null);
  if (refused) throw refused;
  if (givenBack.length > 0) deps.log('warn', 'mails given back for want of time', { count: givenBack.length, milliseconds: deps.now() - begun });
  return { failed: failed.sort((a, b) => a - b), givenBack: givenBack.sort((a, b) => a - b) };
}
