import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { readDeployment } from '../../infra/deployment.ts';
import { accountOnAws } from '../../infra/preflight-aws.ts';

/**
 * Answers as SES (query protocol) and SSM (JSON 1.1) do, by their API references:
 * https://docs.aws.amazon.com/ses/latest/APIReference/ and https://docs.aws.amazon.com/systems-manager/latest/APIReference/
 */
let answers: Record<string, string | { code: string }>;
let parameters: Record<string, string>;
let asked: { action: string; body: string }[];

function answer(request: IncomingMessage, response: ServerResponse, body: string): void {
  const target = request.headers['x-amz-target'];
  if (typeof target === 'string') {
    asked.push({ action: target.split('.')[1]!, body });
    const { Names = [] } = JSON.parse(body) as { Names?: string[] };
    const Parameters = Names.filter((name) => parameters[name] !== undefined).map((Name) => ({ Name, Value: parameters[Name] }));
    response.setHeader('Content-Type', 'application/x-amz-json-1.1').end(JSON.stringify(target.endsWith('GetParameters') ? { Parameters } : { Version: 1 }));
    return;
  }
  const action = new URLSearchParams(body).get('Action')!;
  asked.push({ action, body });
  const given = answers[action] ?? '';
  response.setHeader('Content-Type', 'text/xml');
  if (typeof given === 'string') response.end(`<${action}Response xmlns="http://ses.amazonaws.com/doc/2010-12-01/"><${action}Result>${given}</${action}Result></${action}Response>`);
  else response.writeHead(400).end(`<ErrorResponse xmlns="http://ses.amazonaws.com/doc/2010-12-01/"><Error><Type>Sender</Type><Code>${given.code}</Code><Message>no</Message></Error></ErrorResponse>`);
}

const server = createServer((request, response) => {
  const chunks: Buffer[] = [];
  request.on('data', (chunk: Buffer) => chunks.push(chunk)).on('end', () => answer(request, response, Buffer.concat(chunks).toString()));
});
const before = { ...process.env };

beforeAll(async () => {
  await new Promise<void>((resolve) => { server.listen(0, '127.0.0.1', resolve); });
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  Object.assign(process.env, { AWS_ENDPOINT_URL_SES: url, AWS_ENDPOINT_URL_SSM: url, AWS_ACCESS_KEY_ID: 'test', AWS_SECRET_ACCESS_KEY: 'test', AWS_EC2_METADATA_DISABLED: 'true' });
});
afterAll(() => {
  process.env = before;
  server.closeAllConnections();
  server.close();
});
beforeEach(() => {
  asked = [];
  parameters = {};
  answers = {
    DescribeConfigurationSet: { code: 'ConfigurationSetDoesNotExist' },
    GetSendQuota: '<Max24HourSend>200.0</Max24HourSend><MaxSendRate>1.0</MaxSendRate><SentLast24Hours>0.0</SentLast24Hours>',
    GetIdentityVerificationAttributes: '<VerificationAttributes/>',
  };
});

const SETTINGS: Record<string, string> = { stage: 'prod', domain: 'care.company.example' };
const deployment = (more: Record<string, string> = {}) => readDeployment((name) => ({ ...SETTINGS, ...more })[name]);
const look = (more: Record<string, string> = {}) => accountOnAws('eu-west-1').look(deployment(more));

describe('the account, as AWS describes it', () => {
  it('is fresh when nothing is there', async () => {
    expect(await look()).toEqual({
      activeRuleSet: null, namedRuleSetExists: true, deployedBefore: false, keyExists: false, oidc: null, identity: null, bootstrapped: false, quota: { mailsPerDay: 200, mailsPerSecond: 1 },
    });
  });

  it('is known again after a deployment', async () => {
    answers['DescribeConfigurationSet'] = '<ConfigurationSet><Name>moked-prod</Name></ConfigurationSet>';
    answers['DescribeActiveReceiptRuleSet'] = '<Metadata><Name>moked-prod</Name><CreatedTimestamp>2026-01-01T00:00:00.000Z</CreatedTimestamp></Metadata><Rules/>';
    answers['GetIdentityVerificationAttributes'] = '<VerificationAttributes><entry><key>care.company.example</key><value><VerificationStatus>Success</VerificationStatus></value></entry></VerificationAttributes>';
    parameters = { '/moked/prod/key': 'encrypted', '/moked/prod/oidc': '{"issuer":"x"}', '/cdk-bootstrap/hnb659fds/version': '30' };
    expect(await look()).toMatchObject({ activeRuleSet: 'moked-prod', deployedBefore: true, keyExists: true, oidc: '{"issuer":"x"}', identity: 'verified', bootstrapped: true });
  });

  it('has an identity that still waits for its records', async () => {
    answers['GetIdentityVerificationAttributes'] = '<VerificationAttributes><entry><key>care.company.example</key><value><VerificationStatus>Pending</VerificationStatus></value></entry></VerificationAttributes>';
    expect((await look()).identity).toBe('pending');
  });

  it('does not have the rule set that ours is to join', async () => {
    answers['DescribeReceiptRuleSet'] = { code: 'RuleSetDoesNotExist' };
    expect((await look({ receiptRuleSet: 'gone' })).namedRuleSetExists).toBe(false);
  });

  it('is not guessed at when AWS refuses to tell', async () => {
    answers['DescribeConfigurationSet'] = { code: 'AccessDenied' };
    await expect(look()).rejects.toMatchObject({ name: 'AccessDenied' });
  });

  it('is looked at without decrypting the key', async () => {
    await look();
    const reads = asked.filter(({ action }) => action === 'GetParameters').map(({ body }) => body);
    expect([reads.length > 0, reads.filter((body) => body.includes('"WithDecryption":true'))]).toEqual([true, []]);
  });
});

describe('the deployment\'s parameters', () => {
  it('keep the key encrypted, and never over one that is there', async () => {
    await accountOnAws('eu-west-1').createKey(deployment(), 'SECRET');
    expect(JSON.parse(asked[0]!.body)).toEqual({ Name: '/moked/prod/key', Type: 'SecureString', Value: 'SECRET', Overwrite: false });
  });

  it('hold who logs agents in', async () => {
    await accountOnAws('eu-west-1').writeOidc(deployment(), '{}');
    expect(JSON.parse(asked[0]!.body)).toEqual({ Name: '/moked/prod/oidc', Type: 'String', Value: '{}', Overwrite: true });
  });
});

describe('our rule set', () => {
  it('is activated by its name', async () => {
    await accountOnAws('eu-west-1').activate('moked-prod');
    expect(Object.fromEntries(new URLSearchParams(asked[0]!.body))).toMatchObject({ Action: 'SetActiveReceiptRuleSet', RuleSetName: 'moked-prod' });
  });
});
