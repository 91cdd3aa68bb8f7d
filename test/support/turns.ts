import { withTurn } from '../../shared/domain/cap.ts';
import type { Turn } from '../../shared/domain/cap.ts';

/** Counts acts by what they are and by client, each once; false when an hour holds as many as may be. */
export function countTurns(): (turn: { what: string; client: string; id: string; perHour: number; now: number }) => boolean {
  const turns = new Map<string, Turn[]>();
  return ({ what, client, id, perHour, now }) => {
    const key = `${what} ${client}`;
    const next = withTurn(turns.get(key) ?? [], { id, now, perHour, perDay: perHour * 8 });
    if (next) turns.set(key, next);
    return next !== null;
  };
}
