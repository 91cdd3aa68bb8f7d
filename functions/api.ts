import middy from '@middy/core';
import type { APIGatewayProxyEventV2, APIGatewayProxyResultV2 } from 'aws-lambda';
import { defaultIsContentTypeBinary, handle } from 'hono/aws-lambda';
import type { LambdaEvent } from 'hono/aws-lambda';
import { randomUUID } from 'node:crypto';
import { join } from 'node:path';
import type * as z from 'zod';
import { alertStore } from '../shared/aws/alert-store.ts';
import { factStore } from '../shared/aws/case-facts.ts';
import { caseNumbers, cases } from '../shared/aws/cases.ts';
import { channelState } from '../shared/aws/channel-state.ts';
import { contacts } from '../shared/aws/contacts.ts';
import { counts } from '../shared/aws/counts.ts';
import { desk } from '../shared/aws/desk.ts';
import { documents } from '../shared/aws/documents.ts';
import { downloads } from '../shared/aws/downloads.ts';
import { incidents } from '../shared/aws/incidents.ts';
import { ledger } from '../shared/aws/ledger.ts';
import { objects } from '../shared/aws/objects.ts';
import { posts } from '../shared/aws/posts.ts';
import { presence } from '../shared/aws/presence.ts';
import { queue } from '../shared/aws/queues.ts';
import { references } from '../shared/aws/references.ts';
import { searchIndex } from '../shared/aws/search.ts';
import { readParameter } from '../shared/aws/read-parameter.ts';
import { secrets } from '../shared/aws/secrets.ts';
import { settings } from '../shared/aws/settings.ts';
import { readMessages } from '../shared/aws/stream.ts';
import { stuck } from '../shared/aws/stuck.ts';
import { telling } from '../shared/aws/telling.ts';
import { uploads } from '../shared/aws/uploads.ts';
import { mailFiles } from '../shared/channels/email/outgoing-files.ts';
import { ApiEnvironment, CallerEnvironment, readEnvironment } from '../shared/config.ts';
import { deriveKey } from '../shared/domain/ids.ts';
import { shownLink } from '../shared/domain/status-link.ts';
import type { DeskStore } from '../shared/ports/desk.ts';
import { alertDesk } from '../shared/steps/alert-desk.ts';
import { withSlotsKept } from '../shared/steps/mention-figures.ts';
import { withMonthsKept } from '../shared/steps/period.ts';
import { names, waitsForApproval } from '../shared/steps/people.ts';
import { apiRoutes } from './api-routes.ts';
import type { ApiDeps } from './api-routes.ts';
import { consoleFiles } from './console-files.ts';
import { coldStart, logOf, now } from './entry.ts';
import { OidcSettings, signIn, signInDoor } from './sign-in.ts';

export function create(deps: ApiDeps) {
  // As bytes, since reading it as text would take away the mark by which spreadsheets know Hebrew.
  const app = handle(apiRoutes(deps), { isContentTypeBinary: (type) => defaultIsContentTypeBinary(type) || type.startsWith('text/csv') });
  return middy<APIGatewayProxyEventV2, APIGatewayProxyResultV2>()
    .onError(({ error }) => { deps.log('error', 'api.failed', { error }); })
    .handler(async (event: APIGatewayProxyEventV2) => (await app(event as unknown as LambdaEvent)) as APIGatewayProxyResultV2);
}

// The company's own issuer goes before the deployment's user pool.
function issuerOf(prefix: string): () => Promise<string> {
  return async () => {
    const found = await readParameter(`${prefix}/oidc`) ?? await readParameter(`${prefix}/sign-in`);
    if (found === undefined) throw new Error('nobody is named whose tokens open the console');
    return found;
  };
}

// The settings are read with the first request that signs in, so that the page itself is there without them.
function signInBy(read: () => Promise<string>): Pick<ApiDeps, 'signIn' | 'door'> {
  let ready: Promise<{ check: ReturnType<typeof signIn>; door: ApiDeps['door'] }> | undefined;
  const prepared = async (): Promise<{ check: ReturnType<typeof signIn>; door: ApiDeps['door'] }> => (ready ??= read().then((value) => {
    const oidc = OidcSettings.parse(JSON.parse(value));
    return { check: signIn(oidc), door: signInDoor(oidc) };
  }).catch((error: unknown) => {
    ready = undefined;
    throw error;
  }));
  return {
    signIn: async (authorization) => (await prepared()).check(authorization),
    door: { facts: async () => (await prepared()).door.facts(), exchange: async (given) => (await prepared()).door.exchange(given) },
  };
}

