import { Duration, Stack } from 'aws-cdk-lib';
import type { HttpApi } from 'aws-cdk-lib/aws-apigatewayv2';
import type { PolicyStatement } from 'aws-cdk-lib/aws-iam';
import { FilterCriteria, FilterRule } from 'aws-cdk-lib/aws-lambda';
import { Topic } from 'aws-cdk-lib/aws-sns';
import type { Queue } from 'aws-cdk-lib/aws-sqs';
import { Construct } from 'constructs';
import { EvaluateEnvironment, TallyEnvironment, type EnvironmentOf } from '../shared/config.ts';
import { parameterPrefix } from './deployment.ts';
import { allow, readParameters } from './permissions.ts';
import type { PipelineProps } from './pipeline.ts';
import { StepLambda } from './step-lambda.ts';
import { streamStep } from './stream-step.ts';

export interface CountingProps extends PipelineProps { http: HttpApi }

/** Counts and alerts: `tally` behind the table's stream, `evaluate` every minute, and the topic that alerts go to. */
export class Counting extends Construct {
  /** What `tally` could not do. */
  readonly aside: Queue;
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

    this.aside = streamStep(this, 'Tally', {
      stage, alarms, storage,
      name: 'tally',
      needs: TallyEnvironment,
      environment: this.notifying.environment,
      breaks: 'mentions are not counted, and a surge raises no alert; npm run rebuild counts them afterwards',
      may: [
        ...this.notifying.may,
        allow(['dynamodb:BatchGetItem', 'dynamodb:DeleteItem', 'dynamodb:GetItem', 'dynamodb:PutItem', 'dynamodb:Query', 'dynamodb:UpdateItem'], [table]),
      ],
      // A batch of many keeps one write a minute and series however many messages come; a second's wait is a sixtieth of what an alert may take.
      batchSize: 500,
      // New messages of customers; what `tally` writes itself must not wake it.
      filters: [FilterCriteria.filter({ eventName: FilterRule.isEqual('INSERT'), dynamodb: { Keys: { sk: { S: FilterRule.beginsWith('M#') } }, NewImage: { direction: { S: FilterRule.isEqual('in') } } } })],
      says: {
        aside: 'Messages could not be counted and were put aside. They are safe in the table; npm run rebuild counts them.',
        late: 'Counting is minutes behind: alerts come late. After a day what was not counted needs npm run rebuild.',
      },
    }).aside;

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
    evaluate.runsEvery(this, 'EveryMinute', Duration.minutes(1));
  }
}
