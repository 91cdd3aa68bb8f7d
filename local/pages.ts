import type { IncomingMessage } from 'node:http';
import * as z from 'zod';
import type { Identity } from './identity.ts';
import type { LocalFunction } from './invoker.ts';
import { outboxPage, rawMail, sentMailPage } from './outbox-page.ts';
import type { Stores } from './servers/fauxqs.ts';
import { fromForeignPage, readBody, type Reply } from './servers/loopback.ts';
import { handedOver } from './social-calls.ts';
import type { SocialWorld } from './social-world.ts';
import type { Sending } from './servers/ses.ts';

export interface PageSources {
  identity: Identity;
  stores: Stores;
  sending: Sending;
  functions: Map<string, LocalFunction>;
  schedules: Map<string, () => Promise<boolean>>;
  social: SocialWorld;
}

const Faults = z.object({ ses: z.enum(['throttle', 'crash-after-capture', 'off']), count: z.int().positive().max(1_000_000).default(1) });

const SignIn = z.object({ id: z.string().regex(/^[a-z][a-z0-9-]{0,39}$/), name: z.string().trim().min(1).max(80), role: z.enum(['agent', 'lead', 'admin']) });

const json = (status: number, body: unknown): Reply => ({ status, headers: { 'content-type': 'application/json', 'cache-control': 'no-store' }, body: JSON.stringify(body) });

/** What is on its way and how the functions fared. */
function stateOf({ stores, functions, sending, schedules }: PageSources): unknown {
  const queues = [...stores.sqs.allQueues()];
  const deadLetterArns = new Set(queues.flatMap(({ attributes }) => {
    const policy = attributes['RedrivePolicy'];
    return policy ? [(JSON.parse(policy) as { deadLetterTargetArn: string }).deadLetterTargetArn] : [];
  }));
  for (const { attributes } of stores.sns.subscriptions.values()) {
    const policy = attributes['RedrivePolicy'];
    if (policy) deadLetterArns.add((JSON.parse(policy) as { deadLetterTargetArn: string }).deadLetterTargetArn);
  }
  return {
    queues: Object.fromEntries(queues.map((queue) => [queue.name, {
      visible: queue.messages.length,
      inFlight: queue.inflightMessages.size,
      delayed: queue.delayedMessages.length,
      deadLetters: deadLetterArns.has(queue.arn),
    }])),
    schedules: [...schedules.keys()],
    functions: Object.fromEntries([...functions.values()].map((each) => [each.spec.name, { ...each.counts, workers: each.workers() }])),
    sent: sending.sent.count(),
  };
}

async function jsonIn(request: IncomingMessage): Promise<unknown> {
  const text = (await readBody(request, 64 << 10)).toString('utf8');
  try {
    return JSON.parse(text) as unknown;
  } catch (error) {
    if (error instanceof SyntaxError) return undefined;
    throw error;
  }
}

async function signInAs(request: IncomingMessage, { identity }: PageSources): Promise<Reply> {
  const read = SignIn.safeParse(await jsonIn(request));
  if (!read.success) return json(400, { message: 'who signs in is {"id": "noa", "name": "Noa", "role": "agent" | "lead" | "admin"}, the id in small letters, digits and hyphens' });
  return json(200, { token: await identity.tokenFor(read.data) });
}

async function setFault(request: IncomingMessage, { sending }: PageSources): Promise<Reply> {
  const read = Faults.safeParse(await jsonIn(request));
  if (!read.success) return json(400, { message: 'a fault is {"ses": "throttle" | "crash-after-capture" | "off", "count": n}' });
  sending.fault(read.data.ses === 'off' ? undefined : read.data.ses, read.data.count);
  return json(200, read.data);
}

async function get(path: string, sources: PageSources): Promise<Reply> {
  const { identity, sending } = sources;
  if (path === '/engine/oidc/.well-known/openid-configuration') return json(200, identity.configuration);
  if (path === '/engine/oidc/jwks.json') return json(200, identity.keys);
  if (path === '/engine/state') return json(200, stateOf(sources));
  if (path === '/engine/sent') {
    const lines = sending.sent.all().map(({ id, from, to, tags, at, raw }) => `${JSON.stringify({ id, from, to, tags, at, raw: raw.toString('base64') })}\n`);
    return { status: 200, headers: { 'content-type': 'application/x-ndjson', 'cache-control': 'no-store' }, body: lines.join('') };
  }
  if (path === '/engine/calls') return { status: 200, headers: { 'content-type': 'application/x-ndjson', 'cache-control': 'no-store' }, body: handedOver(sources.social).map((line) => `${JSON.stringify(line)}\n`).join('') };
  if (path === '/engine/outbox') return outboxPage(sending.sent.all());
  const [, id = '', raw] = /^\/engine\/outbox\/([\w.@-]+)(\/raw)?$/.exec(path) ?? [];
  const mail = sending.sent.find(id);
  if (mail) return raw ? rawMail(mail) : sentMailPage(mail);
  return json(404, { message: 'Not Found' });
}

/** The engine's own pages, all below /engine. What changes something wants the login token of an administrator. */
export async function enginePage(request: IncomingMessage, sources: PageSources): Promise<Reply> {
  const path = (request.url ?? '').split('?')[0] ?? '';
  if (request.method === 'GET' || request.method === 'HEAD') return get(path, sources);
  if (fromForeignPage(request.headers)) return { status: 403 };
  const token = /^Bearer (.+)$/.exec(request.headers.authorization ?? '')?.[1];
  const roles = token === undefined ? undefined : await sources.identity.rolesOf(token);
  if (!roles) return { status: 401 };
  if (!roles.includes('admin')) return { status: 403 };
  if (request.method === 'POST' && path === '/engine/faults') return setFault(request, sources);
  if (request.method === 'POST' && path === '/engine/sign-ins') return signInAs(request, sources);
  const scheduled = sources.schedules.get(/^\/engine\/schedules\/([\w-]+)$/.exec(path)?.[1] ?? '');
  if (request.method === 'POST' && scheduled) return json(await scheduled() ? 200 : 502, {});
  return json(404, { message: 'Not Found' });
}
