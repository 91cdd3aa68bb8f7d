import { readMail } from '../channels/email/door.ts';
import { minimalBody } from '../channels/email/minimal-body.ts';
import { minimalMail } from '../channels/email/minimal-mail.ts';
import { readNotification, type Delivery } from '../channels/email/notification.ts';
import type { ReadBody } from '../channels/email/read-body.ts';
import { scan } from '../channels/email/scan.ts';
import type { InboundMessage } from '../domain/message.ts';
import { InboundMessage as InboundMessageShape } from '../domain/message.ts';
import { NotFound, Unreadable } from '../errors.ts';
import type { Log } from '../log.ts';
import type { Objects, Queue } from '../ports.ts';

export interface AcceptMailDeps {
  objects: Objects;
  inbound: Queue<InboundMessage>;
  idKey: string;
  /** Reads a mail's body within limits of time and memory; throws an error named Unparsable for what it will never read. */
  parse(raw: Buffer): Promise<ReadBody>;
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
/** Mails not begun by then come back: the function's own minute must not end in the middle of one. */
const BEGIN_WITHIN_MS = 35_000;

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

async function readBodyOf(deps: AcceptMailDeps, raw: Buffer, scanned: ReturnType<typeof scan>, delivery: Delivery, attempt: number): Promise<ReadBody> {
  try {
    return await deps.parse(raw);
  } catch (error) {
    const refused = error instanceof Error && error.name === 'Unparsable';
    if (!refused && attempt < LAST_ATTEMPT) throw error;
    deps.log('warn', 'mail read from its raw bytes', { deliveryId: delivery.deliveryId, reason: refused ? 'refused' : 'died', attempt, error });
    return minimalBody(raw, scanned, refused ? 'refused' : 'parser');
  }
}

async function storeParts(deps: AcceptMailDeps, parts: ReturnType<typeof readMail>['parts']): Promise<void> {
  for (let at = 0; at < parts.length; at += PARTS_AT_ONCE) {
    const decoded = parts.slice(at, at + PARTS_AT_ONCE).map(({ key, type, bytes }) => ({ key, type, octets: bytes() }));
    await outside(() => Promise.all(decoded.map(({ key, type, octets }) => deps.objects.put(key, Buffer.from(octets.buffer, octets.byteOffset, octets.byteLength), type))));
  }
}

async function acceptOne(deps: AcceptMailDeps, record: MailRecord): Promise<InboundMessage | null> {
  const delivery = readNotification(record.body);
  if (!delivery) {
    deps.log('info', 'set-up notification of the mail service ignored');
    return null;
  }
  const raw = await outside(() => deps.objects.get(delivery.objectKey));
  const scanned = scan(raw);
  const known = { delivery, raw, scanned, idKey: deps.idKey, careAddresses: deps.careAddresses };
  const body = await readBodyOf(deps, raw, scanned, delivery, record.attempt);
  try {
    const { message, parts } = readMail({ ...known, body });
    const checked = InboundMessageShape.parse(message);
    await storeParts(deps, parts);
    return checked;
  } catch (error) {
    if (error instanceof Outside || record.attempt < LAST_ATTEMPT) throw error;
    deps.log('error', 'mail read from its raw bytes', { deliveryId: delivery.deliveryId, reason: 'fault', attempt: record.attempt, error });
    return minimalMail(known);
  }
}

/**
 * Brings mails from the bucket to the inbound queue. `failed`: places of the records that are to come back; their
 * neighbours have gone on. Throws when a store or the queue itself fails, so that the whole batch waits and comes back.
 */
export async function acceptMail(deps: AcceptMailDeps, records: MailRecord[]): Promise<{ failed: number[] }> {
  const failed: number[] = [];
  const accepted: InboundMessage[] = [];
  const begun = deps.now();
  let next = 0;
  const work = async (): Promise<void> => {
    for (let place = next++; place < records.length; place = next++) {
      const record = records[place]!;
      if (deps.now() - begun > BEGIN_WITHIN_MS) { failed.push(place); continue; }
      try {
        const message = await acceptOne(deps, record);
        if (message) accepted.push(message);
      } catch (error) {
        if (error instanceof Outside) {
          next = records.length;
          throw error.cause;
        }
        deps.log('error', error instanceof Unreadable ? 'notification not understood' : 'mail not accepted', { attempt: record.attempt, error });
        failed.push(place);
      }
    }
  };
  await Promise.all(Array.from({ length: AT_ONCE }, work));
  if (accepted.length > 0) await deps.inbound.send(accepted);
  return { failed: failed.sort((a, b) => a - b) };
}
