import { describe, expect, it } from '@jest/globals';
import { readDeployment } from '../../infra/deployment.ts';
import type { Account } from '../../infra/preflight.ts';
import { DEFAULT_SETTINGS, type Settings } from '../../shared/domain/settings.ts';
import { deploy, type DeployTools } from '../../local/commands/deploy.ts';

const FRESH: Account = { activeRuleSet: null, namedRuleSetExists: true, deployedBefore: false, keyExists: false, oidc: null, identity: null, bootstrapped: false, quota: { mailsPerDay: 200, mailsPerSecond: 1 } };

/** Runs a deployment against a described account; `done` is what happened, in order. */
async function run(account: Account, { cdk = () => 0, settings = {}, company = async () => DEFAULT_SETTINGS }: { cdk?: (args: string[]) => number; settings?: Record<string, string>; company?: () => Promise<Settings> } = {}) {
  const context: Record<string, string> = { stage: 'prod', domain: 'care.company.example', ...settings };
  const done: string[] = [];
  const said: string[] = [];
  const tools: DeployTools = {
    account: {
      look: () => Promise.resolve(account),
      createKey: (_, key) => Promise.resolve(void done.push(`key ${key}`)),
      writeOidc: (_, value) => Promise.resolve(void done.push(`oidc ${value}`)),
      activate: (ruleSet) => Promise.resolve(void done.push(`activate ${ruleSet}`)),
    },
    synthesise: (given) => {
      done.push(`synthesise ${given['stage']} at ${given['sendsPerSecond']}/s`);
      return '/assembly';
    },
    cdk: (args) => {
      done.push(`cdk ${args[0]} ${args.slice(-1)[0]}`);
      return cdk(args);
    },
    newKey: () => 'NEW', settings: company,
    outputs: () => ({ ConsoleUrl: 'https://console.example', MailExchanger: 'care.company.example MX 10 inbound', Dkim1: 'x CNAME y' }),
    say: (line) => said.push(line),
  };
  const code = await deploy(readDeployment((name) => context[name]), { context, others: ['--require-approval=never'] }, tools);
  return { code, done, said: said.join('\n') };
}

describe('npm run deploy', () => {
  it('looks, builds, makes the key, deploys and only then lets mail in', async () => {
    const { code, done } = await run(FRESH);
    expect([code, done]).toEqual([0, ['synthesise prod at 1/s', 'cdk bootstrap /assembly', 'key NEW', 'cdk deploy --require-approval=never', 'activate moked-prod']]);
  });

  it('changes nothing when somebody else\'s rule set is active', async () => {
    const { code, done, said } = await run({ ...FRESH, activeRuleSet: 'company-mail' });
    expect([code, done]).toEqual([2, []]);
    expect(said).toContain('Nothing was changed.');
  });

  it('never touches a key that is there', async () => {
    const { done } = await run({ ...FRESH, keyExists: true });
    expect(done.filter((one) => one.startsWith('key'))).toEqual([]);
  });

  it('lets no mail in when the deployment failed', async () => {
    const { code, done } = await run(FRESH, { cdk: (args) => (args[0] === 'deploy' ? 1 : 0) });
    expect([code, done.filter((one) => one.startsWith('activate'))]).toEqual([1, []]);
  });

  it('makes no key when the account cannot be prepared', async () => {
    const { code, done } = await run(FRESH, { cdk: (args) => (args[0] === 'bootstrap' ? 1 : 0) });
    expect([code, done]).toEqual([1, ['synthesise prod at 1/s', 'cdk bootstrap /assembly']]);
  });

  it('stores who logs agents in', async () => {
    const { done } = await run(FRESH, { settings: { oidcIssuer: 'https://id.company.example', oidcAudience: 'moked' } });
    expect(done).toContain('oidc {"issuer":"https://id.company.example","audience":"moked","rolesClaim":"roles"}');
  });

  it('says what remains: the sandbox, the DNS, and that an MX record takes all of a domain\'s mail', async () => {
    const { said } = await run(FRESH);
    expect(said).toMatch(/sandbox[\s\S]*x CNAME y[\s\S]*MX 10 inbound[\s\S]*ALL mail of care\.company\.example[\s\S]*https:\/\/console\.example/);
  });

  it.each<[string, Partial<Settings>, Account, Record<string, string>, string | undefined]>([
    ['a first deployment', {}, FRESH, {}, 'accessLink and privacyLink'],
    ['settings that name one of them', { privacyLink: 'https://c.example/privacy' }, { ...FRESH, deployedBefore: true, keyExists: true }, {}, 'accessLink'],
    ['settings that name both', { privacyLink: 'https://c.example/privacy', accessLink: 'https://c.example/access' }, { ...FRESH, deployedBefore: true, keyExists: true }, {}, undefined],
    ['a stage without customers', {}, FRESH, { stage: 'dev' }, undefined],
  ])('says why customers have no status page yet: %s', async (_, company, account, settings, note) => {
    const { code, said } = await run(account, { settings, company: async () => ({ ...DEFAULT_SETTINGS, ...company }) });
    expect([code, /status page stays closed[^]* until the settings name ([^(]*) \(/.exec(said)?.[1]]).toEqual([0, note]);
  });

  it('goes on when the settings cannot be read, and says so', async () => {
    const { code, said } = await run({ ...FRESH, deployedBefore: true, keyExists: true }, { company: async () => Promise.reject(new Error('AccessDenied')) });
    expect([code, said]).toEqual([0, expect.stringContaining('the settings cannot be read')]);
  });

  it('does not deploy the laptop\'s own stage', async () => {
    const { code, done, said } = await run(FRESH, { settings: { stage: 'local' } });
    expect([code, done]).toEqual([2, []]);
    expect(said).toContain('npm start');
  });
});
