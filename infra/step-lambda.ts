import { AssetHashType, Duration, RemovalPolicy, Stage } from 'aws-cdk-lib';
import { PayloadFormatVersion, type HttpApi, type HttpMethod } from 'aws-cdk-lib/aws-apigatewayv2';
import { HttpLambdaIntegration } from 'aws-cdk-lib/aws-apigatewayv2-integrations';
import { ComparisonOperator, TreatMissingData } from 'aws-cdk-lib/aws-cloudwatch';
import { Rule, Schedule } from 'aws-cdk-lib/aws-events';
import { LambdaFunction as Invoke } from 'aws-cdk-lib/aws-events-targets';
import { PolicyDocument, type PolicyStatement, Role, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import { Architecture, Code, EventSourceMapping, Function as LambdaFunction, Runtime } from 'aws-cdk-lib/aws-lambda';
import { LogGroup, RetentionDays } from 'aws-cdk-lib/aws-logs';
import { Construct } from 'constructs';
import { join } from 'node:path';
import type * as z from 'zod';
import type { EnvironmentOf } from '../shared/config.ts';
import type { AlarmRoom } from './alarms.ts';
import { bundle, type Ingredients } from './bundle.ts';
import { allow } from './permissions.ts';
import type { StepQueue } from './step-queue.ts';

/** Seconds after which an invocation is cut off. The queues' visibility is six times this. */
export const FUNCTION_TIMEOUT_SECONDS = 60;

export interface StepLambdaProps<T extends z.ZodType> {
  stage: string;
  /** Of the function, and of its file in `functions/` where `source` names no other. */
  name: string;
  source?: string;
  /** What names beginning with # stand for in its bundle. */
  aliases?: Ingredients['aliases'];
  /** The zod object of shared/config.ts that the function reads at cold start. */
  needs: T;
  environment: EnvironmentOf<T>;
  /** What else is bundled beside the handler: output name and source. */
  beside?: Record<string, string>;
  /** Web pages that it hands out. */
  pages?: Ingredients['pages'];
  memoryMegabytes?: number;
  timeoutSeconds?: number;
  /** What breaks for people when this function fails: the alarm says it. */
  breaks: string;
  /** Exactly what it may do; its own log group is added here. */
  may: PolicyStatement[];
  alarms: AlarmRoom;
}

/** One function with its own role, its own log group and an alarm that says in words what its failure means. */
export class StepLambda<T extends z.ZodType> extends Construct {
  readonly function: LambdaFunction;
  readonly logGroup: LogGroup;

  constructor(scope: Construct, id: string, props: StepLambdaProps<T>) {
    super(scope, id);
    const { name } = props;
    const functionName = `moked-${props.stage}-${name}`;
    const bundles = join(Stage.of(this)?.outdir ?? 'cdk.out', 'bundles');
    const built = bundle(name, { entries: { [name]: `functions/${props.source ?? name}.ts`, ...props.beside }, ...(props.pages ? { pages: props.pages } : {}), ...(props.aliases ? { aliases: props.aliases } : {}) }, bundles);

    const logGroup = new LogGroup(this, 'Log', { logGroupName: `/aws/lambda/${functionName}`, retention: RetentionDays.ONE_MONTH, removalPolicy: RemovalPolicy.DESTROY });
    this.logGroup = logGroup;
    const role = new Role(this, 'Role', {
      assumedBy: new ServicePrincipal('lambda.amazonaws.com'),
      description: `What ${functionName} may do, and nothing else`,
      inlinePolicies: {
        own: new PolicyDocument({ statements: [...props.may, allow(['logs:CreateLogStream', 'logs:PutLogEvents'], [logGroup.logGroupArn])] }),
      },
    });
    this.function = new LambdaFunction(this, 'Function', {
      functionName,
      description: props.breaks,
      runtime: Runtime.NODEJS_24_X,
      architecture: Architecture.ARM_64,
      handler: `${name}.handler`,
      code: Code.fromAsset(built.directory, { assetHash: built.hash, assetHashType: AssetHashType.CUSTOM }),
      role, logGroup,
      environment: { ...(props.environment as Record<string, string>) },
      timeout: Duration.seconds(props.timeoutSeconds ?? FUNCTION_TIMEOUT_SECONDS),
      memorySize: props.memoryMegabytes ?? 512,
    });
    props.alarms.watch(this, 'Errors', {
      alarmName: functionName,
      alarmDescription: `${functionName} fails: ${props.breaks}`,
      metric: this.function.metricErrors({ period: Duration.minutes(5), statistic: 'Sum' }),
      threshold: 1,
      evaluationPeriods: 1,
      comparisonOperator: ComparisonOperator.GREATER_THAN_OR_EQUAL_TO_THRESHOLD,
      treatMissingData: TreatMissingData.NOT_BREACHING,
    });
  }

  /** Lets the function work off a queue, ten messages at a time, each failing for itself. */
  worksOff(queue: StepQueue, limit: { atOnce?: number } = {}): void {
    new EventSourceMapping(this, 'Work', {
      target: this.function,
      eventSourceArn: queue.queue.queueArn,
      batchSize: 10,
      maxBatchingWindow: Duration.seconds(0),
      reportBatchItemFailures: true,
      ...(limit.atOnce === undefined ? {} : { maxConcurrency: limit.atOnce }),
    });
  }

  /** Runs the function by the clock; the rule stands in `scope` under `id`. */
  runsEvery(scope: Construct, id: string, time: Duration): void {
    new Rule(scope, id, { schedule: Schedule.rate(time), targets: [new Invoke(this.function)] });
  }

  /** Has the function answer at paths of the HTTP API: called once, with all of them. */
  answersAt(http: HttpApi, routes: Record<string, readonly HttpMethod[]>): void {
    const integration = new HttpLambdaIntegration('Function', this.function, { payloadFormatVersion: PayloadFormatVersion.VERSION_2_0 });
    for (const [path, methods] of Object.entries(routes)) http.addRoutes({ path, methods: [...methods], integration });
  }
}
