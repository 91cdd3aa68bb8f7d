import * as z from 'zod';
import { beforeClosing, sinceILeft } from '../../shared/steps/day.ts';
import { previewTemplates, readCanned, readChannels, readFault, readSettings, writeCanned, writeFault, writeSettings } from '../../shared/steps/office.ts';
import { ownPresence, readTeam, setPresence, writeTeam } from '../../shared/steps/people.ts';
import { readViews, writeViews } from '../../shared/steps/views.ts';
import { facts as email } from '../../shared/channels/email/facts.ts';
import { facts as form } from '../../shared/channels/form/facts.ts';
import { Language } from '../../shared/domain/message.ts';
import { Moment } from '../../shared/domain/moment.ts';
import type { ApiDeps } from './deps.ts';
import { actorOf, fits, fitting } from './handling.ts';
import type { Handlers } from './handling.ts';
import { routesOf } from './roles.ts';

const Version = z.string().max(100);
const Given = z.unknown();

type OfficeRoute = 'GET /me' | 'PUT /me/presence' | 'GET /since-i-left' | 'GET /before-closing' | 'GET /views' | 'PUT /views' | 'GET /channels' | 'GET /settings' | 'PUT /settings' | 'GET /canned' | 'PUT /canned' | 'GET /team' | 'PUT /team' | 'GET /known-fault' | 'PUT /known-fault' | 'GET /templates/preview';

/** Who one is, how the team stands, and what it has written down for itself. */
export function officeHandlers(deps: ApiDeps): Handlers<OfficeRoute> {
  return {
    'GET /me': async ({ agent }) => {
      await deps.presence.seen({ id: agent.id, name: agent.name, at: deps.now() });
      const [{ presence, until }, { calendar: { timeZone } }] = await Promise.all([ownPresence(deps, agent.id), deps.settings()]);
      return { id: agent.id, name: agent.name, roles: agent.roles, routes: routesOf(agent.roles), waits: await deps.waits?.(agent.id) ?? false, presence, presenceUntil: until, timeZone };
    },
    'PUT /me/presence': async ({ body, agent }) => {
      const { presence, until } = fits(z.object({ presence: z.enum(['here', 'break', 'away']), until: Moment.optional() }), body);
      return setPresence(deps, agent, presence, until);
    },
    'GET /since-i-left': async ({ query, agent }) => sinceILeft(deps, agent.id, fits(z.object({ since: z.coerce.number().pipe(Moment).optional() }), query).since),
    'GET /before-closing': async () => beforeClosing(deps),
    'GET /views': async ({ agent }) => readViews(deps, agent.id),
    'PUT /views': async ({ body, agent }) => fitting(writeViews(deps, { id: agent.id, leads: actorOf(agent).actor !== 'agent' }, fits(z.object({ views: Given, version: Version }), body))),
    'GET /channels': async () => readChannels(deps.channels, [email, form], deps.careAddresses, deps.stuck?.stuck),
    'GET /settings': async () => readSettings(deps),
    'PUT /settings': async ({ body }) => fitting(writeSettings(deps, fits(z.object({ settings: Given, topics: Given, tags: Given, version: Version }), body))),
    'GET /canned': async () => readCanned(deps),
    'PUT /canned': async ({ body }) => fitting(writeCanned(deps, fits(z.object({ canned: Given, version: Version }), body))),
    'GET /team': async () => readTeam(deps),
    'PUT /team': async ({ body, agent }) => { const { version, ...given } = fits(z.object({ members: Given, teams: Given.optional(), version: Version }), body); return fitting(writeTeam(deps, given, version, agent.id)); },
    'GET /known-fault': async () => readFault(deps),
    'PUT /known-fault': async ({ body }) => fitting(writeFault(deps, fits(z.object({ fault: Given, version: Version }), body))),
    'GET /templates/preview': async ({ query }) => ({ templates: await previewTemplates(deps, fits(z.object({ language: Language.default('he') }), query).language) }),
  };
}
