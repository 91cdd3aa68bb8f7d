import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import { S3Client } from '@aws-sdk/client-s3';
import { SESClient } from '@aws-sdk/client-ses';
import { answersWithin, clientSettings, once } from './client-settings.ts';

export const tableClient = /* @__PURE__ */ once(() => DynamoDBDocumentClient.from(new DynamoDBClient(clientSettings), { marshallOptions: { removeUndefinedValues: true } }));
export const objectsClient = /* @__PURE__ */ once(() => new S3Client({ ...clientSettings, forcePathStyle: true, requestHandler: answersWithin(40_000) }));
/** One attempt: whether a hand-over that broke off was taken is for the sending's own states to find out, never for a retry. */
export const mailClient = /* @__PURE__ */ once(() => new SESClient({ ...clientSettings, maxAttempts: 1, requestHandler: answersWithin(20_000) }));
