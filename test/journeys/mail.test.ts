import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { ParsedMail } from 'mailparser';
import type { CaseView } from '../../shared/api-shapes.ts';
import type { MessageLine } from '../../shared/steps/export.ts';
import { startEngine } from '../support/engine.ts';
import type { TestEngine } from '../support/engine.ts';
import { exportMessages, exportOutgoing } from '../support/export.ts';
import { letter, read } from '../support/letters.ts';

let engine: TestEngine;
const CARE = 'care@company.example';
const data = (): string => engine.ready.data;

beforeAll(async () => { engine = await startEngine(); });
afterAll(async () => { await engine.stop(); });

async function write(fields: Parameters<typeof letter>[0] & { envelope?: string; rcpt?: string }): Promise<void> {
  const address = /<([^>]+)>/.exec(fields.from)?.[1] ?? fields.from;
  expect(await engine.sendMail(letter(fields), { from: fields.envelope ?? address, to: fields.rcpt ?? CARE })).toMatchObject({ code: 250 });
}
const exported = async (id: string): Promise<MessageLine> => engine.until(async () => (await exportMessages(data())).find((line) => line.messageId === id), `${id} is stored`);
const settled = async (id: string): Promise<MessageLine> =>
  engine.until(async () => (await exportMessages(data())).find((line) => line.messageId === id && (line.acknowledged || line.suppressedBecause)), `${id} is settled`);
async function mailTo(address: string, which = 0): Promise<ParsedMail & { from: NonNullable<ParsedMail['from']> }> {
  const sent = await engine.until(async () => (await engine.sent()).filter(({ to }) => to.includes(address))[which], `mail ${which + 1} to ${address}`);
  return await read(sent.raw) as ParsedMail & { from: NonNullable<ParsedMail['from']> };
}
const allMailTo = async (address: string): Promise<number> => (await engine.sent()).filter(({ to }) => to.includes(address)).length;

describe('a customer writes a first mail', () => {
  it('in Hebrew, and gets one acknowledgement in Hebrew, right to left, with number and time', async () => {
    await write({ from: 'Dana Levi <dana@customer.example>', subject: 'איפה ההזמנה?', id: '<he-1@customer.example>', text: 'שלום, ההזמנה ORD-2026-55431 לא הגיעה.' });
    const line = await settled('<he-1@customer.example>');
    const mail = await mailTo('dana@customer.example');
    expect(mail.subject).toBe(`Re: איפה ההזמנה? [${line.caseNumber}]`);
    expect(mail.text).toMatch(new RegExp(`מספר הפנייה: ${line.caseNumber}\\n[\\s\\S]*נשיב לך עד יום \\S+, \\d+ ב\\S+, בשעה \\d\\d:\\d\\d`));
    expect(mail.html).toMatch(/<html lang="he" dir="rtl">/);
    expect(await allMailTo('dana@customer.example')).toBe(1);
  });

  it('in English, and gets one acknowledgement in English, left to right, with number and time', async () => {
    await write({ from: 'John Roe <john@customer.example>', subject: 'Refund', id: '<en-1@customer.example>', text: 'Hello, when will I get my refund?' });
    const line = await settled('<en-1@customer.example>');
    const mail = await mailTo('john@customer.example');
    expect(mail.subject).toBe(`Re: Refund [${line.caseNumber}]`);
    expect(mail.text).toMatch(new RegExp(`Case number: ${line.caseNumber}\\n[\\s\\S]*We will answer you by \\w+day \\d+ \\w+, \\d\\d:\\d\\d \\(Israel time\\)`));
    expect(mail.html).toMatch(/<html lang="en" dir="ltr">/);
    expect(await allMailTo('john@customer.example')).toBe(1);
  });

  it('and the acknowledgement says of itself that it is automatic, and what it answers', async () => {
    const mail = await mailTo('john@customer.example');
    expect(mail.headers.get('auto-submitted')).toBe('auto-replied');
    expect(mail.inReplyTo).toBe('<en-1@customer.example>');
    expect(mail.from.value[0]).toMatchObject({ address: CARE });
  });

  it('three times at two of our addresses, and it is one entry, one case, one acknowledgement', async () => {
    const raw = letter({ from: 'ruth@customer.example', subject: 'חשבונית כפולה', id: '<ruth-1@customer.example>', text: 'חויבתי פעמיים' });
    for (const to of [CARE, CARE, 'support@company.example']) await engine.sendMail(raw, { from: 'ruth@customer.example', to });
    await settled('<ruth-1@customer.example>');
    await engine.until(async () => Object.values((await engine.state()).queues).every(({ visible, inFlight }) => visible + inFlight === 0), 'all queues are empty');
    expect((await exportMessages(data())).filter(({ messageId }) => messageId === '<ruth-1@customer.example>')).toHaveLength(1);
    expect(await allMailTo('ruth@customer.example')).toBe(1);
  });
});

