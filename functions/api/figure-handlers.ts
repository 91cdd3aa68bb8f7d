import * as z from 'zod';
import { Language } from '../../shared/domain/message.ts';
import { figuresNow, figuresToday } from '../../shared/steps/figures.ts';
import { readSettings } from '../../shared/steps/office.ts';
import { casesBehind, figuresPeriod } from '../../shared/steps/period.ts';
import type { PeriodAsked } from '../../shared/steps/period.ts';
import { periodSheet } from '../../shared/steps/period-sheet.ts';
import type { ApiDeps } from './deps.ts';
import { fits } from './handling.ts';
import type { Handlers } from './handling.ts';

type FigureRoute = 'GET /figures/now' | 'GET /figures/today' | 'GET /figures/period' | 'GET /figures/period/cases' | 'GET /figures/period.csv';

const Word = z.string().max(200).transform((word) => (word === '' ? undefined : word)).optional();
// Whether these are days is said by a key of its own.
const Period = z.object({ from: z.string().max(20), to: z.string().max(20), channel: Word, topic: Word, agent: Word, team: Word });

const askedIn = ({ from, to, channel, topic, agent, team }: z.infer<typeof Period>): PeriodAsked => ({ from, to, cut: { channel, topic, agent, team } });

/** How the team does: now, today, and over periods. */
export function figureHandlers(deps: ApiDeps): Handlers<FigureRoute> {
  // By the names of today; a topic that is no more is told by its id.
  const nameOf = async (language: Language) => {
    const [people, { topics }] = await Promise.all([deps.nameOf(), readSettings(deps)]);
    const ofTopics = new Map(topics.map((topic) => [topic.id, topic[language]]));
    return (kind: 'agent' | 'team' | 'topic', id: string): string | null => (kind === 'topic' ? ofTopics.get(id) : kind === 'team' ? people.team?.(id) : people(id)) ?? null;
  };
  return {
    'GET /figures/now': async () => figuresNow(deps),
    'GET /figures/today': async () => figuresToday(deps),
    'GET /figures/period': async ({ query }) => figuresPeriod(deps, askedIn(fits(Period, query))),
    'GET /figures/period/cases': async ({ query }) => { const given = fits(Period.extend({ figure: z.string().max(60) }), query); return casesBehind(deps, askedIn(given), given.figure); },
    'GET /figures/period.csv': async ({ query }) => { const given = fits(Period.extend({ language: Language.default('he') }), query); return periodSheet({ ...deps, nameOf }, askedIn(given), given.language); },
  };
}
