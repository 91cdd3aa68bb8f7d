import { describe, expect, it } from '@jest/globals';
import { readArguments } from '../../infra/arguments.ts';
import { readDeployment } from '../../infra/deployment.ts';
import { synthesise } from '../../local/commands/synth.ts';

const read = (settings: Record<string, unknown>) => readDeployment((name) => settings[name]);
const PROD = { stage: 'prod', domain: 'care.company.example' };

describe('the settings of a deployment', () => {
  it('need nothing on a laptop', () => {
    expect(read({})).toMatchObject({ stage: 'local', lasting: false, region: 'eu-west-1', careAddresses: ['care@company.example', 'support@company.example'] });
  });

  it('need one address to write to, which is care@ if nobody says otherwise', () => {
    expect(read(PROD).careAddresses).toEqual(['care@care.company.example']);
  });

  it('take several addresses, once each, whatever their letters\' case', () => {
    expect(read({ ...PROD, careAddresses: 'Help@care.company.example, help@care.company.example,info@care.company.example' }).careAddresses).toEqual(['help@care.company.example', 'info@care.company.example']);
  });

  it('take the sites that may show the form, each once', () => {
    expect(read(PROD).formOrigins).toEqual([]);
    expect(read({ ...PROD, formOrigins: 'https://www.company.example, https://WWW.company.example,https://shop.company.example:8443' }).formOrigins).toEqual(['https://www.company.example', 'https://shop.company.example:8443']);
  });

  it.each([['prod', true], ['staging', true], ['dev', false], ['test', false], ['local', false]])('stage %s is lasting: %s', (stage, lasting) => {
    expect(read({ ...PROD, stage }).lasting).toBe(lasting);
  });

  it.each<[string, Record<string, unknown>, RegExp]>([
    ['a region where SES receives no mail', { ...PROD, region: 'il-central-1' }, /receives no mail in "il-central-1".*eu-west-1/s],
    ['a stage on AWS without a domain', { stage: 'prod' }, /domain: stage "prod" needs the domain/],
    ['a domain that is none', { ...PROD, domain: 'company' }, /domain: "company"/],
    ['a stage that could not be part of a name', { ...PROD, stage: 'Prod 1' }, /stage: "Prod 1"/],
    ['an address elsewhere, whose mail SES would refuse', { ...PROD, careAddresses: 'care@other.example' }, /not at care\.company\.example/],
    ['an address with a second recipient in it', { ...PROD, careAddresses: 'a b@care.company.example' }, /is not a mail address/],
    ['more addresses than a rule takes', { ...PROD, careAddresses: Array.from({ length: 101 }, (_, at) => `a${at}@care.company.example`).join(',') }, /101/],
    ['an address for alarms that is none', { ...PROD, alarmEmail: 'ops' }, /alarmEmail/],
    ['a site that shows the form without TLS', { ...PROD, formOrigins: 'http://www.company.example' }, /formOrigins/],
    ['a page instead of a site', { ...PROD, formOrigins: 'https://www.company.example/contact' }, /formOrigins/],
    ['no mails a second', { ...PROD, sendsPerSecond: '0' }, /sendsPerSecond/],
    ['a rate in words', { ...PROD, sendsPerSecond: 'many' }, /sendsPerSecond/],
    ['a mail larger than the mail service ever takes', { ...PROD, mailMegabytes: '41' }, /mailMegabytes/],
    ['a part of a megabyte', { ...PROD, mailMegabytes: '0.5' }, /mailMegabytes/],
    ['a rule set whose name cannot be one', { ...PROD, receiptRuleSet: 'my set' }, /receiptRuleSet/],
    ['half a login', { ...PROD, oidcIssuer: 'https://id.company.example' }, /belong together/],
    ['a login without TLS', { ...PROD, oidcIssuer: 'http://id.company.example', oidcAudience: 'moked' }, /https/],
    ['an identity that is neither', { ...PROD, identity: 'other' }, /identity/],
    ['something that is no text', { ...PROD, domain: { a: 1 } }, /domain: must be a text/],
  ])('refuse %s', (_, settings, sentence) => {
    expect(() => read(settings)).toThrow(sentence);
  });

  it('are refused by the app itself in one sentence, before anything is built', () => {
    expect(() => synthesise({ stage: 'prod' })).toThrow(/^domain: stage "prod" needs the domain/);
  });
});

describe('the words of a command', () => {
  it('are settings wherever they start with -c, and the rest goes on', () => {
    expect(readArguments(['-c', 'stage=prod', '--context=domain=a.example', '--require-approval', 'never', '-c=region=eu-west-2'])).toEqual({
      context: { stage: 'prod', domain: 'a.example', region: 'eu-west-2' }, others: ['--require-approval', 'never'],
    });
  });

  it('are refused when a setting does not exist, so that a slip of the pen deploys nothing', () => {
    expect(() => readArguments(['-c', 'regoin=eu-west-1'])).toThrow(/no setting "regoin"/);
  });

  it('are refused when a setting has no value', () => {
    expect(() => readArguments(['-c', 'stage'])).toThrow(/name=value/);
  });
});
