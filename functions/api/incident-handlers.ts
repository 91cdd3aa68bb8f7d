import * as z from 'zod';
import { Phrases } from '../../shared/domain/settings.ts';
import { broadcast, previewBroadcast } from '../../shared/steps/broadcast.ts';
import { casesHolding } from '../../shared/steps/incident-links.ts';
import { changeIncident, endIncident, listIncidents, openIncident, readIncident } from '../../shared/steps/incidents.ts';
import type { ApiDeps } from './deps.ts';
import { Answered, IncidentId, Key, Numbers, actorOf, asPreview, asShown, caseNumbers, fits, fitting, versionsOf, Versions } from './handling.ts';
import type { Handlers } from './handling.ts';

const Words = z.object({ he: Phrases, en: Phrases });
const Text = z.string().trim().min(1).max(20_000);
const Texts = z.object({ he: Text.optional(), en: Text.optional() }).refine(({ he, en }) => he !== undefined || en !== undefined).transform(({ he, en }) => ({ ...(he === undefined ? {} : { he }), ...(en === undefined ? {} : { en }) }));
const Given = z.unknown();

type IncidentRoute =
  | 'GET /incidents' | 'GET /incidents/:id' | 'POST /incidents' | 'POST /incidents/look' | 'PUT /incidents/:id' | 'POST /incidents/:id/end' | 'POST /incidents/:id/broadcast/preview' | 'POST /incidents/:id/broadcast';

/** Incidents: one cause, many cases, and what their customers are told. */
export function incidentHandlers(deps: ApiDeps): Handlers<IncidentRoute> {
  const idIn = (path: Record<string, string>): string => fits(IncidentId, path['id']);
  return {
    'GET /incidents': async ({ query }) => listIncidents(deps, fits(z.object({ before: IncidentId.optional() }), query).before),
    'GET /incidents/:id': async ({ path }) => readIncident(deps, idIn(path)),
    'POST /incidents': async ({ body, agent }) => {
      const { incident, key, alert = null } = fits(z.object({ incident: Given, key: Key, alert: z.string().min(1).max(200).optional() }), body);
      return fitting(openIncident(deps, { given: incident, key, alert, agent: actorOf(agent) }));
    },
    'POST /incidents/look': async ({ body }) => ({ count: (await casesHolding(deps, { id: 'look', words: fits(z.object({ words: Words }), body).words })).size }),
    'PUT /incidents/:id': async ({ path, body, agent }) => {
      const { incident, version } = fits(z.object({ incident: Given, version: z.string().max(20) }), body);
      return fitting(changeIncident(deps, { id: idIn(path), given: incident, version, agent: actorOf(agent) }));
    },
    'POST /incidents/:id/end': async ({ path, agent }) => endIncident(deps, { id: idIn(path), agent: actorOf(agent) }),
    'POST /incidents/:id/broadcast/preview': async ({ path, body }) => {
      const { numbers, texts } = fits(z.object({ numbers: Numbers, texts: Texts }), body);
      return asPreview(await previewBroadcast(deps, { id: idIn(path), numbers: caseNumbers(numbers), texts }));
    },
    'POST /incidents/:id/broadcast': async ({ path, body, agent }) => {
      const { numbers, texts, key, versions } = fits(z.object({ numbers: Numbers, texts: Texts, key: Key, versions: Versions }), body);
      return new Answered(202, asShown(await broadcast(deps, { id: idIn(path), numbers: caseNumbers(numbers), texts, key, agent: actorOf(agent), ...versionsOf(versions) })));
    },
  };
}