const BOARD_MS = 1_000;

/** Lists, counts and figures of one moment look at open work once; an act of this copy is seen by the next look. */
export function withBoardKept(store: DeskStore, clock: () => number): DeskStore {
  let kept: { at: number; board: ReturnType<DeskStore['board']> } | undefined;
  return {
    ...store,
    board: async () => {
      if (!kept || clock() - kept.at >= BOARD_MS) {
        const looked = { at: clock(), board: store.board() };
        kept = looked;
        looked.board.catch(() => { if (kept === looked) kept = undefined; });
      }
      return kept.board;
    },
    act: async (act) => {
      await store.act(act);
      kept = undefined;
    },
  };
}

function stuckIn(at: z.infer<typeof ApiEnvironment>): ReturnType<typeof stuck> {
  return stuck(
    { mail: at.MOKED_MAIL_DEAD, inbound: at.MOKED_INBOUND_DEAD, outbox: at.MOKED_OUTBOX_DEAD, tally: at.MOKED_TALLY_DEAD, tell: at.MOKED_TELL_DEAD },
    { mail: at.MOKED_MAIL_QUEUE, inbound: at.MOKED_INBOUND_QUEUE, outbox: at.MOKED_OUTBOX_QUEUE },
  );
}

async function awsDeps(): Promise<ApiDeps> {
  const environment = readEnvironment(ApiEnvironment);
  const { AWS_REGION, AWS_ENDPOINT_URL_S3 } = readEnvironment(CallerEnvironment);
  const key = await secrets(environment.MOKED_PARAMETERS).key();
  const table = environment.MOKED_TABLE;
  const id = deriveKey(key, 'id');
  const bucket = objects(environment.MOKED_BUCKET);
  const inBucket = { bucket: environment.MOKED_BUCKET, region: AWS_REGION, endpoint: AWS_ENDPOINT_URL_S3 };
  const store = uploads({ ...inBucket, room: 'cases' });
  const office = { documents: documents(table), presence: presence(table) };
  return {
    ...office, ...signInBy(issuerOf(environment.MOKED_PARAMETERS)),
    store: withBoardKept(desk(table), now), freshBoard: async () => desk(table).board(), incidents: incidents(table),
    outbox: queue(environment.MOKED_OUTBOX_QUEUE),
    settings: settings(table, now, logOf('api')),
    keys: { id },
    nextNumber: caseNumbers(cases(table), deriveKey(key, 'number')),
    references: references(table),
    channels: channelState(table), careAddresses: environment.MOKED_CARE_ADDRESSES.split(',').map((address) => address.trim().toLowerCase()).filter(Boolean),
    contacts: contacts(table, id), telling: telling(table, now), posts: posts(table), search: searchIndex({ table, bucket: environment.MOKED_BUCKET, now }),
    facts: withMonthsKept(factStore(table, now)),
    ledger: ledger(table), stuck: { inbound: queue(environment.MOKED_INBOUND_QUEUE), stuck: stuckIn(environment) },
    counts: withSlotsKept(counts(table), now),
    alerts: alertDesk({ counts: counts(table), alerts: alertStore(table), read: async (refs) => readMessages(table, refs), settings: settings(table, now, logOf('api')), console: '', now }),
    files: { html: async (name) => (await bucket.get(name)).toString('utf8'), download: downloads({ ...inBucket, now }) },
    answerFiles: { store, byMail: mailFiles(environment.MOKED_MAIL_BYTES) },
    nameOf: async () => names(office),
    shownLink: (company) => shownLink({ ownAddress: environment.MOKED_STATUS_ADDRESS, whom: environment.MOKED_STATUS_FOR }, company), waits: async (agent) => waitsForApproval(office, agent),
    // Built and laid beside the handler by infra/console.ts.
    console: consoleFiles(join(import.meta.dirname, 'console'), store.origin),
    newKey: randomUUID, now, log: logOf('api'),
  };
}

export const handler = coldStart(async () => create(await awsDeps()));
