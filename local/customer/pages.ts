import { readFileSync } from 'node:fs';
import type { IncomingMessage } from 'node:http';
import { fromForeignPage, readBody, type Reply } from '../servers/loopback.ts';
import type { SentMails } from '../sent-mail.ts';
import type { SocialWorld } from '../social-world.ts';
import { Act, carryOut, Person, type Written } from './acts.ts';
import { storyOf } from './story.ts';

const BODY_LIMIT = 256 << 10;
const POLICY = "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";
const FILES: Record<string, [file: string, type: string]> = {
  '/customer': ['page.html', 'text/html'], '/customer/page.js': ['page.js', 'text/javascript'], '/customer/page.css': ['page.css', 'text/css'], '/customer/words.json': ['words.json', 'application/json'],
};
const SAFE = { 'content-security-policy': POLICY, 'referrer-policy': 'no-referrer', 'x-content-type-options': 'nosniff', 'cache-control': 'no-store' };

const json = (status: number, body: unknown): Reply => ({ status, headers: { 'content-type': 'application/json', ...SAFE }, body: JSON.stringify(body) });

/** /customer: be a customer on every channel, and see what comes back. Only this machine's own page may act. */
export function customerPages(deps: { social: SocialWorld; sent: SentMails; smtp: string; careAddress: string | undefined }): (request: IncomingMessage) => Promise<Reply> {
  const written = new Map<string, Written[]>();

  async function act(request: IncomingMessage): Promise<Reply> {
    let given: unknown;
    try {
      given = JSON.parse((await readBody(request, BODY_LIMIT)).toString('utf8'));
    } catch (error) {
      if (error instanceof SyntaxError) return json(400, { message: 'the body is not JSON' });
      throw error;
    }
    const read = Act.safeParse(given);
    if (!read.success) return json(400, { message: 'not valid', fields: [...new Set(read.error.issues.map(({ path }) => path.join('.')))] });
    const done = await carryOut(read.data, deps);
    const { key } = read.data.person;
    written.set(key, [...(written.get(key) ?? []), done]);
    return json(201, { id: done.id });
  }

  return async (request) => {
    const url = new URL(request.url ?? '/', 'http://here');
    if (request.method === 'POST' && fromForeignPage(request.headers)) return { status: 403 };
    if (request.method === 'POST' && url.pathname === '/customer/acts') return act(request);
    if (request.method !== 'GET' && request.method !== 'HEAD') return json(405, { message: 'Method Not Allowed' });
    if (url.pathname === '/customer/story') {
      const person = Person.safeParse({ key: url.searchParams.get('person'), name: 'x' });
      if (!person.success) return json(400, { message: 'not valid', fields: ['person'] });
      return json(200, await storyOf(person.data, written.get(person.data.key) ?? [], deps));
    }
    if (url.pathname === '/customer/posts') return json(200, deps.social.postTexts);
    const [file, type] = FILES[url.pathname] ?? [];
    if (file === undefined) return json(404, { message: 'Not Found' });
    return { status: 200, headers: { 'content-type': `${type}; charset=utf-8`, ...SAFE }, body: readFileSync(new URL(file, import.meta.url)) };
  };
}
