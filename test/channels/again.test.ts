import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import type { MessageArrival } from '../../shared/channels/arrival.ts';
import { PLATFORMS } from '../../shared/channels/index.ts';
import { differencesOf, type Kept } from '../../shared/domain/replay.ts';
import type { InboundMessage } from '../../shared/domain/message.ts';
import { arrivedMessage } from '../../shared/steps/arrived.ts';
import { readItemAgain, readUnreadableAgain, type ReadingPlatform } from '../../shared/steps/read-again.ts';
import { KEYS, SUNDAY_MORNING } from '../support/make.ts';

const ROOT = join(import.meta.dirname, '../../events');
const read = async (name: string): Promise<ReadingPlatform> => {
  const { facts, door, again } = PLATFORMS.find((platform) => platform.facts.name === name)!;
  return { facts, door, again: await again(), settings: facts.settings.parse(facts.example) as never };
};
const bodies = (name: string): Buffer[] => readdirSync(join(ROOT, name)).filter((file) => file.endsWith('.json') && !file.endsWith('.expected.json')).map((file) => readFileSync(join(ROOT, name, file)));

/** As `record` would have stored it. */
function storedFrom({ facts, door, settings }: ReadingPlatform, arrival: MessageArrival): Kept {
  const message = arrivedMessage({ facts, idKey: KEYS.id, namesOf: (inbox) => door.names?.(settings, inbox) ?? [], answersPublicly: false, wroteAsUs: (author) => door.wroteAsUs?.(settings, author) ?? false }, arrival, SUNDAY_MORNING);
  return { id: message.id, direction: message.platform!.ours ? 'out' : 'in', case: '482109379', thread: message.conversation!, threadedBy: 'newCase', quarantined: null, suppressedBecause: message.author.id === '' ? 'noAddress' : message.platform!.automatic ? null : 'channelForbids', message };
}
const again = (platform: ReadingPlatform, kept: Kept): InboundMessage => {
  const item = readItemAgain(platform, KEYS.id, kept);
  if (!item || !('message' in item)) throw new Error(`read as ${JSON.stringify(item)}`);
  return item.message;
};

describe.each(PLATFORMS.map(({ facts }) => facts.name))('what is kept of an item of %s', (name) => {
  it('is read again as it was when its delivery came', async () => {
    const platform = await read(name);
    const messages = bodies(name).flatMap((body) => platform.door.normalise(body, platform.settings, SUNDAY_MORNING)).filter((one): one is MessageArrival => one.kind === 'message' && !one.ownSend);
    expect(messages.length).toBeGreaterThan(0);
    for (const message of messages) {
      const kept = storedFrom(platform, message);
      expect(differencesOf(kept, { message: again(platform, kept), threadedBy: null })).toEqual([]);
    }
  });

  it('is unreadable still when it is no JSON, of another shape, or cut off', async () => {
    const platform = await read(name);
    const [message] = bodies(name).flatMap((body) => platform.door.normalise(body, platform.settings, SUNDAY_MORNING)).filter((one): one is MessageArrival => one.kind === 'message');
    const kept = storedFrom(platform, message!);
    for (const raw of ['', 'x', '17', 'null', '[]', '{}', '{"other":"1"}', kept.message.platform!.raw.slice(0, -1)]) {
      const spoilt = { message: { ...kept.message, platform: { ...kept.message.platform!, raw } } };
      expect(readItemAgain(platform, KEYS.id, spoilt)).toBeUndefined();
      expect(readUnreadableAgain(platform, KEYS.id, { message: { ...kept.message, text: raw } })).toBeUndefined();
    }
  });

  it('that was a whole delivery nobody could read is read once somebody can', async () => {
    const platform = await read(name);
    for (const body of bodies(name)) {
      const arrivals = platform.door.normalise(body, platform.settings, SUNDAY_MORNING);
      if (arrivals.some((one) => one.kind === 'note' && one.what === 'unknown')) continue;
      const found = readUnreadableAgain(platform, KEYS.id, { message: { ...storedFrom(platform, { ...PRIVATE, inbox: 'PAGE1' }).message, text: body.toString() } });
      expect(found?.map(({ deliveryId }) => deliveryId)).toEqual(arrivals.filter((one) => one.kind === 'message' && !one.ownSend).map(({ nativeId }) => nativeId));
    }
  });
});

