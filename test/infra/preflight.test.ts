import { describe, expect, it } from '@jest/globals';
import { readDeployment } from '../../infra/deployment.ts';
import { decide, remainingRecords, type Account, type Decision } from '../../infra/preflight.ts';

const SETTINGS = { stage: 'prod', domain: 'care.company.example', alarmEmail: 'ops@company.example', oidcIssuer: 'https://id.company.example', oidcAudience: 'moked' };
const OIDC = JSON.stringify({ issuer: 'https://id.company.example', audience: 'moked', rolesClaim: 'roles' });

/** An account in which everything is ready, as after a first deployment. */
const READY: Account = {
  activeRuleSet: 'moked-prod', namedRuleSetExists: true, deployedBefore: true, keyExists: true, oidc: OIDC, identity: 'verified', bootstrapped: true,
  quota: { mailsPerDay: 50_000, mailsPerSecond: 14 },
};
/** An account that nobody has used for mail. */
const FRESH: Account = { activeRuleSet: null, namedRuleSetExists: true, deployedBefore: false, keyExists: false, oidc: null, identity: null, bootstrapped: false, quota: { mailsPerDay: 50_000, mailsPerSecond: 14 } };

function decided(settings: Record<string, string>, account: Account): Decision {
  const all: Record<string, string> = { ...SETTINGS, ...settings };
  return decide(readDeployment((name) => all[name]), 'sendsPerSecond' in settings, account);
}

describe('the preflight', () => {
  it('an account where all is ready is left as it is', () => {
    expect(decided({}, READY)).toEqual({ stop: [], notes: [], createKey: false, writeOidc: null, bootstrap: false, activate: null, sendsPerSecond: 10 });
  });

  it('a fresh account gets a key, a login, what the CDK needs, and our rule set', () => {
    expect(decided({}, FRESH)).toEqual({ stop: [], notes: [], createKey: true, writeOidc: OIDC, bootstrap: true, activate: 'moked-prod', sendsPerSecond: 10 });
  });

  it.each<[string, Record<string, string>, Partial<Account>, RegExp]>([
    ['somebody else\'s rule set is active', {}, { activeRuleSet: 'company-mail' }, /"company-mail" is active.*-c receiptRuleSet=company-mail.*-c receiptRuleSet=manual/s],
    ['another stage\'s rule set is active', {}, { activeRuleSet: 'moked-dev' }, /"moked-dev" is active/],
    ['the rule set that ours is to join is not there', { receiptRuleSet: 'gone' }, { namedRuleSetExists: false }, /no receipt rule set "gone"/],
    ['the key of a running deployment is gone', {}, { keyExists: false }, /prod\/key.*is gone/],
    ['SES knows the domain from elsewhere', {}, { deployedBefore: false }, /-c identity=existing/],
    ['an identity is said to exist and does not', { identity: 'existing' }, { identity: null }, /does not know care\.company\.example/],
    ['more mails a second are asked for than the account may send', { sendsPerSecond: '20' }, {}, /may send 14 mails a second/],
  ])('stops when %s', (_, settings, account, sentence) => {
    const decision = decided(settings, { ...READY, ...account });
    expect(decision.stop).toEqual([expect.stringMatching(sentence)]);
  });

  it('never activates ours over somebody else\'s', () => {
    for (const receiptRuleSet of [undefined, 'manual', 'company-mail']) {
      expect(decided(receiptRuleSet === undefined ? {} : { receiptRuleSet }, { ...FRESH, activeRuleSet: 'company-mail' }).activate).toBeNull();
    }
  });

  it.each<[string, Record<string, string>, Partial<Account>, RegExp]>([
    ['the account is in the sandbox', {}, { quota: { mailsPerDay: 200, mailsPerSecond: 1 } }, /sandbox: 200 mails a day/],
    ['a rule set is to be activated by hand', { receiptRuleSet: 'manual' }, { activeRuleSet: 'company-mail' }, /set-active-receipt-rule-set --rule-set-name moked-prod/],
    ['the set that our rule joins is not the active one', { receiptRuleSet: 'spare' }, { activeRuleSet: 'company-mail' }, /"spare", which is not active/],
    ['alarms reach nobody', { alarmEmail: '' }, {}, /alarmEmail/],
  ])('goes on and says so when %s', (_, settings, account, sentence) => {
    const decision = decided(settings, { ...READY, ...account });
    expect([decision.stop, decision.notes]).toEqual([[], [expect.stringMatching(sentence)]]);
  });

  it('says that nobody can log in, when there is no issuer', () => {
    expect(decided({ oidcIssuer: '', oidcAudience: '' }, { ...READY, oidc: null }).notes).toEqual([expect.stringMatching(/log in/)]);
  });

  it('keeps the issuer of an earlier deployment when none is given', () => {
    expect(decided({ oidcIssuer: '', oidcAudience: '' }, READY).writeOidc).toBeNull();
  });

  it('an account without a limit is not in the sandbox', () => {
    expect(decided({}, { ...READY, quota: { mailsPerDay: -1, mailsPerSecond: 14 } }).notes).toEqual([]);
  });

  it('the send rate follows a slower account, when nobody asked for another', () => {
    expect(decided({}, { ...READY, quota: { mailsPerDay: 50_000, mailsPerSecond: 2 } }).sendsPerSecond).toBe(2);
  });
});

describe('after a deployment', () => {
  const OUTPUTS = { ConsoleUrl: 'https://x', MailExchanger: 'd MX 10 m', Dkim2: 'b CNAME b', Dkim1: 'a CNAME a', Dkim3: 'c CNAME c' };

  it('a new domain\'s signing records and its mail exchanger remain', () => {
    expect(remainingRecords(OUTPUTS, null)).toEqual(['a CNAME a', 'b CNAME b', 'c CNAME c', 'd MX 10 m']);
  });

  it('a verified domain needs no signing records any more', () => {
    expect(remainingRecords(OUTPUTS, 'verified')).toEqual(['d MX 10 m']);
  });
});
