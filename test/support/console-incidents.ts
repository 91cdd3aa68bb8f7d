import type { CaseView } from '../../shared/api-shapes.ts';
import type { IncidentView, IncidentWhole } from '../../shared/api-shapes/incidents.ts';
import { Answer } from './console-server.ts';
import type { Handlers } from './console-server.ts';
import type { World } from './console-world.ts';

const HOUR = 3_600_000;
const OPEN = new Set(['new', 'open', 'waiting_on_customer', 'snoozed']);

type Kept = Omit<IncidentView, 'open' | 'inForce' | 'version'> & { v: number; events: IncidentWhole['events'] };

/** Incidents over the cases of a desk: one that is open and told of, one that is over. */
export function incidentHandlers(now: number, { cases, handlers: desk }: World): Handlers {
  const event = (id: string, what: IncidentWhole['events'][number]['what'], values?: Record<string, string>) => ({ id, at: now - HOUR, what, by: 'dana', byName: 'דנה', ...(values ? { values } : {}) });
  const kept: Kept[] = [
    { id: '2', title: { he: 'האפליקציה אינה עולה', en: 'The app does not start' }, what: { he: 'אפליקציה', en: 'the app' }, nextUpdateAt: now + HOUR, words: { he: ['אפליקציה', 'קורס*'], en: ['app'] }, told: true, state: 'open', openedBy: { id: 'dana', name: 'דנה' }, openedAt: now - 2 * HOUR, overAt: null, alert: 'A1', v: 2, events: [event('e1', 'opened'), event('e2', 'told'), event('e3', 'broadcast', { he: 'הצוות עובד על תיקון התקלה.' })] },
    { id: '1', title: { he: 'התשלומים באתר', en: 'Payments on the site' }, what: null, nextUpdateAt: null, words: { he: [], en: [] }, told: false, state: 'over', openedBy: { id: 'noa', name: 'Noa' }, openedAt: now - 50 * HOUR, overAt: now - 40 * HOUR, alert: null, v: 2, events: [event('e4', 'opened'), event('e5', 'over')] },
  ];
  const all = (): CaseView[] => [...cases.values()];
  const link = (number: string, id: string | null | undefined): void => {
    const view = cases.get(number);
    if (!view || id === undefined) return;
    if (id === null) delete view.case.incident;
    else view.case.incident = { id };
  };
  // As a word of a customer's would have linked it.
  for (const { case: item } of all().filter(({ entries }) => entries.some(({ text }) => text.includes('אפליקציה')))) item.incident = { id: '2', words: ['אפליקציה'] };
  const openOf = (id: string): CaseView[] => all().filter(({ case: item }) => item.incident?.id === id && OPEN.has(item.status));
  const shown = ({ v, events: _events, ...incident }: Kept): IncidentView => ({ ...incident, inForce: incident.told, version: String(v), open: openOf(incident.id).length });
  const find = (id: string): Kept => {
    const found = kept.find((one) => one.id === id);
    if (!found) throw new Answer(404, { error: { key: 'notFound', values: {} } });
    return found;
  };
  const whole = (id: string): IncidentWhole => ({
    ...shown(find(id)), events: find(id).events, history: 'whole', linked: openOf(id).length,
    cases: openOf(id).map(({ case: { number, language, priority }, version }) => ({ number, language, settled: priority !== 'urgent', version: version ?? '1.0' })),
  });
  const { 'GET /queues': queues, 'GET /changes': changes, 'GET /cases': list, 'PATCH /cases/:number': patch, 'POST /cases/bulk': bulk } = desk;
  const counted = () => kept.filter(({ state }) => state === 'open').map(({ id, title, told }) => ({ id, title, told, open: openOf(id).length }));
  return {
    'GET /queues': async (asked) => ({ ...await queues!(asked), incidents: counted() }),
    'GET /changes': async (asked) => { const found = await changes!(asked); return { ...found, ...(found.queues ? { queues: { ...found.queues, incidents: counted() } } : {}) }; },
    'GET /cases': async (asked) => {
      const id = asked.query['incident'];
      if (!id) return list!(asked);
      const found = openOf(id).map((view) => view.case);
      return { cases: found, next: null, timeZone: 'Asia/Jerusalem', total: found.length };
    },
    'PATCH /cases/:number': async (asked) => {
      const { incident, ...body } = asked.body;
      const done = await patch!({ ...asked, body });
      link(asked.path['number']!, incident);
      return done;
    },
    'POST /cases/bulk': async (asked) => {
      if (asked.body.act.kind !== 'incident') return bulk!(asked);
      for (const number of asked.body.numbers) link(number, asked.body.act.incident);
      return { done: asked.body.numbers, refused: [] };
    },
    'GET /incidents': () => ({ open: kept.filter(({ state }) => state === 'open').map(shown), over: kept.filter(({ state }) => state === 'over').map(shown), next: null }),
    'GET /incidents/:id': ({ path }) => whole(path['id']!),
    'POST /incidents': ({ body }) => {
      kept.unshift({ ...body.incident, id: String(kept.length + 1), state: 'open', openedBy: { id: 'local-agent', name: 'דנה' }, openedAt: now, overAt: null, alert: body.alert ?? null, v: 1, events: [event('new', 'opened')] });
      return { incident: shown(kept[0]!), linked: 0 };
    },
    'POST /incidents/look': ({ body }) => ({ count: all().filter(({ entries }) => body.words.he.some((word) => entries.some(({ text }) => text.includes(word)))).length }),
    'PUT /incidents/:id': ({ path, body }) => {
      const one = find(path['id']!);
      if (body.version !== String(one.v)) throw new Answer(409, { error: { key: 'changedMeanwhile', values: {} } });
      Object.assign(one, body.incident, { v: one.v + 1 });
      return { incident: shown(one), linked: 0 };
    },
    'POST /incidents/:id/end': ({ path }) => {
      Object.assign(find(path['id']!), { state: 'over', told: false, overAt: now });
      return whole(path['id']!);
    },
    'POST /incidents/:id/broadcast/preview': ({ body }) => ({ going: [{ channel: 'email', via: 'reply', count: body.numbers.length }], cannot: [], sample: { number: body.numbers[0]!, text: (body.texts.he ?? body.texts.en ?? '').replace('{name}', 'Noa') }, versions: Object.fromEntries(body.numbers.map((number) => [number, '1.0'])) }),
    'POST /incidents/:id/broadcast': ({ body }) => ({ done: body.numbers, refused: [] }),
  };
}
