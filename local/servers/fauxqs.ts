import { randomUUID } from 'node:crypto';
import { mkdirSync } from 'node:fs';
import type { IncomingHttpHeaders } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { DatabaseSync } from 'node:sqlite';
import { buildApp } from 'fauxqs';
import { CREDENTIALS } from '../credentials.ts';
import { refusesCaller, refusesHost } from './loopback.ts';
import { headersAskedFor, isSignedDownload, refusesDownload } from './signed-download.ts';
import { askedBefore, letsAcross } from './cross-origin.ts';
import type { CrossOriginRule } from './cross-origin.ts';
import { postedFile, refusesUpload } from './upload-policy.ts';
import type { FauxQueue, FauxqsModules, Handler, Persistence, S3Store, SnsStore, SqsStore } from './fauxqs-shapes.ts';

const MODULES = ['sqs/sqsStore.js', 'sns/snsStore.js', 's3/s3Store.js', 'persistence.js', 'sqs/sqsRouter.js', 'sns/snsRouter.js', 'sns/actions/publish.js'];
const LARGEST_OBJECT = 64 << 20;
const LATEST_COMMIT_MS = 20;

/** Queues, topics and buckets on disk, in this process and over HTTP. */
export interface Stores {
  url: string;
  sqs: SqsStore;
  sns: SnsStore;
  s3: S3Store;
  /** By bucket: which pages of other origins may send what there. */
  crossOrigin: Map<string, readonly CrossOriginRule[]>;
  database: DatabaseSync;
  /** All changes of `work` become durable together. When it throws, memory and disk differ: the process ends. */
  transaction<T>(work: () => T, mayHappenAgain?: boolean): T;
  /** Resolves when everything done so far is on disk: to be awaited before anything is acknowledged. */
  committed(): Promise<void>;
  publish(topicArn: string, message: string): void;
  enqueue(queue: FauxQueue, body: string): void;
  /** Calls the listener, outside of any transaction, when a queue may have something to receive. */
  onReady(queue: FauxQueue, listener: () => void): void;
  close(): Promise<void>;
}

let loaded: Promise<FauxqsModules> | undefined;
const transactions = new WeakMap<Persistence, Stores['transaction']>();

async function load(): Promise<FauxqsModules> {
  const parts: unknown[] = await Promise.all(MODULES.map((path) => import(new URL(path, import.meta.resolve('fauxqs')).href)));
  const modules = Object.assign({}, ...parts) as FauxqsModules;
  // As published it also sets the receive count to NULL, which the table refuses, and the message is gone until a restart.
  modules.PersistenceManager.prototype.updateMessageReady = function updateMessageReady(messageId) {
    this.db.prepare('UPDATE sqs_messages SET receipt_handle = NULL, visibility_deadline = NULL WHERE message_id = ?').run(messageId);
  };
  for (const { prototype } of [modules.SqsRouter, modules.SnsRouter]) {
    const register = Reflect.get(prototype, 'register') as Handler;
    prototype.register = function registerInTransaction(action, handler) {
      Reflect.apply(register, this, [action, inTransaction(handler)]);
    };
  }
  return modules;
}

function inTransaction(handler: Handler): Handler {
  return (...parameters) => {
    const persistence = (parameters[1] as { persistence?: Persistence }).persistence;
    const transaction = persistence && transactions.get(persistence);
    if (!transaction) return handler(...parameters);
    let refusal: unknown;
    const answer = transaction(() => {
      try {
        return handler(...parameters);
      } catch (error) {
        // fauxqs' own refusals carry a status code and change nothing; whatever else is thrown may have changed half.
        if (!(error instanceof Error && 'statusCode' in error)) throw error;
        refusal = error;
        return undefined;
      }
    });
    if (refusal !== undefined) throw refusal;
    return answer;
  };
}

/**
 * Steps of the same moment share one transaction, and so one fsync: it opens with the first of them and is committed
 * when the event loop has handed out what it has, before any listener is told. What may be lost because it would only
 * happen again (receives and deletes) waits a little for company.
 */
function transactionsOn(database: DatabaseSync, broken: (error: unknown) => void): Pick<Stores, 'transaction' | 'committed'> & { commit: () => void } {
  let waiting: (() => void)[] | undefined;
  let timer: NodeJS.Timeout | undefined;
  const commit = (): void => {
    clearTimeout(timer);
    if (!waiting) return;
    const told = waiting;
    waiting = undefined;
    try {
      database.exec('COMMIT');
    } catch (error) {
      broken(error);
      throw error;
    }
    for (const tell of told) tell();
  };
  return {
    commit,
    transaction(work, mayHappenAgain = false) {
      if (!waiting) {
        database.exec('BEGIN');
        waiting = [];
        if (mayHappenAgain) timer = setTimeout(commit, LATEST_COMMIT_MS);
      }
      if (!mayHappenAgain) setImmediate(commit);
      try {
        return work();
      } catch (error) {
        waiting = undefined;
        database.exec('ROLLBACK');
        broken(error);
        throw error;
      }
    },
    committed: () => new Promise((resolve) => {
      if (!waiting) {
        resolve();
        return;
      }
      waiting.push(resolve);
      setImmediate(commit);
    }),
  };
}

const isUpload = ({ method, url, headers }: { method: string; url: string; headers: IncomingHttpHeaders }): boolean =>
  method === 'POST' && /^\/[^/?]+\/?$/.test(url) && /^multipart\/form-data;/i.test(headers['content-type'] ?? '');

