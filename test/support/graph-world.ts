import { door as facebookDoor } from '../../shared/channels/facebook/door.ts';
import { facts as facebookFacts, type FacebookSettings } from '../../shared/channels/facebook/facts.ts';
import { facts as instagramFacts, type InstagramSettings } from '../../shared/channels/instagram/facts.ts';
import type { Arrival } from '../../shared/channels/arrival.ts';
import type { HttpAnswer, Http, Tools } from '../../shared/channels/handing.ts';
import { platformHttp } from '../../shared/channels/http.ts';
import { startGraph, type GraphStandIn } from '../../local/platforms/graph.ts';

export const HOUR = 3_600_000;
export const START = 1_790_000_000_000;

export interface GraphWorld {
  graph: GraphStandIn;
  facebook: Tools<FacebookSettings>;
  instagram: Tools<InstagramSettings>;
  /** Each call that the product made, as `METHOD path`. */
  calls: string[];
  pass(milliseconds: number): void;
  /** What waits to be delivered to Facebook's webhook, read by its door. */
  arrivals(): Arrival[];
}

/** The Graph stand-in over real HTTP, with a clock that is moved by hand. */
export async function graphWorld(change: { facebook?: Partial<FacebookSettings>; instagram?: Partial<InstagramSettings>; account?: Partial<InstagramSettings['accounts'][number]>; clock?: () => number; conversationsPerSecond?: number } = {}): Promise<GraphWorld> {
  let time = START;
  const now = change.clock ?? ((): number => time);
  const { conversationsPerSecond } = change;
  const graph = await startGraph({
    now, conversationsPerSecond: conversationsPerSecond ?? Infinity,
    accounts: [{ id: 'PAGE1', token: 'local-facebook-token', kind: 'page' }, { id: 'IG1', token: 'local-instagram-token', kind: 'instagram', username: 'brand' }],
    apps: { page: { id: '4242', secret: 'local-facebook-secret' }, instagram: { id: '4243', secret: 'local-instagram-secret' } },
  });
  const calls: string[] = [];
  const real = platformHttp();
  const http: Http = async (request): Promise<HttpAnswer> => {
    calls.push(`${request.method} ${new URL(request.url).pathname}`);
    return real(request);
  };
  const facebookSettings: FacebookSettings = { ...facebookFacts.settings.parse({ ...facebookFacts.example, api: graph.url, conversationsPerSecond: conversationsPerSecond ?? 1000 }), ...change.facebook };
  const read: InstagramSettings = { ...instagramFacts.settings.parse({ ...instagramFacts.example, api: graph.url, instagramApi: graph.url, conversationsPerSecond: conversationsPerSecond ?? 1000 }), ...change.instagram };
  const instagramSettings = { ...read, accounts: read.accounts.map((account) => ({ ...account, ...change.account })) };
  return {
    graph, calls,
    facebook: { settings: facebookSettings, http, now }, instagram: { settings: instagramSettings, http, now },
    pass: (milliseconds) => { time += milliseconds; },
    arrivals: () => graph.deliveries.page.packed().flatMap(({ body }) => facebookDoor.normalise(body, facebookSettings, time)),
  };
}
