import { describe, expect, it } from '@jest/globals';
import { simpleParser } from 'mailparser';
import { planAcknowledgement } from '../../shared/domain/acknowledgement.ts';
import { DEFAULT_SETTINGS } from '../../shared/domain/settings.ts';
import { instance, type Instance } from '../support/instance.ts';
import { SUNDAY_MORNING, mail } from '../support/make.ts';
import { seeded } from '../../local/faults/seeded.ts';

interface Letter { from: string; to: string; raw: string }

const HOUR = 3_600_000;
const A = 'care@company.example';
const B = 'help@other.example';

/** What a careless mail system on the way takes away. */
const KEPT: [string, (raw: string) => string][] = [
  ['all headers are kept', (raw) => raw],
  ['marks of robots are lost on the way', (raw) => without(raw, 'Auto-Submitted|X-Auto-Response-Suppress|Precedence|Content-Language')],
  ['marks of robots and of threads are lost on the way', (raw) => without(raw, 'Auto-Submitted|X-Auto-Response-Suppress|Precedence|Content-Language|In-Reply-To|References')],
];

function without(raw: string, names: string): string {
  const end = raw.indexOf('\r\n\r\n');
  return raw.slice(0, end).replace(new RegExp(`^(?:${names}):.*(?:\\r\\n[ \\t].*)*\\r\\n`, 'gim'), '') + raw.slice(end);
}

function write(fields: { from: string; to: string; subject: string; text: string; id: string; headers?: string[] }): Letter {
  const words = (text: string): string => `=?utf-8?B?${Buffer.from(text).toString('base64')}?=`;
  const raw = [`From: ${fields.from}`, `To: ${fields.to}`, `Subject: ${words(fields.subject)}`, `Message-ID: <${fields.id}>`, 'Date: Sun, 22 Nov 2026 09:50:00 +0200', ...(fields.headers ?? []), 'MIME-Version: 1.0', 'Content-Type: text/plain; charset=utf-8', 'Content-Transfer-Encoding: base64', '', Buffer.from(fields.text).toString('base64'), ''].join('\r\n');
  return { from: fields.from, to: fields.to, raw };
}

const decoded = async (raw: string): Promise<{ subject: string; text: string; id: string }> => {
  const { subject = '', text = '', messageId = '' } = await simpleParser(Buffer.from(raw, 'latin1'));
  return { subject, text, id: messageId };
};

const ROBOTS: Record<string, (letter: Letter & { subject: string; text: string; id: string }, n: number) => Letter> = {
  'away@robots.example': ({ from, to, subject, id }, n) => write({ from: to, to: from, subject: `Automatic reply: ${subject}`, text: 'I am out of the office until Sunday. In urgent cases please contact Noa.', id: `away-${n}@robots.example`, headers: [`In-Reply-To: ${id}`] }),
  'away.he@robots.example': ({ from, to }, n) => write({ from: to, to: from, subject: 'מענה אוטומטי', text: 'שלום, אני בחופשה עד יום ראשון. בנושאים דחופים ניתן לפנות אל נועה.', id: `he-${n}@robots.example` }),
  'echo@robots.example': ({ from, to, subject, text, id }, n) => write({ from: to, to: from, subject: `Re: ${subject}`, text, id: `echo-${n}@robots.example`, headers: [`In-Reply-To: ${id}`] }),
  'tickets@robots.example': ({ from, to, subject }, n) => write({ from: to, to: from, subject: `[#${4000 + n}] ${subject}`, text: `Thank you for contacting us. Your request has been received, ticket number ${4000 + n}. We will reply within 24 hours.`, id: `ticket-${n}@robots.example` }),
  'list@robots.example': ({ from, to, subject, text, id }, n) => ({ ...write({ from, to: from, subject: `[list] ${subject}`, text, id: id.replace(/[<>]/g, ''), headers: ['List-Id: <list.robots.example>'] }), from: to, to: n % 2 ? A : B }),
  'gone@robots.example': ({ from, to, id }, n) => ({ ...write({ from: 'MAILER-DAEMON@robots.example', to: from, subject: 'Undelivered Mail Returned to Sender', text: `<${to}>: 550 5.1.1 User unknown\n\nMessage-ID: ${id}\n`, id: `dsn-${n}@robots.example` }), from: '' }),
};

/** Everybody answers everything until nothing is under way; answers with how many acknowledgements went from where to whom. */
async function exchange(first: Letter[], strip: (raw: string) => string, dmarc: string): Promise<Map<string, number>> {
  const homes = new Map<string, Instance>([[A, instance(A)], [B, instance(B)]]);
  const taken = new Map<string, number>();
  const acknowledgements = new Map<string, number>();
  const queue = [...first];
  let answers = 0;
  for (let letter = queue.shift(), n = 0; letter; letter = queue.shift(), n++) {
    if (n > 400) throw new Error('the exchange does not end');
    const to = letter.to.replace(/\+.*@/, '@');
    const home = homes.get(to);
    if (home) {
      await home.receive(Buffer.from(strip(letter.raw), 'latin1'), { from: letter.from, to: [letter.to], verdicts: { dmarc } });
      for (const sent of home.handed.slice(taken.get(to) ?? 0)) {
        acknowledgements.set(`${to} ${sent.to}`, (acknowledgements.get(`${to} ${sent.to}`) ?? 0) + 1);
        queue.push({ from: sent.from, to: sent.to, raw: sent.raw.toString('latin1') });
      }
      taken.set(to, home.handed.length);
    } else {
      const robot = ROBOTS[to];
      if (robot) queue.push(robot({ ...letter, ...await decoded(letter.raw) }, ++answers));
    }
  }
  return acknowledgements;
}

