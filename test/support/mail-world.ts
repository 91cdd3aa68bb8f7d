import { readFileSync } from 'node:fs';
import { readBody } from '../../shared/channels/email/read-body.ts';
import type { InboundMessage } from '../../shared/domain/message.ts';
import { NotFound } from '../../shared/errors.ts';
import { acceptMail, type AcceptMailDeps, type MailRecord } from '../../shared/steps/accept-mail.ts';

export const CARE = 'care@company.example';
export const RECEIVED_AT = Date.parse('2026-11-22T08:00:00.000Z');

export interface Sent { from?: string; to?: string[]; verdicts?: Record<string, string>; dmarcPolicy?: string; objectKey?: string }

/** What the mail service tells of a mail that it put into the bucket. */
export function notification(id: string, sent: Sent = {}): string {
  const verdict = (name: string): { status: string } => ({ status: sent.verdicts?.[name] ?? 'PASS' });
  const to = sent.to ?? [CARE];
  return JSON.stringify({
    notificationType: 'Received',
    mail: { timestamp: new Date(RECEIVED_AT).toISOString(), messageId: id, source: sent.from ?? 'dana@customer.example', destination: to, headersTruncated: false, headers: [], commonHeaders: {} },
    receipt: {
      timestamp: new Date(RECEIVED_AT).toISOString(), processingTimeMillis: 400, recipients: to,
      spamVerdict: verdict('spam'), virusVerdict: verdict('virus'), spfVerdict: verdict('spf'), dkimVerdict: verdict('dkim'), dmarcVerdict: verdict('dmarc'),
      ...(sent.dmarcPolicy ? { dmarcPolicy: sent.dmarcPolicy } : {}),
      action: { type: 'S3', topicArn: 'arn:aws:sns:eu-west-1:000000000000:received', bucketName: 'mail', objectKey: sent.objectKey ?? `raw/${id}` },
    },
  });
}

export interface MailWorld {
  deps: AcceptMailDeps;
  bucket: Map<string, Buffer>;
  types: Map<string, string>;
  messages: InboundMessage[];
  logged: { event: string; reason: string | undefined }[];
  /** Puts a mail into the bucket and gives the queue's entry for it. */
  arrive(id: string, raw: Buffer | string, sent?: Sent, attempt?: number): MailRecord;
  /** Accepts one mail and gives what came of it. */
  read(raw: Buffer | string, sent?: Sent): Promise<InboundMessage>;
}

/** The mail step with a bucket and a queue in memory. The parser runs in this thread, unless another is given. */
export function mailWorld(over: Partial<AcceptMailDeps> = {}): MailWorld {
  const bucket = new Map<string, Buffer>();
  const types = new Map<string, string>();
  const messages: InboundMessage[] = [];
  const logged: MailWorld['logged'] = [];
  const deps: AcceptMailDeps = {
    objects: {
      async get(key) {
        const found = bucket.get(key);
        if (!found) throw new NotFound(`object ${key}`);
        return found;
      },
      async put(key, bytes, type) {
        bucket.set(key, bytes);
        types.set(key, type);
      },
    },
    inbound: { async send(entries) { messages.push(...entries); } },
    idKey: 'test-id-key',
    parse: (raw) => readBody(raw),
    careAddresses: [CARE],
    now: () => RECEIVED_AT,
    log: (_level, event, fields) => { logged.push({ event, reason: fields?.reason }); },
    ...over,
  };
  let count = 0;
  const arrive: MailWorld['arrive'] = (id, raw, sent = {}, attempt = 1) => {
    bucket.set(`raw/${id}`, Buffer.isBuffer(raw) ? raw : Buffer.from(raw));
    return { body: notification(id, sent), attempt };
  };
  return {
    deps, bucket, types, messages, logged, arrive,
    async read(raw, sent) {
      await acceptMail(deps, [arrive(`m${++count}`, raw, sent)]);
      return messages.at(-1)!;
    },
  };
}

/** A plain mail from Dana; headers given here come first, and replace hers. */
export function mail(headers: Record<string, string> = {}, body = 'Hello, my order did not arrive.\r\n'): string {
  const all = { 'From': 'Dana Levi <dana@customer.example>', 'To': CARE, 'Subject': 'My order', 'Date': 'Sun, 22 Nov 2026 09:50:00 +0200', 'Message-ID': '<1@customer.example>', ...headers };
  return `${Object.entries(all).filter(([, value]) => value !== '').map(([name, value]) => `${name}: ${value}\r\n`).join('')}\r\n${body}`;
}

export interface Recording {
  source: { kind: string; what: string };
  envelope: { from: string; to: string };
  sample?: { hoursAgo: number };
  expected: { from: string; subject: string; text: string; replyText?: string; attachments?: (string | null)[]; machine: string | null; language: string; repairs?: string[] };
}

/** A recorded mail and what is to be read from it. */
export function recording(name: string): { raw: Buffer; recording: Recording } {
  const path = new URL(`../../events/email/${name}`, import.meta.url);
  return { raw: readFileSync(`${path.pathname}.eml`), recording: JSON.parse(readFileSync(`${path.pathname}.expected.json`, 'utf8')) as Recording };
}
