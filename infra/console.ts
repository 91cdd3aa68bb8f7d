import { CfnOutput, Lazy, Stack } from 'aws-cdk-lib';
import { HttpApi, HttpStage, PayloadFormatVersion } from 'aws-cdk-lib/aws-apigatewayv2';
import { HttpLambdaIntegration } from 'aws-cdk-lib/aws-apigatewayv2-integrations';
import type { Queue } from 'aws-cdk-lib/aws-sqs';
import { Construct } from 'constructs';
import { ApiEnvironment } from '../shared/config.ts';
import { allow, readParameters } from './permissions.ts';
import type { PipelineProps } from './pipeline.ts';
import { statusPage } from './status.ts';
import { StepLambda } from './step-lambda.ts';
import { PARTS_PREFIX, UPLOADS_PREFIX, WORDS_PREFIX } from './storage.ts';
import type { StepQueue } from './step-queue.ts';

/** What agents use: one HTTP API in front of the function `api`, which also hands out the built console. */
export class Console extends Construct {
  readonly http: HttpApi;
  #aside: Record<'tally' | 'tell', Queue> | undefined;

  constructor(scope: Construct, id: string, props: PipelineProps & Record<'mail' | 'inbound' | 'outbox', StepQueue>) {
    super(scope, id);
    const { deployment, alarms, storage, mail, inbound, outbox } = props;
    const given = [mail, inbound, outbox].map(({ deadLetters }) => deadLetters);
    // Made after this, since they know where the console is.
    const aside = (name: 'tally' | 'tell', of: 'queueUrl' | 'queueArn'): string => Lazy.string({ produce: () => this.#aside?.[name][of] });
    const { stage } = deployment;
    const table = storage.table.tableArn;

    const api = new StepLambda(this, 'Api', {
      stage, alarms,
      name: 'api',
      needs: ApiEnvironment,
      environment: {
        ...storage.environment,
        MOKED_OUTBOX_QUEUE: outbox.queue.queueUrl,
        MOKED_MAIL_QUEUE: mail.queue.queueUrl,
        MOKED_INBOUND_QUEUE: inbound.queue.queueUrl,
        MOKED_MAIL_DEAD: mail.deadLetters.queueUrl,
        MOKED_INBOUND_DEAD: inbound.deadLetters.queueUrl,
        MOKED_OUTBOX_DEAD: outbox.deadLetters.queueUrl,
        MOKED_TALLY_DEAD: aside('tally', 'queueUrl'),
        MOKED_TELL_DEAD: aside('tell', 'queueUrl'),
        MOKED_CARE_ADDRESSES: deployment.careAddresses.join(','),
        MOKED_MAIL_BYTES: String(deployment.mailMegabytes * 1024 * 1024),
        ...statusPage(deployment, Lazy.string({ produce: () => this.http.apiEndpoint })),
      },
      pages: { into: 'console', from: 'web' },
      breaks: 'agents cannot see or answer cases; customers are still acknowledged',
      may: [
        outbox.adding(), mail.adding(), inbound.adding(), readParameters(Stack.of(this), stage, 'key', 'oidc', 'sign-in'),
        allow(['dynamodb:BatchGetItem', 'dynamodb:GetItem', 'dynamodb:PutItem', 'dynamodb:UpdateItem'], [table]),
        // What was given up: seen, and freed by a person.
        allow(['sqs:ReceiveMessage', 'sqs:DeleteMessage', 'sqs:GetQueueAttributes', 'sqs:ChangeMessageVisibility'], [...given.map(({ queueArn }) => queueArn), aside('tally', 'queueArn'), aside('tell', 'queueArn')]),
        allow(['dynamodb:Query'], [table, `${table}/index/byDue`, `${table}/index/byOwner`]),
        // Mails in their own design; and files, which browsers download by addresses that it signs.
        ...storage.reading(PARTS_PREFIX, WORDS_PREFIX, UPLOADS_PREFIX),
        // Files of answers: it signs leave to put them into `uploads/`, and moves what is sent off to `parts/`.
        allow(['s3:PutObject'], [storage.objects(UPLOADS_PREFIX), storage.objects(PARTS_PREFIX)]),
      ],
    });

    this.http = new HttpApi(this, 'Http', {
      apiName: `moked-${stage}`,
      description: 'Console and API of Moked',
      createDefaultStage: false,
      defaultIntegration: new HttpLambdaIntegration('Function', api.function, { payloadFormatVersion: PayloadFormatVersion.VERSION_2_0 }),
    });
    // No access log: it would hold addresses of people. The limits keep a flood from becoming a bill.
    const front = new HttpStage(this, 'Front', { httpApi: this.http, stageName: '$default', autoDeploy: true, throttle: { rateLimit: 500, burstLimit: 1000 } });
    new CfnOutput(this, 'ConsoleUrl', { key: 'ConsoleUrl', value: front.url });
  }

  /** What the readers of the table's stream put aside is shown too. */
  shows(aside: Record<'tally' | 'tell', Queue>): void {
    this.#aside = aside;
  }
}
