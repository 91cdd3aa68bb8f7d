import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { startLinkedIn } from '../../local/platforms/linkedin.ts';
import { startX } from '../../local/platforms/x.ts';
import type { Api } from '../../shared/channels/channel.ts';
import type { Moderating } from '../../shared/channels/handing.ts';
import { api as facebook } from '../../shared/channels/facebook/api.ts';
import { api as instagram } from '../../shared/channels/instagram/api.ts';
import { platformHttp } from '../../shared/channels/http.ts';
import { PLATFORMS } from '../../shared/channels/index.ts';
import { api as linkedin } from '../../shared/channels/linkedin/api.ts';
import { facts as linkedinFacts, LinkedInSettings } from '../../shared/channels/linkedin/facts.ts';
import { api as x } from '../../shared/channels/x/api.ts';
import { facts as xFacts, XSettings } from '../../shared/channels/x/facts.ts';
import { graphWorld, type GraphWorld } from '../support/graph-world.ts';
import { SUNDAY_MORNING } from '../support/make.ts';

const DANA = { id: '7001', name: 'Dana Cohen' };
const refusal = (reason: string): unknown => expect.objectContaining({ name: 'Refused', reason });

describe.each(PLATFORMS.map(({ facts, api }) => ({ name: facts.name, facts, api })))('$name', ({ facts, api }) => {
  it('has an api for the acts that it says it knows, and for no other', async () => {
    const known = await api();
    expect(known.moderate !== undefined).toBe(Object.keys(facts.moderates ?? {}).length > 0);
  });

  it('refuses an act that it does not know, before any call', async () => {
    const known = (await api()) as Api<unknown>;
    const unknown = (['hide', 'like'] as const).filter((kind) => known.moderate && !facts.moderates?.[kind]);
    const inbox = { facebook: 'PAGE1', instagram: 'IG1', x: '42', linkedin: '1' }[facts.name]!;
    for (const act of unknown) await expect(known.moderate!({ settings: facts.settings.parse(facts.example), now: () => 0, http: async () => { throw new Error('a call'); } }, { act, to: '17', inbox, attempt: 0 })).rejects.toEqual(refusal('channelForbids'));
  });
});

describe('on Facebook and Instagram', () => {
  let world: GraphWorld;
  beforeEach(async () => { world = await graphWorld(); });
  afterEach(() => world.graph.close());

  const commented = (account: 'PAGE1' | 'IG1'): string => world.graph.customers.comment(account, DANA, world.graph.customers.post(account, { id: account, name: 'brand' }, 'מבצע').id, 'גנבים!').id;
  const onFacebook = async (act: Moderating['act'], to: string): Promise<void> => facebook.moderate!(world.facebook, { act, to, inbox: 'PAGE1', attempt: 0 });
  const onInstagram = async (act: Moderating['act'], to: string): Promise<void> => instagram.moderate!(world.instagram, { act, to, inbox: 'IG1', attempt: 0 });
  const item = (id: string) => world.graph.state.items.get(id)!;

  it('a comment is hidden, its words untouched, and shown again', async () => {
    const [facebooks, instagrams] = [commented('PAGE1'), commented('IG1')];
    await onFacebook('hide', facebooks);
    await onInstagram('hide', instagrams);
    expect([item(facebooks), item(instagrams)]).toMatchObject([{ hidden: true, text: 'גנבים!' }, { hidden: true, text: 'גנבים!' }]);
    await onFacebook('unhide', facebooks);
    await onInstagram('unhide', instagrams);
    expect([item(facebooks), item(instagrams)]).toMatchObject([{ hidden: false }, { hidden: false }]);
  });

  it('a hidden comment takes no answer on Instagram', async () => {
    const id = commented('IG1');
    await onInstagram('hide', id);
    await expect(instagram.send(world.instagram, { route: { kind: 'publicReply', to: id, inbox: 'IG1' }, text: 'שלום', automatic: false })).rejects.toEqual(refusal('badRequest'));
  });

  it('a comment that is hidden already is hidden', async () => {
    const id = commented('PAGE1');
    await onFacebook('hide', id);
    await expect(onFacebook('hide', id)).resolves.toBeUndefined();
    expect(item(id).hidden).toBe(true);
  });

  it('a comment on Facebook is liked by the page, and not any more', async () => {
    const id = commented('PAGE1');
    await onFacebook('like', id);
    expect(item(id).liked).toBe(true);
    await onFacebook('unlike', id);
    expect(item(id).liked).toBe(false);
    expect(world.calls).toEqual([`POST /v26.0/${id}/likes`, `DELETE /v26.0/${id}/likes`]);
  });

  it('hiding on Facebook comes back as its webhook, whoever did it', async () => {
    const id = commented('PAGE1');
    await onFacebook('hide', id);
    world.graph.customers.hideThere(id, false);
    expect(world.arrivals().filter(({ kind }) => kind === 'note')).toEqual([
      expect.objectContaining({ what: 'ownEcho' }), expect.objectContaining({ what: 'hidden', about: id, thread: [item(id).post, DANA.id] }), expect.objectContaining({ what: 'unhidden', about: id }),
    ]);
  });

  it('what is gone, a dead token and a limit are told apart', async () => {
    const id = commented('PAGE1');
    await expect(onFacebook('hide', '900_404')).rejects.toEqual(refusal('itemGone'));
    await expect(onFacebook('unlike', '900_404')).rejects.toEqual(refusal('itemGone'));
    world.graph.failNext({ status: 400, code: 200, message: '(#200) Permissions error' });
    await expect(onFacebook('hide', id)).rejects.toEqual(refusal('permissionMissing'));
    world.graph.throttle(3);
    await expect(onFacebook('hide', id)).rejects.toMatchObject({ name: 'TryLater', seconds: expect.any(Number) });
    world.graph.throttle(0);
    world.graph.state.revoked.set('local-facebook-token', 463);
    await expect(onFacebook('hide', id)).rejects.toEqual(refusal('tokenDead'));
  });

  it('an answer that says nothing leaves the outcome open', async () => {
    const id = commented('PAGE1');
    world.graph.failNext('hangUpAfterAccepting');
    await expect(onFacebook('hide', id)).rejects.not.toMatchObject({ name: 'Refused' });
    expect(item(id).hidden).toBe(true);
  });

  it('an account that is not connected, or an id that chooses another path, is refused', async () => {
    await expect(facebook.moderate!(world.facebook, { act: 'hide', to: '1', inbox: 'PAGE2', attempt: 0 })).rejects.toEqual(refusal('notConnected'));
    await expect(onFacebook('hide', '../me')).rejects.toEqual(refusal('badRequest'));
    await expect(onInstagram('hide', 'mention:17:18')).rejects.toEqual(refusal('channelForbids'));
  });
});

