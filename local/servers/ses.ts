import { randomBytes, randomUUID } from 'node:crypto';
import type { IncomingMessage } from 'node:http';
import { headerValue, joinMail, splitMail } from '../mail-headers.ts';
import { eventsOf } from '../sending-events.ts';
import type { SentMail, SentMails } from '../sent-mail.ts';
import type { Stores } from './fauxqs.ts';
import { accessKeyOf, forOwnCallers, readBody, serveLoopback, type LoopbackServer, type Reply } from './loopback.ts';

/** Which events of a configuration set go to which topic. */
export interface EventDestination { eventTypes: Set<string>; topicArn: string; enabled: boolean }

export type Fault = 'throttle' | 'crash-after-capture';

export interface Sending {
  url: string;
  sent: SentMails;
  configurationSets: Map<string, EventDestination[]>;
  /** Verified domains and addresses. While the template has none, any sender may send. */
  identities: Set<string>;
  /** The next `count` calls misbehave; undefined ends it. */
  fault(kind: Fault | undefined, count: number): void;
  close(): Promise<void>;
}

export interface SendingRules {
  region: string;
  stores: Stores;
  sent: SentMails;
  /** Ends the function that called, by its access key. */
  crashCaller(accessKeyId: string): Promise<void>;
  failed(error: unknown): void;
}

class Rejected extends Error {
  override readonly name = 'Rejected';
  readonly code: string;
  constructor(code: string, message: string) {
    super(message);
    this.code = code;
  }
}

const NAMESPACE = 'http://ses.amazonaws.com/doc/2010-12-01/';
const LARGEST_MAIL = 10 << 20;
const MOST_RECIPIENTS = 50;
const FORM_LIMIT = 32 << 20;

const escapeXml = (text: string): string => text.replace(/[<>&]/g, (sign) => ({ '<': '&lt;', '>': '&gt;', '&': '&amp;' })[sign] ?? '');
const xml = (status: number, body: string): Reply => ({ status, headers: { 'content-type': 'text/xml' }, body });
const answerOf = (action: string, body: string): Reply =>
  xml(200, `<${action}Response xmlns="${NAMESPACE}"><${action}Result>${body}</${action}Result><ResponseMetadata><RequestId>${randomUUID()}</RequestId></ResponseMetadata></${action}Response>`);
const refusalOf = ({ code, message }: Rejected): Reply =>
  xml(400, `<ErrorResponse xmlns="${NAMESPACE}"><Error><Type>Sender</Type><Code>${code}</Code><Message>${escapeXml(message)}</Message></Error><RequestId>${randomUUID()}</RequestId></ErrorResponse>`);

function members(form: URLSearchParams, prefix: string): string[] {
  const found: string[] = [];
  for (let index = 1; form.has(`${prefix}.${index}`); index++) found.push(form.get(`${prefix}.${index}`) ?? '');
  return found;
}

