import { facts as facebook } from '../shared/channels/facebook/facts.ts';
import { facts as instagram } from '../shared/channels/instagram/facts.ts';
import { facts as linkedin } from '../shared/channels/linkedin/facts.ts';
import { facts as x } from '../shared/channels/x/facts.ts';
import { startGraph, type GraphStandIn } from './platforms/graph.ts';
import { startLinkedIn } from './platforms/linkedin.ts';
import { startX } from './platforms/x.ts';

/** The platforms as this machine has them, with what our own company has posted there. */
export interface SocialWorld {
  graph: GraphStandIn;
  x: Awaited<ReturnType<typeof startX>>;
  linkedin: Awaited<ReturnType<typeof startLinkedIn>>;
  /** Our own posts, which people comment on. */
  posts: { facebook: string; instagram: string; x: string; linkedin: string };
  /** Who we are on those that name an author by an id of its own. */
  brand: { x: string; linkedin: string };
  /** What they say. */
  postTexts: Record<string, string>;
  /** What the stage `local` finds as the connections' settings: each channel's example, led to its stand-in. */
  connections: { channel: string; settings: Record<string, unknown> }[];
  close(): Promise<void>;
}

const PUMP_MS = 250;
const RETRY_MS = 2_000;
const IDS_SINCE = Date.parse('2026-01-01');

/** Starts the stand-ins on loopback; they deliver to `<webhooks>/<channel>` once `begin` was called. */
export async function startSocialWorld(webhooks: string, failed: (error: unknown) => void): Promise<SocialWorld & { begin(): void }> {
  const now = (): number => Date.now();
  const idsFrom = now() - IDS_SINCE;
  const [page, account] = [facebook.example.accounts[0]!, instagram.example.accounts[0]!];
  const graph = await startGraph({
    now, idsFrom, failed,
    accounts: [{ ...page, kind: 'page' }, { ...account, kind: 'instagram' }],
    apps: {
      page: { id: facebook.example.appId, secret: facebook.example.appSecret, webhook: `${webhooks}/facebook` },
      instagram: { id: instagram.example.appId, secret: instagram.example.appSecret, webhook: `${webhooks}/instagram` },
    },
  });
  const brand = { id: x.example.userId, name: 'Brand', username: x.example.handle };
  const xStandIn = await startX({ now, account: brand, secret: x.example.consumerSecret, token: x.example.accessToken, appToken: x.example.appToken, appId: x.example.appId });
  const { clientSecret, accessToken, organizationId } = linkedin.example;
  const linkedinStandIn = await startLinkedIn({ now, idsFrom, secret: clientSecret, token: accessToken, organizationId, versions: [linkedin.settings.parse(linkedin.example).version] });

  let delivering: Promise<void> = Promise.resolve();
  let restUntil = 0;
  const bring = async (): Promise<void> => {
    for (const each of Object.values(graph.deliveries)) {
      if (each.pending.length === 0) continue;
      const statuses = await each.deliver();
      if (statuses.some((status) => status < 200 || status > 299)) restUntil = now() + RETRY_MS;
    }
  };
  const deliver = async (): Promise<void> => (delivering = delivering.then(bring).catch(failed));
  let pump: NodeJS.Timeout | undefined;

  const company = { id: page.id, name: 'Company' };
  const postTexts = { facebook: 'המשלוחים שלנו מגיעים עד הבית.\nWe deliver to your door.', instagram: 'חדש על המדף.\nNew on the shelf.', x: 'שעות הפעילות עודכנו. · Our hours have changed.', linkedin: 'אנחנו מגייסים.\nWe are hiring.' };
  const posts = {
    facebook: graph.customers.post(page.id, company, postTexts.facebook).id,
    instagram: graph.customers.post(account.id, { id: account.id, name: account.username }, postTexts.instagram).id,
    x: (await xStandIn.post(brand.id, postTexts.x)).id,
    linkedin: `urn:li:activity:${7_200_000_000_000_000 + idsFrom}`,
  };
  // What stood there before anybody looked is no news.
  for (const each of Object.values(graph.deliveries)) each.pending = [];
  return {
    graph, x: xStandIn, linkedin: linkedinStandIn, posts, postTexts, brand: { x: brand.id, linkedin: `urn:li:organization:${organizationId}` },
    connections: [
      { channel: facebook.name, settings: { ...facebook.example, api: graph.url } },
      { channel: instagram.name, settings: { ...instagram.example, api: graph.url, instagramApi: graph.url } },
      { channel: x.name, settings: { ...x.example, apiBase: xStandIn.url } },
      { channel: linkedin.name, settings: { ...linkedin.example, apiBase: linkedinStandIn.url } },
    ],
    begin() {
      xStandIn.deliverTo(`${webhooks}/x`);
      linkedinStandIn.deliverTo(`${webhooks}/linkedin`);
      pump = setInterval(() => {
        if (now() >= restUntil) void deliver();
      }, PUMP_MS);
    },
    close: async () => {
      clearInterval(pump);
      await Promise.all([graph.close(), xStandIn.close(), linkedinStandIn.close()]);
    },
  };
}