describe('on X', () => {
  let stand: Awaited<ReturnType<typeof startX>>;
  beforeEach(async () => {
    stand = await startX({ secret: 'local-x-secret', token: 'local-x-token', appId: '4242', account: { id: '42', name: 'Brand', username: 'brand' }, now: () => SUNDAY_MORNING });
    stand.meets({ id: '7001', name: 'דנה לוי', username: 'dana_levi' });
  });
  afterEach(() => stand.close());

  const moderate = async (act: Moderating['act'], to: string): Promise<void> => x.moderate!({ http: platformHttp(5), now: () => SUNDAY_MORNING, settings: XSettings.parse({ ...xFacts.example, apiBase: stand.url }) }, { act, to, inbox: '42', attempt: 0 });

  it('a reply below a post of ours is hidden, and shown again', async () => {
    const reply = await stand.post('7001', '@brand גנבים', { repliedTo: (await stand.post('42', 'מבצע')).id });
    await moderate('hide', reply.id);
    expect(reply.hidden).toBe(true);
    await moderate('unhide', reply.id);
    expect(reply.hidden).toBe(false);
  });

  it('a post of somebody else’s conversation is not ours to hide', async () => {
    const post = await stand.post('7001', '@brand גנבים');
    await expect(moderate('hide', post.id)).rejects.toEqual(refusal('notOurConversation'));
  });

  it('what is gone, a dead token and a limit are told apart', async () => {
    await expect(moderate('hide', '17')).rejects.toEqual(refusal('itemGone'));
    stand.plan('hide', 429, {}, { 'x-rate-limit-reset': String(SUNDAY_MORNING / 1000 + 60) });
    await expect(moderate('hide', '17')).rejects.toMatchObject({ name: 'TryLater', seconds: 61 });
    stand.revoke();
    await expect(moderate('hide', '17')).rejects.toEqual(refusal('tokenDead'));
  });
});

describe('on LinkedIn', () => {
  const POST = 'urn:li:activity:7012345678901234567';
  let stand: Awaited<ReturnType<typeof startLinkedIn>>;
  beforeEach(async () => { stand = await startLinkedIn({ secret: 'local-linkedin-secret', token: 'local-linkedin-token', organizationId: '1', now: () => SUNDAY_MORNING, versions: ['202607'] }); });
  afterEach(() => stand.close());

  const moderate = async (act: Moderating['act'], to: string): Promise<void> => linkedin.moderate!({ http: platformHttp(5), now: () => SUNDAY_MORNING, settings: LinkedInSettings.parse({ ...linkedinFacts.example, apiBase: stand.url }) }, { act, to, inbox: '1', attempt: 0 });

  it('a comment is liked in the page’s name, twice as once, and not any more', async () => {
    const [name] = await stand.comment(POST, [{ by: 'urn:li:person:dana', text: 'כל הכבוד' }]);
    await moderate('like', name!);
    await moderate('like', name!);
    expect([...stand.liked]).toEqual([name]);
    await moderate('unlike', name!);
    await moderate('unlike', name!);
    expect([...stand.liked]).toEqual([]);
  });

  it('what is gone, a dead token and a limit are told apart', async () => {
    await expect(moderate('like', `urn:li:comment:(${POST},17)`)).rejects.toEqual(refusal('itemGone'));
    stand.plan(429, { status: 429, message: 'Reaction create throttled' });
    await expect(moderate('like', POST)).rejects.toMatchObject({ name: 'TryLater', seconds: 60 });
    stand.revoke();
    await expect(moderate('like', POST)).rejects.toEqual(refusal('tokenDead'));
  });
});
