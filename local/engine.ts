import { appendFileSync } from 'node:fs';
import { join } from 'node:path';
import { currentAssembly, readAssembly, type Assembly } from './assembly.ts';
import { customerPages } from './customer/pages.ts';
import { CREDENTIALS } from './credentials.ts';
import { openDataDirectory, type EngineCard } from './data-directory.ts';
import { openIdentity } from './identity.ts';
import { intake } from './intake.ts';
import { resolveValue } from './intrinsics.ts';
import { localParameters } from './local-parameters.ts';
import { enginePage } from './pages.ts';
import { moduleFor } from './resources/registry.ts';
import type { Laptop, Metering } from './resources/resource.ts';
import { playSampleDay } from './sample-day.ts';
import { sentMails } from './sent-mail.ts';
import { rememberDelivery } from './social-memory.ts';
import { startSocialWorld } from './social-world.ts';
import { startDatabase } from './servers/dynoxide.ts';
import { openStores } from './servers/fauxqs.ts';
import { answerByRoute } from './servers/http-gateway.ts';
import { serveLoopback, type Answerer } from './servers/loopback.ts';
import { startRelay } from './servers/relay.ts';
import { startSending } from './servers/ses.ts';
import { openMailDoor } from './servers/smtp.ts';
import { startParameters } from './servers/ssm.ts';
import { inOrder, scopeOf, type Made } from './template.ts';

export interface EngineOptions {
  data: string;
  port: number;
  smtpPort: number;
  /** A synthesised app to run; the project's own when undefined. */
  assembly: string | undefined;
  empty: boolean;
  /** Address of another DynamoDB-compatible server. */
  dynamodb: string | undefined;
  /** Counts what functions do; then nothing runs by the clock. */
  metering?: Metering;
  warn(line: string): void;
  /** Called when the engine cannot go on; what was acknowledged is on disk. */
  broken(reason: string): void;
}

export interface Ready { console: string; api: string; smtp: string; token: string; data: string }

export interface Engine {
  ready: Ready;
  /** Addresses that take mail. */
  mailboxes: string[];
  samples: number;
  stop(): Promise<void>;
}

const DRAIN_MS = 1_500;
const WEBHOOKS = '/webhooks/';

async function makeResources(laptop: Laptop, assembly: Assembly): Promise<Pick<EngineCard, 'outputs' | 'names' | 'byType'>> {
  const made = new Map<string, Made>();
  const { template } = assembly;
  const scope = scopeOf(template, { name: assembly.stackName, region: assembly.region }, made);
  const names: EngineCard['names'] = {};
  const byType: EngineCard['byType'] = {};
  const ordered = inOrder(template, scope);
  // All of them first: a template that cannot run is refused before anything of it is made.
  const modules = ordered.map(([logicalId, { Type }]) => moduleFor(Type, logicalId));
  for (const [index, [logicalId, { Type, Properties }]] of ordered.entries()) {
    const properties = resolveValue(Properties ?? {}, scope) as Record<string, unknown>;
    const resource = await modules[index]?.make({ logicalId, type: Type, properties }, laptop);
    if (!resource) continue;
    made.set(logicalId, resource);
    names[logicalId] = resource.name ?? resource.ref;
    (byType[Type] ??= []).push(logicalId);
  }
  const outputs = Object.entries(template.Outputs ?? {}).filter(([, { Condition }]) => Condition === undefined || Boolean(scope.condition(Condition)));
  return { names, byType, outputs: Object.fromEntries(outputs.map(([name, { Value }]) => [name, resolveValue(Value, scope)])) };
}

/** Runs a synthesised app. Rejects with one sentence when it cannot; whatever had been started is stopped then. */
export async function startEngine(options: EngineOptions): Promise<Engine> {
  const closing: (() => unknown)[] = [];
  const stop = async (): Promise<void> => {
    for (const close of closing.splice(0).toReversed()) await close();
  };
  try {
    return await start(options, closing, stop);
  } catch (error) {
    await stop();
    throw error;
  }
}

