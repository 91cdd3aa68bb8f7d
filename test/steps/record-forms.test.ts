import { describe, expect, it } from '@jest/globals';
import { caseNumbers } from '../../shared/aws/cases.ts';
import type { Outgoing } from '../../shared/domain/outgoing.ts';
import { DEFAULT_SETTINGS } from '../../shared/domain/settings.ts';
import { record } from '../../shared/steps/record.ts';
import { mailWorld } from '../support/mail-world.ts';
import type { Sent } from '../support/mail-world.ts';
import { KEYS, SUNDAY_MORNING } from '../support/make.ts';
import { MemoryCases } from '../../local/faults/memory-cases.ts';

const SHOP = 'wordpress-noreply@shop.example';
const form = ({ from = SHOP, replyTo = '=?utf-8?B?15PXoNeU?= <dana@customer.example>', more = '' } = {}): string =>
  `From: The shop <${from}>\r\n${replyTo ? `Reply-To: ${replyTo}\r\n` : ''}To: care@company.example\r\nSubject: =?utf-8?B?16TXoNeZ15nXlA==?=\r\nMessage-ID: <1@shop.example>\r\nAuto-Submitted: auto-generated\r\n${more}Content-Type: text/plain; charset=utf-8\r\n\r\nההזמנה ORD-2026-55431 לא הגיעה\r\n`;

/** What becomes of a mail, from the mail service's word to the outbox. */
async function arrives(raw: string, formSenders: string[], sent: Sent = {}) {
  const store = new MemoryCases();
  const outbox: Outgoing[] = [];
  const message = await mailWorld().read(raw, { from: SHOP, ...sent });
  await record({
    store, settings: async () => ({ ...DEFAULT_SETTINGS, formSenders }), keys: KEYS, now: () => SUNDAY_MORNING, log: () => undefined, nextNumber: caseNumbers(store, KEYS.number),
    outbox: { send: async (entries) => { outbox.push(...entries); } },
  })([JSON.stringify(message)]);
  const [stored] = [...store.messages.values()];
  return { stored: stored!, plans: outbox.flatMap((entry) => (entry.kind === 'acknowledgement' ? [entry.plan] : [])) };
}

describe('a form or shop that an administrator listed', () => {
  it.each([[[SHOP]], [['@shop.example']], [['WordPress-NoReply@Shop.example']]])('writes for whoever its Reply-To names: %j', async (listed) => {
    const { stored, plans } = await arrives(form(), listed);
    expect([stored.quarantined, stored.message.author, stored.message.sender]).toEqual([null, { id: 'dana@customer.example', name: 'דנה' }, { machine: null, evidence: [`form: ${SHOP} writes for its Reply-To`, expect.any(String), expect.any(String)] }]);
    expect(plans).toMatchObject([{ to: 'dana@customer.example', language: 'he' }]);
  });

  it('has nobody vouched for: the answer repeats no word and no name of what was typed', async () => {
    const { plans } = await arrives(form(), [SHOP]);
    expect(plans).toMatchObject([{ authenticated: false, name: null, subject: null, inReplyTo: null, references: [] }]);
  });

  it.each([
    ['names nobody', { replyTo: '' }], ['names two people', { replyTo: 'a@b.example, c@d.example' }], ['names ourselves', { replyTo: 'care@company.example' }], ['has two of them', { more: 'Reply-To: eve@evil.example\r\n' }],
    ['names an address that no mail can be sent to', { replyTo: '"dana levi"@customer.example' }],
  ])('is filtered as before when its mail %s', async (_what, given) => {
    const { stored, plans } = await arrives(form(given), [SHOP]);
    expect([stored.quarantined, stored.message.author.id, plans]).toEqual(['autoSubmitted', SHOP, []]);
  });

  it('is not believed where its domain says that it is forged', async () => {
    const { stored, plans } = await arrives(form().replace('Auto-Submitted: auto-generated\r\n', '').replaceAll(SHOP, 'shop@shop.example'), ['shop@shop.example'], { from: 'shop@shop.example', verdicts: { dmarc: 'FAIL' }, dmarcPolicy: 'REJECT' });
    expect([stored.quarantined, plans]).toEqual(['forged', []]);
  });
});

describe('a form that nobody listed', () => {
  const GMAIL = 'Dana <dana.levi@gmail.com>';
  const plain = (given: Parameters<typeof form>[0]): string => form(given).replace('Auto-Submitted: auto-generated\r\n', '');

  it.each([['no-reply@crm.wix.example', GMAIL], ['wordpress-noreply@shop.example', 'dana@walla.co.il']])('%s that names a person\'s own mailbox writes for them', async (from, replyTo) => {
    const { stored, plans } = await arrives(plain({ from, replyTo }), [], { from });
    expect([stored.quarantined, stored.message.author.id, plans.map(({ to, authenticated }) => [to, authenticated])]).toEqual([null, replyTo.replace(/.*<|>/g, ''), [[replyTo.replace(/.*<|>/g, ''), false]]]);
  });

  it.each([
    ['names a company', plain({ from: 'no-reply@billing.example', replyTo: 'support@vendor.example' })], ['says that it is automatic', form({ from: 'no-reply@billing.example', replyTo: GMAIL })],
    ['goes to a list', plain({ from: 'no-reply@billing.example', replyTo: GMAIL, more: 'List-Unsubscribe: <https://x.example>\r\n' })], ['names a domain that only looks like one', plain({ from: 'no-reply@billing.example', replyTo: 'dana@gmail.com.evil.example' })],
  ])('is filtered as before when it %s', async (_what, raw) => {
    const { stored, plans } = await arrives(raw, [], { from: 'no-reply@billing.example' });
    expect([stored.quarantined === null, stored.message.author.id, plans]).toEqual([false, 'no-reply@billing.example', []]);
  });
});

describe('a stranger with a Reply-To', () => {
  it('aims no answer at anybody with it', async () => {
    const { stored, plans } = await arrives(form({ from: 'eve@evil.example' }).replace('Auto-Submitted: auto-generated\r\n', ''), [SHOP], { from: 'eve@evil.example' });
    expect([stored.message.author.id, plans.map(({ to }) => to)]).toEqual(['eve@evil.example', ['eve@evil.example']]);
  });
});