describe('the customer answers the acknowledgement', () => {
  it('and lands in the same case, without a second acknowledgement', async () => {
    const first = await settled('<he-1@customer.example>');
    const acknowledgement = await mailTo('dana@customer.example');
    await write({ from: 'Dana Levi <dana@customer.example>', subject: `השב: ${acknowledgement.subject}`, id: '<he-2@customer.example>', text: 'עוד פרט: הטלפון שלי השתנה.', headers: [`In-Reply-To: ${acknowledgement.messageId}`] });
    expect(await exported('<he-2@customer.example>')).toMatchObject({ caseNumber: first.caseNumber, threadedBy: 'inReplyTo', suppressedBecause: 'joinedCase' });
  });

  it('by its reply address alone, and lands there too', async () => {
    const first = await settled('<en-1@customer.example>');
    const [reply] = (await mailTo('john@customer.example')).replyTo?.value ?? [];
    await write({ from: 'john@customer.example', subject: 'one more thing', id: '<en-2@customer.example>', text: 'my address', rcpt: reply?.address ?? '' });
    expect(await exported('<en-2@customer.example>')).toMatchObject({ caseNumber: first.caseNumber, threadedBy: 'addressToken' });
  });

  it('with the number alone, and lands there too', async () => {
    const first = await settled('<en-1@customer.example>');
    await write({ from: 'john@customer.example', subject: `RE: ${first.caseNumber}`, id: '<en-3@customer.example>', text: 'still waiting' });
    expect(await exported('<en-3@customer.example>')).toMatchObject({ caseNumber: first.caseNumber, threadedBy: 'caseNumber' });
  });

  it('but a stranger to whom it was forwarded gets a case of their own, linked', async () => {
    const first = await settled('<he-1@customer.example>');
    const acknowledgement = await mailTo('dana@customer.example');
    await write({ from: 'eve@stranger.example', subject: `Fwd: ${acknowledgement.subject}`, id: '<eve-1@stranger.example>', text: `${first.caseNumber}`, headers: [`In-Reply-To: ${acknowledgement.messageId}`, `References: <he-1@customer.example> ${acknowledgement.messageId}`] });
    const line = await settled('<eve-1@stranger.example>');
    expect(line).toMatchObject({ acknowledged: true, relatedTo: first.caseNumber });
    expect(line.caseNumber).not.toBe(first.caseNumber);
  });
});

describe('an agent answers through the API', () => {
  it('and the customer gets it as a mail in the same thread, with the number in its subject', async () => {
    const first = await settled('<he-1@customer.example>');
    const answer = await engine.api(`/cases/${first.caseNumber}/replies`, { method: 'POST', body: JSON.stringify({ text: 'שלום דנה, ההזמנה ORD-2026-55431 בדרך.' }) });
    expect(answer.status).toBe(202);
    const mail = await mailTo('dana@customer.example', 1);
    expect(mail).toMatchObject({ inReplyTo: '<he-2@customer.example>' });
    expect(mail.references).toContain('<he-2@customer.example>');
    expect(mail.subject).toContain(`[${first.caseNumber}]`);
    expect(mail.text).toContain('שלום דנה, ההזמנה ORD-2026-55431 בדרך.');
    expect(mail.headers.get('auto-submitted')).toBeUndefined();
  });

  it('and the case shows what was sent and how it fared', async () => {
    const first = await settled('<he-1@customer.example>');
    const view = await engine.until(async () => {
      const found = await (await engine.api(`/cases/${first.caseNumber}`)).json() as CaseView;
      return found.sent.length === 2 && found.sent.every(({ state }) => state === 'delivered') ? found : undefined;
    }, 'both mails are delivered');
    expect(view.case.status).toBe('waiting_on_customer');
    expect(view.entries.map(({ direction }) => direction)).toEqual(['in', 'in', 'out']);
  });

  it('and the export lists it with its raw mail', async () => {
    const reply = (await exportOutgoing(data())).find(({ kind }) => kind === 'reply');
    expect(reply).toMatchObject({ to: 'dana@customer.example', state: 'delivered', raw: expect.stringContaining('MIME-Version: 1.0') as unknown });
  });

  it('but nobody gets in without signing in', async () => {
    expect((await fetch(`${engine.ready.api}/cases`)).status).toBe(401);
  });
});

it('what became of the mails in the bucket is compared with what lies there', async () => {
  expect((await engine.api('/engine/schedules/moked-local-reconcile', { method: 'POST' })).status).toBe(200);
});

describe('an acknowledgement that bounces', () => {
  it('is marked so on its case and opens no other', async () => {
    await write({ from: 'Tal <suppressionlist@simulator.amazonses.com>', subject: 'Hello', id: '<bounce-1@simulator.example>', text: 'Please help me with my bill' });
    const line = await engine.until(async () => (await exportOutgoing(data())).find(({ to, state }) => to === 'suppressionlist@simulator.amazonses.com' && state === 'bounced'), 'it bounced');
    expect(line).toMatchObject({ attempts: 1, reason: expect.stringMatching(/^Permanent/) as unknown });
  });
});
