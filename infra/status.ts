import { Stack } from 'aws-cdk-lib';
import { HttpMethod, type HttpApi } from 'aws-cdk-lib/aws-apigatewayv2';
import { Construct } from 'constructs';
import { StatusEnvironment, type EnvironmentOf } from '../shared/config.ts';
import type { Deployment } from './deployment.ts';
import { allow, readParameters } from './permissions.ts';
import type { PipelineProps } from './pipeline.ts';
import { StepLambda } from './step-lambda.ts';
import type { StepQueue } from './step-queue.ts';
import { PARTS_PREFIX, UPLOADS_PREFIX } from './storage.ts';

/** What `send` and the page itself have to know of it. A stage that does not last has no customers who need its statements. */
export function statusPage({ lasting }: Deployment, address: string): Pick<EnvironmentOf<typeof StatusEnvironment>, 'MOKED_STATUS_ADDRESS' | 'MOKED_STATUS_FOR'> {
  return { MOKED_STATUS_ADDRESS: address, MOKED_STATUS_FOR: lasting ? 'customers' : 'trial' };
}

/** The customer's status page: a door of its own, since it may read cases, which the form must not. */
export class Status extends Construct {
  constructor(scope: Construct, id: string, props: PipelineProps & { inbound: StepQueue; outbox: StepQueue; http: HttpApi }) {
    super(scope, id);
    const { deployment, alarms, storage, inbound, outbox, http } = props;
    const { stage } = deployment;
    const status = new StepLambda(this, 'Status', {
      stage, alarms,
      name: 'status',
      needs: StatusEnvironment,
      environment: {
        ...storage.environment,
        MOKED_INBOUND_QUEUE: inbound.queue.queueUrl,
        MOKED_OUTBOX_QUEUE: outbox.queue.queueUrl,
        MOKED_CARE_ADDRESSES: deployment.careAddresses.join(','),
        ...statusPage(deployment, http.apiEndpoint),
      },
      pages: { into: 'status', from: 'web/status', script: 'page.ts', classic: true, styles: ['web/form/form.css'] },
      breaks: 'customers cannot see how their case stands, nor add to it by their link; everything else goes on',
      may: [
        inbound.adding(), outbox.adding(), readParameters(Stack.of(this), stage, 'key'),
        allow(['dynamodb:GetItem', 'dynamodb:PutItem', 'dynamodb:Query', 'dynamodb:UpdateItem'], [storage.table.tableArn]),
        // It signs leave to put into `uploads/`, moves what is sent off to `parts/`, and signs addresses of the files that lie there.
        ...storage.reading(UPLOADS_PREFIX, PARTS_PREFIX),
        allow(['s3:PutObject'], [storage.objects(UPLOADS_PREFIX), storage.objects(PARTS_PREFIX)]),
      ],
    });
    // Any method: HEAD has to come here too.
    status.answersAt(http, { '/s': [HttpMethod.ANY], '/s/{rest+}': [HttpMethod.ANY] });
  }
}
