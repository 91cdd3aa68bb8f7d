import { PLATFORMS } from '../../shared/channels/index.ts';
import type { TemplateResource } from '../template.ts';
import type { TimerRun } from './measure.ts';
import { isSecret, Usage } from './usage.ts';

const HOURS_A_MONTH = 730;
export const MINUTES_A_MONTH = HOURS_A_MONTH * 60;
const SECONDS_A_MONTH = MINUTES_A_MONTH * 60;
/** For so long functions keep settings and secrets before they read them again (shared/aws/connections.ts). */
export const KEPT_MINUTES = 5;
/** A copy that was not called for so long is not taken to be there any more. */
const LIVES_MINUTES = 15;

/**
 * How many requests wait at a queue that is empty, for twenty seconds each: Lambda keeps five, and takes back three of them
 * where no maximum concurrency is set. https://docs.aws.amazon.com/lambda/latest/dg/services-sqs-scaling.html
 */
const POLLERS = { usual: 5, atLeast: 2 };
const LONG_POLL_SECONDS = 20;

/** What is paid for a deployment that does nothing: the core, and what only lasting stages have, so that somebody is told. */
export interface Idle {
  core: Usage;
  watching: Usage;
}

type Resources = Record<string, TemplateResource>;
interface Place { id: string; properties: Record<string, unknown>; resources: Resources; timers: Map<string, TimerRun> }
type Rule = (place: Place, idle: Idle) => void;

const FREE: Record<string, string> = {
  'AWS::ApiGatewayV2::Api': 'paid by request', 'AWS::ApiGatewayV2::Integration': 'part of the API', 'AWS::ApiGatewayV2::Route': 'part of the API', 'AWS::ApiGatewayV2::Stage': 'part of the API',
  'AWS::CDK::Metadata': 'nothing that exists',
  'AWS::Cognito::UserPool': 'paid by people who sign in', 'AWS::Cognito::UserPoolClient': 'part of the pool', 'AWS::Cognito::UserPoolDomain': 'part of the pool', 'AWS::Cognito::UserPoolGroup': 'part of the pool',
  'AWS::DynamoDB::Table': 'on demand: paid by units and by what lies in it',
  'AWS::IAM::Policy': 'free of charge', 'AWS::IAM::Role': 'free of charge',
  'AWS::Lambda::Function': 'paid by invocation', 'AWS::Lambda::Permission': 'free of charge',
  'AWS::Logs::LogGroup': 'paid by what is written',
  'AWS::Logs::MetricFilter': 'its metric is paid in hours in which something was found',
  'AWS::S3::Bucket': 'paid by requests and by what lies in it', 'AWS::S3::BucketPolicy': 'part of the bucket',
  'AWS::SES::ConfigurationSet': 'its figures are paid in months with mail', 'AWS::SES::ConfigurationSetEventDestination': 'paid by what it publishes', 'AWS::SES::EmailIdentity': 'free of charge',
  'AWS::SES::ReceiptRule': 'paid by mail', 'AWS::SES::ReceiptRuleSet': 'part of its rules',
  'AWS::SNS::Subscription': 'paid by delivery', 'AWS::SNS::Topic': 'paid by publish', 'AWS::SNS::TopicPolicy': 'part of the topic',
  'AWS::SQS::Queue': 'paid by request', 'AWS::SQS::QueuePolicy': 'part of the queue',
};

const minutesOf = (expression: unknown): number => {
  const [, count, unit] = /^rate\((\d+) (minute|hour|day)s?\)$/.exec(String(expression)) ?? [];
  if (count === undefined) throw new Error(`How often ${String(expression)} runs is not known: only rates are priced.`);
  return Number(count) * { minute: 1, hour: 60, day: 1_440 }[unit as 'minute' | 'hour' | 'day'];
};

