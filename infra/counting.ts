import { Duration, Stack } from 'aws-cdk-lib';
import type { HttpApi } from 'aws-cdk-lib/aws-apigatewayv2';
import { ComparisonOperator, TreatMissingData } from 'aws-cdk-lib/aws-cloudwatch';
import { Rule, Schedule } from 'aws-cdk-lib/aws-events';
import { LambdaFunction as Invoke } from 'aws-cdk-lib/aws-events-targets';
import type { PolicyStatement } from 'aws-cdk-lib/aws-iam';
import { EventSourceMapping, FilterCriteria, FilterRule, StartingPosition } from 'aws-cdk-lib/aws-lambda';
import { Topic } from 'aws-cdk-lib/aws-sns';
import { Queue, QueueEncryption } from 'aws-cdk-lib/aws-sqs';
import { Construct } from 'constructs';
import { EvaluateEnvironment, TallyEnvironment, type EnvironmentOf } from '../shared/config.ts';
import { parameterPrefix } from './deployment.ts';
import { allow, readParameters } from './permissions.ts';
import type { PipelineProps } from './pipeline.ts';
import { StepLambda } from './step-lambda.ts';

export interface CountingProps extends PipelineProps { http: HttpApi }

// A batch of many keeps one write a minute and series however many messages come; a second's wait is a sixtieth of what an alert may take.
const BATCH = 500;
const WINDOW_SECONDS = 1;
// What cannot be counted in a quarter of an hour is put aside, so that the rest is; `npm run rebuild` counts it.
const ATTEMPTS = 20;
const OLDEST = Duration.hours(20);

/** Counts and alerts: `tally` behind the table's stream, `evaluate` every minute, and the topic that alerts go to. */
export class Counting extends Construct {
  /** What a function needs that raises alerts: for `health` too. */
  readonly notifying: { environment: EnvironmentOf<typeof TallyEnvironment>; may: PolicyStatement[] };

  constructor(scope: Construct, id: string, props: CountingProps) {
    super(scope, id);
    const { deployment, alarms, storage, http } = props;
    const { stage } = deployment;
    const stack = Stack.of(this);
    const table = storage.table.tableArn;
    const topic = new Topic(this, 'Alerts', { topicName: `moked-${stage}-alerts`, displayName: `Moked ${stage}`, enforceSSL: true });
    const identity = (name: string): string => stack.formatArn({ service: 'ses', resource: 'identity', resourceName: name });
    this.notifying = {
      environment: {
        MOKED_STAGE: stage, MOKED_PARAMETERS: parameterPrefix(stage), MOKED_TABLE: storage.table.tableName, MOKED_CARE_ADDRESSES: deployment.careAddresses.join(','),
        MOKED_ALARM_EMAIL: deployment.alarmEmail ?? '', MOKED_ALERT_TOPIC: topic.topicArn, MOKED_CONSOLE: http.apiEndpoint,
      },
      may: [
        readParameters(stack, stage, 'alerts'), allow(['sns:Publish'], [topic.topicArn]),
        // A sandboxed account checks the recipient's identity as well.
        allow(['ses:SendRawEmail'], [deployment.domain, ...deployment.testRecipients, ...(deployment.alarmEmail === null ? [] : [deployment.alarmEmail])].map(identity)),
      ],
    };

    const aside = new Queue(this, 'Aside', { queueName: `moked-${stage}-tally-dead`, encryption: QueueEncryption.SQS_MANAGED, enforceSSL: true, retentionPeriod: Duration.days(14) });
    const tally = new StepLambda(this, 'Tally', {
      stage, alarms,
      name: 'tally',
      needs: TallyEnvironment,
      environment: this.notifying.environment,
      breaks: 'mentions are not counted, and a surge raises no alert; npm run rebuild counts them afterwards',
      may: [
        ...this.notifying.may, allow(['sqs:SendMessage'], [aside.queueArn]),
        allow(['dynamodb:DescribeStream', 'dynamodb:GetRecords', 'dynamodb:GetShardIterator', 'dynamodb:ListStreams'], [storage.table.tableStreamArn!]),
        allow(['dynamodb:BatchGetItem', 'dynamodb:DeleteItem', 'dynamodb:GetItem', 'dynamodb:PutItem', 'dynamodb:Query', 'dynamodb:UpdateItem'], [table]),
      ],
    });
    new EventSourceMapping(this, 'Stream', {
      target: tally.function,
      eventSourceArn: storage.table.tableStreamArn!,
      startingPosition: StartingPosition.TRIM_HORIZON,
      batchSize: BATCH,
      maxBatchingWindow: Duration.seconds(WINDOW_SECONDS),
      // New messages of customers; what `tally` writes itself must not wake it.
      filters: [FilterCriteria.filter({ eventName: FilterRule.isEqual('INSERT'), dynamodb: { Keys: { sk: { S: FilterRule.beginsWith('M#') } }, NewImage: { direction: { S: FilterRule.isEqual('in') } } } })],
      bisectBatchOnError: true,
      retryAttempts: ATTEMPTS,
      maxRecordAge: OLDEST,
      onFailure: { bind: () => ({ destination: aside.queueArn }) },
    });
    alarms.watch(this, 'AsideHolds', {
      alarmName: `moked-${stage}-tally-dead`,
      alarmDescription: 'Messages could not be counted and were put aside. They are safe in the table; npm run rebuild counts them.',
      metric: aside.metricApproximateNumberOfMessagesVisible({ period: Duration.minutes(5), statistic: 'Maximum' }),
      threshold: 0, evaluationPeriods: 1, comparisonOperator: ComparisonOperator.GREATER_THAN_THRESHOLD, treatMissingData: TreatMissingData.NOT_BREACHING,
    });
    alarms.watch(this, 'StreamLate', {
      alarmName: `moked-${stage}-tally-late`,
      alarmDescription: 'Counting is minutes behind: alerts come late. After a day what was not counted needs npm run rebuild.',
      metric: tally.function.metric('IteratorAge', { period: Duration.minutes(5), statistic: 'Maximum' }),
      threshold: 10 * 60_000, evaluationPeriods: 1, comparisonOperator: ComparisonOperator.GREATER_THAN_THRESHOLD, treatMissingData: TreatMissingData.NOT_BREACHING,
    });

    const evaluate = new StepLambda(this, 'Evaluate', {
      stage, alarms,
      name: 'evaluate',
      needs: EvaluateEnvironment,
      environment: this.notifying.environment,
      breaks: 'nothing is learned about what is usual, alerts do not end, and nobody hears of an unusual silence',
      may: [
        ...this.notifying.may,
        allow(['dynamodb:BatchGetItem', 'dynamodb:DeleteItem', 'dynamodb:GetItem', 'dynamodb:PutItem', 'dynamodb:Query', 'dynamodb:UpdateItem'], [table]),
      ],
    });
    new Rule(this, 'EveryMinute', { schedule: Schedule.rate(Duration.minutes(1)), targets: [new Invoke(evaluate.function)] });
  }
}
