import { describe, expect, it } from '@jest/globals';
import { connect } from '../../local/commands/connect.ts';
import type { Values } from '../../local/connect-settings.ts';
import { facts as facebook } from '../../shared/channels/facebook/facts.ts';
import { facts as linkedin } from '../../shared/channels/linkedin/facts.ts';
import { facts as x } from '../../shared/channels/x/facts.ts';
import { RELAY, RelaySettings } from '../../shared/channels/email/facts.ts';
import type { ChannelFacts } from '../../shared/channels/channel.ts';

const RELAY_SETTINGS = { address: 'smtp://relay.company.example:587', user: 'care', password: 'the-password' };
const PAGE = { appId: '1', appSecret: 'the-secret', verifyToken: 'the-token', accounts: [{ id: '77', token: 'page-token' }] };

/** Connects a channel; `answers` are what a person types, by the question. */
async function run(facts: Pick<ChannelFacts, 'name' | 'settings' | 'documentation' | 'connecting'>, { before, given, answers = {}, standIns, refusal }: { before?: Values; given?: Values; answers?: Record<string, string>; standIns?: Values; refusal?: () => Promise<string | null> }) {
  let stored = before === undefined ? undefined : JSON.stringify(before);
  const asked: [question: string, secret: boolean][] = [];
  const said: string[] = [];
  const code = await connect(facts, {
    standIns, given, ...(refusal ? { refusal } : {}), webhook: `https://care.example/webhooks/${facts.name}`, say: (line) => said.push(line),
    stored: { read: async () => stored, write: async (value) => { stored = value; }, remove: async () => { stored = undefined; } },
    ask: async (question, secret) => {
      asked.push([question, secret]);
      return answers[question] ?? '';
    },
  });
  return { code, asked, said: said.join('\n'), stored: stored === undefined ? undefined : JSON.parse(stored) as Values };
}

describe('npm run connect', () => {
  it('stores what fits, and says where the platform is to deliver', async () => {
    const { code, said, stored } = await run(facebook, { given: PAGE });
    expect([code, stored]).toEqual([0, PAGE]);
    expect(said).toContain('https://care.example/webhooks/facebook');
  });

  it.each<[string, Values, string]>([
    ['a field that is missing', { ...PAGE, appSecret: undefined }, 'appSecret: missing'],
    ['an empty secret', { ...PAGE, appSecret: '' }, 'appSecret: not valid'],
    ['an account without its token', { ...PAGE, accounts: [{ id: '77' }] }, 'accounts.0.token: missing'],
    ['a setting that does not exist', { ...PAGE, appSecrett: 'oops-secret' }, 'appSecrett: there is no such setting'],
  ])('changes nothing for %s, and names the field without its value', async (_what, given, expected) => {
    const { code, said, stored } = await run(facebook, { before: { kept: true }, given });
    expect([code, stored]).toEqual([2, { kept: true }]);
    expect(said).toContain(expected);
    expect(said).not.toMatch(/the-secret|the-token|page-token|oops-secret/);
  });

  it('keeps what is not named, and a replaced secret beside the new one', async () => {
    const { stored } = await run(facebook, { before: PAGE, given: { appSecret: 'newer' } });
    expect(stored).toEqual({ ...PAGE, appSecret: 'newer', previousAppSecret: 'the-secret' });
  });

  it('forgets the former secret when told to', async () => {
    const { stored } = await run(facebook, { before: { ...PAGE, previousAppSecret: 'old' }, given: { previousAppSecret: null } });
    expect(stored).toEqual({ ...PAGE, previousAppSecret: null });
  });

  it('asks for what is needed, secrets unseen, accounts until there are no more', async () => {
    const answers = {
      'appId: ': '1', 'appSecret: ': 'the-secret', 'verifyToken: ': 'the-token', 'accounts 1, id: ': '77', 'accounts 1, token: ': 'page-token', 'accounts 2, id (empty: no more): ': '78', 'accounts 2, token: ': 'other-token',
    };
    const { code, asked, stored } = await run(facebook, { answers });
    expect([code, stored?.['accounts']]).toEqual([0, [{ id: '77', token: 'page-token' }, { id: '78', token: 'other-token' }]]);
    expect(asked.filter(([, secret]) => secret).map(([question]) => question)).toEqual(['appSecret: ', 'verifyToken: ', 'accounts 1, token: ', 'accounts 2, token: ']);
  });

  it('tells a platform that is asked for deliveries where to bring them, if it has been given what that takes', async () => {
    const account = { userId: '42', handle: 'brand', accessToken: 't', consumerSecret: 's', appToken: 'a' };
    const page = { clientSecret: 's', organizationId: '1', accessToken: 't' };
    expect((await run(x, { given: account })).stored).toMatchObject({ webhookUrl: 'https://care.example/webhooks/x' });
    expect((await run(linkedin, { given: page })).stored).toEqual(page);
    expect((await run(linkedin, { given: { ...page, applicationId: '5', memberId: 'm' } })).stored).toMatchObject({ webhookUrl: 'https://care.example/webhooks/linkedin' });
  });

  it.each<[string, Values | undefined]>([['connected', { ...PAGE, api: 'http://127.0.0.1:5555' }], ['disconnected', undefined]])('leaves the stand-in\'s address in force on this machine, whatever is given, on a channel that was %s before', async (_what, before) => {
    const { stored, said } = await run(facebook, { ...(before ? { before } : {}), standIns: { api: 'http://127.0.0.1:5555' }, given: { ...PAGE, api: 'https://graph.facebook.com' } });
    expect([stored?.['api'], said]).toEqual(['http://127.0.0.1:5555', expect.stringContaining('stand-in')]);
  });

  it.each<[string, string | null, number, Values | undefined]>([
    ['stores what the other side takes', null, 0, RELAY_SETTINGS], ['stores nothing that it does not take, and says what it said', 'it does not take this sign-in: 535', 2, undefined],
  ])('%s', async (_what, refusal, expected, left) => {
    const facts = { name: RELAY, settings: RelaySettings, documentation: 'https://datatracker.ietf.org/doc/html/rfc6531' };
    const { code, said, stored } = await run(facts, { given: RELAY_SETTINGS, refusal: async () => refusal });
    expect([code, said.includes('535')]).toEqual([expected, refusal !== null]);
    expect(stored).toEqual(left);
  });
});
