import { Lazy, Stack } from 'aws-cdk-lib';
import { PolicyStatement, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import { CfnConfigurationSet, CfnConfigurationSetEventDestination, EmailSendingEvent } from 'aws-cdk-lib/aws-ses';
import { Topic } from 'aws-cdk-lib/aws-sns';
import { SqsSubscription } from 'aws-cdk-lib/aws-sns-subscriptions';
import { Construct } from 'constructs';
import { PLATFORMS } from '../shared/channels/index.ts';
import { RELAY } from '../shared/channels/email/facts.ts';
import { RecordEnvironment, SendEnvironment } from '../shared/config.ts';
import type { AlarmRoom } from './alarms.ts';
import { configurationSetName, parameterPrefix, type Deployment } from './deployment.ts';
import { allow, readParameters } from './permissions.ts';
import { StepLambda } from './step-lambda.ts';
import { StepQueue } from './step-queue.ts';
import { statusPage } from './status.ts';
import { PARTS_PREFIX, type Storage } from './storage.ts';

export interface PipelineProps {
  deployment: Deployment;
  alarms: AlarmRoom;
  storage: Storage;
}

/** The journey behind the doors: `inbound` -> record -> `outbox` -> send, and the provider's events back to `outbox`. */
export class Pipeline extends Construct {
  readonly inbound: StepQueue;
  readonly outbox: StepQueue;
  #address: string | undefined;

  constructor(scope: Construct, id: string, props: PipelineProps) {
    super(scope, id);
    const { deployment, alarms, storage } = props;
    const { stage } = deployment;
    const readsKey = readParameters(Stack.of(this), stage, 'key');
    const table = storage.table.tableArn;
    const shared = { MOKED_STAGE: stage, MOKED_PARAMETERS: parameterPrefix(stage), MOKED_TABLE: storage.table.tableName };

    this.inbound = new StepQueue(this, 'InboundQueue', {
      stage, alarms, name: 'inbound', lateAfterMinutes: 15,
      holds: 'messages that are no cases yet, so that customers have no number',
    });
    // An entry whose outcome is unknown hides itself for 15 minutes before it looks for evidence, which is not yet a fault.
    this.outbox = new StepQueue(this, 'OutboxQueue', {
      stage, alarms, name: 'outbox', lateAfterMinutes: 45,
      holds: 'acknowledgements and answers that customers have not got',
    });

    const record = new StepLambda(this, 'Record', {
      stage, alarms,
      name: 'record',
      needs: RecordEnvironment,
      environment: { ...shared, MOKED_INBOUND_QUEUE: this.inbound.queue.queueUrl, MOKED_OUTBOX_QUEUE: this.outbox.queue.queueUrl, MOKED_CARE_ADDRESSES: deployment.careAddresses.join(',') },
      breaks: 'new messages wait in the queue and customers get no case number',
      may: [
        this.inbound.consuming(), this.outbox.adding(), readsKey,
        allow(['dynamodb:BatchGetItem', 'dynamodb:BatchWriteItem', 'dynamodb:DeleteItem', 'dynamodb:GetItem', 'dynamodb:PutItem', 'dynamodb:UpdateItem'], [table]),
      ],
    });
    record.worksOff(this.inbound);

    const send = new StepLambda(this, 'Send', {
      stage, alarms,
      name: 'send',
      needs: SendEnvironment,
      environment: {
        ...shared,
        MOKED_OUTBOX_QUEUE: this.outbox.queue.queueUrl,
        MOKED_CONFIGURATION_SET: configurationSetName(stage),
        MOKED_BUCKET: storage.bucket.bucketName,
        MOKED_SENDS_PER_SECOND: String(deployment.sendsPerSecond),
        // The HTTP API is made after this, since what answers there adds to these queues.
        ...statusPage(deployment, Lazy.string({ produce: () => this.#address })),
      },
      breaks: 'acknowledgements and agents\' answers are not sent',
      may: [
        this.outbox.consuming(), readParameters(Stack.of(this), stage, 'key', `channels/${RELAY}`, ...PLATFORMS.map(({ facts }) => `channels/${facts.name}` as const)),
        allow(['dynamodb:GetItem', 'dynamodb:PutItem', 'dynamodb:UpdateItem'], [table]),
        this.#sending(deployment),
        // The files of agents' answers.
        ...storage.reading(PARTS_PREFIX),
      ],
    });
    // The account's send rate is shared, so this queue alone has a limit on how many copies work it off.
    send.worksOff(this.outbox, { atOnce: 2 });
    this.#settleBy(deployment);
  }

  /** Where this deployment is on the web: links to status pages begin with it. */
  answersAt(address: string): void {
    this.#address = address;
  }

  // A sandboxed account checks the recipient's identity as well, hence the test recipients.
  #sending(deployment: Deployment): PolicyStatement {
    const ses = (kind: string, name: string): string => Stack.of(this).formatArn({ service: 'ses', resource: kind, resourceName: name });
    return allow(['ses:SendRawEmail'], [
      ses('identity', deployment.domain),
      ses('configuration-set', configurationSetName(deployment.stage)),
      ...deployment.testRecipients.map((address) => ses('identity', address)),
    ]);
  }

  #settleBy(deployment: Deployment): void {
    const name = configurationSetName(deployment.stage);
    const events = new Topic(this, 'Events', { topicName: `moked-${deployment.stage}-sending`, enforceSSL: true });
    events.addToResourcePolicy(new PolicyStatement({
      principals: [new ServicePrincipal('ses.amazonaws.com')],
      actions: ['sns:Publish'],
      resources: [events.topicArn],
      conditions: { StringEquals: { 'aws:SourceAccount': Stack.of(this).account } },
    }));
    events.addSubscription(new SqsSubscription(this.outbox.queue, { rawMessageDelivery: true, deadLetterQueue: this.outbox.deadLetters }));

    const configuration = new CfnConfigurationSet(this, 'ConfigurationSet', { name, reputationOptions: { reputationMetricsEnabled: true } });
    const destination = new CfnConfigurationSetEventDestination(this, 'EventDestination', {
      configurationSetName: name,
      eventDestination: {
        name: 'settle',
        enabled: true,
        matchingEventTypes: [
          // SEND too: a greylisted mail has no other event for hours, and absence must not be read from that silence.
          EmailSendingEvent.SEND, EmailSendingEvent.DELIVERY, EmailSendingEvent.BOUNCE, EmailSendingEvent.COMPLAINT,
          EmailSendingEvent.REJECT, EmailSendingEvent.RENDERING_FAILURE, EmailSendingEvent.DELIVERY_DELAY,
        ],
        snsDestination: { topicArn: events.topicArn },
      },
    });
    // SES tries the topic when the destination is made.
    destination.node.addDependency(configuration, events);
  }
}
