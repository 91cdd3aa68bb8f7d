import * as z from 'zod';
import { figuresNow, figuresToday } from '../../shared/steps/figures.ts';
import { previewTemplates, readCanned, readChannels, readFault, readSettings, writeCanned, writeFault, writeSettings } from '../../shared/steps/office.ts';
import { readTeam, writeTeam } from '../../shared/steps/people.ts';
import { facts as email } from '../../shared/channels/email/facts.ts';
import { facts as form } from '../../shared/channels/form/facts.ts';
import { Language } from '../../shared/domain/message.ts';
import type { ApiDeps } from './deps.ts';
import { fits, fitting } from './handling.ts';
import type { Handlers } from './handling.ts';
import { routesOf } from './roles.ts';

const Version = z.string().max(100);
const Given = z.unknown();

type OfficeRoute = 'GET /me' | 'PUT /me/presence' | 'GET /figures/now' | 'GET /figures/today' | 'GET /channels' | 'GET /settings' | 'PUT /settings' | 'GET /canned' | 'PUT /canned' | 'GET /team' | 'PUT /team' | 'GET /known-fault' | 'PUT /known-fault' | 'GET /templates/preview';

/** Who one is, how the team stands, and what it has written down for itself. */
export function officeHandlers(deps: ApiDeps): Handlers<OfficeRoute> {
  return {
    'GET /me': async ({ agent }) => {
      await deps.presence.seen({ id: agent.id, name: agent.name, at: deps.now() });
      return { id: agent.id, name: agent.name, roles: agent.roles, routes: routesOf(agent.roles) };
    },
    'PUT /me/presence': async ({ body, agent }) => {
      const { presence } = fits(z.object({ presence: z.enum(['here', 'break', 'away']) }), body);
      await deps.presence.sets({ id: agent.id, name: agent.name, availability: presence, at: deps.now() });
      return { presence };
    },
    'GET /figures/now': async () => figuresNow(deps),
    'GET /figures/today': async () => figuresToday(deps),
    'GET /channels': async () => readChannels(deps.channels, [email, form]),
    'GET /settings': async () => readSettings(deps),
    'PUT /settings': async ({ body }) => fitting(writeSettings(deps, fits(z.object({ settings: Given, topics: Given, tags: Given, version: Version }), body))),
    'GET /canned': async () => readCanned(deps),
    'PUT /canned': async ({ body }) => fitting(writeCanned(deps, fits(z.object({ canned: Given, version: Version }), body))),
    'GET /team': async () => readTeam(deps),
    'PUT /team': async ({ body }) => { const { members, version } = fits(z.object({ members: Given, version: Version }), body); return fitting(writeTeam(deps, members, version)); },
    'GET /known-fault': async () => readFault(deps),
    'PUT /known-fault': async ({ body }) => fitting(writeFault(deps, fits(z.object({ fault: Given, version: Version }), body))),
    'GET /templates/preview': async ({ query }) => ({ templates: await previewTemplates(deps, fits(z.object({ language: Language.default('he') }), query).language) }),
  };
}
