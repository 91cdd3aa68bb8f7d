import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { existsSync } from 'node:fs';
import { listOf, Synthesised, type Statement } from './synthesised.ts';

let stack: Synthesised;
beforeAll(() => { stack = new Synthesised({ alarmEmail: 'ops@company.example' }); }, 180_000);
afterAll(() => stack.remove());

const redriveTo = (properties: Record<string, unknown>): string | undefined => (properties['RedrivePolicy'] as { deadLetterTargetArn: { 'Fn::GetAtt': [string] } } | undefined)?.deadLetterTargetArn['Fn::GetAtt'][0];
const queueOf = (value: unknown): string => (value as { 'Fn::GetAtt': [string] })['Fn::GetAtt'][0];
const journeyQueues = () => stack.of('AWS::SQS::Queue').filter(([, queue]) => redriveTo(queue.Properties) !== undefined);
// The table's stream is read too; what feeds from it has no queue (test/infra/counting.test.ts).
const queueMappings = () => stack.of('AWS::Lambda::EventSourceMapping').filter(([, { Properties }]) => Properties['StartingPosition'] === undefined);
const alarmsOn = (metric: string, dimension: string) => stack.of('AWS::CloudWatch::Alarm').filter(([, alarm]) =>
  alarm.Properties['MetricName'] === metric && JSON.stringify(alarm.Properties['Dimensions']).includes(`"${dimension}"`)).map(([, alarm]) => alarm);

describe('the queues of a deployment', () => {
  it('are three: mail, inbound and outbox', () => {
    expect(new Set(journeyQueues().map(([, queue]) => queue.Properties['QueueName']))).toEqual(new Set(['moked-local-inbound', 'moked-local-mail', 'moked-local-outbox']));
  });

  it('each have a dead-letter queue that keeps things longer than they do', () => {
    for (const [, queue] of journeyQueues()) {
      const dead = stack.resources[redriveTo(queue.Properties)!]!;
      expect(Number(dead.Properties['MessageRetentionPeriod'])).toBeGreaterThan(Number(queue.Properties['MessageRetentionPeriod']));
    }
  });

  it('raise an alarm when anything is given up', () => {
    for (const [, queue] of journeyQueues()) expect(alarmsOn('ApproximateNumberOfMessagesVisible', redriveTo(queue.Properties)!)).toHaveLength(1);
  });

  it('raise an alarm when they stand still', () => {
    for (const [id] of journeyQueues()) expect(alarmsOn('ApproximateAgeOfOldestMessage', id)).toHaveLength(1);
  });

  it('hide what is being worked on for six times as long as a function may take', () => {
    for (const [, mapping] of queueMappings()) {
      const queue = stack.resources[queueOf(mapping.Properties['EventSourceArn'])]!;
      const worker = stack.resources[(mapping.Properties['FunctionName'] as { Ref: string }).Ref]!;
      expect(Number(queue.Properties['VisibilityTimeout'])).toBeGreaterThanOrEqual(6 * Number(worker.Properties['Timeout']));
    }
  });

  it('survive three days of failure without giving anything up', () => {
    for (const [, queue] of journeyQueues()) {
      const receives = (3 * 24 * 3600) / Number(queue.Properties['VisibilityTimeout']);
      expect((queue.Properties['RedrivePolicy'] as { maxReceiveCount: number }).maxReceiveCount).toBeGreaterThan(receives);
      expect(Number(queue.Properties['MessageRetentionPeriod'])).toBeGreaterThan(3 * 24 * 3600);
    }
  });

  it('let one bad message fail by itself', () => {
    const mappings = queueMappings();
    expect(mappings).toHaveLength(3);
    for (const [, mapping] of mappings) expect(mapping.Properties['FunctionResponseTypes']).toEqual(['ReportBatchItemFailures']);
  });

  it('are worked off by as many copies as there is work, except the outbox, which follows the send rate', () => {
    const limited = stack.of('AWS::Lambda::EventSourceMapping').filter(([, mapping]) => mapping.Properties['ScalingConfig'] !== undefined);
    expect(limited.map(([, mapping]) => stack.resources[queueOf(mapping.Properties['EventSourceArn'])]!.Properties['QueueName'])).toEqual(['moked-local-outbox']);
  });
});

