import { CfnOutput, Stack } from 'aws-cdk-lib';
import { HttpMethod, type HttpApi } from 'aws-cdk-lib/aws-apigatewayv2';
import { Construct } from 'constructs';
import { FormEnvironment } from '../shared/config.ts';
import { allow, readParameters } from './permissions.ts';
import type { PipelineProps } from './pipeline.ts';
import { StepLambda } from './step-lambda.ts';
import type { StepQueue } from './step-queue.ts';
import { PARTS_PREFIX, UPLOADS_PREFIX } from './storage.ts';

/** The web form: a page, a script for other sites' pages, and the door that answers with the case number. */
export class Form extends Construct {
  constructor(scope: Construct, id: string, props: PipelineProps & { inbound: StepQueue; http: HttpApi }) {
    super(scope, id);
    const { deployment, alarms, storage, inbound, http } = props;
    const { stage } = deployment;
    const form = new StepLambda(this, 'Form', {
      stage, alarms,
      name: 'form',
      needs: FormEnvironment,
      environment: {
        ...storage.environment,
        MOKED_INBOUND_QUEUE: inbound.queue.queueUrl,
        MOKED_CARE_ADDRESSES: deployment.careAddresses.join(','),
        MOKED_FORM_ORIGINS: deployment.formOrigins.join(','),
      },
      pages: { into: 'form', from: 'web/form', script: 'embed.ts', classic: true },
      breaks: 'customers cannot write by the web form',
      may: [
        inbound.adding(), readParameters(Stack.of(this), stage, 'key'),
        allow(['dynamodb:GetItem', 'dynamodb:PutItem', 'dynamodb:UpdateItem'], [storage.table.tableArn]),
        // It signs leave to put into `uploads/`, and moves what a submission names to `parts/`.
        ...storage.reading(UPLOADS_PREFIX),
        allow(['s3:PutObject'], [storage.objects(UPLOADS_PREFIX), storage.objects(PARTS_PREFIX)]),
      ],
    });
    form.answersAt(http, { '/form': [HttpMethod.GET, HttpMethod.POST], '/form/uploads': [HttpMethod.POST], '/form/embed.js': [HttpMethod.GET] });
    new CfnOutput(this, 'FormUrl', { key: 'FormUrl', value: `${http.apiEndpoint}/form` });
  }
}
