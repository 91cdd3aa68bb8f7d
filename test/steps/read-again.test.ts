import { readdirSync } from 'node:fs';
import { describe, expect, it } from '@jest/globals';
import { keptNotification } from '../../shared/channels/email/kept-notification.ts';
import { readBody } from '../../shared/channels/email/read-body.ts';
import { onBehalf } from '../../shared/domain/form-sender.ts';
import type { InboundMessage } from '../../shared/domain/message.ts';
import { DEFAULT_SETTINGS } from '../../shared/domain/settings.ts';
import { readMailAgain } from '../../shared/steps/read-again.ts';
import { CARE, mail, mailWorld, recording, type MailWorld, type Sent } from '../support/mail-world.ts';

const names = readdirSync('events/email').filter((file) => file.endsWith('.eml')).map((file) => file.slice(0, -4));
const settings = { ...DEFAULT_SETTINGS, formSenders: ['orders@shop.example'] };

/** As it is stored, after it came through the queue. */
const arrived = async (world: MailWorld, raw: Buffer | string, sent: Sent): Promise<InboundMessage> => onBehalf(JSON.parse(JSON.stringify(await world.read(raw, sent))) as InboundMessage, settings);
const again = async ({ deps }: MailWorld, kept: InboundMessage): Promise<InboundMessage | undefined> => readMailAgain({ objects: deps.objects, parse: async (raw) => readBody(raw), careAddresses: [CARE], now: () => deps.now(), idKey: deps.idKey, settings }, keptNotification(kept));

describe('a stored mail, read again from its original', () => {
  it.each(names)('is the same message: %s', async (name) => {
    const world = mailWorld();
    const { raw, recording: { envelope } } = recording(name);
    const kept = await arrived(world, raw, { from: envelope.from, to: [envelope.to] });
    const parts = [...world.bucket.keys()].length;
    expect([await again(world, kept), world.bucket.size]).toEqual([kept, parts]);
  });

  it.each<[string, Sent, Record<string, string>]>([
    ['spam', { verdicts: { spam: 'FAIL' } }, {}],
    ['a virus in spam', { verdicts: { spam: 'FAIL', virus: 'FAIL' } }, {}],
    ['forged, by its own policy', { verdicts: { dmarc: 'FAIL' }, dmarcPolicy: 'quarantine' }, {}],
    ['unauthenticated', { verdicts: { dmarc: 'FAIL' }, dmarcPolicy: 'none' }, {}],
    ['without any verdict', { verdicts: { spam: 'DISABLED', virus: 'DISABLED', dmarc: 'GRAY' } }, {}],
    ['from the null sender', { from: '' }, {}],
    ['to two of our addresses', { to: ['support@company.example', CARE] }, {}],
    ['written by a listed form for a customer', { from: 'orders@shop.example' }, { 'From': 'orders@shop.example', 'Reply-To': 'Ruth <ruth@customer.example>', 'Auto-Submitted': 'auto-generated' }],
  ])('is what it was, %s', async (_what, sent, headers) => {
    const world = mailWorld();
    const kept = await arrived(world, mail(headers), sent);
    expect(await again(world, kept)).toEqual(kept);
  });

  it('is nothing when its original is gone', async () => {
    const world = mailWorld();
    const kept = await arrived(world, mail(), {});
    world.bucket.clear();
    expect(await again(world, kept)).toBeUndefined();
  });
});
