import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { again, deliver } from '../../local/platforms/delivery.ts';
import { startLinkedIn } from '../../local/platforms/linkedin.ts';
import { startX } from '../../local/platforms/x.ts';
import type { Arrival } from '../../shared/channels/arrival.ts';
import { door as linkedInDoor } from '../../shared/channels/linkedin/door.ts';
import { facts as linkedInFacts, LinkedInSettings } from '../../shared/channels/linkedin/facts.ts';
import { door as xDoor } from '../../shared/channels/x/door.ts';
import { facts as xFacts, XSettings } from '../../shared/channels/x/facts.ts';
import { SUNDAY_MORNING } from '../support/make.ts';
import { seeded } from '../../local/faults/seeded.ts';
import { listen } from '../support/small-webhook.ts';

const texts = (arrivals: Arrival[]): (string | null)[] => arrivals.map(({ text }) => text);

describe('the stand-in for X', () => {
  const settings = XSettings.parse(xFacts.example);
  let stand: Awaited<ReturnType<typeof startX>>;
  let hook: Awaited<ReturnType<typeof listen>>;

  beforeEach(async () => {
    stand = await startX({ secret: settings.consumerSecret, token: 'local-x-token', appId: '4242', account: { id: '42', name: 'Brand', username: 'brand' }, now: () => SUNDAY_MORNING });
    hook = await listen(xDoor, settings);
    stand.meets({ id: '7', name: 'דנה', username: 'dana' });
    stand.deliverTo(hook.server.url);
  });
  afterEach(() => Promise.all([stand.close(), hook.server.close()]));

  it('finds our webhook valid', async () => {
    expect(await stand.check(hook.server.url)).toBe(true);
  });

  it('delivers what our door believes and reads', async () => {
    await stand.post('7', '@brand שלום');
    await stand.write('7', 'בפרטי');
    expect(texts(hook.arrivals)).toEqual(['@brand שלום', 'בפרטי']);
  });

  it('tells of an edit and of a removal', async () => {
    const post = await stand.post('7', '@brand one');
    await stand.edit(post, '@brand two');
    await stand.remove(post);
    expect(hook.arrivals.map((arrival) => (arrival.kind === 'note' ? `${arrival.what} ${arrival.about}` : arrival.nativeId))).toEqual([post.id, post.id, `edited ${post.id}`, `removed ${post.id}`]);
  });

  it('delivers again, out of order, with the same ids', async () => {
    for (let n = 0; n < 5; n++) await stand.post('7', `@brand ${n}`);
    const first = new Set(hook.arrivals.map(({ nativeId }) => nativeId));
    for (const delivery of again(stand.deliveries, 3, seeded(1).below)) await deliver(hook.server.url, delivery);
    expect([hook.arrivals.length, new Set(hook.arrivals.map(({ nativeId }) => nativeId))]).toEqual([20, first]);
  });

  it('is not believed with another secret', async () => {
    const other = await startX({ secret: 'other', token: 't', appId: '1', account: { id: '42', name: 'Brand', username: 'brand' }, now: () => SUNDAY_MORNING });
    await other.post('8', '@brand x');
    expect([await deliver(hook.server.url, other.deliveries[0]!), hook.arrivals]).toEqual([401, []]);
    await other.close();
  });

  it('knows no endpoint that X has not', async () => {
    expect((await fetch(`${stand.url}/2/tweets/search/all`)).status).toBe(404);
  });

  it('refuses calls beyond its limit until the window is over', async () => {
    const strict = await startX({ secret: 's', token: 't', appId: '1', account: { id: '42', name: 'Brand', username: 'brand' }, now: () => SUNDAY_MORNING, limits: { me: 1 } });
    const call = () => fetch(`${strict.url}/2/users/me`, { headers: { authorization: 'Bearer t' } });
    const [first, second] = [await call(), await call()];
    expect([first.status, second.status, second.headers.get('x-rate-limit-reset')]).toEqual([200, 429, String(SUNDAY_MORNING / 1000 + 900)]);
    await strict.close();
  });
});

describe('the stand-in for LinkedIn', () => {
  const settings = LinkedInSettings.parse(linkedInFacts.example);
  const POST = 'urn:li:activity:7012345678901234567';
  const start = (form: 'documented' | 'other', secret = settings.clientSecret) => startLinkedIn({ secret, token: 'local-linkedin-token', organizationId: '1', now: () => SUNDAY_MORNING, versions: ['202607'], form });

  it.each(['documented', 'other'] as const)('signed in the %s form is believed, in batches of ten', async (form) => {
    const [stand, hook] = [await start(form), await listen(linkedInDoor, settings)];
    stand.deliverTo(hook.server.url);
    await stand.comment(POST, Array.from({ length: 23 }, (_, n) => ({ by: 'urn:li:person:dana', text: `תגובה ${n}` })));
    expect([stand.deliveries.length, new Set(texts(hook.arrivals)).size]).toEqual([3, 23]);
    await Promise.all([stand.close(), hook.server.close()]);
  });

  it('finds our webhook valid', async () => {
    const [stand, hook] = [await start('documented'), await listen(linkedInDoor, settings)];
    expect(await stand.check(hook.server.url)).toBe(true);
    await Promise.all([stand.close(), hook.server.close()]);
  });

  it('names a removed comment as it was told', async () => {
    const [stand, hook] = [await start('documented'), await listen(linkedInDoor, settings)];
    stand.deliverTo(hook.server.url);
    const [name] = await stand.comment(POST, [{ by: 'urn:li:person:dana', text: 'x' }]);
    await stand.remove(name!);
    expect(hook.arrivals).toEqual([expect.objectContaining({ nativeId: name }), expect.objectContaining({ what: 'removed', about: name })]);
    await Promise.all([stand.close(), hook.server.close()]);
  });
});
