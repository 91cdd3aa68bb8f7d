import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { startLinkedIn } from '../../local/platforms/linkedin.ts';
import { platformHttp } from '../../shared/channels/http.ts';
import { api } from '../../shared/channels/linkedin/api.ts';
import { door } from '../../shared/channels/linkedin/door.ts';
import { facts, LinkedInSettings } from '../../shared/channels/linkedin/facts.ts';
import { readLittleText } from '../../shared/channels/linkedin/little-text.ts';
import { SUNDAY_MORNING } from '../support/make.ts';
import { listen } from '../support/small-webhook.ts';

const POST = 'urn:li:activity:7012345678901234567';
const DANA = 'urn:li:person:dana';
const DAY = 86_400_000;

let now = SUNDAY_MORNING;
let stand: Awaited<ReturnType<typeof startLinkedIn>>;
let hook: Awaited<ReturnType<typeof listen>>;
const tools = (fields: Partial<LinkedInSettings> = {}) => ({
  http: platformHttp(5), now: () => now,
  settings: { ...LinkedInSettings.parse({ ...facts.example, applicationId: '123456', memberId: 'aB-1_c', webhookUrl: hook.server.url }), apiBase: stand.url, ...fields },
});
const subscribe = (fields: Partial<LinkedInSettings> = {}) => api.subscribe!(tools(fields), '1');
const pollOnce = () => api.poll!(tools(), { inbox: '1', cursor: null });

beforeEach(async () => {
  now = SUNDAY_MORNING;
  stand = await startLinkedIn({ secret: 'local-linkedin-secret', token: 'local-linkedin-token', organizationId: '1', now: () => now, versions: ['202607'] });
  hook = await listen(door, LinkedInSettings.parse(facts.example));
});
afterEach(() => Promise.all([stand.close(), hook.server.close()]));

describe('asking LinkedIn for deliveries', () => {
  it('names app, member and page as its key wants them', async () => {
    await subscribe();
    expect(stand.seen[0]).toMatchObject({
      method: 'PUT', body: { webhook: hook.server.url },
      path: '/rest/eventSubscriptions/(developerApplication:urn%3Ali%3AdeveloperApplication%3A123456,user:urn%3Ali%3Aperson%3AaB-1_c,entity:urn%3Ali%3Aorganization%3A1,eventType:ORGANIZATION_SOCIAL_ACTION_NOTIFICATIONS)',
    });
  });

  it('is heard: the next comment comes in by itself', async () => {
    await subscribe();
    await stand.comment(POST, [{ by: DANA, text: 'שלום' }]);
    expect(hook.arrivals).toEqual([expect.objectContaining({ text: 'שלום' })]);
  });

  it('by a member who no longer administers the page says so', async () => {
    await expect(api.subscribe!(tools({ organizationId: '2' }), '2')).rejects.toMatchObject({ reason: 'permissionMissing' });
  });

  it.each<[string, Partial<LinkedInSettings>]>([['1', { webhookUrl: undefined }], ['2', {}]])('of page %s with %j is refused', async (inbox, fields) => {
    await expect(api.subscribe!(tools(fields), inbox)).rejects.toMatchObject({ reason: 'notConnected' });
  });

  it('without the app’s and the member’s id is no setting', () => {
    expect(LinkedInSettings.safeParse({ ...facts.example, webhookUrl: 'https://care.example/webhooks/linkedin' }).success).toBe(false);
  });
});

describe('the health of LinkedIn’s deliveries', () => {
  it('has nothing to tell while they come', async () => {
    await subscribe();
    expect(await api.health(tools())).toEqual([]);
  });

  it('is nobody’s trouble where none are wanted', async () => {
    expect(await api.health(tools({ webhookUrl: undefined }))).toEqual([]);
  });

  it('tells that there is no subscription', async () => {
    await subscribe();
    stand.lapse();
    expect(await api.health(tools())).toEqual([{ key: 'unsubscribed', values: { account: '1' } }]);
  });

  it('tells that deliveries go elsewhere', async () => {
    await subscribe();
    expect(await api.health(tools({ webhookUrl: 'https://new.example/webhooks/linkedin' }))).toEqual([{ key: 'unsubscribed', values: { account: '1' } }]);
  });

  it.each([[45, []], [46, [{ key: 'subscriptionEnds', values: { account: '1', days: '14' } }]], [59, [{ key: 'subscriptionEnds', values: { account: '1', days: '1' } }]], [60, [{ key: 'unsubscribed', values: { account: '1' } }]]])('after %i of sixty days tells %j', async (days, findings) => {
    await subscribe();
    now += days * DAY;
    expect(await api.health(tools())).toEqual(findings);
  });

  it.each([[String(SUNDAY_MORNING + 3 * DAY)], [new Date(SUNDAY_MORNING + 3 * DAY).toISOString()], [SUNDAY_MORNING + 3 * DAY]])('reads the end of a subscription written as %j', async (expiresAt) => {
    stand.planWhere(/eventSubscriptions/, 200, { webhook: hook.server.url, expiresAt });
    expect(await api.health(tools())).toEqual([{ key: 'subscriptionEnds', values: { account: '1', days: '3' } }]);
  });

  it('tells a dead token once', async () => {
    stand.revoke();
    expect(await api.health(tools())).toEqual([{ key: 'tokenDead', values: { account: '1' } }]);
  });

  it.each([['202607', '2027-05-01', []], ['202607', '2027-05-02', [{ key: 'versionEnds', values: { account: '1', days: '60' } }]]])('of version %s on %s tells %j', async (version, day, findings) => {
    now = Date.parse(`${day}T00:00:00Z`);
    await subscribe();
    expect(await api.health(tools({ version }))).toEqual(findings);
  });
});

