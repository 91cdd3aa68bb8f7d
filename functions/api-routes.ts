import { Hono } from 'hono';
import type { Context } from 'hono';
import { Invalid } from '../shared/errors.ts';
import { caseHandlers } from './api/case-handlers.ts';
import type { ApiDeps } from './api/deps.ts';
import { figureHandlers } from './api/figure-handlers.ts';
import { Answered, failure, problem } from './api/handling.ts';
import type { Asked, Handlers } from './api/handling.ts';
import { incidentHandlers } from './api/incident-handlers.ts';
import { ledgerHandlers } from './api/ledger-handlers.ts';
import { officeHandlers } from './api/office-handlers.ts';
import { postHandlers } from './api/post-handlers.ts';
import { ROUTE_ROLES } from './api/roles.ts';
import type { ServedRoute } from './api/roles.ts';
import { signInRoutes } from './api/sign-in-routes.ts';
import { wideHandlers } from './api/wide-handlers.ts';

export { ROUTE_ROLES };
export type { ApiDeps };

const LARGEST_BODY = 1 << 20;

async function bodyOf(c: Context): Promise<unknown> {
  const text = await c.req.text();
  if (text.length > LARGEST_BODY) throw new Invalid(['body'], 'too much');
  try {
    return text === '' ? {} : JSON.parse(text);
  } catch (error) {
    if (error instanceof SyntaxError) throw new Invalid(['body'], 'not JSON', { cause: error });
    throw error;
  }
}

/** The routes of the API, behind sign-in and roles; what else is asked for by GET is a file of the console. */
export function apiRoutes(deps: ApiDeps): Hono {
  const app = new Hono();
  const handlers: Handlers = { ...caseHandlers(deps), ...officeHandlers(deps), ...figureHandlers(deps), ...wideHandlers(deps), ...ledgerHandlers(deps), ...postHandlers(deps), ...incidentHandlers(deps) };
  app.use(async (c, next) => {
    await next();
    c.header('X-Content-Type-Options', 'nosniff');
  });
  signInRoutes(app, deps);
  for (const route of Object.keys(ROUTE_ROLES) as ServedRoute[]) {
    const [method, path] = route.split(' ') as [string, string];
    app.on(method, path, async (c) => {
      const agent = await deps.signIn(c.req.header('authorization'));
      if (!agent.roles.some((role) => ROUTE_ROLES[route].includes(role))) return problem(c, 403, 'forbidden');
      const asked: Asked = { agent, path: c.req.param(), query: c.req.query(), body: method === 'GET' ? undefined : await bodyOf(c) };
      const answer = await handlers[route](asked);
      const [status, body] = answer instanceof Answered ? [answer.status, answer.body] : [200 as const, answer];
      // A text is a file for a spreadsheet.
      if (typeof body === 'string') return c.body(body, 200, { 'Content-Type': 'text/csv; charset=utf-8', 'Content-Disposition': 'attachment; filename="moked-figures.csv"', 'Cache-Control': 'no-store' });
      return status === 304 ? c.body(null, 304) : c.json(body, status, { 'Cache-Control': 'no-store' });
    });
  }
  app.get('*', (c) => deps.console(c.req.path, c.req.header('accept-encoding')) ?? problem(c, 404, 'notFound'));
  app.notFound((c) => problem(c, 404, 'notFound'));
  app.onError((error, c) => failure(deps.log, error, c));
  return app;
}
