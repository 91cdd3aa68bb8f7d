import { describe, expect, it } from '@jest/globals';
import { told } from '../../local/commands/doctor.ts';
import { examineLaptop, type LaptopSeen } from '../../local/doctor/laptop-checks.ts';
import type { Finding, StageSeen } from '../../local/doctor/seen.ts';
import { examine, printed } from '../../local/doctor/stage-checks.ts';

const NOW = Date.parse('2026-11-22T12:00:00Z');
const HOUR = 3_600_000;
const INBOUND = 'inbound-smtp.eu-west-1.amazonaws.com';
const check = (channel: string, more: object = {}) => ({ channel, checkedAt: NOW - HOUR / 2, connected: true, accounts: [], findings: [], told: {}, ...more });

/** A deployment that lacks nothing. */
const WELL: StageSeen = {
  stage: 'prod', region: 'eu-west-1', now: NOW, stack: { status: 'UPDATE_COMPLETE', changedAt: NOW - 50 * HOUR, resources: 210 }, careAddresses: ['care@company.example'],
  wantedRule: { set: 'moked-prod', bucket: 'mails', topic: 'arn:received' }, alarmsExpected: 1,
  identity: { seen: { verification: 'Success', dkim: { isOn: true, status: 'Success' }, mailFrom: { domain: 'bounce.company.example', status: 'Success' } } },
  quota: { seen: { mailsPerDay: 50_000, mailsPerSecond: 14, sentLastDay: 120, isSandboxed: false, isPaused: false } },
  rule: { seen: { activeSet: 'moked-prod', rule: { isOn: true, recipients: ['care@company.example'], bucket: 'mails', topic: 'arn:received' } } },
  dns: { seen: { domain: 'company.example', mailExchangers: [INBOUND], spf: [], dmarc: ['v=DMARC1; p=reject'] } },
  waysIn: { seen: { bucket: 'mails', sesMayWrite: true, topics: [{ name: 'moked-prod-received', sesMayPublish: true }] } },
  queues: { seen: [{ name: 'moked-prod-mail', waiting: 2, oldestSeconds: 1, isDeadLetters: false }, { name: 'moked-prod-mail-dead', waiting: 0, oldestSeconds: null, isDeadLetters: true }] },
  mappings: { seen: [{ name: 'moked-prod-mail', state: 'Enabled' }] }, schedules: { seen: [{ name: 'EveryMinute', isOn: true }] },
  key: { seen: true }, secrets: { seen: [{ channel: 'facebook', is: 'fits', problems: [] }, { channel: 'x', is: 'absent', problems: [] }] }, health: { seen: [check('facebook')] },
  alarms: { seen: { all: [{ name: 'moked-prod-mail', state: 'OK', description: 'mail fails', since: null }], hear: 1, asked: 0 } },
  table: { seen: { name: 'moked-prod', status: 'ACTIVE', pointInTime: true, guarded: true } }, logs: { seen: [{ name: '/aws/lambda/moked-prod-mail', days: 30 }] },
  api: { seen: { address: 'https://x.example/', status: 200 } },
};

const ills = (findings: Finding[]): string[] => findings.filter(({ level }) => level !== 'ok').map(({ level, says, todo }) => `${level} ${says} -> ${todo}`);
const seen = <T extends object>(look: { seen: T } | { refused: string }, more: Partial<T>): { seen: T } => ({ seen: { ...(look as { seen: T }).seen, ...more } });