describe('an edited comment', () => {
  it('comes with its new text and the thread it lies in', async () => {
    const [name] = await stand.comment(POST, [{ by: DANA, text: 'לפני' }]);
    await stand.edit(name!, 'אחרי');
    expect((await pollOnce()).arrivals.at(-1)).toMatchObject({ what: 'edited', about: name, text: 'אחרי', thread: [POST, DANA] });
  });

  it('told by its name only is fetched', async () => {
    const [name] = await stand.comment(POST, [{ by: DANA, text: 'לפני' }]);
    await stand.edit(name!, 'אחרי', true);
    expect((await pollOnce()).arrivals.at(-1)).toMatchObject({ what: 'edited', about: name, text: 'אחרי', thread: [POST, DANA] });
  });

  it('that is gone by then stays an edit without a text', async () => {
    const [name] = await stand.comment(POST, [{ by: DANA, text: 'לפני' }]);
    await stand.edit(name!, 'אחרי', true);
    await stand.remove(name!);
    expect((await pollOnce()).arrivals.map((arrival) => arrival.kind === 'note' && [arrival.what, arrival.text])).toEqual([false, ['edited', null], ['removed', null]]);
  });

  it('that cannot be fetched now is fetched with its page later', async () => {
    const [name] = await stand.comment(POST, [{ by: DANA, text: 'לפני' }]);
    await stand.edit(name!, 'אחרי', true);
    stand.planWhere(/socialActions/, 429, { message: 'APPLICATION DAY limit reached' }, { 'retry-after': '60' });
    const first = await pollOnce();
    now += 61_000;
    const second = await api.poll!(tools(), { inbox: '1', cursor: first.cursor });
    expect([first.arrivals, second.arrivals.at(-1)]).toEqual([[], expect.objectContaining({ text: 'אחרי' })]);
  });
});

describe('an answer of the page', () => {
  it('comes back as ours, under the name that the hand-over told', async () => {
    const [comment] = await stand.comment(POST, [{ by: DANA, text: 'שאלה' }]);
    const { id } = await api.send(tools(), { route: { kind: 'publicReply', to: comment!, inbox: '1' }, text: 'תשובה', automatic: false });
    expect([(await pollOnce()).arrivals.at(-1), stand.seenOn(POST).map(({ name }) => name)]).toEqual([expect.objectContaining({ nativeId: id, ours: true, parent: comment }), [comment, id]]);
  });
});

describe('the pages of LinkedIn', () => {
  it.each([[undefined, []], ['חברה', ['חברה']]])('called %s are told with the names %j', (organizationName, names) => {
    expect(api.accounts(tools({ organizationName }).settings)).toEqual([{ inbox: '1', names }]);
  });
});

describe('a post’s text', () => {
  it.each([
    ['שלום', 'שלום'],
    ['thanks @[Brand](urn:li:organization:1)\\!', 'thanks @Brand\\!'],
    ['@[דנה \\(לוי\\)](urn:li:person:a-1_B) ראית\\?', '@דנה (לוי) ראית\\?'],
    ['@[Brand] (urn:li:organization:1) hi', '@Brand hi'],
    ['{hashtag|\\#|שירות} {hashtag|＃|care\\_now}', '#שירות #care_now'],
    ['a\\_b \\(c\\) 1\\*2 \\\\ \\<x\\>', 'a_b (c) 1*2 \\ <x>'],
    ['@[half (urn:li:person:1) {hashtag|x', '@[half (urn:li:person:1) {hashtag|x'],
  ])('%j is read as %j', (written, text) => {
    expect(readLittleText(written)).toBe(text);
  });

  it('of any signs is read in a time that grows with its length', () => {
    for (const sign of ['@[', '\\', '{hashtag|\\#|', '@[a](urn:li:']) expect(readLittleText(sign.repeat(50_000)).length).toBeGreaterThan(0);
  });
});