async function start(options: EngineOptions, closing: (() => unknown)[], stop: () => Promise<void>): Promise<Engine> {
  const directory = openDataDirectory(options.data, options.dynamodb !== undefined);
  closing.push(() => directory.close());
  const logs = join(directory.path, 'logs');
  const warn = (line: string): void => {
    appendFileSync(join(logs, 'engine.log'), `${line}\n`);
    options.warn(line);
  };
  const failed = (error: unknown): void => warn(error instanceof Error ? (error.stack ?? error.message) : String(error));
  const assembly = options.assembly === undefined ? currentAssembly() : readAssembly(options.assembly);
  const { region } = assembly;

  let answer: Answerer = async () => ({ status: 503, headers: { 'retry-after': '1' } });
  const api = await serveLoopback(options.port, (request, response) => answer(request, response), failed);
  closing.push(() => api.close());

  // The table before the queues: a directory that has queues without a table has lost it.
  const database = await startDatabase(directory.path, region, options.dynamodb, (reason) => options.broken(`The database ended: ${reason}`));
  closing.push(() => database.stop());
  const stores = await openStores(join(directory.path, 'queues'), region, (error) => options.broken(`The stores failed: ${error instanceof Error ? error.stack : String(error)}`));
  closing.push(() => stores.close());

  const functions: Laptop['functions'] = new Map();
  const sent = sentMails(stores.database);
  const sending = await startSending({
    region, stores, sent, failed,
    crashCaller: async (key) => {
      await Promise.all([...functions.values()].map((each) => each.crash(key)));
    },
  });
  const parameters = await startParameters(region, join(directory.path, 'parameters.json'), failed);
  const issuer = `${api.url}/engine/oidc`;
  const social = await startSocialWorld(`${api.url}/webhooks`, failed);
  const relay = await startRelay(sent, stores, failed);
  closing.push(() => social.close(), () => relay.close());
  for (const { name, value, type, renewed } of localParameters(issuer, [...social.connections, relay.connection])) parameters.set(name, value, type, renewed);
  const identity = await openIdentity(directory.path, issuer);
  closing.push(() => sending.close(), () => parameters.close());

  const endpoints: EngineCard['endpoints'] = { dynamodb: database.url, sqs: stores.url, sns: stores.url, s3: stores.url, ses: sending.url, ssm: parameters.url };
  const called = await options.metering?.between(endpoints) ?? endpoints;
  const laptop: Laptop = {
    metering: options.metering, assembly, apiUrl: api.url, logs, database, stores, sending, parameters, functions, warn,
    routes: [], integrations: new Map(), mailRules: [], schedules: new Map(), subscriptions: new Set(), begin: [], drain: [],
    environment: {
      AWS_REGION: region,
      AWS_DEFAULT_REGION: region,
      AWS_ACCESS_KEY_ID: CREDENTIALS.accessKeyId,
      AWS_SECRET_ACCESS_KEY: CREDENTIALS.secretAccessKey,
      AWS_EC2_METADATA_DISABLED: 'true',
      TZ: ':UTC',
      ...Object.fromEntries(Object.entries(called).map(([service, url]) => [`AWS_ENDPOINT_URL_${service.toUpperCase()}`, url])),
    },
  };
  closing.push(() => Promise.all([...functions.values()].map((each) => each.stop())));
  const card = await makeResources(laptop, assembly);
  for (const subscription of stores.sns.subscriptions.keys()) if (!laptop.subscriptions.has(subscription)) stores.sns.unsubscribe(subscription);

  closing.push(() => Promise.race([Promise.all(laptop.drain.map((drain) => drain())), new Promise((resolve) => setTimeout(resolve, DRAIN_MS).unref())]));
  for (const begin of laptop.begin) begin();
  const door = await openMailDoor(options.smtpPort, intake(laptop.mailRules, stores, region, failed));
  closing.push(() => door.close());
  const customer = customerPages({ social, sent: sending.sent, smtp: door.address, careAddress: laptop.mailRules[0]?.recipients[0] });
  const sources = { identity, stores, sending, functions, schedules: laptop.schedules, social };
  answer = async (request) => {
    const path = (request.url ?? '').split('?')[0] ?? '';
    if (path === '/engine' || path.startsWith('/engine/')) return enginePage(request, sources);
    if (path === '/customer' || path.startsWith('/customer/')) return customer(request);
    return answerByRoute(laptop.routes, request, (at, body) => {
      if (at.startsWith(WEBHOOKS)) rememberDelivery(social, at.slice(WEBHOOKS.length), body);
    });
  };
  social.begin();

  const samples = options.empty ? 0 : await playSampleDay(directory.path, door.address, directory.isNew, Date.now(), warn);
  const ready: Ready = { console: `${api.url}/?token=${identity.token}`, api: api.url, smtp: door.address, token: identity.token, data: directory.path };
  directory.writeCard({
    pid: process.pid, api: ready.api, smtp: ready.smtp, token: ready.token, endpoints, region, credentials: CREDENTIALS, ...card,
    environments: Object.fromEntries([...functions.values()].map(({ spec }) => [spec.name, spec.environment])),
  });
  return { ready, stop, samples, mailboxes: laptop.mailRules.flatMap(({ recipients }) => recipients) };
}
