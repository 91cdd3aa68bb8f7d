import * as z from 'zod';
import { Moment } from '../../shared/domain/moment.ts';
import type { Changes } from '../../shared/api-shapes/desk.ts';
import { PLATFORMS } from '../../shared/channels/index.ts';
import { NotFound } from '../../shared/errors.ts';
import { contactView, joinContacts, partContacts } from '../../shared/steps/contact-view.ts';
import { listMentions } from '../../shared/steps/mentions.ts';
import { news } from '../../shared/steps/news.ts';
import { find } from '../../shared/steps/search.ts';
import type { AlertDesk } from '../../shared/steps/alert-desk.ts';
import type { ApiDeps } from './deps.ts';
import { Answered, Id, Page, fits } from './handling.ts';
import type { Handlers } from './handling.ts';

const CHANNELS = [...PLATFORMS.map(({ facts }) => facts.name), 'email', 'form'];

type WideRoute =
  | 'GET /changes' | 'GET /search' | 'GET /contacts/:id' | 'POST /contacts/merge' | 'POST /contacts/unmerge' | 'GET /mentions'
  | 'GET /alerts' | 'POST /alerts/:id/acknowledge' | 'POST /alerts/:id/mute' | 'POST /alerts/:id/notASpike';

/** What is seen over all cases: news, search, customers, mentions, posts, alerts. */
export function wideHandlers(deps: ApiDeps): Handlers<WideRoute> {
  const alertDesk = (): AlertDesk => {
    if (!deps.alerts) throw new NotFound('alerts');
    return deps.alerts;
  };
  const openAlerts = deps.alerts ? async () => deps.alerts!.countOpen() : undefined;
  return {
    'GET /changes': async ({ query, agent }) => {
      const { since } = fits(z.object({ since: z.string().max(100).optional() }), query);
      return await news({ ...deps, openAlerts }, agent, since) ?? new Answered<Changes>(304, null);
    },
    'GET /search': async ({ query }) => ({ hits: await find({ ...deps, channels: CHANNELS }, fits(z.object({ q: z.string().min(1).max(300) }), query).q) }),
    'GET /contacts/:id': async ({ path }) => contactView(deps, fits(Id, path['id'])),
    'POST /contacts/merge': async ({ body, agent }) => joinContacts(deps, { ...fits(z.object({ from: Id, into: Id }), body), by: agent.id }),
    'POST /contacts/unmerge': async ({ body, agent }) => partContacts(deps, { ...fits(z.object({ id: z.string().regex(/^[\w-]{1,64}\.[\w-]{1,64}$/) }), body), by: agent.id }),
    'GET /mentions': async ({ query }) => {
      const { channel, only, after, limit } = fits(Page.extend({ channel: z.string().max(40).optional(), only: z.literal('unsure').optional() }), query);
      return listMentions(deps, { limit, ...(channel ? { channel } : {}), ...(only ? { only } : {}), ...(after ? { after } : {}) });
    },
    'GET /alerts': async () => ({ alerts: deps.alerts ? await deps.alerts.list() : [] }),
    'POST /alerts/:id/acknowledge': async ({ path, agent }) => alertDesk().acknowledge(fits(z.string().max(200), path['id']), agent.name),
    'POST /alerts/:id/mute': async ({ path, body, agent }) => alertDesk().mute(fits(z.string().max(200), path['id']), fits(z.object({ until: Moment }), body).until, agent.name),
    'POST /alerts/:id/notASpike': async ({ path, agent }) => alertDesk().notASpike(fits(z.string().max(200), path['id']), agent.name),
  };
}
