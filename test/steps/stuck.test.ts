import { beforeEach, describe, expect, it } from '@jest/globals';
import type { InboundMessage } from '../../shared/domain/message.ts';
import { InboundMessage as Shape } from '../../shared/domain/message.ts';
import { NotFound, Refused } from '../../shared/errors.ts';
import type { StuckQueue } from '../../shared/ports/stuck.ts';
import { keepFiltered, listStuck, tryAgain } from '../../shared/steps/stuck.ts';
import type { StuckDeps } from '../../shared/steps/stuck.ts';
import { opened } from '../adapters/cases.contract.ts';
import { KEYS, SUNDAY_MORNING, mail, privateMessage } from '../support/make.ts';
import { MemoryStuck } from '../support/memory-stuck.ts';

let memory: MemoryStuck;
let queued: InboundMessage[];
let deps: StuckDeps;
beforeEach(() => {
  [memory, queued] = [new MemoryStuck(), []];
  deps = { stuck: memory, inbound: { send: async (entries) => { queued.push(...entries); } }, keys: KEYS, now: () => SUNDAY_MORNING, log: () => undefined };
});
const give = (queue: StuckQueue, body: unknown): string => {
  const id = `e-${memory.entries.length}`;
  memory.entries.push({ queue, id, body: typeof body === 'string' ? body : JSON.stringify(body), since: SUNDAY_MORNING - 1000, tries: 1001 });
  return id;
};
const NOTICE = { notificationType: 'Received', mail: { timestamp: '2026-11-22T07:00:00Z', messageId: 'ses-1', source: 'dana@example.org', destination: ['care@company.example'] }, receipt: { action: { type: 'S3', objectKey: 'raw/ses-1' } } };

describe('the list of what a step has given up', () => {
  it('says whose each is, and what can be done with it, and nothing of what it says', async () => {
    give('mail', NOTICE);
    give('mail', 'a format of tomorrow');
    give('inbound', privateMessage('talk', { channel: 'facebook', text: 'המילים של דנה' }));
    give('inbound', [privateMessage('a'), privateMessage('b')]);
    give('inbound', { schema: 1, note: 'removed', channel: 'x', inbox: '42', id: 'a'.repeat(22), thread: null, nativeId: '7', at: 1, text: '', reference: null });
    give('inbound', { schema: 2, channel: 'facebook', text: 'of a later version' });
    give('outbox', opened(mail()).stored.plan);
    give('outbox', { eventType: 'Delivery' });
    give('tell', { DDBStreamBatchInfo: { batchSize: 40 } });
    const { stuck, total } = await listStuck(deps);
    expect(stuck.map(({ queue, kind, channel, count, canRetry, canKeep }) => [queue, kind, channel, count, canRetry, canKeep])).toEqual([
      ['mail', 'mail', 'email', 1, true, true], ['mail', 'unreadable', 'email', 1, true, true],
      ['inbound', 'message', 'facebook', 1, true, true], ['inbound', 'message', 'messenger', 2, true, true], ['inbound', 'note', 'x', 1, true, false], ['inbound', 'unreadable', 'facebook', 1, true, true],
      ['outbox', 'acknowledgement', 'email', 1, true, false], ['outbox', 'event', null, 1, true, false], ['tell', 'changes', null, 40, false, false],
    ]);
    expect(stuck[6]!.case).toMatch(/^\d{3}-\d{3}-\d{3}$/);
    expect([total, JSON.stringify(stuck)]).toEqual([9, expect.not.stringMatching(/דנה|dana|tomorrow|later version/)]);
  });
});

describe('trying again', () => {
  it('puts it back as it was, once: whoever presses second is told that it is gone', async () => {
    const id = give('outbox', '{"as":"it was"}');
    await tryAgain(deps, 'outbox', id);
    await expect(tryAgain(deps, 'outbox', id)).rejects.toThrow(NotFound);
    expect(memory.back).toEqual([{ queue: 'outbox', body: '{"as":"it was"}' }]);
  });

  it('is refused for what was put aside from the stream, and that stays', async () => {
    const id = give('tally', '{}');
    await expect(tryAgain(deps, 'tally', id)).rejects.toThrow(Refused);
    expect(memory.entries).toHaveLength(1);
  });
});

describe('keeping as a filtered message', () => {
  it('keeps a customer’s words under their own id, so that they are one message however often they come', async () => {
    const message = privateMessage('talk', { text: 'שלום, ההזמנה לא הגיעה' });
    await keepFiltered(deps, 'inbound', give('inbound', message));
    expect(queued).toMatchObject([{ id: message.id, receivedAt: message.receivedAt, text: message.text, sender: { machine: 'unreadable' } }]);
    expect(memory.entries).toEqual([]);
  });

  it.each([['mail', NOTICE], ['mail', 'a format of tomorrow'], ['inbound', '{"schema":2,"channel":"linkedin","text":"of a later version"}'], ['inbound', 'no JSON at all, שלום']] as [StuckQueue, unknown][])('keeps what nobody can read whole (%s)', async (queue, body) => {
    const id = give(queue, body);
    await keepFiltered(deps, queue, id);
    const text = typeof body === 'string' ? body : JSON.stringify(body);
    expect(queued.map((one) => Shape.parse(one))).toMatchObject([{ text, sender: { machine: 'unreadable' } }]);
  });

  it('names the delivery of a mail and where its original lies, so that the books know it', async () => {
    await keepFiltered(deps, 'mail', give('mail', NOTICE));
    expect(queued).toMatchObject([{ deliveryId: 'ses-1', raw: { key: 'raw/ses-1' }, mail: { envelopeFrom: 'dana@example.org', recipients: ['care@company.example'] } }]);
  });

  it('is refused for what no customer wrote, and that stays', async () => {
    const id = give('outbox', { eventType: 'Delivery' });
    await expect(keepFiltered(deps, 'outbox', id)).rejects.toThrow(Refused);
    expect([queued, memory.entries.length]).toEqual([[], 1]);
  });
});
