import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { rememberDelivery } from '../../local/social-memory.ts';
import { startSocialWorld, type SocialWorld } from '../../local/social-world.ts';
import { PLATFORMS } from '../../shared/channels/index.ts';

const NOW = Date.now();
const seconds = Math.floor(NOW / 1000);

describe('the platforms on this machine', () => {
  let world: SocialWorld;
  const failures: unknown[] = [];
  beforeAll(async () => { world = await startSocialWorld('http://127.0.0.1:9/webhooks', (error) => failures.push(error)); });
  afterAll(async () => world.close());

  const tell = (channel: string, body: unknown): void => rememberDelivery(world, channel, Buffer.from(typeof body === 'string' ? body : JSON.stringify(body)));
  const graph = (path: string, token: string, body: unknown) => fetch(`${world.graph.url}/v26.0/${path}`, { method: 'POST', headers: { 'content-type': 'application/json', authorization: `Bearer ${token}` }, body: JSON.stringify(body) });

  it('are given to the product by settings that fit, and lead nowhere but here', () => {
    for (const { channel, settings } of world.connections) {
      expect(PLATFORMS.find(({ facts }) => facts.name === channel)!.facts.settings.safeParse(settings).success).toBe(true);
      const addresses = Object.values(settings).filter((value) => typeof value === 'string' && value.startsWith('http'));
      expect([addresses.length > 0, addresses.filter((address) => new URL(String(address)).hostname !== '127.0.0.1')]).toEqual([true, []]);
    }
    expect(world.connections.map(({ channel }) => channel)).toEqual(PLATFORMS.map(({ facts }) => facts.name));
  });

  it('can answer whoever wrote by hand to the webhook', async () => {
    const message = { recipient: { id: 'P900' }, messaging_type: 'RESPONSE', message: { text: 'שלום' } };
    const before = await graph('PAGE1/messages', 'local-facebook-token', message);
    tell('facebook', { object: 'page', entry: [{ id: 'PAGE1', time: NOW, messaging: [{ sender: { id: 'P900' }, recipient: { id: 'PAGE1' }, timestamp: NOW, message: { mid: 'm_1', text: 'היי' } }] }] });
    expect([before.status, (await graph('PAGE1/messages', 'local-facebook-token', message)).status]).toEqual([400, 200]);
  });

  it('know a comment that came by hand: one private reply', async () => {
    tell('facebook', { object: 'page', entry: [{ id: 'PAGE1', time: seconds, changes: [{ field: 'feed', value: { item: 'comment', verb: 'add', comment_id: '1_2', post_id: 'PAGE1_1', parent_id: 'PAGE1_1', from: { id: '5', name: 'דנה' }, message: 'איפה?', created_time: seconds } }] }] });
    tell('instagram', { object: 'instagram', entry: [{ id: 'IG1', time: seconds, changes: [{ field: 'comments', value: { id: '77', from: { id: '6', username: 'dana' }, media: { id: '1' }, text: 'איפה?' } }] }] });
    const reply = (id: string) => ({ recipient: { comment_id: id }, message: { text: 'שלום' } });
    const statuses = [await graph('PAGE1/messages', 'local-facebook-token', reply('1_2')), await graph('PAGE1/messages', 'local-facebook-token', reply('1_2')), await graph('IG1/messages', 'local-instagram-token', reply('77'))].map(({ status }) => status);
    expect(statuses).toEqual([200, 400, 200]);
  });

  it('know a private message on X that came by hand, in both envelopes', async () => {
    const message = (id: string, from: string) => ({ type: 'message_create', id, created_timestamp: String(NOW), message_create: { sender_id: from, target: { recipient_id: '42' }, message_data: { text: 'hi' } } });
    tell('x', { data: { event_uuid: '1', event_type: 'dm.received', payload: { direct_message_events: [message('1001', '777')], users: {} } } });
    tell('x', { for_user_id: '42', direct_message_events: [message('1002', '778')] });
    const send = async (to: string) => (await fetch(`${world.x.url}/2/dm_conversations/with/${to}/messages`, { method: 'POST', headers: { 'content-type': 'application/json', authorization: 'Bearer local-x-token' }, body: '{"text":"hello"}' })).status;
    expect([await send('777'), await send('778'), await send('779')]).toEqual([201, 201, 403]);
  });

  it('know a comment on LinkedIn once, however often it comes', () => {
    const comment = { type: 'ORGANIZATION_SOCIAL_ACTION_NOTIFICATIONS', notifications: [{ notificationId: 1, lastModifiedAt: NOW, decoratedGeneratedActivity: { comment: { entity: 'urn:li:comment:(urn:li:activity:1,2)', object: 'urn:li:activity:1', owner: 'urn:li:person:a', text: 'x' } } }] };
    tell('linkedin', comment);
    tell('linkedin', comment);
    expect(world.linkedin.comments).toMatchObject([{ id: 2, post: 'urn:li:activity:1', actor: 'urn:li:person:a' }]);
  });

  it.each(['facebook', 'instagram', 'x', 'linkedin'])('pass over what is of no shape of %s', (channel) => {
    for (const body of ['', 'no', '[]', 'null', '7', '{"entry":7}', '{"entry":[null,{"id":"PAGE1","changes":[{}],"messaging":[{}]}]}', '{"data":{}}', '{"notifications":[{}]}']) expect(() => tell(channel, body)).not.toThrow();
  });

  it('use other ids after each start, since the product remembers those of before', async () => {
    const other = await startSocialWorld('http://127.0.0.1:9/webhooks', (error) => failures.push(error));
    expect(other.posts).not.toEqual(world.posts);
    await other.close();
    expect(failures).toEqual([]);
  });
});
