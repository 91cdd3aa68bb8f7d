import { DescribeContinuousBackupsCommand, DescribeTableCommand, DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { GetBucketPolicyCommand, S3Client } from '@aws-sdk/client-s3';
import { DescribeActiveReceiptRuleSetCommand, GetAccountSendingEnabledCommand, GetIdentityDkimAttributesCommand, GetIdentityMailFromDomainAttributesCommand, type SESClient } from '@aws-sdk/client-ses';
import { GetQueueAttributesCommand, SQSClient } from '@aws-sdk/client-sqs';
import { membersIn, valueIn, type Services } from './services.ts';
import type { IdentitySeen, Look, QueueSeen, RuleSeen, StageSeen, WaysInSeen } from './seen.ts';
import { asked, ofType, resolved, type Stack } from './stack.ts';

const METRIC_WINDOW_SECONDS = 300;
const API_TIMEOUT_MS = 15_000;

/** What came of a look; a service's refusal is one of the answers. */
export async function looked<T>(look: Promise<T>): Promise<Look<T>> {
  try {
    return { seen: await look };
  } catch (error) {
    return { refused: error instanceof Error ? (error.name === 'Error' ? error.message : error.name) : String(error) };
  }
}

export interface ReceiptRule { recipients: string[]; set: string; bucket: string; topic: string; name: string }

/** Our receipt rule as the template asks for it. */
export function wantedRule(stack: Stack): ReceiptRule {
  const { Rule = {}, RuleSetName } = (asked(stack, 'AWS::SES::ReceiptRule') ?? {}) as { RuleSetName?: unknown; Rule?: { Name?: string; Recipients?: string[]; Actions?: { S3Action?: { BucketName: unknown; TopicArn: unknown } }[] } };
  const action = Rule.Actions?.[0]?.S3Action;
  return { name: Rule.Name ?? '', recipients: Rule.Recipients ?? [], set: resolved(stack, RuleSetName), bucket: resolved(stack, action?.BucketName), topic: resolved(stack, action?.TopicArn) };
}

export async function ruleSeen(ses: SESClient, name: string): Promise<RuleSeen> {
  const { Metadata, Rules = [] } = await ses.send(new DescribeActiveReceiptRuleSetCommand({}));
  const rule = Rules.find((one) => one.Name === name);
  const s3 = rule?.Actions?.find(({ S3Action }) => S3Action)?.S3Action;
  return { activeSet: Metadata?.Name ?? null, rule: rule ? { isOn: rule.Enabled ?? false, recipients: rule.Recipients ?? [], bucket: s3?.BucketName ?? null, topic: s3?.TopicArn ?? null } : null };
}

export async function identitySeen(ses: SESClient, domain: string, verification: string | null): Promise<IdentitySeen> {
  const [{ DkimAttributes }, { MailFromDomainAttributes }] = await Promise.all([ses.send(new GetIdentityDkimAttributesCommand({ Identities: [domain] })), ses.send(new GetIdentityMailFromDomainAttributesCommand({ Identities: [domain] }))]);
  const [dkim, from] = [DkimAttributes?.[domain], MailFromDomainAttributes?.[domain]];
  return {
    verification, dkim: dkim ? { isOn: dkim.DkimEnabled ?? false, status: dkim.DkimVerificationStatus ?? 'NotStarted' } : null,
    mailFrom: from?.MailFromDomain ? { domain: from.MailFromDomain, status: from.MailFromDomainStatus ?? 'Pending' } : null,
  };
}

export const isPaused = async (ses: SESClient): Promise<boolean> => (await ses.send(new GetAccountSendingEnabledCommand({}))).Enabled === false;

interface Statement { Effect?: string; Principal?: { Service?: string | string[] }; Action?: string | string[] }
const lets = (policy: string | undefined, action: RegExp): boolean => ((JSON.parse(policy ?? '{}') as { Statement?: Statement[] }).Statement ?? [])
  .some((statement) => statement.Effect === 'Allow' && [statement.Principal?.Service ?? []].flat().includes('ses.amazonaws.com') && [statement.Action ?? []].flat().some((one) => action.test(one)));

/** May SES write into the bucket of the rule, and publish to the topics it tells? */
export async function waysInSeen(stack: Stack, region: string, { query }: Pick<Services, 'query'>): Promise<WaysInSeen> {
  const rule = wantedRule(stack);
  const { EventDestination } = (asked(stack, 'AWS::SES::ConfigurationSetEventDestination') ?? {}) as { EventDestination?: { SnsDestination?: { TopicARN: unknown } } };
  const topics = [rule.topic, resolved(stack, EventDestination?.SnsDestination?.TopicARN)].filter(Boolean);
  const policy = (await new S3Client({ region }).send(new GetBucketPolicyCommand({ Bucket: rule.bucket }))).Policy;
  return {
    bucket: rule.bucket, sesMayWrite: lets(policy, /^s3:(?:PutObject|\*)$/i),
    topics: await Promise.all(topics.map(async (topic) => {
      const attributes = await query('sns', 'GetTopicAttributes', { TopicArn: topic });
      const entry = /<key>Policy<\/key>\s*(<value>[^<]*<\/value>)/.exec(attributes)?.[1];
      return { name: topic.split(':').at(-1)!, sesMayPublish: lets(entry && valueIn(entry, 'value'), /^sns:(?:Publish|\*)$/i) };
    })),
  };
}

export async function queuesSeen(stack: Stack, region: string, now: number, { query }: Pick<Services, 'query'>): Promise<QueueSeen[]> {
  const sqs = new SQSClient({ region });
  const redriven = Object.values(stack.template.Resources).filter(({ Type }) => Type === 'AWS::SQS::Queue').some(({ Properties }) => Properties?.['RedrivePolicy'] !== undefined);
  return Promise.all(ofType(stack, 'AWS::SQS::Queue').map(async ({ logicalId, physicalId }) => {
    const name = physicalId.split('/').at(-1)!;
    const { Attributes = {} } = await sqs.send(new GetQueueAttributesCommand({ QueueUrl: physicalId, AttributeNames: ['ApproximateNumberOfMessages', 'ApproximateNumberOfMessagesNotVisible'] }));
    const isDeadLetters = redriven && stack.template.Resources[logicalId]?.Properties?.['RedrivePolicy'] === undefined;
    const waiting = Number(Attributes['ApproximateNumberOfMessages'] ?? 0);
    return { name, isDeadLetters, waiting, oldestSeconds: isDeadLetters || waiting === 0 ? null : await oldestIn(name, now, query) };
  }));
}

// The queue itself does not say it: https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/sqs-available-cloudwatch-metrics.html
async function oldestIn(queue: string, now: number, query: Services['query']): Promise<number | null> {
  const answer = await query('monitoring', 'GetMetricStatistics', {
    Namespace: 'AWS/SQS', MetricName: 'ApproximateAgeOfOldestMessage', 'Dimensions.member.1.Name': 'QueueName', 'Dimensions.member.1.Value': queue, 'Statistics.member.1': 'Maximum', Period: String(METRIC_WINDOW_SECONDS),
    StartTime: new Date(now - 2 * METRIC_WINDOW_SECONDS * 1_000).toISOString(), EndTime: new Date(now).toISOString(),
  });
  const ages = membersIn(answer, 'Datapoints').map((member) => Number(valueIn(member, 'Maximum')));
  return ages.length === 0 ? null : Math.max(...ages);
}

type Part<K extends keyof StageSeen> = StageSeen[K] extends Look<infer T> ? Promise<T> : never;

export async function mappingsSeen(stack: Stack, { get }: Pick<Services, 'get'>): Part<'mappings'> {
  const ours = new Set(ofType(stack, 'AWS::Lambda::EventSourceMapping').map(({ physicalId }) => physicalId));
  const found: { name: string; state: string }[] = [];
  for (let marker: string | undefined; ;) {
    const page = await get('lambda', '/2015-03-31/event-source-mappings/', { MaxItems: '100', ...(marker ? { Marker: marker } : {}) }) as { EventSourceMappings?: { UUID: string; FunctionArn?: string; State?: string }[]; NextMarker?: string };
    for (const { UUID, FunctionArn = '', State = 'unknown' } of page.EventSourceMappings ?? []) if (ours.delete(UUID)) found.push({ name: FunctionArn.split(':').at(-1)!, state: State });
    marker = page.NextMarker ?? undefined;
    if (!marker) break;
  }
  return [...found, ...[...ours].map((id) => ({ name: id, state: 'gone' }))];
}

export async function schedulesSeen(stack: Stack, { json }: Pick<Services, 'json'>): Part<'schedules'> {
  return Promise.all(ofType(stack, 'AWS::Events::Rule').map(async ({ physicalId, logicalId }) => {
    const name = physicalId.split('|').at(-1)!.split('/').at(-1)!;
    return { name: logicalId, isOn: (await json('events', 'AWSEvents.DescribeRule', { Name: name }))['State'] === 'ENABLED' };
  }));
}

export async function alarmsSeen(stack: Stack, { query }: Pick<Services, 'query'>): Part<'alarms'> {
  const found: Awaited<Part<'alarms'>>['all'] = [];
  for (let token: string | undefined; ;) {
    const page = await query('monitoring', 'DescribeAlarms', { AlarmNamePrefix: `${stack.name}-`, MaxRecords: '100', ...(token ? { NextToken: token } : {}) });
    for (const member of membersIn(page, 'MetricAlarms')) {
      const since = valueIn(member, 'StateTransitionedTimestamp') ?? valueIn(member, 'StateUpdatedTimestamp');
      found.push({ name: valueIn(member, 'AlarmName') ?? '', state: valueIn(member, 'StateValue') ?? '', description: valueIn(member, 'AlarmDescription') ?? '', since: since === undefined ? null : Date.parse(since) });
    }
    token = valueIn(page, 'NextToken');
    if (!token) break;
  }
  // Another stage's name may begin like this one's.
  const ours = new Set(ofType(stack, 'AWS::CloudWatch::Alarm').map(({ physicalId }) => physicalId));
  const [topic] = (asked(stack, 'AWS::CloudWatch::Alarm')?.['AlarmActions'] ?? []) as unknown[];
  const attributes = topic === undefined ? '' : await query('sns', 'GetTopicAttributes', { TopicArn: resolved(stack, topic) });
  const count = (name: string): number => Number(valueIn(new RegExp(`<key>${name}</key>\\s*(<value>[^<]*</value>)`).exec(attributes)?.[1] ?? '', 'value') ?? 0);
  return { all: found.filter(({ name }) => ours.has(name)), hear: count('SubscriptionsConfirmed'), asked: count('SubscriptionsPending') };
}

export async function tableSeen(name: string, region: string): Part<'table'> {
  const db = new DynamoDBClient({ region });
  const [{ Table }, { ContinuousBackupsDescription }] = await Promise.all([db.send(new DescribeTableCommand({ TableName: name })), db.send(new DescribeContinuousBackupsCommand({ TableName: name }))]);
  return { name, status: Table?.TableStatus ?? 'unknown', pointInTime: ContinuousBackupsDescription?.PointInTimeRecoveryDescription?.PointInTimeRecoveryStatus === 'ENABLED', guarded: Table?.DeletionProtectionEnabled ?? false };
}

export async function logsSeen(stack: Stack, { json }: Pick<Services, 'json'>): Part<'logs'> {
  const ours = new Set(ofType(stack, 'AWS::Logs::LogGroup').map(({ physicalId }) => physicalId));
  const found: { name: string; days: number | null }[] = [];
  for (let token: string | undefined; ;) {
    const page = await json('logs', 'Logs_20140328.DescribeLogGroups', { logGroupNamePrefix: `/aws/lambda/${stack.name}-`, ...(token ? { nextToken: token } : {}) }) as { logGroups?: { logGroupName: string; retentionInDays?: number }[]; nextToken?: string };
    for (const { logGroupName, retentionInDays } of page.logGroups ?? []) if (ours.has(logGroupName)) found.push({ name: logGroupName, days: retentionInDays ?? null });
    token = page.nextToken;
    if (!token) return found;
  }
}

export async function apiSeen(address: string): Part<'api'> {
  const answer = await fetch(address, { redirect: 'manual', signal: AbortSignal.timeout(API_TIMEOUT_MS) });
  await answer.arrayBuffer();
  return { address, status: answer.status };
}