describe('what Amazon SES needs', () => {
  const publishers = (topic: string): Statement[] => stack.of('AWS::SNS::TopicPolicy').filter(([, policy]) => JSON.stringify(policy.Properties['Topics']).includes(`"${topic}"`))
    .flatMap(([, policy]) => (policy.Properties['PolicyDocument'] as { Statement: Statement[] }).Statement);
  const rule = () => stack.only('AWS::SES::ReceiptRule');
  const s3Action = () => (rule().Properties['Rule'] as { Actions: { S3Action: Record<string, unknown> }[] }).Actions[0]!.S3Action;
  const receivedTopic = () => (s3Action()['TopicArn'] as { Ref: string }).Ref;
  const eventsTopic = () => (stack.only('AWS::SES::ConfigurationSetEventDestination').Properties['EventDestination'] as { SnsDestination: { TopicARN: { Ref: string } } }).SnsDestination.TopicARN.Ref;

  it.each([['received mail', receivedTopic], ['what became of sent mail', eventsTopic]])('SES may tell about %s, this account\'s SES alone, though everything else must use TLS', (_, topic) => {
    const statements = publishers(topic());
    expect(statements.filter((statement) => statement.Effect === 'Allow')).toEqual([
      expect.objectContaining({ Action: 'sns:Publish', Principal: { Service: 'ses.amazonaws.com' }, Condition: { StringEquals: { 'aws:SourceAccount': { Ref: 'AWS::AccountId' } } } }),
    ]);
    expect(statements.filter((statement) => statement.Effect === 'Deny')).toHaveLength(1);
  });

  it('both topics end in a queue, as sent, with dead letters for what SNS cannot deliver', () => {
    const subscriptions = stack.of('AWS::SNS::Subscription').map(([, one]) => one.Properties).filter((one) => one['Protocol'] === 'sqs');
    expect(Object.fromEntries(subscriptions.map((one) => [(one['TopicArn'] as { Ref: string }).Ref, stack.resources[queueOf(one['Endpoint'])]!.Properties['QueueName']])))
      .toEqual({ [receivedTopic()]: 'moked-local-mail', [eventsTopic()]: 'moked-local-outbox' });
    for (const one of subscriptions) expect([one['RawMessageDelivery'], redriveTo(one)]).toEqual([true, expect.any(String)]);
  });

  it('mail is stored without a key of its own, which no reader here could undo', () => {
    expect(s3Action()).not.toHaveProperty('KmsKeyArn');
  });

  it('SES may put mail into the bucket, under raw/ only and for this account only', () => {
    const statements = (stack.only('AWS::S3::BucketPolicy').Properties['PolicyDocument'] as { Statement: Statement[] }).Statement.filter((one) => one.Effect === 'Allow');
    expect(statements).toEqual([expect.objectContaining({ Action: 's3:PutObject', Principal: { Service: 'ses.amazonaws.com' }, Condition: { StringEquals: { 'aws:SourceAccount': { Ref: 'AWS::AccountId' } } } })]);
    expect(JSON.stringify(statements[0]!.Resource)).toContain('/raw/*');
  });

  it('the rule comes after the policies that SES tries when it is made', () => {
    const types = rule().DependsOn!.map((id) => stack.resources[id]!.Type);
    expect(types).toEqual(expect.arrayContaining(['AWS::S3::BucketPolicy', 'AWS::SNS::TopicPolicy', 'AWS::SES::ReceiptRuleSet']));
  });

  it('the rule takes mail for the care addresses and has it scanned', () => {
    expect(rule().Properties['Rule']).toMatchObject({ Enabled: true, ScanEnabled: true, Recipients: ['care@company.example', 'support@company.example'] });
  });
});

