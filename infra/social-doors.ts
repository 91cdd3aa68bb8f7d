import { CfnOutput, Duration, Stack } from 'aws-cdk-lib';
import { HttpMethod, type HttpApi } from 'aws-cdk-lib/aws-apigatewayv2';
import { HttpLambdaIntegration } from 'aws-cdk-lib/aws-apigatewayv2-integrations';
import { StringParameter } from 'aws-cdk-lib/aws-ssm';
import { Construct } from 'constructs';
import type { ChannelFacts } from '../shared/channels/channel.ts';
import { PLATFORMS } from '../shared/channels/index.ts';
import { HealthEnvironment, PollEnvironment, SweepEnvironment, WebhookEnvironment } from '../shared/config.ts';
import type { Counting } from './counting.ts';
import { parameterPrefix } from './deployment.ts';
import { allow, readParameters } from './permissions.ts';
import type { PipelineProps } from './pipeline.ts';
import { StepLambda } from './step-lambda.ts';
import type { StepQueue } from './step-queue.ts';
import { PARTS_PREFIX, RAW_PREFIX } from './storage.ts';

const FOLDER = './shared/channels';

export interface SocialDoorsProps extends PipelineProps { inbound: StepQueue; http: HttpApi; notifying: Counting['notifying'] }

/**
 * Where platforms bring what people wrote, and where it is fetched: for each of them a webhook and a poller of its own,
 * which can read that platform's secret and no other. And the hourly look at all connections.
 */
export class SocialDoors extends Construct {
  readonly #props: SocialDoorsProps;
  readonly #shared: { MOKED_STAGE: string; MOKED_PARAMETERS: string };

  constructor(scope: Construct, id: string, props: SocialDoorsProps) {
    super(scope, id);
    const { deployment: { stage }, alarms, http } = props;
    this.#props = props;
    this.#shared = { MOKED_STAGE: stage, MOKED_PARAMETERS: parameterPrefix(stage) };
    const webhooks = PLATFORMS.map(({ facts }) => facts).filter(({ doors }) => doors.includes('webhook')).map((facts) => this.#webhook(facts));
    for (const { facts } of PLATFORMS) if (facts.doors.includes('poll')) this.#poller(facts);
    this.#health();
    this.#sweeper();
    const address = `${http.apiEndpoint}/webhooks`;
    new CfnOutput(this, 'WebhooksUrl', { key: 'WebhooksUrl', value: address });
    // `npm run connect` tells it to whoever connects a platform.
    new StringParameter(this, 'Address', { parameterName: `${parameterPrefix(stage)}/webhooks`, stringValue: address });

    const heard = { logGroups: webhooks.map(({ logGroup }) => logGroup), metricNamespace: `moked-${stage}` };
    // A secret that was changed on one side only looks like this; a passer-by knocks once or twice.
    alarms.watchLogs(this, 'Untrusted', {
      ...heard, event: 'knock.untrusted', minutes: 15, atLeast: 20,
      description: 'Deliveries of a platform are refused because their signature is wrong. If its secret was changed, give the new one to npm run connect; until then its messages wait on the platform.',
    });
    alarms.watchLogs(this, 'Unreadable', {
      ...heard, event: 'delivery.unreadable', minutes: 5, atLeast: 1,
      description: 'A platform sends something in a shape that is not known. It is kept whole among the filtered messages; nobody is answered.',
    });
  }

  #webhook(facts: ChannelFacts): StepLambda<typeof WebhookEnvironment> {
    const { deployment: { stage }, alarms, inbound, http } = this.#props;
    const { name } = facts;
    const webhook = new StepLambda(this, `${name}Webhook`, {
      stage, alarms,
      name: `webhook-${name}`,
      source: 'webhook',
      aliases: { '#door': `${FOLDER}/${name}/door.ts`, '#facts': `${FOLDER}/${name}/facts.ts` },
      needs: WebhookEnvironment,
      environment: { ...this.#shared, MOKED_INBOUND_QUEUE: inbound.queue.queueUrl },
      // Platforms give up after ten seconds, and try again.
      timeoutSeconds: 10,
      breaks: `what people write on ${name} comes late: the platform holds it, and after some hours gives it up`,
      may: [inbound.adding(), readParameters(Stack.of(this), stage, 'key', `channels/${name}`)],
    });
    http.addRoutes({ path: `/webhooks/${name}`, methods: [HttpMethod.ANY], integration: new HttpLambdaIntegration(`${name}Webhook`, webhook.function) });
    return webhook;
  }

  #poller(facts: ChannelFacts): void {
    const { deployment: { stage }, alarms, inbound, storage } = this.#props;
    const { name } = facts;
    const poller = new StepLambda(this, `${name}Poll`, {
      stage, alarms,
      name: `poll-${name}`,
      source: 'poll',
      aliases: { '#api': `${FOLDER}/${name}/api.ts`, '#facts': `${FOLDER}/${name}/facts.ts` },
      needs: PollEnvironment,
      environment: { ...this.#shared, MOKED_TABLE: storage.table.tableName, MOKED_INBOUND_QUEUE: inbound.queue.queueUrl },
      timeoutSeconds: 50,
      breaks: `what people write on ${name} and the platform does not bring by itself is fetched late`,
      may: [
        inbound.adding(), readParameters(Stack.of(this), stage, 'key', `channels/${name}`),
        allow(['dynamodb:DeleteItem', 'dynamodb:GetItem', 'dynamodb:PutItem', 'dynamodb:Query', 'dynamodb:UpdateItem'], [storage.table.tableArn]),
      ],
    });
    poller.runsEvery(this, `${name}PollEveryMinute`, Duration.minutes(1));
  }

  #sweeper(): void {
    const { deployment: { stage }, alarms, storage } = this.#props;
    const table = storage.table.tableArn;
    const sweep = new StepLambda(this, 'Sweep', {
      stage, alarms,
      name: 'sweep',
      needs: SweepEnvironment,
      environment: storage.environment,
      breaks: 'what members of LinkedIn wrote is kept longer than LinkedIn allows, and mails of people who were erased as long as any other',
      may: [
        allow(['dynamodb:DeleteItem', 'dynamodb:GetItem', 'dynamodb:UpdateItem'], [table]), allow(['dynamodb:Query'], [`${table}/index/byDue`]),
        allow(['s3:DeleteObject', 's3:DeleteObjectVersion'], [storage.objects(RAW_PREFIX), storage.objects(PARTS_PREFIX)]), allow(['s3:ListBucketVersions'], [storage.bucket.bucketArn]),
      ],
    });
    sweep.runsEvery(this, 'SweepEveryHour', Duration.hours(1));
  }

  #health(): void {
    const { deployment: { stage }, alarms, storage, notifying } = this.#props;
    const health = new StepLambda(this, 'Health', {
      stage, alarms,
      name: 'health',
      needs: HealthEnvironment,
      environment: notifying.environment,
      breaks: 'nobody hears that a platform\'s connection ends or has stopped bringing messages, or that something received ended nowhere',
      may: [
        readParameters(Stack.of(this), stage, ...PLATFORMS.map(({ facts }) => `channels/${facts.name}` as const)), ...notifying.may,
        allow(['dynamodb:BatchGetItem', 'dynamodb:DeleteItem', 'dynamodb:GetItem', 'dynamodb:PutItem', 'dynamodb:Query', 'dynamodb:UpdateItem'], [storage.table.tableArn]),
      ],
    });
    health.runsEvery(this, 'HealthEveryHour', Duration.hours(1));
  }
}
