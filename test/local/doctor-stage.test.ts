import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { lookAtStage } from '../../local/commands/doctor-look.ts';
import { domainSeen } from '../../local/doctor/dns.ts';
import { services } from '../../local/doctor/services.ts';
import { examine } from '../../local/doctor/stage-checks.ts';
import { facts as facebook } from '../../shared/channels/facebook/facts.ts';

const NOW = Date.parse('2026-11-22T12:00:00Z');
const VARIABLES = ['CLOUDFORMATION', 'CLOUDWATCH', 'SNS', 'EVENTBRIDGE', 'CLOUDWATCH_LOGS', 'LAMBDA', 'SES', 'SSM', 'SQS', 'S3', 'DYNAMODB'];
const RESOURCES: [logicalId: string, type: string, physicalId: string, properties?: object][] = [
  ['Rule', 'AWS::SES::ReceiptRule', 'rule', { RuleSetName: 'moked-prod', Rule: { Name: 'moked-prod', Recipients: ['care@company.example'], Actions: [{ S3Action: { BucketName: { Ref: 'Bucket' }, TopicArn: { Ref: 'Received' } } }] } }],
  ['Bucket', 'AWS::S3::Bucket', 'mails'], ['Received', 'AWS::SNS::Topic', 'arn:aws:sns:eu-west-1:1:received'], ['Alarms', 'AWS::SNS::Topic', 'arn:aws:sns:eu-west-1:1:alarms'],
  ['MailQueue', 'AWS::SQS::Queue', 'URL/1/moked-prod-mail', { RedrivePolicy: {} }], ['MailDead', 'AWS::SQS::Queue', 'URL/1/moked-prod-mail-dead', {}],
  ['Mapping', 'AWS::Lambda::EventSourceMapping', 'uuid-1'], ['EveryMinute', 'AWS::Events::Rule', 'moked-prod-EveryMinute-X'],
  ['Alarm', 'AWS::CloudWatch::Alarm', 'moked-prod-mail', { AlarmActions: [{ Ref: 'Alarms' }] }], ['Log', 'AWS::Logs::LogGroup', '/aws/lambda/moked-prod-mail'],
];
const escaped = (text: string): string => text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('"', '&quot;');
const ses = (action: string, inner: string): string => `<${action}Response xmlns="http://ses.amazonaws.com/doc/2010-12-01/"><${action}Result>${inner}</${action}Result></${action}Response>`;
const policy = (action: string): string => JSON.stringify({ Statement: [{ Effect: 'Deny', Principal: '*', Action: '*' }, { Effect: 'Allow', Principal: { Service: 'ses.amazonaws.com' }, Action: action }] });
const entry = (key: string, value: string): string => `<entry><key>${key}</key><value>${escaped(value)}</value></entry>`;

let base = '';
let asked: string[] = [];
/** By action: what is answered instead of all being well; a number is the status of a refusal. */
let instead: Record<string, string | number>;
let secret: string | undefined;

