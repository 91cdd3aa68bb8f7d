import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import { S3Client } from '@aws-sdk/client-s3';
import { SESClient } from '@aws-sdk/client-ses';
import { SQSClient } from '@aws-sdk/client-sqs';
import { SSMClient } from '@aws-sdk/client-ssm';

/**
 * Each client is made once, at its first use, so that a bundle carries only those it names. Short timeouts: a call that
 * hangs must fail long before the function's own minute is over, so that the queue gives the work back in order.
 */
const settings = { maxAttempts: 3, requestHandler: { connectionTimeout: 2_000, requestTimeout: 10_000 } };

function once<T>(make: () => T): () => T {
  let made: T | undefined;
  return () => (made ??= make());
}

export const tableClient = /* @__PURE__ */ once(() => DynamoDBDocumentClient.from(new DynamoDBClient(settings), { marshallOptions: { removeUndefinedValues: true } }));
export const objectsClient = /* @__PURE__ */ once(() => new S3Client({ ...settings, forcePathStyle: true, requestHandler: { connectionTimeout: 2_000, requestTimeout: 40_000 } }));
/** One attempt: whether a hand-over that broke off was taken is for the sending's own states to find out, never for a retry. */
export const mailClient = /* @__PURE__ */ once(() => new SESClient({ ...settings, maxAttempts: 1 }));
export const queuesClient = /* @__PURE__ */ once(() => new SQSClient(settings));
export const parametersClient = /* @__PURE__ */ once(() => new SSMClient(settings));
