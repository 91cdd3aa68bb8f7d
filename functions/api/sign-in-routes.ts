import type { Hono } from 'hono';
import * as z from 'zod';
import type { SignInFacts } from '../../shared/api-shapes/desk.ts';
import { Invalid } from '../../shared/errors.ts';
import type { ApiDeps } from './deps.ts';
import { fits, problem } from './handling.ts';

const Exchange = z.object({ code: z.string().min(1).max(4000), verifier: z.string().regex(/^[\w.~-]{43,128}$/), redirect: z.url() });

/** How one signs in, and the exchange of the issuer's code for a token: the only routes without one. */
export function signInRoutes(app: Hono, { door }: Pick<ApiDeps, 'door'>): void {
  app.get('/sign-in.json', async (c) => {
    const facts = await door.facts();
    return facts ? c.json(facts satisfies SignInFacts, 200, { 'Cache-Control': 'no-store' }) : problem(c, 404, 'notFound');
  });
  app.post('/sign-in', async (c) => {
    let body: unknown;
    try {
      body = JSON.parse(await c.req.text());
    } catch (error) {
      if (!(error instanceof SyntaxError)) throw error;
      throw new Invalid(['body'], 'not JSON', { cause: error });
    }
    const { code, verifier, redirect } = fits(Exchange, body);
    // The code goes only where this console itself lives; the issuer holds it to its own list besides.
    if (new URL(redirect).host !== c.req.header('host')) throw new Invalid(['redirect'], 'another address than ours');
    return c.json({ token: await door.exchange({ code, verifier, redirect }) }, 200, { 'Cache-Control': 'no-store' });
  });
}
