import { readBody, serveLoopback, type LoopbackServer } from '../../local/servers/loopback.ts';
import type { Arrival } from '../../shared/channels/arrival.ts';
import type { Door } from '../../shared/channels/channel.ts';
import { Untrusted } from '../../shared/errors.ts';
import { SUNDAY_MORNING } from './make.ts';

/** A webhook as small as can be: the product's door behind HTTP. */
export async function listen<S>(door: Door<S>, settings: S): Promise<{ server: LoopbackServer; arrivals: Arrival[] }> {
  const arrivals: Arrival[] = [];
  const server = await serveLoopback(0, async (request) => {
    const url = new URL(request.url ?? '/', 'http://here');
    const knock = { method: request.method ?? '', headers: request.headers as Record<string, string>, query: Object.fromEntries(url.searchParams), body: await readBody(request, 1 << 20) };
    try {
      const challenge = door.challenge(knock, settings);
      if (challenge) return { status: challenge.status, headers: { 'content-type': challenge.type }, body: challenge.body };
      door.verify(knock, settings);
    } catch (error) {
      if (error instanceof Untrusted) return { status: 401 };
      throw error;
    }
    arrivals.push(...door.normalise(knock.body, settings, SUNDAY_MORNING));
    return { status: 200 };
  }, (error) => { throw error; });
  return { server, arrivals };
}
