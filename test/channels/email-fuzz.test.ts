import { afterAll, describe, expect, it } from '@jest/globals';
import { readdirSync } from 'node:fs';
import { fuzz } from '../../local/mail-report/fuzz.ts';
import { mutate } from '../../local/mail-report/mutate.ts';
import type { ReadWhole } from '../../local/mail-report/measure.ts';
import { parserInWorker } from '../../shared/channels/email/parse-in-worker.ts';
import { InboundMessage } from '../../shared/domain/message.ts';
import { acceptMail } from '../../shared/steps/accept-mail.ts';
import { mailWorld, recording } from '../support/mail-world.ts';
import { WRITTEN_MAILS } from '../support/written-mails.ts';

const recordings = readdirSync(new URL('../../events/email/', import.meta.url)).filter((file) => file.endsWith('.eml')).map((file) => ({ name: file, raw: recording(file.slice(0, -4)).raw }));
const mails = [...recordings, ...WRITTEN_MAILS.slice(0, 40).map(({ title, raw }) => ({ name: title, raw }))];
const worker = parserInWorker();
afterAll(() => worker.close());

function reader(world: ReturnType<typeof mailWorld>): ReadWhole {
  return async (raw, from) => {
    world.bucket.clear();
    world.messages.length = 0;
    await acceptMail(world.deps, [world.arrive('mutated', raw, { from }, 3)]);
    const message = InboundMessage.parse(world.messages[0]);
    return { message, text: message.text };
  };
}

describe('a mail broken at random', () => {
  it('becomes a message that goes on, 800 times', async () => {
    const { broken } = await fuzz({ mails, mutations: 800, seed: 1, read: reader(mailWorld()), readInWorker: reader(mailWorld({ parse: worker.read })) });
    expect(broken).toEqual([]);
  }, 120_000);

  it('is broken the same way for the same seed', () => {
    expect(mutate(mails[0]!.raw, 7).equals(mutate(mails[0]!.raw, 7))).toBe(true);
  });

  it('is broken in many ways', () => {
    expect(new Set(Array.from({ length: 200 }, (_, seed) => mutate(mails[0]!.raw, seed).toString('latin1'))).size).toBeGreaterThan(180);
  });

  it('is told when its message would not go on', async () => {
    const breaking: ReadWhole = async () => { throw new Error('no'); };
    const { broken } = await fuzz({ mails, mutations: 3, seed: 1, read: breaking, readInWorker: breaking });
    expect(broken.map(({ why }) => why)).toEqual(['no', 'no', 'no']);
  });
});
