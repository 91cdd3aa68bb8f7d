import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { bundle } from '../../infra/bundle.ts';
import { statusWorld } from './status-world.ts';

/** The status page's function, with the style and the script that are deployed, behind a server on loopback. */
export async function startStatusServer(given: Parameters<typeof statusWorld>[0] = {}) {
  const folder = mkdtempSync(join(tmpdir(), 'moked-status-'));
  const { directory } = bundle('status', { entries: { status: 'functions/status.ts' }, pages: { into: 'status', from: 'web/status', script: 'page.ts', classic: true, styles: ['web/form/form.css'] } }, folder);
  const beside = (name: string): string => readFileSync(join(directory, 'status', name), 'utf8');
  let origin = '';
  const uploads: string[] = [];
  const world = statusWorld({
    style: beside('form.css') + beside('status.css'), script: beside('page.js'),
    files: {
      ticket: async (submission, place) => ({ url: `${origin}/bucket`, fields: { key: `${submission}/${place}` } }),
      keep: async (submission, place) => (uploads.some((body) => body.includes(`${submission}/${place}`)) ? { key: `parts/${submission}/${place}`, size: 5 } : undefined),
    },
    ...given,
  });
  const server = createServer((request, response) => {
    void (async () => {
      const parts: Buffer[] = [];
      for await (const part of request) parts.push(part as Buffer);
      const body = Buffer.concat(parts).toString('utf8');
      const url = new URL(request.url ?? '/', origin);
      if (url.pathname === '/bucket') {
        uploads.push(body);
        response.writeHead(204).end();
        return;
      }
      const answer = await world.call(request.method ?? 'GET', url.pathname, {
        headers: { ...Object.fromEntries(Object.entries(request.headers).map(([name, value]) => [name, String(value)])), origin: request.headers.origin === origin ? 'https://care.company.example' : request.headers.origin ?? 'https://care.company.example' },
        query: Object.fromEntries(url.searchParams), ...(body === '' ? {} : { body }),
      });
      response.writeHead(answer.statusCode ?? 500, answer.headers).end(answer.body);
    })();
  });
  await new Promise<void>((resolve) => { server.listen(0, '127.0.0.1', resolve); });
  origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  return {
    ...world, origin,
    close: async () => {
      server.closeAllConnections();
      await new Promise((resolve) => { server.close(resolve); });
      rmSync(folder, { recursive: true, force: true });
    },
  };
}