const bareAddress = (address: string): string => /<([^<>]*)>\s*$/.exec(address)?.[1] ?? address.trim();
// SES knows no SMTPUTF8: https://docs.aws.amazon.com/ses/latest/APIReference/API_Destination.html
const ADDRESS = /^[!-~]{1,64}@[a-z0-9](?:[a-z0-9.-]{0,251}[a-z0-9])?$/i;
const NEVER = /[\s<>,;:"()[\]\\]/;

/** Reads one SendRawEmail as SES does. Throws Rejected. */
function readSending(form: URLSearchParams, { region }: SendingRules, sending: Pick<Sending, 'configurationSets' | 'identities'>, at: Date): SentMail {
  const raw = Buffer.from(form.get('RawMessage.Data') ?? '', 'base64');
  if (raw.length === 0) throw new Rejected('InvalidParameterValue', 'RawMessage.Data is missing.');
  if (raw.length > LARGEST_MAIL) throw new Rejected('InvalidParameterValue', `Message length is more than ${LARGEST_MAIL} bytes long: '${raw.length}'.`);
  const { headers, body } = splitMail(raw);
  const from = form.get('Source') ?? headerValue(headers, 'from');
  if (!from) throw new Rejected('InvalidParameterValue', "Missing required header 'From'.");
  const given = members(form, 'Destinations.member');
  const to = (given.length > 0 ? given : ['to', 'cc', 'bcc'].flatMap((name) => (headerValue(headers, name) ?? '').split(',').filter((part) => part.trim()))).map(bareAddress);
  if (to.length === 0) throw new Rejected('InvalidParameterValue', 'Missing final destination.');
  if (to.length > MOST_RECIPIENTS) throw new Rejected('InvalidParameterValue', `Recipient count exceeds ${MOST_RECIPIENTS}.`);
  for (const address of [bareAddress(from), ...to]) if (!ADDRESS.test(address) || NEVER.test(address)) throw new Rejected('InvalidParameterValue', 'Invalid email address.');
  const sender = bareAddress(from).toLowerCase();
  if (sending.identities.size > 0 && !sending.identities.has(sender) && ![...sending.identities].some((identity) => sender.split('@')[1] === identity || sender.endsWith(`.${identity}`))) {
    throw new Rejected('MessageRejected', `Email address is not verified. The following identities failed the check in region ${region.toUpperCase()}: ${sender}`);
  }
  const configurationSet = form.get('ConfigurationSetName');
  if (configurationSet !== null && !sending.configurationSets.has(configurationSet)) throw new Rejected('ConfigurationSetDoesNotExist', `Configuration set <${configurationSet}> does not exist.`);
  const tags: Record<string, string> = {};
  for (let index = 1; form.has(`Tags.member.${index}.Name`); index++) tags[form.get(`Tags.member.${index}.Name`) ?? ''] = form.get(`Tags.member.${index}.Value`) ?? '';
  for (const part of Object.entries(tags).flat()) if (!/^[A-Za-z0-9_\-.@]{1,256}$/.test(part)) throw new Rejected('InvalidParameterValue', `Invalid tag name or value <${part}>: only letters, digits, '_', '-', '.' and '@' are allowed.`);
  const id = `0102${at.getTime().toString(16).padStart(12, '0')}-${randomBytes(4).toString('hex')}-${randomUUID().slice(9)}-000000`;
  // SES writes its own Message-ID and Date, whatever the mail brings.
  const own = [
    { name: 'Message-ID', raw: `Message-ID: <${id}@${region === 'us-east-1' ? 'email' : region}.amazonses.com>\r\n` },
    { name: 'Date', raw: `Date: ${at.toUTCString().replace('GMT', '+0000')}\r\n` },
  ];
  const kept = headers.filter(({ name }) => !['message-id', 'date', 'bcc', 'return-path'].includes(name.toLowerCase()));
  return { id, from, to, tags, configurationSet, at: at.toISOString(), raw: joinMail([...kept, ...own], body) };
}

/** SES's sending side (version 1 of its API) as far as the product uses it: what is sent is kept, and its events come back. */
export async function startSending(rules: SendingRules): Promise<Sending> {
  const { stores, sent } = rules;
  const configurationSets: Sending['configurationSets'] = new Map();
  const identities = new Set<string>();
  let fault: { kind: Fault; left: number } | undefined;

  function takeFault(kind: Fault): boolean {
    if (fault?.kind !== kind || fault.left <= 0) return false;
    fault.left--;
    return true;
  }

  function capture(mail: SentMail): void {
    stores.transaction(() => {
      sent.add(mail);
      for (const { enabled, eventTypes, topicArn } of configurationSets.get(mail.configurationSet ?? '') ?? []) {
        if (!enabled) continue;
        for (const event of eventsOf(mail)) if (eventTypes.has(event.eventType.toLowerCase())) stores.publish(topicArn, JSON.stringify(event));
      }
    });
  }

  async function answer(request: IncomingMessage): Promise<Reply | undefined> {
    const form = new URLSearchParams((await readBody(request, FORM_LIMIT)).toString('utf8'));
    const action = form.get('Action') ?? '';
    try {
      if (action === 'GetSendQuota') return answerOf(action, `<Max24HourSend>50000.0</Max24HourSend><MaxSendRate>200.0</MaxSendRate><SentLast24Hours>${sent.count()}.0</SentLast24Hours>`);
      if (action !== 'SendRawEmail') throw new Rejected('InvalidAction', `The local engine does not know the action ${action} of SES.`);
      if (takeFault('throttle')) throw new Rejected('Throttling', 'Maximum sending rate exceeded.');
      const mail = readSending(form, rules, { configurationSets, identities }, new Date());
      capture(mail);
      await stores.committed();
      if (takeFault('crash-after-capture')) {
        // First the caller, so that it has no time to see its connection break and to write down what it thinks of it.
        await rules.crashCaller(accessKeyOf(request.headers) ?? '');
        request.socket.destroy();
        return undefined;
      }
      return answerOf(action, `<MessageId>${mail.id}</MessageId>`);
    } catch (error) {
      if (error instanceof Rejected) return refusalOf(error);
      throw error;
    }
  }

  const server: LoopbackServer = await serveLoopback(0, forOwnCallers(answer), (error) => rules.failed(error));
  return {
    url: server.url,
    sent,
    configurationSets,
    identities,
    fault: (kind, count) => {
      fault = kind && { kind, left: count };
    },
    close: () => server.close(),
  };
}