describe('what each function may do', () => {
  it('is written out: no wildcard in an action, no managed policy', () => {
    for (const name of stack.functions().keys()) for (const { action } of stack.allowed(name)) expect(action).toMatch(/^[a-z0-9]+:[A-Za-z]+$/);
    for (const [, role] of stack.of('AWS::IAM::Role')) expect(role.Properties).not.toHaveProperty('ManagedPolicyArns');
  });

  it('names its resources: a wildcard only after a prefix of objects', () => {
    const wide = [...stack.functions().keys()].flatMap((name) => stack.allowed(name)).filter(({ action }) => !action.startsWith('s3:')).flatMap(({ resources }) => resources).filter((resource) => resource.includes('*'));
    expect(wide).toEqual([]);
  });

  it.each([['mail', ['key']], ['record', ['key']], ['api', ['key', 'oidc', 'sign-in']]])('%s reads no parameters but its own', (name, expected) => {
    const read = stack.allowed(name).filter(({ action }) => action.startsWith('ssm:')).flatMap(({ resources }) => resources);
    expect(new Set(read.map((resource) => /:parameter(\/[^"]+)"/.exec(resource)?.[1]))).toEqual(new Set(expected.map((one) => `/moked/local/${one}`)));
  });

  it('only what answers customers, and what alerts the team, may hand mail to SES', () => {
    expect([...stack.functions().keys()].filter((name) => stack.allowed(name).some(({ action }) => action.startsWith('ses:'))).sort()).toEqual(['evaluate', 'health', 'send', 'tally']);
  });

  it('mail reads originals and writes parts, never the other way round', () => {
    const objects = stack.allowed('mail').filter(({ action }) => /^s3:(Get|Put)/.test(action));
    expect(objects.map(({ action, resources }) => [action, resources.length, /\/(raw|parts)\//.exec(resources[0]!)?.[1]])).toEqual([['s3:GetObject', 1, 'raw'], ['s3:PutObject', 1, 'parts']]);
  });

  it('send reads the files of answers among the parts, and writes none; api moves them there from the uploads, and reads no original', () => {
    const bucket = (name: string): string[] => stack.allowed(name).filter(({ action }) => /^s3:.*Object$/.test(action)).flatMap(({ action, resources }) => resources.map((resource) => `${action} ${/\/([a-z]+)\/\*/.exec(resource)?.[1]}`)).sort((a, b) => a.localeCompare(b));
    expect([bucket('send'), bucket('api')]).toEqual([['s3:GetObject parts'], ['s3:GetObject parts', 's3:GetObject uploads', 's3:GetObject words', 's3:PutObject parts', 's3:PutObject uploads']]);
  });

  it('what looks every hour for mails that nobody told of reads none of them, and tells of them on the one queue', () => {
    const all = stack.allowed('reconcile');
    const rights = (service: string): string[] => all.filter(({ action }) => action.startsWith(`${service}:`)).map(({ action }) => action);
    expect([rights('s3'), rights('sqs')]).toEqual([['s3:ListBucket'], ['sqs:SendMessage']]);
    const mail = stack.of('AWS::SQS::Queue').find(([, queue]) => queue.Properties['QueueName'] === 'moked-local-mail')![0];
    expect(JSON.stringify(all.find(({ action }) => action === 'sqs:SendMessage')!.resources)).toContain(mail);
    const { id } = stack.functions().get('reconcile')!;
    expect(stack.of('AWS::Events::Rule').filter(([, rule]) => JSON.stringify(rule.Properties['Targets']).includes(`"${id}"`)).map(([, rule]) => rule.Properties['ScheduleExpression'])).toEqual(['rate(1 hour)']);
  });

  it('the door for mail cannot touch the table', () => {
    expect(stack.allowed('mail').filter(({ action }) => action.startsWith('dynamodb:'))).toEqual([]);
  });
});

describe('the web form', () => {
  it('answers its own addresses and no others', () => {
    const { id } = stack.functions().get('form')!;
    const integrations = stack.of('AWS::ApiGatewayV2::Integration').filter(([, { Properties }]) => JSON.stringify(Properties['IntegrationUri']).includes(`"${id}"`)).map(([name]) => name);
    const routes = stack.of('AWS::ApiGatewayV2::Route').filter(([, { Properties }]) => integrations.some((name) => JSON.stringify(Properties['Target']).includes(`"${name}"`)));
    expect(routes.map(([, { Properties }]) => String(Properties['RouteKey'])).toSorted((a, b) => a.localeCompare(b))).toEqual(['GET /form', 'GET /form/embed.js', 'POST /form', 'POST /form/uploads']);
  });

  it('reads uploads and moves them to the parts, and sees nothing else in the bucket', () => {
    const bucket = stack.allowed('form').filter(({ action }) => /^s3:.*Object$/.test(action)).flatMap(({ action, resources }) => resources.map((resource) => `${action} ${/\/([a-z]+)\/\*/.exec(resource)?.[1]}`));
    expect(bucket.sort()).toEqual(['s3:GetObject uploads', 's3:PutObject parts', 's3:PutObject uploads']);
  });

  it('knows one secret, and adds to one queue', () => {
    const of = (service: string): string[] => stack.allowed('form').filter(({ action }) => action.startsWith(`${service}:`)).map(({ action }) => action);
    expect([of('ssm'), of('sqs'), of('ses')]).toEqual([['ssm:GetParameter'], ['sqs:SendMessage'], []]);
    expect(JSON.stringify(stack.allowed('form'))).toMatch(/parameter\/moked\/local\/key/);
  });
});

describe('the customer’s status page', () => {
  it('answers below its own address, by any method', () => {
    const { id } = stack.functions().get('status')!;
    const integrations = stack.of('AWS::ApiGatewayV2::Integration').filter(([, { Properties }]) => JSON.stringify(Properties['IntegrationUri']).includes(`"${id}"`)).map(([name]) => name);
    const routes = stack.of('AWS::ApiGatewayV2::Route').filter(([, { Properties }]) => integrations.some((name) => JSON.stringify(Properties['Target']).includes(`"${name}"`)));
    expect(routes.map(([, { Properties }]) => String(Properties['RouteKey'])).toSorted((a, b) => a.localeCompare(b))).toEqual(['ANY /s', 'ANY /s/{rest+}']);
  });

  it('hands no mail over, looks through no list of cases, and reads no original', () => {
    const all = stack.allowed('status');
    expect(all.filter(({ action }) => action.startsWith('ses:'))).toEqual([]);
    expect(all.flatMap(({ resources }) => resources).filter((resource) => resource.includes('/index/') || resource.includes('/raw/'))).toEqual([]);
    expect(all.filter(({ action }) => action.startsWith('sqs:')).map(({ action }) => action)).toEqual(['sqs:SendMessage']);
  });

  it('and its links are told where the deployment is, and for whom it is', () => {
    for (const name of ['status', 'send']) {
      const { Variables } = stack.functions().get(name)!.resource.Properties['Environment'] as { Variables: Record<string, unknown> };
      expect([name, JSON.stringify(Variables['MOKED_STATUS_ADDRESS']).includes('ApiEndpoint'), Variables['MOKED_STATUS_FOR']]).toEqual([name, true, 'trial']);
    }
  });
});

describe('a deployment', () => {
  it('has an alarm for each function, which says what breaks for people', () => {
    for (const { id, resource } of stack.functions().values()) {
      const [alarm, ...more] = alarmsOn('Errors', id);
      expect(more).toEqual([]);
      expect(alarm!.Properties['AlarmDescription']).toContain(String(resource.Properties['Description']));
    }
  });

  it('sends every alarm to a topic that CloudWatch may publish to', () => {
    for (const [, alarm] of stack.of('AWS::CloudWatch::Alarm')) {
      const topic = listOf(alarm.Properties['AlarmActions'] as { Ref: string }[])[0]!.Ref;
      const policies = stack.of('AWS::SNS::TopicPolicy').filter(([, policy]) => JSON.stringify(policy.Properties['Topics']).includes(`"${topic}"`));
      expect(JSON.stringify(policies)).toContain('cloudwatch.amazonaws.com');
    }
  });

  it('makes nothing behind its own back: no custom resources, no functions but those that have a file here', () => {
    expect(Object.values(stack.resources).filter(({ Type }) => Type.startsWith('Custom::') || Type === 'AWS::CloudFormation::CustomResource')).toEqual([]);
    const files = [...stack.functions().keys()].map((name) => `functions/${name.replace(/^(webhook|poll)-.*$/, '$1')}.ts`);
    expect(files.filter((file) => !existsSync(file))).toEqual([]);
  });

  it('keeps each function\'s log for thirty days', () => {
    for (const { resource } of stack.functions().values()) {
      const group = stack.resources[(resource.Properties['LoggingConfig'] as { LogGroup: { Ref: string } }).LogGroup.Ref]!;
      expect([group.Properties['LogGroupName'], group.Properties['RetentionInDays']]).toEqual([`/aws/lambda/${String(resource.Properties['FunctionName'])}`, 30]);
    }
  });

  it('has one HTTP API whose paths reach the function api unless they are another door\'s, with a limit', () => {
    expect(stack.of('AWS::ApiGatewayV2::Route').map(([, { Properties }]) => String(Properties['RouteKey'])).filter((key) => !/ \/(?:webhooks|form|privacy|s)(?:\/|$)/.test(key))).toEqual(['$default']);
    for (const [, integration] of stack.of('AWS::ApiGatewayV2::Integration')) expect(integration.Properties['PayloadFormatVersion']).toBe('2.0');
    expect(stack.only('AWS::ApiGatewayV2::Stage').Properties['DefaultRouteSettings']).toEqual({ ThrottlingBurstLimit: 1000, ThrottlingRateLimit: 500 });
  });

  it('projects into the index of queues only what queues, saved views and figures ask', () => {
    const indexes = stack.only('AWS::DynamoDB::Table').Properties['GlobalSecondaryIndexes'] as { IndexName: string; Projection: unknown }[];
    expect(Object.fromEntries(indexes.map((index) => [index.IndexName, index.Projection]))).toEqual({
      byDue: { ProjectionType: 'INCLUDE', NonKeyAttributes: ['assignee', 'team', 'topic', 'tags', 'channel', 'priority', 'openedAt', 'answeredAt', 'lastAnsweredAt', 'unansweredSince', 'snoozedUntil'] },
      byOwner: { ProjectionType: 'KEYS_ONLY' },
    });
  });

  it('forgets originals after thirty days, uploads that nobody sent off after one, and keeps parts', () => {
    const { Rules } = stack.only('AWS::S3::Bucket').Properties['LifecycleConfiguration'] as { Rules: { Prefix?: string; ExpirationInDays?: number }[] };
    expect(Rules.filter((rule) => rule.ExpirationInDays !== undefined).map((rule) => [rule.Prefix, rule.ExpirationInDays])).toEqual([['raw/', 30], ['uploads/', 1]]);
  });

  it('says where it is', () => {
    expect(Object.keys(stack.outputs)).toEqual(expect.arrayContaining(['ConsoleUrl', 'TableName', 'BucketName', 'MailQueueUrl', 'InboundQueueUrl', 'OutboxQueueUrl']));
  });
});
