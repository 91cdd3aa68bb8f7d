import { mkdirSync, mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

export type Resources = Record<string, { Type: string; Properties?: Record<string, unknown>; DependsOn?: string }>;

/** A synthesised app as the CDK would leave it, from a template and the source of each function's bundle. */
export function makeAssembly(template: { Resources: Resources; [section: string]: unknown }, functions: Record<string, string> = {}): string {
  const directory = mkdtempSync(join(tmpdir(), 'moked-assembly-'));
  const files: Record<string, unknown> = {};
  for (const [name, source] of Object.entries(functions)) {
    const path = `asset.${name}`;
    mkdirSync(join(directory, path));
    writeFileSync(join(directory, path, 'index.mjs'), source);
    files[name] = { source: { path, packaging: 'zip' }, destinations: { here: { bucketName: 'assets', objectKey: `${name}.zip` } } };
  }
  const write = (name: string, content: unknown): void => writeFileSync(join(directory, name), JSON.stringify(content));
  write('manifest.json', {
    version: '53.0.0',
    artifacts: {
      'Try.assets': { type: 'cdk:asset-manifest', properties: { file: 'Try.assets.json' } },
      Try: { type: 'aws:cloudformation:stack', environment: 'aws://unknown-account/eu-west-1', properties: { templateFile: 'Try.template.json' } },
    },
  });
  write('Try.assets.json', { version: '53.0.0', files });
  write('Try.template.json', template);
  return directory;
}

const att = (logicalId: string, name: string): unknown => ({ 'Fn::GetAtt': [logicalId, name] });

/** A function from `functions[name]` of the assembly. */
export const lambda = (name: string, environment: Record<string, unknown> = {}, more: Record<string, unknown> = {}): Resources[string] => ({
  Type: 'AWS::Lambda::Function',
  Properties: { Runtime: 'nodejs24.x', Handler: 'index.handler', FunctionName: name, MemorySize: 256, Timeout: 10, Role: 'r', Code: { S3Bucket: { 'Fn::Sub': 'assets-${AWS::Region}' }, S3Key: `${name}.zip` }, Environment: { Variables: environment }, ...more },
});

/** A queue with its dead-letter queue, feeding a function. */
export const pipeTo = (queue: string, target: string, queueProperties: Record<string, unknown> = {}, mapping: Record<string, unknown> = {}): Resources => ({
  [`${queue}Dead`]: { Type: 'AWS::SQS::Queue', Properties: { QueueName: `${queue}-dead` } },
  [queue]: { Type: 'AWS::SQS::Queue', Properties: { QueueName: queue, VisibilityTimeout: 30, RedrivePolicy: { deadLetterTargetArn: att(`${queue}Dead`, 'Arn'), maxReceiveCount: 3 }, ...queueProperties } },
  [`${queue}Mapping`]: { Type: 'AWS::Lambda::EventSourceMapping', Properties: { EventSourceArn: att(queue, 'Arn'), FunctionName: { Ref: target }, BatchSize: 10, FunctionResponseTypes: ['ReportBatchItemFailures'], ...mapping } },
});

/** SES's inbound side: mail for the recipients goes to a bucket, its notification to the queue. */
export const mailTo = (queue: string, recipients: string[]): Resources => ({
  Raw: { Type: 'AWS::S3::Bucket', Properties: { BucketName: 'raw-mail' } },
  Received: { Type: 'AWS::SNS::Topic', Properties: { TopicName: 'received' } },
  ReceivedToQueue: { Type: 'AWS::SNS::Subscription', Properties: { Protocol: 'sqs', TopicArn: { Ref: 'Received' }, Endpoint: att(queue, 'Arn'), RawMessageDelivery: true } },
  Rules: { Type: 'AWS::SES::ReceiptRuleSet' },
  Rule: {
    Type: 'AWS::SES::ReceiptRule',
    Properties: { RuleSetName: { Ref: 'Rules' }, Rule: { Enabled: true, Recipients: recipients, Actions: [{ S3Action: { BucketName: { Ref: 'Raw' }, ObjectKeyPrefix: 'raw/', TopicArn: { Ref: 'Received' } } }] } },
  },
});
