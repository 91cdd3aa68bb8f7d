import { describe, expect, it } from '@jest/globals';
import type { Context, SQSEvent } from 'aws-lambda';
import { create } from '../../functions/send.ts';
import type { ComposedMail, Outgoing, ReplyPlan } from '../../shared/domain/outgoing.ts';
import { DEFAULT_SETTINGS } from '../../shared/domain/settings.ts';
import { composeReply } from '../../shared/channels/email/compose.ts';
import { NotFound } from '../../shared/errors.ts';
import { mailOutlet, withBytes } from '../../shared/steps/outlets.ts';
import { placeOf } from '../../shared/steps/send.ts';
import { KEYS, SUNDAY_MORNING } from '../support/make.ts';
import { noActs } from '../../local/faults/memory-moderations.ts';
import { MemorySendings } from '../../local/faults/memory-sendings.ts';
import { reply } from '../text/plans.ts';

const answer = (id: string, files?: ReplyPlan['files']): Extract<Outgoing, { kind: 'reply' }> => ({
  schema: 1, kind: 'reply', id: `reply-${id}`, channel: 'email', thread: 'thread-1', messageId: id, plannedAt: SUNDAY_MORNING, plan: reply('he', files ? { files } : {}),
});
const bill = (key: string): NonNullable<ReplyPlan['files']> => [{ key, name: 'חשבונית.pdf', type: 'application/pdf', size: 5 }];

/** `send` with a bucket in memory. What it hands over is held until `take` is called. */
function world(held = false) {
  const sendings = new MemorySendings();
  const bucket = new Map<string, Buffer>();
  const read: string[] = [];
  const handed: ComposedMail[] = [];
  const waiting: (() => void)[] = [];
  const atOnce = { now: 0, most: 0 };
  const handle = create({
    ...noActs(), sendings, settings: async () => DEFAULT_SETTINGS, keys: KEYS, now: () => SUNDAY_MORNING, pace: async () => undefined, log: () => undefined, mailLink: async () => undefined, hide: async () => undefined,
    outlet: () => mailOutlet(async (outgoing, settings, replyTo) => {
      if (outgoing.kind !== 'reply') throw new Error('answers only');
      const files = await withBytes(outgoing.plan.files, { get: async (key) => {
        read.push(key);
        const bytes = bucket.get(key);
        if (!bytes) throw new NotFound(`object ${key}`);
        return bytes;
      } });
      return composeReply(outgoing.plan, settings, { replyTo, files });
    }, {
      hand: async (mail) => {
        atOnce.most = Math.max(atOnce.most, ++atOnce.now);
        if (held) await new Promise<void>((resolve) => { waiting.push(resolve); });
        atOnce.now--;
        handed.push(mail);
        return `ses-${handed.length}`;
      },
    }),
  });
  const receive = async (...entries: Outgoing[]) => {
    for (const entry of entries) if (entry.kind === 'reply') sendings.plan(placeOf(entry), entry.id, SUNDAY_MORNING);
    return handle({ Records: entries.map((entry, place) => ({ messageId: `m${place}`, receiptHandle: `r${place}`, body: JSON.stringify(entry), attributes: { ApproximateReceiveCount: '1' } })) } as unknown as SQSEvent, {} as Context);
  };
  return { sendings, bucket, read, handed, waiting, atOnce, receive };
}

describe('an answer with a file', () => {
  it('goes out with its bytes, and the same ones when it is handed over again', async () => {
    const { bucket, sendings, handed, receive } = world();
    bucket.set('parts/a', Buffer.from('%PDF-'));
    const one = answer('a', bill('parts/a'));
    await receive(one);
    sendings.plan(placeOf(one), one.id, SUNDAY_MORNING);
    await receive(one);
    expect(handed.map(({ raw }) => raw.includes(`\r\n${Buffer.from('%PDF-').toString('base64')}\r\n`))).toEqual([true, true]);
  });

  it('whose file is no longer there fails, and its writer is told why', async () => {
    const { sendings, handed, receive } = world();
    const one = answer('a', bill('parts/erased'));
    expect(await receive(one)).toEqual({ batchItemFailures: [] });
    expect([sendings.of(placeOf(one)), handed]).toMatchObject([{ state: 'failed', reason: 'fileGone' }, []]);
  });

  it('waits its turn behind another: as many at once would not fit into memory', async () => {
    const { bucket, handed, atOnce, waiting, receive } = world(true);
    for (const key of ['a', 'b', 'c']) bucket.set(`parts/${key}`, Buffer.from(key));
    const done = receive(...['a', 'b', 'c'].map((key) => answer(key, bill(`parts/${key}`))), answer('plain'));
    const turn = async (): Promise<void> => new Promise((resolve) => { setImmediate(resolve); });
    // The one without a file goes beside the first.
    while (waiting.length < 2) await turn();
    while (handed.length < 4) {
      waiting.shift()?.();
      await turn();
    }
    await done;
    expect([handed.length, atOnce.most]).toEqual([4, 2]);
  });
});

it('an answer without a file reads nothing from the bucket', async () => {
  const { read, handed, receive } = world();
  await receive(answer('plain'), { ...answer('said'), plan: reply('en', { text: 'I saw "files":[{"key":"x"}] in the log' }) });
  expect([read, handed.length]).toEqual([[], 2]);
});
