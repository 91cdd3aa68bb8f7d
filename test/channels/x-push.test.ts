import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { startX } from '../../local/platforms/x.ts';
import { platformHttp } from '../../shared/channels/http.ts';
import { api } from '../../shared/channels/x/api.ts';
import { door } from '../../shared/channels/x/door.ts';
import { facts, XSettings } from '../../shared/channels/x/facts.ts';
import { SUNDAY_MORNING } from '../support/make.ts';
import { listen } from '../support/small-webhook.ts';

const settings = XSettings.parse(facts.example);
let stand: Awaited<ReturnType<typeof startX>>;
let hook: Awaited<ReturnType<typeof listen>>;
const tools = (fields: Partial<XSettings> = {}) => ({ http: platformHttp(5), now: () => SUNDAY_MORNING, settings: { ...settings, apiBase: stand.url, webhookUrl: hook.server.url, ...fields } });
const subscribe = (fields: Partial<XSettings> = {}) => api.subscribe!(tools(fields), '42');
const health = (fields: Partial<XSettings> = {}) => api.health(tools(fields));

beforeEach(async () => {
  stand = await startX({ secret: 'local-x-secret', token: 'local-x-token', appId: '4242', account: { id: '42', name: 'Brand', username: 'brand' }, now: () => SUNDAY_MORNING });
  stand.meets({ id: '7001', name: 'דנה לוי', username: 'dana_levi' });
  hook = await listen(door, settings);
});
afterEach(() => Promise.all([stand.close(), hook.server.close()]));

describe('asking X for deliveries', () => {
  it('brings every kind of event that we want, and only to us', async () => {
    await subscribe();
    expect([stand.registry.webhooks.map(({ url, valid }) => [url, valid]), stand.registry.subscriptions.map(({ event_type: type }) => type)]).toEqual([
      [[hook.server.url, true]], ['post.mention.create', 'post.reply.create', 'post.quote.create', 'post.create', 'post.delete', 'dm.received', 'dm.sent'],
    ]);
  });

  it('is heard: the next mention comes in by itself', async () => {
    await subscribe();
    await stand.post('7001', '@brand שלום');
    expect(hook.arrivals).toEqual([expect.objectContaining({ text: '@brand שלום', author: { id: '7001', name: 'דנה לוי' } })]);
  });

  it('twice asks once', async () => {
    await subscribe();
    const asked = stand.seen.length;
    await subscribe();
    expect([stand.registry.webhooks.length, stand.registry.subscriptions.length, stand.seen.length - asked]).toEqual([1, 7, 2]);
  });

  it('has a webhook checked again that X has given up', async () => {
    await subscribe();
    stand.registry.webhooks[0]!.valid = false;
    await subscribe();
    expect(stand.registry.webhooks).toEqual([expect.objectContaining({ valid: true })]);
  });

  it('turns a subscription to our webhook that went elsewhere', async () => {
    stand.registry.subscriptions.push({ subscription_id: '77', event_type: 'dm.received', filter: { user_id: '42' }, webhook_id: '1', created_at: '', updated_at: '' });
    await subscribe({ events: ['dm.received'] });
    expect(stand.registry.subscriptions).toEqual([expect.objectContaining({ subscription_id: '77', webhook_id: stand.registry.webhooks[0]!.id })]);
  });

  it('leaves alone what another account of the app has asked for', async () => {
    stand.registry.subscriptions.push({ subscription_id: '78', event_type: 'dm.received', filter: { user_id: '43' }, webhook_id: '1', created_at: '', updated_at: '' });
    await subscribe({ events: ['dm.received'] });
    expect(stand.registry.subscriptions.map(({ filter, webhook_id: id }) => [filter.user_id, id])).toEqual([['43', '1'], ['42', stand.registry.webhooks[0]!.id]]);
  });

  it('goes on past a kind that is refused, and says so', async () => {
    await subscribe({ events: [] });
    stand.planWhere((endpoint, method) => endpoint === 'subscriptions' && method === 'POST', 403, { title: 'Forbidden' });
    await expect(subscribe()).rejects.toMatchObject({ name: 'Refused', reason: 'permissionMissing' });
    expect(stand.registry.subscriptions).toHaveLength(6);
  });

  it('needs the app’s own token', async () => {
    await expect(subscribe({ appToken: undefined })).rejects.toMatchObject({ reason: 'tokenMissing' });
  });

  it.each<[string, Partial<XSettings>]>([['42', { webhookUrl: undefined }], ['43', {}]])('of account %s with %j is refused', async (inbox, fields) => {
    await expect(api.subscribe!(tools(fields), inbox)).rejects.toMatchObject({ reason: 'notConnected' });
  });
});

