import { Duration, Stack } from 'aws-cdk-lib';
import { ComparisonOperator, TreatMissingData } from 'aws-cdk-lib/aws-cloudwatch';
import { Rule, Schedule } from 'aws-cdk-lib/aws-events';
import { LambdaFunction as Invoke } from 'aws-cdk-lib/aws-events-targets';
import { EventSourceMapping, FilterCriteria, FilterRule, StartingPosition } from 'aws-cdk-lib/aws-lambda';
import { Queue, QueueEncryption } from 'aws-cdk-lib/aws-sqs';
import { Construct } from 'constructs';
import { RemindEnvironment, TellEnvironment } from '../shared/config.ts';
import { parameterPrefix } from './deployment.ts';
import { allow, readParameters } from './permissions.ts';
import type { PipelineProps } from './pipeline.ts';
import { StepLambda } from './step-lambda.ts';
import type { StepQueue } from './step-queue.ts';
import { WORDS_PREFIX } from './storage.ts';

const BATCH = 100;
const WINDOW_SECONDS = 1;
const ATTEMPTS = 20;
const OLDEST = Duration.hours(20);

/** What consoles live on: `tell` behind the table's stream, and `remind` every minute. */
export class Telling extends Construct {
  constructor(scope: Construct, id: string, props: PipelineProps & { outbox: StepQueue }) {
    super(scope, id);
    const { deployment: { stage }, alarms, storage, outbox } = props;
    const table = storage.table.tableArn;
    const shared = { MOKED_STAGE: stage, MOKED_PARAMETERS: parameterPrefix(stage), MOKED_TABLE: storage.table.tableName, MOKED_BUCKET: storage.bucket.bucketName };
    const words = [...storage.reading(WORDS_PREFIX), allow(['s3:PutObject'], [storage.objects(WORDS_PREFIX)])];

    const aside = new Queue(this, 'Aside', { queueName: `moked-${stage}-tell-dead`, encryption: QueueEncryption.SQS_MANAGED, enforceSSL: true, retentionPeriod: Duration.days(14) });
    const tell = new StepLambda(this, 'Tell', {
      stage, alarms,
      name: 'tell',
      needs: TellEnvironment,
      environment: shared,
      breaks: 'consoles hear late of what is new, customers are not known again, new messages are not found by their words, and nobody is given new cases',
      may: [
        readParameters(Stack.of(this), stage, 'key'), allow(['sqs:SendMessage'], [aside.queueArn]), ...words,
        allow(['dynamodb:DescribeStream', 'dynamodb:GetRecords', 'dynamodb:GetShardIterator', 'dynamodb:ListStreams'], [storage.table.tableStreamArn!]),
        allow(['dynamodb:BatchGetItem', 'dynamodb:GetItem', 'dynamodb:PutItem', 'dynamodb:UpdateItem'], [table]),
        allow(['dynamodb:Query'], [table, `${table}/index/byDue`]),
      ],
    });
    new EventSourceMapping(this, 'Stream', {
      target: tell.function,
      eventSourceArn: storage.table.tableStreamArn!,
      startingPosition: StartingPosition.TRIM_HORIZON,
      batchSize: BATCH,
      maxBatchingWindow: Duration.seconds(WINDOW_SECONDS),
      // Messages and cases, new or changed; nothing that `tell` writes itself but a case's contact.
      filters: [
        FilterCriteria.filter({ eventName: FilterRule.or('INSERT', 'MODIFY'), dynamodb: { Keys: { sk: { S: FilterRule.beginsWith('M#') } } } }),
        FilterCriteria.filter({ eventName: FilterRule.or('INSERT', 'MODIFY'), dynamodb: { Keys: { sk: { S: FilterRule.isEqual('C') } } } }),
      ],
      bisectBatchOnError: true,
      retryAttempts: ATTEMPTS,
      maxRecordAge: OLDEST,
      onFailure: { bind: () => ({ destination: aside.queueArn }) },
    });
    alarms.watch(this, 'AsideHolds', {
      alarmName: `moked-${stage}-tell-dead`,
      alarmDescription: 'Changes could not be told to consoles and to search and were put aside. They are safe in the table; npm run rebuild tells them.',
      metric: aside.metricApproximateNumberOfMessagesVisible({ period: Duration.minutes(5), statistic: 'Maximum' }),
      threshold: 0, evaluationPeriods: 1, comparisonOperator: ComparisonOperator.GREATER_THAN_THRESHOLD, treatMissingData: TreatMissingData.NOT_BREACHING,
    });
    alarms.watch(this, 'StreamLate', {
      alarmName: `moked-${stage}-tell-late`,
      alarmDescription: 'Consoles are minutes behind what happens. After a day what was not told needs npm run rebuild.',
      metric: tell.function.metric('IteratorAge', { period: Duration.minutes(5), statistic: 'Maximum' }),
      threshold: 10 * 60_000, evaluationPeriods: 1, comparisonOperator: ComparisonOperator.GREATER_THAN_THRESHOLD, treatMissingData: TreatMissingData.NOT_BREACHING,
    });

    const remind = new StepLambda(this, 'Remind', {
      stage, alarms,
      name: 'remind',
      needs: RemindEnvironment,
      environment: { ...shared, MOKED_OUTBOX_QUEUE: outbox.queue.queueUrl },
      breaks: 'snoozed cases do not come back, and nobody tells customers that their time was missed',
      may: [
        readParameters(Stack.of(this), stage, 'key'), outbox.adding(), ...words,
        allow(['dynamodb:BatchGetItem', 'dynamodb:GetItem', 'dynamodb:PutItem', 'dynamodb:UpdateItem'], [table]),
        allow(['dynamodb:Query'], [table, `${table}/index/byDue`]),
      ],
    });
    new Rule(this, 'EveryMinute', { schedule: Schedule.rate(Duration.minutes(1)), targets: [new Invoke(remind.function)] });
  }
}