const PRIVATE: MessageArrival = {
  kind: 'message', nativeId: 'm_1', inbox: 'PAGE1', visibility: 'private', conversation: '7001', post: null, parent: null, ours: false, ownSend: false, author: { id: '7001', name: 'Dana' },
  at: Date.parse('2026-11-22T07:00:00Z'), text: 'איפה ההזמנה?', attachments: [], link: null, monitoringOnly: false, raw: {},
};
const COMMENT: MessageArrival = { ...PRIVATE, nativeId: '900_2', visibility: 'public', conversation: '900', post: '900' };
const POST: MessageArrival = { ...PRIVATE, nativeId: '900', visibility: 'public', conversation: '900', post: '900' };
const MENTION: MessageArrival = { ...PRIVATE, inbox: '42', nativeId: '1800000000000000001', visibility: 'public', conversation: '1800000000000000001:7001', post: '1800000000000000001', text: '@brand איפה ההזמנה?' };
const at = '2026-11-22T07:00:00+0000';
const X_DM = { id: '1800000000000000003', event_type: 'MessageCreate', text: 'איפה ההזמנה?', sender_id: '7001', dm_conversation_id: '42-7001', created_at: '2026-11-22T07:00:00.000Z' };

describe('what was fetched, and not delivered,', () => {
  it.each<[string, string, MessageArrival, unknown]>([
    ['a private message', 'facebook', PRIVATE, { id: 'm_1', created_time: at, from: { id: '7001', name: 'Dana' }, to: { data: [{ id: 'PAGE1' }] }, message: 'איפה ההזמנה?' }],
    ['a comment', 'facebook', COMMENT, { id: '900_2', created_time: at, from: { id: '7001', name: 'Dana' }, message: 'איפה ההזמנה?' }],
    ['a post', 'facebook', POST, { id: '900', created_time: at, from: { id: '7001', name: 'Dana' }, message: 'איפה ההזמנה?' }],
    ['a private message', 'instagram', { ...PRIVATE, inbox: 'IG1' }, { id: 'm_1', created_time: at, from: { id: '7001', username: 'dana' }, to: { data: [{ id: 'IG1' }] }, message: 'איפה ההזמנה?' }],
    ['a comment', 'instagram', { ...COMMENT, inbox: 'IG1', parent: '900_1' }, { id: '900_2', timestamp: at, from: { id: '7001', username: 'dana' }, text: 'איפה ההזמנה?' }],
    ['a private message', 'x', { ...PRIVATE, inbox: '42', nativeId: X_DM.id, conversation: '42-7001' }, X_DM],
    ['a mention', 'x', MENTION, { id: MENTION.nativeId, text: '@brand איפה ההזמנה?', author_id: '7001', conversation_id: MENTION.nativeId, created_at: '2026-11-22T07:00:00.000Z' }],
    ['a post found by a keyword', 'x', { ...MENTION, text: 'brand is down', monitoringOnly: true }, { id: MENTION.nativeId, text: 'brand is down', author_id: '7001', conversation_id: MENTION.nativeId, created_at: '2026-11-22T07:00:00.000Z' }],
  ])('%s of %s is read again too', async (_what, name, arrival, raw) => {
    const platform = await read(name);
    const kept = storedFrom(platform, { ...arrival, raw });
    const message = again(platform, kept);
    expect([differencesOf(kept, { message, threadedBy: null }), message.at, message.platform]).toEqual([[], kept.message.at, { ...kept.message.platform, link: message.platform!.link }]);
  });
});