describe('the health of X’s deliveries', () => {
  it('has nothing to tell when they come', async () => {
    await subscribe();
    expect(await health()).toEqual([]);
  });

  it('is nobody’s trouble where none are wanted', async () => {
    expect(await health({ webhookUrl: undefined })).toEqual([]);
  });

  it('tells that X knows no webhook of ours', async () => {
    expect(await health()).toEqual([{ key: 'unsubscribed', values: { account: '42' } }]);
  });

  it('tells that X has given our webhook up', async () => {
    await subscribe();
    stand.registry.webhooks[0]!.valid = false;
    expect(await health()).toEqual([{ key: 'unsubscribed', values: { account: '42' } }]);
  });

  it('names the kinds that are no longer delivered', async () => {
    await subscribe();
    stand.registry.subscriptions.splice(0, 1);
    expect(await health()).toEqual([{ key: 'unsubscribed', values: { account: '42', missing: 'post.mention.create' } }]);
  });

  it('tells one dead token once', async () => {
    stand.revoke();
    expect(await health({ appToken: 'dead' })).toEqual([{ key: 'tokenDead', values: { account: '42' } }]);
  });

  it.each([[2_399_999, []], [2_400_000, [{ key: 'quotaUsed', values: { account: '42', percent: '80' } }]]])('after %i reads of three million tells %j', async (used, findings) => {
    await subscribe();
    stand.plan('usage', 200, { data: { project_cap: '3000000', project_usage: String(used) } });
    expect(await health()).toEqual(findings);
  });
});

describe('who takes our access away on X', () => {
  it('is noted, and health finds the dead token', async () => {
    await subscribe();
    stand.deliverTo(hook.server.url);
    await stand.disconnect();
    expect([hook.arrivals, await health()]).toEqual([
      [expect.objectContaining({ kind: 'note', what: 'disconnected', inbox: '42', about: null, at: SUNDAY_MORNING })],
      [{ key: 'tokenDead', values: { account: '42' } }],
    ]);
  });
});

describe('an answer typed on X itself', () => {
  it('in public comes in as ours, hung under the customer’s post', async () => {
    await subscribe();
    const post = await stand.post('7001', '@brand איפה?');
    await stand.answerOnX(post, '@dana_levi בדרך');
    expect(hook.arrivals.at(-1)).toMatchObject({ kind: 'message', ours: true, parent: post.id, text: '@dana_levi בדרך' });
  });

  it('in private is known to be typed there; what our app sent is not', async () => {
    await subscribe();
    await stand.write('7001', 'שלום');
    await stand.writeOnX('7001', 'typed');
    await api.send(tools(), { route: { kind: 'private', to: '7001', inbox: '42' }, text: 'by the app', automatic: false });
    await stand.settled();
    expect(hook.arrivals.slice(1).map((arrival) => arrival.kind === 'message' && [arrival.text, arrival.ownSend, arrival.typedElsewhere])).toEqual([['typed', false, true], ['by the app', true, undefined]]);
  });

  it('is found by polling too, where nothing is delivered', async () => {
    const post = await stand.post('7001', '@brand איפה?');
    await stand.answerOnX(post, '@dana_levi בדרך');
    await stand.post('42', 'מבצע חורף');
    const { arrivals } = await api.poll!(tools({ pollMentions: false, keywords: '' }), { inbox: '42', cursor: null });
    expect(arrivals).toEqual([expect.objectContaining({ ours: true, parent: post.id, text: '@dana_levi בדרך', author: { id: '42', name: null } })]);
  });

  it('to ourselves answers nobody', async () => {
    const own = await stand.post('42', 'מבצע חורף');
    await stand.answerOnX(own, 'עד יום שישי');
    expect((await api.poll!(tools({ keywords: '' }), { inbox: '42', cursor: null })).arrivals).toEqual([]);
  });

  it('is not looked for when the operator does not want it', async () => {
    await api.poll!(tools({ pollOwnAnswers: false, keywords: '' }), { inbox: '42', cursor: null });
    expect(stand.seen.map(({ endpoint }) => endpoint)).toEqual(['mentions', 'messages']);
  });
});

describe('a part that X refuses', () => {
  it('is told beside what it gives, and rests a while', async () => {
    await stand.post('7001', '@brand שלום');
    stand.plan('messages', 403, {});
    const first = await api.poll!(tools({ keywords: '' }), { inbox: '42', cursor: null });
    const second = await api.poll!(tools({ keywords: '' }), { inbox: '42', cursor: first.cursor });
    expect([first.arrivals.length, first.refused, second.refused, stand.seen.filter(({ endpoint }) => endpoint === 'messages').length]).toEqual([1, [{ part: 'messages', reason: 'permissionMissing' }], undefined, 1]);
  });
});

describe('a public answer that asks for a private message', () => {
  it('tells where the customer’s private words will come in', async () => {
    const post = await stand.post('7001', '@brand איפה ההזמנה?');
    const handed = await api.send(tools(), { route: { kind: 'publicReply', to: post.id, inbox: '42' }, text: 'אפשר לשלוח לנו הודעה פרטית', automatic: false, person: '7001' });
    stand.deliverTo(hook.server.url);
    await stand.write('7001', 'הנה הפרטים');
    expect(hook.arrivals.at(-1)).toMatchObject({ visibility: 'private', conversation: handed.conversation, author: { id: '7001' } });
  });

  it('to nobody in particular tells nothing', async () => {
    const post = await stand.post('7001', '@brand hi');
    expect(await api.send(tools(), { route: { kind: 'publicReply', to: post.id, inbox: '42' }, text: 'hello', automatic: false })).toEqual({ id: expect.stringMatching(/^\d+$/) });
  });
});

describe('the accounts of X', () => {
  it('are told with their handle', () => {
    expect(api.accounts(settings)).toEqual([{ inbox: '42', names: ['brand'] }]);
  });
});
