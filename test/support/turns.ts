/** Counts acts by what they are, by client and hour, each once; false when the hour is full. */
export function countTurns(): (turn: { what: string; client: string; id: string; perHour: number; now: number }) => boolean {
  const turns = new Map<string, Set<string>>();
  return ({ what, client, id, perHour, now }) => {
    const key = `${what} ${client} ${Math.floor(now / 3_600_000)}`;
    const ids = turns.get(key) ?? new Set<string>();
    turns.set(key, ids);
    if (!ids.has(id) && ids.size >= perHour) return false;
    ids.add(id);
    return true;
  };
}