/** The first mail of each reads like a person's: an agent's own, or a person behind a robot's address. */
const hello = (from: string, to: string, n: number): Letter => write({ from, to, subject: n % 2 ? 'Where is my order?' : 'איפה ההזמנה שלי?', text: n % 2 ? 'Hello, my order did not arrive. Can you check?' : 'שלום, ההזמנה לא הגיעה. אפשר לבדוק?', id: `hello-${n}@${from.split('@')[1]}` });

describe.each(['PASS', 'NONE'])('with DMARC %s', (dmarc) => {
  it.each(KEPT)('two of us writing to each other acknowledge only what the agents wrote first, when %s', async (_what, strip) => {
    const sent = await exchange([hello(A, B, 1), hello(B, A, 2), hello(A, B, 3), hello(B, A, 4)], strip, dmarc);
    expect(sent.size).toBeGreaterThan(0);
    // Two first mails of each side are two cases; what answers them is never answered.
    expect([...sent.values()].reduce((sum, count) => sum + count, 0)).toBeLessThanOrEqual(4);
  });

  it.each(KEPT)('two of us exchange one acknowledgement about one matter, when %s', async (_what, strip) => {
    const sent = await exchange([hello(A, B, 1)], strip, dmarc);
    expect([...sent.entries()]).toEqual([[`${B} ${A}`, 1]]);
  });

  it.each(KEPT)('a robot that answers everything gets one acknowledgement, when %s', async (_what, strip) => {
    const sent = await exchange(Object.keys(ROBOTS).flatMap((robot, n) => [hello(robot, A, n), hello(robot, B, n)]), strip, dmarc);
    expect([...sent.entries()].filter(([, count]) => count !== 1)).toEqual([]);
    expect(sent.size).toBe(2 * Object.keys(ROBOTS).length);
  });
});

describe('forged senders', () => {
  const canaries = ['CANARY-NAME', 'CANARY-SUBJECT', 'CANARY-TEXT', 'CANARY-REFERENCE', 'CANARY-FILE'];
  const carrying = async (handed: { raw: Buffer }[]): Promise<string[]> => {
    const read = await Promise.all(handed.map(async ({ raw }) => ({ ...await simpleParser(raw), raw: raw.toString('latin1') })));
    return canaries.filter((canary) => read.some(({ raw, subject, text, html }) => [raw, subject, text, html].some((part) => String(part).includes(canary))));
  };
  const most = (handed: { to: string }[], group: (to: string) => string): number =>
    Math.max(...[...Map.groupBy(handed, ({ to }) => group(to)).values()].map((those) => those.length));

  it('get an acknowledgement without a word of what the attacker wrote', async () => {
    const ours = instance(A);
    for (let n = 0; n < 60; n++) {
      const { raw, to } = write({
        from: `victim${n}@d${n}.example`, to: A, subject: `CANARY-SUBJECT ${n % 2 ? 'buy now' : 'קנו עכשיו'} https://CANARY-SUBJECT.example`, text: 'CANARY-TEXT http://CANARY-TEXT.example', id: `forged-${n}@d${n}.example`,
        headers: ['References: <CANARY-REFERENCE@evil.example>', 'X-Priority: CANARY-TEXT', 'Reply-To: CANARY-NAME <CANARY-NAME@evil.example>'],
      });
      await ours.receive(raw.replace(/^From: (.*)$/m, 'From: "CANARY-NAME" <$1>'), { from: 'bulk@evil.example', to: [to], verdicts: { dmarc: n % 2 ? 'GRAY' : 'FAIL' } });
    }
    expect(ours.handed).toHaveLength(60);
    expect(await carrying(ours.handed)).toEqual([]);
  });

  it('get no more than the caps allow, be they a hundred thousand within an hour', async () => {
    const ours = instance(A);
    const { below } = seeded(7);
    const promise = { dueAt: SUNDAY_MORNING + 4 * HOUR, opensAt: null, awayReason: null };
    for (let n = 0; n < 100_000; n++) {
      ours.clock.now = SUNDAY_MORNING + Math.floor(n / 100_000 * HOUR);
      const from = n % 3 === 0 ? `victim${below(40)}@big.example` : n % 3 === 1 ? `person${n}@domain${below(5_000)}.example` : `p${n}@d${n}.example`;
      const message = mail({ from, subject: 'CANARY-SUBJECT', text: 'CANARY-TEXT', author: { id: from, name: 'CANARY-NAME' }, mail: { authenticated: false, references: ['<CANARY-REFERENCE@evil.example>'] } });
      await ours.deliver(planAcknowledgement(message, { number: String(100_000_000 + n), language: 'en' }, `thread-${n}`, promise, ours.clock.now));
    }
    expect(ours.handed.length).toBe(DEFAULT_SETTINGS.unauthenticatedPerHour);
    expect(most(ours.handed, (to) => to)).toBeLessThanOrEqual(DEFAULT_SETTINGS.capPerHour);
    expect(most(ours.handed, (to) => to.split('@')[1]!)).toBeLessThanOrEqual(DEFAULT_SETTINGS.unauthenticatedPerDomainHour);
    expect(await carrying(ours.handed)).toEqual([]);
  }, 60_000);
});