const ANSWERS: Record<string, (form: URLSearchParams, body: string) => string> = {
  DescribeStacks: () => `<DescribeStacksResult><Stacks><member><StackStatus>UPDATE_COMPLETE</StackStatus><LastUpdatedTime>2026-11-20T12:00:00Z</LastUpdatedTime><Outputs><member><OutputKey>ConsoleUrl</OutputKey><OutputValue>${base}/console</OutputValue></member><member><OutputKey>TableName</OutputKey><OutputValue>moked-prod</OutputValue></member></Outputs></member></Stacks></DescribeStacksResult>`,
  ListStackResources: (form) => {
    const page = form.get('NextToken') ? RESOURCES.slice(4) : RESOURCES.slice(0, 4);
    return `<StackResourceSummaries>${page.map(([logical, type, physical]) => `<member><LogicalResourceId>${logical}</LogicalResourceId><ResourceType>${type}</ResourceType><PhysicalResourceId>${physical.replace('URL', base)}</PhysicalResourceId></member>`).join('')}</StackResourceSummaries>${form.get('NextToken') ? '' : '<NextToken>2</NextToken>'}`;
  },
  GetTemplate: () => `<TemplateBody>${escaped(JSON.stringify({ Resources: Object.fromEntries(RESOURCES.map(([id, Type, , Properties]) => [id, { Type, Properties }])) }))}</TemplateBody>`,
  GetTopicAttributes: () => `<Attributes>${entry('Policy', policy('sns:Publish'))}${entry('SubscriptionsConfirmed', '1')}${entry('SubscriptionsPending', '0')}</Attributes>`,
  GetMetricStatistics: () => '<Datapoints><member><Maximum>4.0</Maximum></member></Datapoints>',
  DescribeAlarms: () => '<MetricAlarms><member><AlarmName>moked-prod-mail</AlarmName><StateValue>OK</StateValue><AlarmDescription>mail fails</AlarmDescription><AlarmActions><member>arn</member></AlarmActions></member><member><AlarmName>moked-prod-2-mail</AlarmName><StateValue>ALARM</StateValue></member></MetricAlarms>',
  DescribeRule: () => JSON.stringify({ State: 'ENABLED' }),
  DescribeLogGroups: () => JSON.stringify({ logGroups: [{ logGroupName: '/aws/lambda/moked-prod-mail', retentionInDays: 30 }, { logGroupName: '/aws/lambda/moked-prod-other' }] }),
  ListEventSourceMappings: () => JSON.stringify({ EventSourceMappings: [{ UUID: 'somebody-elses', State: 'Disabled' }, { UUID: 'uuid-1', FunctionArn: 'a:moked-prod-mail', State: 'Enabled' }] }),
  GetIdentityVerificationAttributes: () => '<VerificationAttributes><entry><key>company.example</key><value><VerificationStatus>Success</VerificationStatus></value></entry></VerificationAttributes>',
  GetIdentityDkimAttributes: () => '<DkimAttributes><entry><key>company.example</key><value><DkimEnabled>true</DkimEnabled><DkimVerificationStatus>Success</DkimVerificationStatus></value></entry></DkimAttributes>',
  GetIdentityMailFromDomainAttributes: () => '<MailFromDomainAttributes><entry><key>company.example</key><value><MailFromDomain>b.company.example</MailFromDomain><MailFromDomainStatus>Success</MailFromDomainStatus></value></entry></MailFromDomainAttributes>',
  GetSendQuota: () => '<Max24HourSend>50000.0</Max24HourSend><MaxSendRate>14.0</MaxSendRate><SentLast24Hours>3.0</SentLast24Hours>',
  GetAccountSendingEnabled: () => '<Enabled>true</Enabled>',
  DescribeActiveReceiptRuleSet: () => '<Metadata><Name>moked-prod</Name></Metadata><Rules><member><Name>moked-prod</Name><Enabled>true</Enabled><Recipients><member>care@company.example</member></Recipients><Actions><member><S3Action><BucketName>mails</BucketName><TopicArn>arn:aws:sns:eu-west-1:1:received</TopicArn></S3Action></member></Actions></member></Rules>',
  GetQueueAttributes: (_, body) => JSON.stringify({ Attributes: { ApproximateNumberOfMessages: body.includes('-dead') ? '0' : '2' } }),
  GetParameter: (_, body) => (body.includes('/key"') ? JSON.stringify({ Parameter: { Value: 'THE-KEY' } }) : body.includes('/facebook"') && secret !== undefined ? JSON.stringify({ Parameter: { Value: secret } }) : ''),
  DescribeTable: () => JSON.stringify({ Table: { TableStatus: 'ACTIVE', DeletionProtectionEnabled: true } }),
  DescribeContinuousBackups: () => JSON.stringify({ ContinuousBackupsDescription: { ContinuousBackupsStatus: 'ENABLED', PointInTimeRecoveryDescription: { PointInTimeRecoveryStatus: 'ENABLED' } } }),
  GetItem: () => JSON.stringify({ Item: { check: { M: { channel: { S: 'facebook' }, checkedAt: { N: String(NOW - 60_000) }, connected: { BOOL: true }, accounts: { L: [] }, findings: { L: [] }, told: { M: {} } } } } }),
  GetBucketPolicy: () => policy('s3:PutObject'),
};

function answer(request: IncomingMessage, response: ServerResponse, body: string): void {
  const url = new URL(request.url ?? '/', base);
  if (url.pathname === '/console') return void response.end('console');
  const form = new URLSearchParams(body);
  const target = request.headers['x-amz-target'];
  const action = typeof target === 'string' ? target.split('.').at(-1)! : url.pathname.includes('event-source-mappings') ? 'ListEventSourceMappings' : url.searchParams.has('policy') ? 'GetBucketPolicy' : form.get('Action') ?? `${request.method} ${url.pathname}`;
  asked.push(action);
  const given = instead[action] ?? ANSWERS[action]?.(form, body);
  const isSes = request.headers.authorization?.includes('/ses/') ?? false;
  response.setHeader('Content-Type', typeof target === 'string' ? 'application/x-amz-json-1.1' : action === 'GetBucketPolicy' || action === 'ListEventSourceMappings' ? 'application/json' : 'text/xml');
  if (action === 'GetParameter' && given === '') return void response.writeHead(400).end(JSON.stringify({ __type: 'ParameterNotFound' }));
  if (typeof given === 'number' || given === undefined) return void response.writeHead(given ?? 500).end(typeof target === 'string' ? JSON.stringify({ __type: 'AccessDeniedException' }) : '<ErrorResponse><Error><Code>AccessDenied</Code><Message>no</Message></Error></ErrorResponse>');
  if (given.startsWith('<ErrorResponse>')) return void response.writeHead(400).end(given);
  response.end(isSes ? ses(action, given) : given);
}

