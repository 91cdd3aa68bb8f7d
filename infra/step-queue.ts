import { Duration } from 'aws-cdk-lib';
import { ComparisonOperator, TreatMissingData } from 'aws-cdk-lib/aws-cloudwatch';
import type { PolicyStatement } from 'aws-cdk-lib/aws-iam';
import { Queue, QueueEncryption } from 'aws-cdk-lib/aws-sqs';
import { Construct } from 'constructs';
import type { AlarmRoom } from './alarms.ts';
import { allow } from './permissions.ts';
import { FUNCTION_TIMEOUT_SECONDS } from './step-lambda.ts';

// An outage is survived by arithmetic: hidden for 360 s after each failed receive, three days make at most 720 receives, so
// that a limit of 1,000 loses nothing to the dead letters while everything is down. Poison is decided by the steps, not here.
const VISIBILITY_SECONDS = 6 * FUNCTION_TIMEOUT_SECONDS;
const RECEIVE_LIMIT = 1000;
const KEPT_DAYS = 7;
const DEAD_KEPT_DAYS = 14;
// https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/quotas-messages.html (1 MiB since August 2025)
const LARGEST_MESSAGE_BYTES = 1_048_576;

export interface StepQueueProps {
  stage: string;
  name: string;
  alarms: AlarmRoom;
  /** What lies in it, in a person's words: both alarms say it. */
  holds: string;
  lateAfterMinutes: number;
}

/** A queue, its dead-letter queue, and the two alarms that say that it stands still or has given something up. */
export class StepQueue extends Construct {
  readonly queue: Queue;
  readonly deadLetters: Queue;

  constructor(scope: Construct, id: string, props: StepQueueProps) {
    super(scope, id);
    const name = `moked-${props.stage}-${props.name}`;
    const alike = {
      encryption: QueueEncryption.SQS_MANAGED,
      enforceSSL: true,
      maxMessageSizeBytes: LARGEST_MESSAGE_BYTES,
    };
    this.deadLetters = new Queue(this, 'DeadLetters', { ...alike, queueName: `${name}-dead`, retentionPeriod: Duration.days(DEAD_KEPT_DAYS) });
    this.queue = new Queue(this, 'Queue', {
      ...alike,
      queueName: name,
      retentionPeriod: Duration.days(KEPT_DAYS),
      visibilityTimeout: Duration.seconds(VISIBILITY_SECONDS),
      deadLetterQueue: { queue: this.deadLetters, maxReceiveCount: RECEIVE_LIMIT },
    });

    const alarm = (what: string, of: Queue, threshold: number, metric: 'age' | 'waiting', description: string): void => props.alarms.watch(this, what, {
      alarmName: `${name}-${metric === 'age' ? 'late' : 'dead'}`,
      alarmDescription: description,
      metric: (metric === 'age' ? of.metricApproximateAgeOfOldestMessage({ period: Duration.minutes(5), statistic: 'Maximum' })
        : of.metricApproximateNumberOfMessagesVisible({ period: Duration.minutes(5), statistic: 'Maximum' })),
      threshold,
      evaluationPeriods: 1,
      comparisonOperator: ComparisonOperator.GREATER_THAN_THRESHOLD,
      treatMissingData: TreatMissingData.NOT_BREACHING,
    });
    alarm('Late', this.queue, props.lateAfterMinutes * 60, 'age', `${name} stands still for more than ${props.lateAfterMinutes} minutes; in it are ${props.holds}. Nothing is lost while they wait, for ${KEPT_DAYS} days.`);
    alarm('Dead', this.deadLetters, 0, 'waiting', `${name} has given up on something. In its dead-letter queue are ${props.holds}; they are lost after ${DEAD_KEPT_DAYS} days.`);
  }

  /** What a function needs that works this queue off. */
  consuming(): PolicyStatement {
    return allow(['sqs:ReceiveMessage', 'sqs:DeleteMessage', 'sqs:GetQueueAttributes', 'sqs:ChangeMessageVisibility'], [this.queue.queueArn]);
  }

  /** What a function needs that puts entries on this queue. */
  adding(): PolicyStatement {
    return allow(['sqs:SendMessage'], [this.queue.queueArn]);
  }
}
