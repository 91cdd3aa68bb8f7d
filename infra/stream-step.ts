import { Duration } from 'aws-cdk-lib';
import { ComparisonOperator, TreatMissingData } from 'aws-cdk-lib/aws-cloudwatch';
import { EventSourceMapping, StartingPosition } from 'aws-cdk-lib/aws-lambda';
import { Queue, QueueEncryption } from 'aws-cdk-lib/aws-sqs';
import type { Construct } from 'constructs';
import type * as z from 'zod';
import { allow } from './permissions.ts';
import { StepLambda, type StepLambdaProps } from './step-lambda.ts';
import type { Storage } from './storage.ts';

const WINDOW_SECONDS = 1;
// What cannot be done in that many attempts is put aside, so that the rest is; `npm run rebuild` does it.
const ATTEMPTS = 20;
const OLDEST = Duration.hours(20);

export interface StreamStepProps<T extends z.ZodType> extends StepLambdaProps<T> {
  storage: Storage;
  batchSize: number;
  /** Which records of the table's stream it is woken for. */
  filters: { [key: string]: unknown }[];
  /** What it means to people that records were put aside, and that the step is minutes behind. */
  says: { aside: string; late: string };
}

/** A step behind the table's stream, with a queue for what it could not do and alarms on that queue and on its lateness. They stand in `scope` itself, of which there is one for each such step. */
export function streamStep<T extends z.ZodType>(scope: Construct, id: string, { storage, batchSize, filters, says, ...step }: StreamStepProps<T>): { reader: StepLambda<T>; aside: Queue } {
  const { stage, name, alarms } = step;
  const eventSourceArn = storage.table.tableStreamArn!;
  const aside = new Queue(scope, 'Aside', { queueName: `moked-${stage}-${name}-dead`, encryption: QueueEncryption.SQS_MANAGED, enforceSSL: true, retentionPeriod: Duration.days(14) });
  const reader = new StepLambda(scope, id, {
    ...step,
    may: [...step.may, allow(['sqs:SendMessage'], [aside.queueArn]), allow(['dynamodb:DescribeStream', 'dynamodb:GetRecords', 'dynamodb:GetShardIterator', 'dynamodb:ListStreams'], [eventSourceArn])],
  });
  new EventSourceMapping(scope, 'Stream', {
    target: reader.function,
    eventSourceArn, batchSize, filters,
    startingPosition: StartingPosition.TRIM_HORIZON,
    maxBatchingWindow: Duration.seconds(WINDOW_SECONDS),
    bisectBatchOnError: true,
    retryAttempts: ATTEMPTS,
    maxRecordAge: OLDEST,
    onFailure: { bind: () => ({ destination: aside.queueArn }) },
  });
  const above = { evaluationPeriods: 1, comparisonOperator: ComparisonOperator.GREATER_THAN_THRESHOLD, treatMissingData: TreatMissingData.NOT_BREACHING };
  const of = { period: Duration.minutes(5), statistic: 'Maximum' };
  alarms.watch(scope, 'AsideHolds', { ...above, alarmName: `moked-${stage}-${name}-dead`, alarmDescription: says.aside, metric: aside.metricApproximateNumberOfMessagesVisible(of), threshold: 0 });
  alarms.watch(scope, 'StreamLate', { ...above, alarmName: `moked-${stage}-${name}-late`, alarmDescription: says.late, metric: reader.function.metric('IteratorAge', of), threshold: 10 * 60_000 });
  return { reader, aside };
}
