import { beforeEach, describe, expect, it } from '@jest/globals';
import { caseNumbers } from '../../shared/aws/cases.ts';
import type { InboundMessage } from '../../shared/domain/message.ts';
import type { Outgoing } from '../../shared/domain/outgoing.ts';
import { DEFAULT_SETTINGS } from '../../shared/domain/settings.ts';
import type { Settings } from '../../shared/domain/settings.ts';
import { record } from '../../shared/steps/record.ts';
import { KEYS, SUNDAY_MORNING, mail, privateMessage } from '../support/make.ts';
import { MemoryCases } from '../../local/faults/memory-cases.ts';

let table: MemoryCases;
let outbox: Outgoing[];
beforeEach(() => {
  table = new MemoryCases();
  outbox = [];
});

async function receive(message: InboundMessage, settings: Partial<Settings> = {}) {
  await record({
    store: table, settings: async () => ({ ...DEFAULT_SETTINGS, ...settings }), keys: KEYS, now: () => message.receivedAt, nextNumber: caseNumbers(table, KEYS.number), log: () => undefined,
    outbox: { send: async (entries) => { outbox.push(...entries); } },
  })([JSON.stringify(message)]);
  return table.cases.get([...table.messages.values()].find(({ id }) => id === message.id)!.case!)!;
}
const says = (text: string): Pick<InboundMessage, 'text' | 'replyText'> => ({ text, replyText: text });
const MINUTE = 60_000;

describe('how urgent a message is', () => {
  it.each([['he', 'אמא שלי בת 86 ומחוברת לחמצן, והמכשיר לא עובד'], ['en', 'My mother is 86 years old and on oxygen, and we have no electricity']] as const)('is kept on its case with the reason, and promised for sooner (%s)', async (language, text) => {
    const item = await receive(mail({ language, ...says(text) }));
    expect(item.priority).toBe('urgent');
    expect(item.urgency!.length).toBeGreaterThan(0);
    expect(item.promise.dueAt - SUNDAY_MORNING).toBeLessThanOrEqual(75 * MINUTE);
    expect(outbox[0]).toMatchObject({ kind: 'acknowledgement', plan: { dueAt: item.promise.dueAt } });
  });

  it('counts on a platform as in a mail', async () => {
    const item = await receive(privateMessage('talk', says('אני אפנה לעורך דין שלי ולתביעה קטנה')));
    expect(item).toMatchObject({ priority: 'high', urgency: [{ sign: 'legal' }] });
  });

  it('is usual for a usual question', async () => {
    expect((await receive(mail())).priority).toBe('normal');
  });

  it('knows those who go first, and the names of those to whom one leaves', async () => {
    expect(await receive(mail({ from: 'ceo@big.example' }), { vips: ['@big.example'] })).toMatchObject({ priority: 'high', urgency: [{ sign: 'vip' }] });
    expect(await receive(mail(says('נמאס לי, אני עוברת לפרטנר')), { competitors: ['פרטנר'] })).toMatchObject({ priority: 'high', urgency: [{ sign: 'leaves' }] });
  });

  it('raises a case that is there, and what is due with it; what the customer was told stays', async () => {
    const first = await receive(mail({ mail: { messageId: '<one@example.org>' } }));
    const told = first.promise.dueAt;
    await receive(mail({ ...says('I will sue you, my lawyer is writing'), receivedAt: SUNDAY_MORNING + MINUTE, mail: { inReplyTo: ['<one@example.org>'] } }));
    const item = table.cases.get(first.number)!;
    expect(item.priority).toBe('high');
    expect(item.dueAt).toBeLessThan(told);
    expect(item.promise.dueAt).toBe(told);
  });

  it('never lowers a case: thanks after a threat leave the threat', async () => {
    const first = await receive(mail({ ...says('I will sue you'), mail: { messageId: '<two@example.org>' } }));
    await receive(mail({ ...says('thanks'), receivedAt: SUNDAY_MORNING + MINUTE, mail: { inReplyTo: ['<two@example.org>'] } }));
    expect(table.cases.get(first.number)!.priority).toBe('high');
  });
});
