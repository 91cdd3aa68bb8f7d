import type { DatabaseSync } from 'node:sqlite';

/** The parts of fauxqs 2.4.1 that the engine touches directly; `test/local/fauxqs.test.ts` fails when they change. */
export interface StoredQueueMessage {
  messageId: string;
  body: string;
  md5OfBody: string;
  messageAttributes: Record<string, { DataType: string; StringValue?: string; BinaryValue?: string }>;
  sentTimestamp: number;
  approximateReceiveCount: number;
  approximateFirstReceiveTimestamp?: number;
}

export interface ReceivedMessage {
  MessageId: string;
  ReceiptHandle: string;
  MD5OfBody: string;
  Body: string;
}

export interface FauxQueue {
  name: string;
  url: string;
  arn: string;
  attributes: Record<string, string>;
  messages: StoredQueueMessage[];
  delayedMessages: StoredQueueMessage[];
  inflightMessages: Map<string, { message: StoredQueueMessage; visibilityDeadline: number }>;
  persistence?: Persistence;
  dequeue(maximum: number, visibilityTimeout: number | undefined, deadLetters: (arn: string) => FauxQueue | undefined): ReceivedMessage[];
  deleteMessage(receiptHandle: string): boolean;
  setAttributes(attributes: Record<string, string>): void;
  processTimers(): void;
  notifyWaiters(): void;
}

export interface SqsStore {
  host: string;
  region?: string;
  persistence?: Persistence;
  queues: Map<string, FauxQueue>;
  allQueues(): Iterable<FauxQueue>;
  createQueue(name: string, url: string, arn: string, attributes: Record<string, string>): FauxQueue;
  getQueueByName(name: string): FauxQueue | undefined;
  getQueueByArn(arn: string): FauxQueue | undefined;
}

export interface SnsTopic { arn: string; subscriptionArns: string[] }
export interface SnsSubscription { arn: string; topicArn: string; endpoint: string; attributes: Record<string, string> }

export interface SnsStore {
  region?: string;
  persistence?: Persistence;
  subscriptions: Map<string, SnsSubscription>;
  createTopic(name: string, attributes: Record<string, string> | undefined, tags: undefined, region: string): SnsTopic;
  getTopic(arn: string): SnsTopic | undefined;
  subscribe(topicArn: string, protocol: string, endpoint: string, attributes: Record<string, string>): SnsSubscription | undefined;
  unsubscribe(arn: string): boolean;
}

export interface S3Store {
  persistence?: Persistence;
  createBucket(name: string): void;
  putObject(bucket: string, key: string, body: Buffer, contentType: string): unknown;
  getObject(bucket: string, key: string): { body: Buffer };
}

export interface Persistence {
  db: DatabaseSync;
  load(sqs: SqsStore, sns: SnsStore, s3: S3Store): void;
  updateSubscriptionAttributes(arn: string, attributes: Record<string, string>): void;
  close(): void;
}

export type Handler = (...parameters: unknown[]) => unknown;

/** The modules behind fauxqs' public entry. */
export interface FauxqsModules {
  SqsStore: (new () => SqsStore) & { createMessage(body: string): StoredQueueMessage };
  SnsStore: new () => SnsStore;
  S3Store: new () => S3Store;
  PersistenceManager: (new (directory: string) => Persistence) & { prototype: { updateMessageReady(this: Persistence, messageId: string): void } };
  SqsRouter: { prototype: { register(action: string, handler: Handler): void } };
  SnsRouter: { prototype: { register(action: string, handler: Handler): void } };
  fanOutToSubscriptions(publication: {
    topicArn: string; topic: SnsTopic; messageId: string; message: string; messageAttributes: Record<string, never>; snsStore: SnsStore; sqsStore: SqsStore;
  }): void;
}
