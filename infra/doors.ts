import { CfnOutput, Duration, Stack } from 'aws-cdk-lib';
import { PolicyStatement, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import { CfnReceiptRule, CfnReceiptRuleSet, EmailIdentity, Identity } from 'aws-cdk-lib/aws-ses';
import { Topic } from 'aws-cdk-lib/aws-sns';
import { SqsSubscription } from 'aws-cdk-lib/aws-sns-subscriptions';
import { Construct } from 'constructs';
import { MailEnvironment, ReconcileEnvironment } from '../shared/config.ts';
import { ownRuleSetName, parameterPrefix, type Deployment } from './deployment.ts';
import { allow, readParameters } from './permissions.ts';
import type { PipelineProps } from './pipeline.ts';
import { StepLambda } from './step-lambda.ts';
import { StepQueue } from './step-queue.ts';
import { PARTS_PREFIX, RAW_PREFIX, type Storage } from './storage.ts';

/** Where messages come in. Mail: SES -> bucket and topic -> queue `mail` -> the function `mail` -> `inbound`. */
export class Doors extends Construct {
  readonly mail: StepQueue;

  constructor(scope: Construct, id: string, props: PipelineProps & { inbound: StepQueue }) {
    super(scope, id);
    const { deployment, alarms, storage, inbound } = props;
    const { stage } = deployment;

    this.mail = new StepQueue(this, 'MailQueue', {
      stage, alarms, name: 'mail', lateAfterMinutes: 15,
      holds: 'mails that customers have sent',
    });
    const reader = new StepLambda(this, 'Mail', {
      stage, alarms,
      name: 'mail',
      needs: MailEnvironment,
      environment: {
        MOKED_STAGE: stage,
        MOKED_PARAMETERS: parameterPrefix(stage),
        MOKED_BUCKET: storage.bucket.bucketName,
        MOKED_MAIL_QUEUE: this.mail.queue.queueUrl,
        MOKED_INBOUND_QUEUE: inbound.queue.queueUrl,
        MOKED_CARE_ADDRESSES: deployment.careAddresses.join(','),
      },
      beside: { 'parse-worker': 'shared/channels/email/parse-worker.ts' },
      memoryMegabytes: 1024,
      breaks: 'mail is received and kept, but no case is opened for it',
      may: [
        this.mail.consuming(), inbound.adding(), readParameters(Stack.of(this), stage, 'key'),
        ...storage.reading(RAW_PREFIX),
        allow(['s3:PutObject'], [storage.objects(PARTS_PREFIX)]),
      ],
    });
    reader.worksOff(this.mail);
    new StepLambda(this, 'Reconcile', {
      stage, alarms,
      name: 'reconcile',
      needs: ReconcileEnvironment,
      environment: { ...storage.environment, MOKED_MAIL_QUEUE: this.mail.queue.queueUrl },
      breaks: 'a mail that the mail service put into the bucket and told nobody of is not found',
      may: [
        this.mail.adding(), allow(['s3:ListBucket'], [storage.bucket.bucketArn]),
        allow(['dynamodb:BatchGetItem', 'dynamodb:BatchWriteItem', 'dynamodb:GetItem', 'dynamodb:PutItem'], [storage.table.tableArn]),
      ],
    }).runsEvery(this, 'ReconcileEveryHour', Duration.hours(1));
    this.#receive(deployment, storage);
    this.#own(deployment);
  }

  #receive(deployment: Deployment, storage: Storage): void {
    const { stage, receiptRuleSet } = deployment;
    const ses = new ServicePrincipal('ses.amazonaws.com');
    const fromHere = { StringEquals: { 'aws:SourceAccount': Stack.of(this).account } };

    const received = new Topic(this, 'Received', { topicName: `moked-${stage}-received`, enforceSSL: true });
    received.addToResourcePolicy(new PolicyStatement({ principals: [ses], actions: ['sns:Publish'], resources: [received.topicArn], conditions: fromHere }));
    received.addSubscription(new SqsSubscription(this.mail.queue, { rawMessageDelivery: true, deadLetterQueue: this.mail.deadLetters }));
    storage.bucket.addToResourcePolicy(new PolicyStatement({ principals: [ses], actions: ['s3:PutObject'], resources: [storage.objects(RAW_PREFIX)], conditions: fromHere }));

    const ruleSetName = receiptRuleSet.kind === 'named' ? receiptRuleSet.name : ownRuleSetName(stage);
    const rule = new CfnReceiptRule(this, 'Rule', {
      ruleSetName,
      rule: {
        name: `moked-${stage}`,
        enabled: true,
        scanEnabled: true,
        recipients: deployment.careAddresses,
        // No key on the action: SES would encrypt before it stores, which the SDK for JavaScript cannot undo
        // (https://docs.aws.amazon.com/ses/latest/dg/receiving-email-action-s3.html). The bucket encrypts at rest.
        actions: [{ s3Action: { bucketName: storage.bucket.bucketName, objectKeyPrefix: RAW_PREFIX, topicArn: received.topicArn } }],
      },
    });
    // SES tries bucket and topic when the rule is made.
    rule.node.addDependency(received);
    if (storage.bucket.policy) rule.node.addDependency(storage.bucket.policy);
    if (receiptRuleSet.kind !== 'named') rule.addResourceDependency(new CfnReceiptRuleSet(this, 'RuleSet', { ruleSetName }));
  }

  #own(deployment: Deployment): void {
    if (deployment.stage === 'local') return;
    new CfnOutput(this, 'MailExchanger', { key: 'MailExchanger', value: `${deployment.domain} MX 10 inbound-smtp.${deployment.region}.amazonaws.com` });
    if (deployment.identity === 'existing') return;
    const identity = new EmailIdentity(this, 'Identity', { identity: Identity.domain(deployment.domain) });
    identity.dkimRecords.forEach((record, at) => {
      new CfnOutput(this, `Dkim${at + 1}`, { key: `Dkim${at + 1}`, value: `${record.name} CNAME ${record.value}` });
    });
  }
}