const referenceIn = (value: unknown): string | undefined => /"(?:Ref|Fn::GetAtt)":\[?"(\w+)"/.exec(JSON.stringify(value) ?? '')?.[1];

/** Settings of channels: the key and others stay with a copy for as long as it lives. */
const isReadAgain = (by: string): boolean => by.includes(' channels/');

/** A month of something that runs by the clock. Settings of channels are read again every five minutes; what runs every hour is loaded each time. */
export function monthOf({ fresh, warm, loading }: TimerRun, everyMinutes: number): Usage {
  const runs = MINUTES_A_MONTH / everyMinutes;
  const month = new Usage().addAll(warm, runs);
  const reads = Math.min(runs, MINUTES_A_MONTH / KEPT_MINUTES);
  const isLoaded = everyMinutes >= LIVES_MINUTES;
  for (const { price, quantity, by } of fresh.all()) if (isSecret(price) && (isLoaded || isReadAgain(by))) month.add(price, quantity * reads, by);
  return isLoaded ? month.addAll(loading, runs) : month;
}

const PRICED: Record<string, Rule> = {
  'AWS::CloudWatch::Alarm': ({ properties }, { watching }) => {
    const metrics = properties['Metrics'] as unknown[] | undefined;
    watching.add('cloudwatch.alarm', metrics?.length ?? 1, 'alarms');
  },
  'AWS::KMS::Key': ({ id }, { core }) => void core.add('kms.key', 1, id),
  'AWS::Events::Rule': ({ id, properties, resources, timers }, { core }) => {
    for (const target of (properties['Targets'] ?? []) as { Arn: unknown }[]) {
      const name = String(resources[referenceIn(target.Arn) ?? '']?.Properties?.['FunctionName']).replace(/^moked-[a-z0-9]+-/, '');
      const timer = timers.get(name);
      if (!timer) throw new Error(`${id} runs ${name} by the clock, and what that costs was not measured.`);
      core.addAll(monthOf(timer, minutesOf(properties['ScheduleExpression'])));
    }
  },
  'AWS::Lambda::EventSourceMapping': ({ properties, resources }, { core }) => {
    // Lambda reads a table's stream without a charge. https://aws.amazon.com/dynamodb/pricing/on-demand/
    if (properties['StartingPosition'] !== undefined) return;
    const queue = String(resources[referenceIn(properties['EventSourceArn']) ?? '']?.Properties?.['QueueName']).replace(/^moked-[a-z0-9]+-/, '');
    core.add('sqs.request', pollersOf(properties) * SECONDS_A_MONTH / LONG_POLL_SECONDS, `${queue} is waited at`);
  },
  'AWS::SSM::Parameter': ({ id, properties }) => {
    if (properties['Tier'] === 'Advanced') throw new Error(`${id} is an advanced parameter, whose price is not known here.`);
  },
};

function pollersOf(properties: Record<string, unknown>): number {
  return properties['ScalingConfig'] === undefined ? POLLERS.atLeast : POLLERS.usual;
}

/** Prices a template of which nothing is used. Throws for a type of resource about whose price nothing is known. */
export function idleOf(resources: Resources, timers: TimerRun[]): Idle {
  const idle: Idle = { core: new Usage(), watching: new Usage() };
  const byName = new Map(timers.map((timer) => [timer.name, timer]));
  for (const [id, { Type, Properties = {} }] of Object.entries(resources)) {
    if (Type in FREE) continue;
    const rule = PRICED[Type];
    if (!rule) throw new Error(`The template has ${Type} (${id}), whose price is not known: give it a rule in local/cost/idle.ts, or name it there among what is free with the reason.`);
    rule({ id, properties: Properties, resources, timers: byName }, idle);
  }
  return idle;
}

/** What waiting at the queues would cost at most: with five requests at each. */
export function dearestWaiting(resources: Resources): Usage {
  const queues = Object.values(resources).filter(({ Type, Properties }) => Type === 'AWS::Lambda::EventSourceMapping' && Properties?.['StartingPosition'] === undefined);
  return new Usage().add('sqs.request', queues.length * POLLERS.usual * SECONDS_A_MONTH / LONG_POLL_SECONDS, 'queues are waited at');
}

/** A month of fetching from each platform, beyond what its poller costs without a connection. */
export function pollingOf(connected: TimerRun[], idle: TimerRun[]): { channel: string; usage: Usage }[] {
  return PLATFORMS.flatMap(({ facts }) => {
    const [with_, without] = [connected, idle].map((runs) => runs.find(({ name }) => name === `poll-${facts.name}`));
    if (!with_ || !without) return [];
    // Its first run fetches, the second finds that it is not yet time again.
    const fetches = MINUTES_A_MONTH / (facts.pollMinutes ?? 1);
    const month = monthOf(with_, 1).addAll(with_.fresh, fetches).addAll(with_.warm, -fetches);
    return [{ channel: facts.name, usage: month.addAll(monthOf(without, 1), -1) }];
  });
}
