import { Hono } from 'hono';
import type { Context } from 'hono';
import * as z from 'zod';
import type { ApiError, CaseList, QuarantineList, Released } from '../shared/api-shapes.ts';
import type { Me } from '../shared/api-shapes/desk.ts';
import { readCaseNumber, showCaseNumber } from '../shared/domain/case-number.ts';
import { Conflict, Invalid, NotFound, Refused, TryLater, Untrusted } from '../shared/errors.ts';
import type { Log } from '../shared/log.ts';
import { caseRow, caseView, quarantineRow } from '../shared/steps/case-view.ts';
import { release, reply } from '../shared/steps/desk.ts';
import type { DeskDeps } from '../shared/steps/desk.ts';
import type { ConsoleFiles } from './console-files.ts';
import type { Role, SignedIn } from './sign-in.ts';

export interface ApiDeps extends DeskDeps {
  signIn: (authorization: string | undefined) => Promise<SignedIn>;
  files: ConsoleFiles;
  log: Log;
  /** A key for a request that brought none of its own. */
  newKey: () => string;
}

/** Who may call what; a route that is not here is nobody's. */
export const ROUTE_ROLES: Record<string, readonly Role[]> = {
  'GET /me': ['agent', 'lead', 'admin'],
  'GET /cases': ['agent', 'lead', 'admin'],
  'GET /cases/:number': ['agent', 'lead', 'admin'],
  'POST /cases/:number/replies': ['agent', 'lead', 'admin'],
  'GET /quarantine': ['agent', 'lead', 'admin'],
  'POST /quarantine/:id/release': ['agent', 'lead', 'admin'],
};

const Status = z.enum(['new', 'open', 'waiting_on_customer', 'snoozed', 'resolved', 'closed', 'spam']);
const Page = z.object({ limit: z.coerce.number().int().min(1).max(100).default(50), after: z.string().max(100).optional() });
const Skip = z.object({ skip: z.coerce.number().int().min(0).max(100_000).default(0) });
const ReplyBody = z.object({ text: z.string().trim().min(1).max(20_000), key: z.string().regex(/^[\w-]{8,64}$/).optional() });
const ReleaseBody = z.object({ acknowledge: z.boolean().default(false) });

type Env = { Variables: { agent: SignedIn } };

function fits<T extends z.ZodType>(schema: T, value: unknown): z.infer<T> {
  const read = schema.safeParse(value);
  if (!read.success) throw new Invalid([...new Set(read.error.issues.map((issue) => issue.path.join('.') || 'body'))]);
  return read.data;
}

async function bodyOf<T extends z.ZodType>(c: Context, schema: T): Promise<z.infer<T>> {
  const text = await c.req.text();
  try {
    return fits(schema, text === '' ? {} : JSON.parse(text));
  } catch (error) {
    if (error instanceof SyntaxError) throw new Invalid(['body'], 'not JSON', { cause: error });
    throw error;
  }
}

function numberOf(c: Context): string {
  const number = readCaseNumber(c.req.param('number') ?? '');
  if (!number) throw new Invalid(['number'], 'not a case number');
  return number;
}

/** The routes of the API, behind sign-in and roles; what else is asked for by GET is a file of the console. */
export function apiRoutes(deps: ApiDeps): Hono<Env> {
  const app = new Hono<Env>();
  const handlers: Record<string, (c: Context<Env>) => Promise<Response>> = {
    'GET /me': async (c) => {
      const { id, name, roles } = c.get('agent');
      return c.json({ id, name, roles, routes: Object.keys(ROUTE_ROLES).filter((route) => ROUTE_ROLES[route]!.some((role) => roles.includes(role))) } satisfies Me);
    },
    'GET /cases': async (c) => {
      const { limit, after } = fits(Page, c.req.query());
      const statuses = fits(z.array(Status).min(1), (c.req.query('status') ?? 'new,open').split(','));
      const found = await deps.store.list(statuses, limit, after);
      return c.json({ cases: found.cases.map(caseRow), next: found.next, timeZone: (await deps.settings()).calendar.timeZone } satisfies CaseList);
    },
    'GET /cases/:number': async (c) => c.json(await caseView(deps, numberOf(c), fits(Skip, c.req.query()).skip)),
    'POST /cases/:number/replies': async (c) => {
      const { text, key } = await bodyOf(c, ReplyBody);
      const { id, name } = c.get('agent');
      const stored = await reply(deps, { caseNumber: numberOf(c), text, agent: { id, name }, key: key ?? deps.newKey() });
      return c.json({ id: stored.id, state: stored.sending?.state ?? 'planned' }, 202);
    },
    'GET /quarantine': async (c) => {
      const { limit, after } = fits(Page, c.req.query());
      const found = await deps.store.quarantine(limit, after);
      return c.json({ messages: found.messages.map(quarantineRow), next: found.next } satisfies QuarantineList);
    },
    'POST /quarantine/:id/release': async (c) => {
      const { acknowledge } = await bodyOf(c, ReleaseBody);
      const id = fits(z.string().regex(/^[\w-]{22}$/), c.req.param('id'));
      const { id: agentId, name } = c.get('agent');
      const stored = await release(deps, { id, agent: { id: agentId, name }, acknowledge });
      return c.json({ number: showCaseNumber(stored.case!) } satisfies Released);
    },
  };
  for (const [route, roles] of Object.entries(ROUTE_ROLES)) {
    const [method, path] = route.split(' ') as [string, string];
    app.on(method, path, async (c) => {
      const agent = await deps.signIn(c.req.header('authorization'));
      if (!agent.roles.some((role) => roles.includes(role))) return problem(c, 403, 'forbidden');
      c.set('agent', agent);
      return handlers[route]!(c);
    });
  }
  app.get('*', (c) => deps.files(c.req.path) ?? problem(c, 404, 'notFound'));
  app.notFound((c) => problem(c, 404, 'notFound'));
  app.onError((error, c) => failure(deps.log, error, c));
  app.use(async (c, next) => {
    await next();
    c.header('X-Content-Type-Options', 'nosniff');
  });
  return app;
}

function problem(c: Context, status: 400 | 403 | 404 | 409 | 422 | 500 | 503, key: string, values: Record<string, string> = {}): Response {
  return c.json({ error: { key, values } } satisfies ApiError, status, { 'Cache-Control': 'no-store' });
}

function failure(log: Log, error: Error, c: Context): Response {
  if (error instanceof Untrusted) return c.body(null, 401);
  if (error instanceof Invalid) return problem(c, 400, 'invalid', { fields: error.fields.join(', ') });
  if (error instanceof NotFound) return problem(c, 404, 'notFound');
  if (error instanceof Conflict) return problem(c, 409, 'changedMeanwhile');
  if (error instanceof Refused) return problem(c, 422, error.reason);
  if (error instanceof TryLater) return problem(c, 503, 'tryLater', { seconds: String(error.seconds) });
  log('error', 'request.failed', { error });
  return problem(c, 500, 'ourFault');
}
