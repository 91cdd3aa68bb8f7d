import { CfnOutput, Stack } from 'aws-cdk-lib';
import { HttpMethod, type HttpApi } from 'aws-cdk-lib/aws-apigatewayv2';
import { Construct } from 'constructs';
import { PLATFORMS } from '../shared/channels/index.ts';
import { PrivacyEnvironment } from '../shared/config.ts';
import { parameterPrefix } from './deployment.ts';
import { allow, readParameters } from './permissions.ts';
import type { PipelineProps } from './pipeline.ts';
import { StepLambda } from './step-lambda.ts';

/** Where a platform tells that somebody asks to be erased, or that access was taken from us, and the page on which they see how it stands. */
export class Privacy extends Construct {
  constructor(scope: Construct, id: string, { deployment: { stage }, alarms, storage, http }: PipelineProps & { http: HttpApi }) {
    super(scope, id);
    const channels = PLATFORMS.map(({ facts }) => facts).filter(({ tellsWishes }) => tellsWishes).map(({ name }) => name);
    const privacy = new StepLambda(this, 'Privacy', {
      stage, alarms,
      name: 'privacy',
      needs: PrivacyEnvironment,
      environment: { MOKED_STAGE: stage, MOKED_PARAMETERS: parameterPrefix(stage), MOKED_TABLE: storage.table.tableName },
      timeoutSeconds: 10,
      breaks: 'who asks Facebook or Instagram that we erase them is not heard, and their page shows nothing',
      may: [
        readParameters(Stack.of(this), stage, 'key', ...channels.map((name) => `channels/${name}` as const)),
        allow(['dynamodb:GetItem', 'dynamodb:PutItem'], [storage.table.tableArn]),
      ],
    });
    const told = channels.flatMap((name) => [[`/privacy/${name}/deletion`, [HttpMethod.POST]], [`/privacy/${name}/deauthorise`, [HttpMethod.POST]]] as const);
    privacy.answersAt(http, { ...Object.fromEntries(told), '/privacy/deletions/{code}': [HttpMethod.GET] });
    new CfnOutput(this, 'PrivacyUrl', { key: 'PrivacyUrl', value: `${http.apiEndpoint}/privacy` });
  }
}
