import { Duration, Stack } from 'aws-cdk-lib';
import { FilterCriteria, FilterRule } from 'aws-cdk-lib/aws-lambda';
import type { Queue } from 'aws-cdk-lib/aws-sqs';
import { Construct } from 'constructs';
import { RemindEnvironment, TellEnvironment } from '../shared/config.ts';
import { allow, readParameters } from './permissions.ts';
import type { PipelineProps } from './pipeline.ts';
import { StepLambda } from './step-lambda.ts';
import type { StepQueue } from './step-queue.ts';
import { WORDS_PREFIX } from './storage.ts';
import { streamStep } from './stream-step.ts';

/** What consoles live on: `tell` behind the table's stream, and `remind` every minute. */
export class Telling extends Construct {
  /** What `tell` could not do. */
  readonly aside: Queue;

  constructor(scope: Construct, id: string, props: PipelineProps & { outbox: StepQueue }) {
    super(scope, id);
    const { deployment: { stage }, alarms, storage, outbox } = props;
    const table = storage.table.tableArn;
    const shared = storage.environment;
    const words = [...storage.reading(WORDS_PREFIX), allow(['s3:PutObject'], [storage.objects(WORDS_PREFIX)])];

    this.aside = streamStep(this, 'Tell', {
      stage, alarms, storage,
      name: 'tell',
      needs: TellEnvironment,
      environment: shared,
      breaks: 'consoles hear late of what is new, customers are not known again, new messages are not found by their words, and nobody is given new cases',
      may: [
        readParameters(Stack.of(this), stage, 'key'), ...words,
        allow(['dynamodb:BatchGetItem', 'dynamodb:GetItem', 'dynamodb:PutItem', 'dynamodb:UpdateItem'], [table]),
        allow(['dynamodb:Query'], [table, `${table}/index/byDue`]),
      ],
      batchSize: 100,
      // Messages and cases, new or changed; nothing that `tell` writes itself but a case's contact.
      filters: [
        FilterCriteria.filter({ eventName: FilterRule.or('INSERT', 'MODIFY'), dynamodb: { Keys: { sk: { S: FilterRule.beginsWith('M#') } } } }),
        FilterCriteria.filter({ eventName: FilterRule.or('INSERT', 'MODIFY'), dynamodb: { Keys: { sk: { S: FilterRule.isEqual('C') } } } }),
      ],
      says: {
        aside: 'Changes could not be told to consoles and to search and were put aside. They are safe in the table; npm run rebuild tells them.',
        late: 'Consoles are minutes behind what happens. After a day what was not told needs npm run rebuild.',
      },
    }).aside;

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
    remind.runsEvery(this, 'EveryMinute', Duration.minutes(1));
  }
}
