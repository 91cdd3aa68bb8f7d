import * as z from 'zod';
import { NotFound } from '../../shared/errors.ts';
import { STUCK_QUEUES } from '../../shared/ports/stuck.ts';
import type { StuckQueue } from '../../shared/ports/stuck.ts';
import { readBooks } from '../../shared/steps/books.ts';
import { keepFiltered, listStuck, tryAgain } from '../../shared/steps/stuck.ts';
import type { StuckDeps } from '../../shared/steps/stuck.ts';
import type { ApiDeps } from './deps.ts';
import { fits } from './handling.ts';
import type { Handlers } from './handling.ts';

const Days = z.object({ days: z.coerce.number().int().min(1).max(31).default(7) });
const Entry = z.object({ queue: z.enum(STUCK_QUEUES), id: z.string().regex(/^[\w-]{1,100}$/) });

type LedgerRoute = 'GET /ledger' | 'GET /stuck' | 'POST /stuck/:queue/:id/retry' | 'POST /stuck/:queue/:id/keep';

/** Whether everything that came in is accounted for, and what waits because a step has given it up. */
export function ledgerHandlers(deps: ApiDeps): Handlers<LedgerRoute> {
  const stuck = (): StuckDeps => {
    if (!deps.stuck) throw new NotFound('queues of what was given up');
    return { ...deps.stuck, keys: deps.keys, now: deps.now, log: deps.log };
  };
  const entry = (path: Record<string, string>): { queue: StuckQueue; id: string } => fits(Entry, path);
  return {
    'GET /ledger': async ({ query }) => {
      if (!deps.ledger) throw new NotFound('books');
      return readBooks({ ledger: deps.ledger, settings: deps.settings, now: deps.now }, fits(Days, query).days);
    },
    'GET /stuck': async () => listStuck(stuck()),
    'POST /stuck/:queue/:id/retry': async ({ path }) => {
      const { queue, id } = entry(path);
      await tryAgain(stuck(), queue, id);
      return { id };
    },
    'POST /stuck/:queue/:id/keep': async ({ path }) => {
      const { queue, id } = entry(path);
      await keepFiltered(stuck(), queue, id);
      return { id };
    },
  };
}