const server = createServer((request, response) => {
  const chunks: Buffer[] = [];
  request.on('data', (chunk: Buffer) => chunks.push(chunk)).on('end', () => answer(request, response, Buffer.concat(chunks).toString()));
});
const before = { ...process.env };
const names = { resolveMx: async () => [{ exchange: 'inbound-smtp.eu-west-1.amazonaws.com' }], resolveTxt: async (name: string) => (name.startsWith('_dmarc.') ? [['v=DMARC1; ', 'p=reject']] : []) };
const look = async (stage = 'prod') => lookAtStage(stage, { region: 'eu-west-1', now: NOW, services: services('eu-west-1'), names });
const ills = async (): Promise<string[]> => examine((await look())!).filter(({ level }) => level !== 'ok').map(({ level, says }) => `${level} ${says}`);

beforeAll(async () => {
  await new Promise<void>((resolve) => { server.listen(0, '127.0.0.1', resolve); });
  base = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  Object.assign(process.env, Object.fromEntries(VARIABLES.map((name) => [`AWS_ENDPOINT_URL_${name}`, base])), { AWS_ACCESS_KEY_ID: 'test', AWS_SECRET_ACCESS_KEY: 'test', AWS_REGION: 'eu-west-1', AWS_EC2_METADATA_DISABLED: 'true' });
});
afterAll(() => {
  process.env = before;
  server.closeAllConnections();
  server.close();
});
beforeEach(() => {
  [asked, instead, secret] = [[], {}, JSON.stringify(facebook.example)];
});

describe('a stage on AWS, as the doctor reads it', () => {
  it('is well where everything is', async () => {
    expect(await ills()).toEqual([]);
  });

  it('is only read: no call that could change anything', async () => {
    await look();
    expect(asked.filter((action) => !/^(?:Describe|Get|List)/.test(action))).toEqual([]);
    expect(new Set(asked)).toEqual(new Set(Object.keys(ANSWERS)));
  });

  it('is not there when CloudFormation does not know it', async () => {
    instead = { DescribeStacks: '<ErrorResponse><Error><Code>ValidationError</Code><Message>Stack with id moked-nope does not exist</Message></Error></ErrorResponse>' };
    expect(await look('nope')).toBeUndefined();
  });

  it('is not said to be missing by somebody who may not look', async () => {
    instead = { DescribeStacks: 403 };
    await expect(look()).rejects.toMatchObject({ name: 'AccessDenied' });
  });

  it('is looked at as far as one may, each refusal named', async () => {
    instead = { DescribeAlarms: 403, DescribeLogGroups: 403, DescribeTable: 403 };
    expect(await ills()).toEqual(['warn Alarms could not be looked at: AccessDenied.', 'warn The table could not be looked at: AccessDeniedException.', 'warn Logs could not be looked at: AccessDeniedException.']);
  });

  it('shows where a secret does not fit, and never what it says', async () => {
    secret = JSON.stringify({ ...facebook.example, appSecret: 7, verifyToken: 'TOP-SECRET-WORD' });
    const said = await ills();
    expect(said).toEqual([expect.stringMatching(/^fail What facebook is connected with does not fit: appSecret/)]);
    expect(JSON.stringify(await look())).not.toMatch(/TOP-SECRET-WORD|THE-KEY/);
  });

  it('shows a queue that has given up on something, and one that stands still', async () => {
    instead = { GetQueueAttributes: JSON.stringify({ Attributes: { ApproximateNumberOfMessages: '5' } }), GetMetricStatistics: '<Datapoints><member><Maximum>7200.0</Maximum></member></Datapoints>' };
    expect(await ills()).toEqual([expect.stringMatching(/^fail 5 were given up and lie in moked-prod-mail-dead/), expect.stringMatching(/^fail moked-prod-mail stands still: its oldest message has waited 120 minutes/)]);
  });
});

describe('a domain in the DNS', () => {
  it('has nothing where the DNS knows nothing, and is not guessed at where it does not answer', async () => {
    const failing = (code: string) => ({ resolveMx: async () => { throw Object.assign(new Error('no'), { code }); }, resolveTxt: async () => [] });
    expect(await domainSeen('company.example', failing('ENOTFOUND'))).toEqual({ domain: 'company.example', mailExchangers: [], spf: [], dmarc: [] });
    await expect(domainSeen('company.example', failing('ETIMEOUT'))).rejects.toThrow('no');
  });
});
