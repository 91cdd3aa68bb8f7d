import type { PeriodQuery } from '../../shared/api-shapes/period.ts';
import type { CaseFacts } from '../../shared/domain/case-facts.ts';
import { DEFAULT_SETTINGS } from '../../shared/domain/settings.ts';
import { Invalid } from '../../shared/errors.ts';
import type { DeskStore } from '../../shared/ports/desk.ts';
import type { FactDeps } from '../../shared/steps/case-facts.ts';
import { casesBehind, figuresPeriod } from '../../shared/steps/period.ts';
import { periodSheet } from '../../shared/steps/period-sheet.ts';
import { Answer } from './console-server.ts';
import type { Handlers } from './console-server.ts';
import { answeredFacts, facts } from './make-facts.ts';
import { MemoryFacts } from './memory-facts.ts';
import { MemoryTelling } from './memory-telling.ts';

const HOUR = 3_600_000;
const DAY = 24 * HOUR;

// Two months, busier now than before; every seventh case is open still, every ninth was reopened.
function twoMonths(now: number): CaseFacts[] {
  return Array.from({ length: 140 }, (_, place) => {
    const number = String(100_000_000 + place * 7_919);
    const given = { openedAt: now - 60 * DAY + Math.round((60 * DAY * place ** 0.9) / 140 ** 0.9) - (place % 5) * HOUR, channel: ['email', 'facebook', 'x'][place % 3]!, topic: place % 4 === 0 ? 'delivery' : null, contact: `c${place % 97}`, agent: place % 2 === 0 ? 'local-agent' : 'yossi' };
    if (place % 7 === 0) return facts(number, given);
    const after = 20 + (place % 11) * 45;
    const one = answeredFacts(number, after, { ...given, promises: [{ madeAt: given.openedAt, dueAt: given.openedAt + 4 * HOUR, answeredAt: given.openedAt + after * 60_000 }], ...(place % 3 === 0 ? { rating: { score: 1 + (place % 5), at: now }, solved: place % 5 > 1 ? 'yes' as const : 'no' as const } : {}) });
    const [stretch] = one.over;
    return place % 9 === 0 ? { ...one, over: [{ ...stretch!, to: stretch!.from + 5 * HOUR }], reopenedAt: [stretch!.from + 5 * HOUR], inAt: [...one.inAt, stretch!.from + 5 * HOUR] } : one;
  }).filter(({ openedAt }) => openedAt <= now);
}

/** The figures of a period as the product computes them, over a made-up history. */
export function periodScreens(now: number): Handlers {
  const kept = new MemoryFacts(new MemoryTelling(() => now));
  const ready = Promise.all([...twoMonths(now).map(async (one) => kept.keep(one, now)), kept.settle(now)]);
  const deps: FactDeps = { store: { board: async () => [] } as unknown as DeskStore, facts: kept, settings: async () => DEFAULT_SETTINGS, now: () => now };
  const read = async <T>(work: (asked: { from: string; to: string; cut: Partial<PeriodQuery> }) => Promise<T>, { from = '', to = '', channel, topic, agent, team }: Record<string, string>): Promise<T> => {
    await ready;
    try {
      return await work({ from, to, cut: { channel, topic, agent, team } });
    } catch (error) {
      if (error instanceof Invalid) throw new Answer(400, { error: { key: error.key, values: { fields: error.fields.join(', '), ...error.values } } });
      throw error;
    }
  };
  return {
    'GET /figures/period': async ({ query }) => read(async (asked) => figuresPeriod(deps, asked), query),
    'GET /figures/period/cases': async ({ query }) => read(async (asked) => casesBehind(deps, asked, String(query['figure'])), query),
    'GET /figures/period.csv': async ({ query }) => read(async (asked) => periodSheet(deps, asked, query['language'] === 'en' ? 'en' : 'he'), query),
  };
}