describe('the doctor', () => {
  it('finds nothing wrong with a deployment that lacks nothing', () => {
    expect(ills(examine(WELL))).toEqual([]);
    expect(examine(WELL).length).toBeGreaterThan(18);
  });

  it.each<[string, Partial<StageSeen>, RegExp]>([
    ['the stack broke while it was made', { stack: { ...WELL.stack, status: 'ROLLBACK_COMPLETE' } }, /^fail The stack moked-prod is ROLLBACK_COMPLETE.*events/],
    ['no receipt rule set is active', { rule: seen(WELL.rule, { activeSet: null, rule: null }) }, /^fail No receipt rule set is active.*set-active-receipt-rule-set --rule-set-name moked-prod/],
    ['somebody else\'s rule set is active', { rule: seen(WELL.rule, { activeSet: 'company', rule: null }) }, /^fail .*"company".*no mail reaches us.*receiptRuleSet=company/],
    ['the active set does not contain our rule', { rule: seen(WELL.rule, { rule: null }) }, /^fail .*does not contain our rule/],
    ['our rule is off', { rule: { seen: { activeSet: 'moked-prod', rule: { isOn: false, recipients: ['care@company.example'], bucket: 'mails', topic: 'arn:received' } } } }, /^fail Our receipt rule is switched off/],
    ['our rule misses an address', { careAddresses: ['care@company.example', 'help@company.example'] }, /^fail .*does not take mail to help@company.example/],
    ['our rule leads elsewhere', { wantedRule: { ...WELL.wantedRule, bucket: 'others' } }, /^fail .*somewhere else/],
    ['the domain has no MX record', { dns: seen(WELL.dns, { mailExchangers: [] }) }, /^fail company.example has no MX record.*MX 10 inbound-smtp\.eu-west-1/],
    ['the MX record leads elsewhere', { dns: seen(WELL.dns, { mailExchangers: ['mx.other.example'] }) }, /^fail .*leads to mx\.other\.example, not to inbound-smtp/],
    ['the bucket\'s policy keeps SES out', { waysIn: seen(WELL.waysIn, { sesMayWrite: false }) }, /^fail The policy of the bucket mails/],
    ['a topic\'s policy keeps SES out', { waysIn: seen(WELL.waysIn, { topics: [{ name: 'moked-prod-received', sesMayPublish: false }] }) }, /^fail The policy of the topic moked-prod-received/],
    ['SES does not know the domain', { identity: seen(WELL.identity, { verification: null }) }, /^fail SES in eu-west-1 does not know the domain/],
    ['the domain is not verified', { identity: seen(WELL.identity, { verification: 'Pending' }) }, /^fail The domain is not verified yet \(Pending\).*CNAME/],
    ['DKIM is not confirmed', { identity: seen(WELL.identity, { dkim: { isOn: true, status: 'Pending' } }) }, /^fail DKIM is not confirmed yet/],
    ['DKIM is off', { identity: seen(WELL.identity, { dkim: { isOn: false, status: 'Success' } }) }, /^fail DKIM is switched off/],
    ['two DMARC records stand against each other', { dns: seen(WELL.dns, { dmarc: ['v=DMARC1; p=none', 'v=DMARC1; p=reject'] }) }, /^fail .*2 DMARC records/],
    ['two SPF records stand against each other', { dns: seen(WELL.dns, { spf: ['v=spf1 -all', 'v=spf1 ~all'] }) }, /^fail .*2 SPF records/],
    ['the account is in the sandbox', { quota: seen(WELL.quota, { mailsPerDay: 200, isSandboxed: true }) }, /^fail .*sandbox: 200 mails a day.*production access/],
    ['SES has paused sending', { quota: seen(WELL.quota, { isPaused: true }) }, /^fail SES has paused sending/],
    ['something was given up', { queues: { seen: [{ name: 'moked-prod-mail-dead', waiting: 3, oldestSeconds: null, isDeadLetters: true }] } }, /^fail 3 were given up and lie in moked-prod-mail-dead.*start-message-move-task/],
    ['a queue stands still', { queues: { seen: [{ name: 'moked-prod-mail', waiting: 9, oldestSeconds: 3_600, isDeadLetters: false }] } }, /^fail moked-prod-mail stands still: its oldest message has waited 60 minutes/],
    ['a function is not fed', { mappings: { seen: [{ name: 'moked-prod-send', state: 'Disabled' }] } }, /^fail Not fed: moked-prod-send \(Disabled\)/],
    ['a schedule is off', { schedules: { seen: [{ name: 'EveryMinute', isOn: false }] } }, /^fail Switched off: EveryMinute/],
    ['the deployment\'s key is gone', { key: { seen: false } }, /^fail .*key is gone.*\/moked\/prod\/key/],
    ['a channel\'s secret does not fit', { secrets: { seen: [{ channel: 'facebook', is: 'wrong', problems: ['appSecret: missing'] }] } }, /^fail What facebook is connected with does not fit: appSecret: missing.*connect -- facebook --stage prod/],
    ['health does not run', { health: { seen: [check('facebook', { checkedAt: NOW - 5 * HOUR })] } }, /^fail Nobody has looked at facebook for two hours/],
    ['health has never run', { health: { seen: [] } }, /^fail Nobody has looked at facebook for two hours/],
    ['a connection does not answer', { health: { seen: [check('facebook', { findings: [{ key: 'unreachable', values: { account: 'PAGE1' } }] })] } }, /^fail facebook: unreachable, account PAGE1/],
    ['a token has ended', { health: { seen: [check('facebook', { findings: [{ key: 'tokenEnds', values: { days: '0' } }] })] } }, /^fail facebook: tokenEnds: it has ended/],
    ['an alarm rings', { alarms: { seen: { all: [{ name: 'a', state: 'ALARM', description: 'mail fails: no case is opened', since: NOW - HOUR }], hear: 1, asked: 0 } } }, /^fail Alarm, 60 minutes ago: mail fails: no case is opened/],
    ['alarms reach nobody, who has not confirmed', { alarms: seen(WELL.alarms, { hear: 0, asked: 1 }) }, /^fail Alarms reach nobody.*confirm/],
    ['alarms are missing', { alarmsExpected: 33 }, /^fail Of 33 alarms 1 are there/],
    ['the table is not there for anybody', { table: seen(WELL.table, { status: 'ARCHIVED' }) }, /^fail The table moked-prod is ARCHIVED/],
    ['the console does not answer', { api: seen(WELL.api, { status: 503 }) }, /^fail The console at https:\/\/x\.example\/ answers 503/],
  ])('says what fails and what to do: %s', (_, more, sentence) => {
    expect(ills(examine({ ...WELL, ...more }))).toEqual([expect.stringMatching(sentence)]);
  });

  it.each<[string, Partial<StageSeen>, RegExp]>([
    ['the last deployment was taken back', { stack: { ...WELL.stack, status: 'UPDATE_ROLLBACK_COMPLETE' } }, /^warn .*last deployment failed/],
    ['a deployment is under way', { stack: { ...WELL.stack, status: 'UPDATE_IN_PROGRESS' } }, /^warn .*under way/],
    ['there are other mail servers', { dns: seen(WELL.dns, { mailExchangers: [INBOUND, 'mx.other.example'] }) }, /^warn .*other mail servers too: mx\.other\.example/],
    ['nothing says what becomes of forged mail', { dns: seen(WELL.dns, { dmarc: [] }) }, /^warn .*no DMARC record.*_dmarc\.company\.example TXT/],
    ['there is no MAIL FROM domain', { identity: seen(WELL.identity, { mailFrom: null }) }, /^warn There is no MAIL FROM domain/],
    ['the quota is nearly used', { quota: seen(WELL.quota, { sentLastDay: 45_000 }) }, /^warn .*45000 in the last day.*higher quota/],
    ['a token ends soon', { health: { seen: [check('facebook', { findings: [{ key: 'tokenEnds', values: { days: '9' } }] })] } }, /^warn .*it ends in 9 days/],
    ['health has not run yet', { stack: { ...WELL.stack, changedAt: NOW - HOUR }, health: { seen: [] } }, /^warn Not looked at yet: facebook/],
    ['the table could not be brought back', { table: seen(WELL.table, { pointInTime: false }) }, /^warn .*cannot be brought back/],
    ['a log is kept for ever', { logs: { seen: [{ name: '/aws/lambda/x', days: null }] } }, /^warn Kept for ever: \/aws\/lambda\/x/],
    ['something may not be read', { secrets: { refused: 'AccessDeniedException' }, health: { seen: [] } }, /^warn The secrets of channels could not be looked at: AccessDeniedException/],
  ])('says what a person should know: %s', (_, more, sentence) => {
    expect(ills(examine({ ...WELL, ...more }))).toEqual([expect.stringMatching(sentence)]);
  });

  it('ends well with warnings, and not with a failure; one line each, with what to do below', () => {
    const said: string[] = [];
    const code = (findings: Finding[]): number => told(findings, (line) => said.push(line));
    expect([code([{ level: 'warn', says: 'A.', todo: 'B.' }]), code([{ level: 'ok', says: 'A.' }, { level: 'fail', says: 'C.', todo: 'D.' }])]).toEqual([0, 1]);
    expect(said).toEqual(['warn  A.\n      -> B.', 'Able to receive and to send: 0 ok, 1 warn, 0 fail.', 'ok    A.', 'fail  C.\n      -> D.', 'Not well: 1 ok, 0 warn, 1 fail.']);
    expect(printed(examine(WELL)).join('\n')).not.toContain('->');
  });
});

describe('the doctor on a laptop', () => {
  const { stage: _, ...rest } = WELL;
  const LAPTOP: LaptopSeen = { ...rest, stage: 'local', pid: 7, smtp: '127.0.0.1:2525', functions: { seen: [{ name: 'mail', invocations: 3, errors: 0, timeouts: 0 }] } };

  it('finds nothing wrong where an engine runs well', () => {
    expect(ills(examineLaptop(LAPTOP))).toEqual([]);
  });

  it('names the functions that fail, and no stage where there is none', () => {
    expect(ills(examineLaptop({ ...LAPTOP, functions: { seen: [{ name: 'mail', invocations: 3, errors: 2, timeouts: 0 }] }, secrets: { seen: [{ channel: 'x', is: 'wrong', problems: ['handle: missing'] }] }, health: { seen: [] } })))
      .toEqual([expect.stringMatching(/^warn Failed since the start: mail 2 of 3/), expect.stringMatching(/^fail What x is connected with does not fit.*connect -- x$/), expect.stringMatching(/^warn Not looked at yet: x/)]);
  });
});
