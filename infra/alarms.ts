import { Duration, Stack } from 'aws-cdk-lib';
import { Alarm, ComparisonOperator, Metric, TreatMissingData } from 'aws-cdk-lib/aws-cloudwatch';
import type { AlarmProps } from 'aws-cdk-lib/aws-cloudwatch';
import { SnsAction } from 'aws-cdk-lib/aws-cloudwatch-actions';
import { PolicyStatement, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import { FilterPattern, MetricFilter, type LogGroup } from 'aws-cdk-lib/aws-logs';
import { Topic } from 'aws-cdk-lib/aws-sns';
import { EmailSubscription } from 'aws-cdk-lib/aws-sns-subscriptions';
import { Construct } from 'constructs';

/** Where every alarm goes: one topic, which a person reads by mail. Ten alarms are a dollar a month: a stage that nobody lives on has none. */
export class AlarmRoom extends Construct {
  readonly topic: Topic;
  readonly #watches: boolean;

  constructor(scope: Construct, id: string, props: { stage: string; email: string | null; watches: boolean }) {
    super(scope, id);
    this.#watches = props.watches;
    this.topic = new Topic(this, 'Topic', { topicName: `moked-${props.stage}-alarms`, displayName: `Moked ${props.stage}`, enforceSSL: true });
    // With a policy of our own the account's implicit permission is gone, and CloudWatch's with it.
    this.topic.addToResourcePolicy(new PolicyStatement({
      principals: [new ServicePrincipal('cloudwatch.amazonaws.com')],
      actions: ['sns:Publish'],
      resources: [this.topic.topicArn],
      conditions: { StringEquals: { 'aws:SourceAccount': Stack.of(this).account } },
    }));
    if (props.email !== null) this.topic.addSubscription(new EmailSubscription(props.email));
  }

  /** Makes an alarm that tells the topic of its beginning and its end. */
  watch(scope: Construct, id: string, props: AlarmProps): void {
    if (!this.#watches) return;
    const alarm = new Alarm(scope, id, props);
    const action = new SnsAction(this.topic);
    alarm.addAlarmAction(action);
    alarm.addOkAction(action);
  }

  /** An alarm on how often functions log an event, all of them together. */
  watchLogs(scope: Construct, id: string, props: { logGroups: LogGroup[]; metricNamespace: string; event: string; minutes: number; atLeast: number; description: string }): void {
    if (!this.#watches) return;
    const { logGroups, metricNamespace, event, minutes, atLeast } = props;
    for (const [place, logGroup] of logGroups.entries()) {
      new MetricFilter(scope, `${id}${place + 1}`, { logGroup, metricNamespace, metricName: event, filterPattern: FilterPattern.stringValue('$.event', '=', event) });
    }
    this.watch(scope, `${id}Often`, {
      alarmName: `${metricNamespace}-${event.replace('.', '-')}`,
      alarmDescription: props.description,
      metric: new Metric({ namespace: metricNamespace, metricName: event, period: Duration.minutes(minutes), statistic: 'Sum' }),
      threshold: atLeast,
      evaluationPeriods: 1,
      comparisonOperator: ComparisonOperator.GREATER_THAN_OR_EQUAL_TO_THRESHOLD,
      treatMissingData: TreatMissingData.NOT_BREACHING,
    });
  }
}
