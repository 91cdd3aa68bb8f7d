import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { idleOf } from '../../local/cost/idle.ts';
import { Usage } from '../../local/cost/usage.ts';
import { Synthesised } from './synthesised.ts';

let production: Synthesised;
let trial: Synthesised;
beforeAll(() => {
  production = new Synthesised({ stage: 'prod', domain: 'care.company.example', alarmEmail: 'ops@company.example' });
  trial = new Synthesised({ stage: 'dev', domain: 'care.company.example', receiptRuleSet: 'company-mail', identity: 'existing', testRecipients: 'dana@company.example' });
}, 180_000);
afterAll(() => {
  production.remove();
  trial.remove();
});

const terminationProtection = (stack: Synthesised, stage: string): unknown =>
  (JSON.parse(readFileSync(join(stack.directory, 'manifest.json'), 'utf8')) as { artifacts: Record<string, { properties?: { terminationProtection?: boolean } }> }).artifacts[`moked-${stage}`]!.properties!.terminationProtection ?? false;

describe('customers\' data', () => {
  it('outlives the stack in production, and can be brought back as of any second', () => {
    const table = production.only('AWS::DynamoDB::Table');
    expect([table.DeletionPolicy, table.UpdateReplacePolicy, table.Properties['DeletionProtectionEnabled'], table.Properties['PointInTimeRecoverySpecification']])
      .toEqual(['Retain', 'Retain', true, { PointInTimeRecoveryEnabled: true }]);
  });

  it('in the bucket outlives the stack in production, with its versions', () => {
    const bucket = production.only('AWS::S3::Bucket');
    expect([bucket.DeletionPolicy, bucket.Properties['VersioningConfiguration']]).toEqual(['Retain', { Status: 'Enabled' }]);
  });

  it('does not stay as an old version for ever', () => {
    const { Rules } = production.only('AWS::S3::Bucket').Properties['LifecycleConfiguration'] as { Rules: { Prefix?: string; NoncurrentVersionExpiration?: { NoncurrentDays: number } }[] };
    expect(Rules.filter((rule) => rule.NoncurrentVersionExpiration).map((rule) => [rule.Prefix, rule.NoncurrentVersionExpiration!.NoncurrentDays])).toEqual([['raw/', 1], ['uploads/', 1], ['words/', 1], [undefined, 30]]);
  });

  it('goes with the stack of a trial, so that a trial leaves nothing behind', () => {
    const table = trial.only('AWS::DynamoDB::Table');
    expect([table.DeletionPolicy, table.Properties['DeletionProtectionEnabled'], trial.only('AWS::S3::Bucket').DeletionPolicy]).toEqual(['Delete', false, 'Delete']);
  });

  it('is guarded against the deletion of the whole stack in production only', () => {
    expect([terminationProtection(production, 'prod'), terminationProtection(trial, 'dev')]).toEqual([true, false]);
  });

  it('is closed to the public and sent over TLS only', () => {
    expect(production.only('AWS::S3::Bucket').Properties['CorsConfiguration']).toEqual({ CorsRules: [{ AllowedMethods: ['POST'], AllowedOrigins: ['*'], MaxAge: 3600 }] });
    expect(production.only('AWS::S3::Bucket').Properties['PublicAccessBlockConfiguration']).toEqual({ BlockPublicAcls: true, BlockPublicPolicy: true, IgnorePublicAcls: true, RestrictPublicBuckets: true });
    expect(JSON.stringify(production.only('AWS::S3::BucketPolicy'))).toContain('"aws:SecureTransport":"false"');
  });
});

describe('a stage on AWS', () => {
  it('owns its domain\'s identity and says what belongs into the DNS', () => {
    expect(production.only('AWS::SES::EmailIdentity').Properties['EmailIdentity']).toBe('care.company.example');
    expect(Object.keys(production.outputs)).toEqual(expect.arrayContaining(['Dkim1', 'Dkim2', 'Dkim3', 'MailExchanger']));
  });

  it('leaves an identity alone that the account has already', () => {
    expect(trial.of('AWS::SES::EmailIdentity')).toEqual([]);
  });

  it('puts its rule into a set that is there, when asked, and makes none', () => {
    expect(trial.of('AWS::SES::ReceiptRuleSet')).toEqual([]);
    expect(trial.only('AWS::SES::ReceiptRule').Properties['RuleSetName']).toBe('company-mail');
  });

  it('lets a sandboxed account write to the test recipients it names', () => {
    const sending = trial.allowed('send').find(({ action }) => action === 'ses:SendRawEmail')!.resources.join(' ');
    expect(sending).toContain(':identity/dana@company.example');
    expect(production.allowed('send').find(({ action }) => action === 'ses:SendRawEmail')!.resources).toHaveLength(2);
  });

  it('is watched when it lasts; a trial that names nobody to tell costs no alarms', () => {
    expect(production.of('AWS::CloudWatch::Alarm').length).toBeGreaterThan(0);
    expect(trial.of('AWS::CloudWatch::Alarm')).toEqual([]);
  });

  it('tells its alarms to the address it was given', () => {
    expect(production.of('AWS::SNS::Subscription').map(([, one]) => one.Properties).filter((one) => one['Protocol'] === 'email').map((one) => one['Endpoint'])).toEqual(['ops@company.example']);
  });

  it('has nothing whose price is unknown: queues and alarms are what costs while nothing happens, and a trial has no alarms', () => {
    const timers = [...production.functions().keys()].map((name) => ({ name, fresh: new Usage(), warm: new Usage(), loading: new Usage() }));
    const [lasting, passing] = [production, trial].map(({ resources }) => idleOf(resources, timers));
    expect([lasting!.core.of('sqs.request') > 1_000_000, lasting!.watching.of('cloudwatch.alarm') > 20, passing!.watching.all()]).toEqual([true, true, []]);
  });

  it('is what CloudFormation accepts, by its own rules', () => {
    const { pluginReports } = JSON.parse(readFileSync(join(production.directory, 'validation-report.json'), 'utf8')) as { pluginReports: unknown[] };
    expect(pluginReports).toEqual([]);
  });
});

describe('whoever signs in', () => {
  it('does so by a user pool of the deployment where no issuer is named: by code alone, nobody by themselves, each with a role', () => {
    const pool = production.only('AWS::Cognito::UserPool');
    expect([pool.DeletionPolicy, pool.Properties['AdminCreateUserConfig']]).toEqual(['Retain', { AllowAdminCreateUserOnly: true }]);
    expect(production.only('AWS::Cognito::UserPoolClient').Properties).toMatchObject({ AllowedOAuthFlows: ['code'], GenerateSecret: false, PreventUserExistenceErrors: 'ENABLED' });
    expect(production.of('AWS::Cognito::UserPoolGroup').map(([, { Properties }]) => String(Properties['GroupName'])).sort((a, b) => a.localeCompare(b))).toEqual(['admin', 'agent', 'lead']);
    expect(JSON.stringify(production.of('AWS::SSM::Parameter').find(([, { Properties }]) => Properties['Name'] === '/moked/prod/sign-in'))).toContain('cognito:groups');
  });

  it('of a trial leaves nothing behind', () => {
    expect(trial.only('AWS::Cognito::UserPool').DeletionPolicy).toBe('Delete');
  });
});