async function serve({ sqs, sns, s3, crossOrigin, committed }: Pick<Stores, 'sqs' | 'sns' | 's3' | 'crossOrigin' | 'committed'>): Promise<{ url: string; close(): Promise<void> }> {
  const stores = { sqsStore: sqs, snsStore: sns, s3Store: s3 } as unknown as NonNullable<NonNullable<Parameters<typeof buildApp>[0]>['stores']>;
  const app = buildApp({ logger: false, stores });
  app.removeContentTypeParser('*');
  app.addContentTypeParser('*', { parseAs: 'buffer', bodyLimit: LARGEST_OBJECT }, (_request, body, done) => done(null, body));
  let port = 0;
  app.addHook('onRequest', (request, reply, done) => {
    const asked = askedBefore(request);
    if (refusesHost(request.headers.host, port)) void reply.code(421).send();
    else if (asked !== undefined) {
      const lets = letsAcross(crossOrigin.get(request.url.split('/')[1]!) ?? [], request.headers, asked);
      void reply.code(lets ? 200 : 403).headers(lets ?? {}).send();
    }
    else if (isSignedDownload(request)) {
      const refused = refusesDownload({ url: request.url, host: request.headers.host!, now: Date.now() }, CREDENTIALS.secretAccessKey);
      if (refused) void reply.code(refused.status).type('application/xml').send(`<Error><Code>${refused.code}</Code><Message>${refused.message}</Message></Error>`);
      else done();
    } else if (!isUpload(request) && refusesCaller(request.headers)) void reply.code(403).send();
    else done();
  });
  // A browser brings no signed request but a form with a signed policy, which fauxqs itself does not look at.
  app.addHook('preHandler', async (request, reply) => {
    if (!isUpload(request)) return;
    const posted = await postedFile(request.body as Buffer, request.headers['content-type']!);
    const refused = refusesUpload({ ...posted, bucket: request.url.split('/')[1]!, now: Date.now() }, CREDENTIALS.secretAccessKey);
    if (refused) return reply.code(refused.status).type('application/xml').send(`<Error><Code>${refused.code}</Code><Message>${refused.message.replaceAll('<', '&lt;')}</Message></Error>`);
  });
  app.addHook('onSend', async (request, reply) => {
    const { method, url } = request;
    if (isSignedDownload(request)) for (const [name, value] of Object.entries(headersAskedFor(url))) reply.header(name, value);
    if (isUpload(request)) void reply.headers(letsAcross(crossOrigin.get(url.split('/')[1]!) ?? [], request.headers, method) ?? {});
    if (method !== 'GET' && method !== 'HEAD') await committed();
  });
  await app.listen({ port: 0, host: '127.0.0.1' });
  ({ port } = app.server.address() as AddressInfo);
  return { url: `http://127.0.0.1:${port}`, close: () => app.close() };
}

/**
 * Opens the stores of a data directory and serves them on a loopback port. Messages that were in flight when the last
 * process ended are visible again: their consumers ended with it, and that receive does not count against the message.
 */
export async function openStores(directory: string, region: string, broken: (error: unknown) => void): Promise<Stores> {
  const modules = await (loaded ??= load());
  mkdirSync(directory, { recursive: true, mode: 0o700 });
  const persistence = new modules.PersistenceManager(directory);
  const database = persistence.db;
  database.exec(`UPDATE sqs_messages SET receipt_handle = NULL, visibility_deadline = NULL,
    approximate_receive_count = MAX(0, approximate_receive_count - 1) WHERE receipt_handle IS NOT NULL`);
  const sqs = new modules.SqsStore();
  const sns = new modules.SnsStore();
  const s3 = new modules.S3Store();
  sqs.host = '';
  sqs.region = region;
  sns.region = region;
  persistence.load(sqs, sns, s3);
  for (const store of [sqs, sns, s3]) store.persistence = persistence;
  for (const queue of sqs.allQueues()) queue.persistence = persistence;
  const { transaction, committed, commit } = transactionsOn(database, broken);
  transactions.set(persistence, transaction);
  const crossOrigin: Stores['crossOrigin'] = new Map();
  const server = await serve({ sqs, sns, s3, crossOrigin, committed });
  const kept = Array.from(sqs.allQueues());
  for (const queue of kept) {
    sqs.queues.delete(queue.url);
    queue.url = `${server.url}/${new URL(queue.url).pathname.slice(1)}`;
    sqs.queues.set(queue.url, queue);
  }
  return {
    url: server.url,
    sqs,
    sns,
    s3,
    crossOrigin,
    database,
    transaction,
    committed,
    publish(topicArn, message) {
      const topic = sns.getTopic(topicArn);
      if (!topic) throw new Error(`There is no topic ${topicArn}.`);
      modules.fanOutToSubscriptions({ topicArn, topic, messageId: randomUUID(), message, messageAttributes: {}, snsStore: sns, sqsStore: sqs });
    },
    enqueue: (queue, body) => {
      (queue as unknown as { enqueue(message: unknown): void }).enqueue(modules.SqsStore.createMessage(body));
    },
    onReady(queue, listener) {
      const notifyWaiters = queue.notifyWaiters.bind(queue);
      let told = false;
      queue.notifyWaiters = () => {
        notifyWaiters();
        if (told) return;
        told = true;
        setImmediate(() => {
          told = false;
          listener();
        });
      };
    },
    async close() {
      await server.close();
      commit();
      persistence.close();
    },
  };
}
