const HOUR = 3_600_000;
const DAY = 24 * HOUR;
/** By so much the clocks of two functions may differ. */
const SKEW = 60_000;

/** What was given to somebody, and when. */
export interface Turn { id: string; at: number }
export interface Cap { perHour: number; perDay: number }

// Within no more an hour, a day holds no more than this anyway.
const keptFor = ({ perHour, perDay }: Cap): number => (perDay < 24 * perHour ? DAY : HOUR) + SKEW;

/**
 * May there be one more now, so that no sixty minutes and no 24 hours hold more than the cap, wherever they begin? Null: no; else
 * all that has to be remembered, with it. What was given already is the same one.
 */
export function withTurn(turns: readonly Turn[], { id, now, ...cap }: Cap & { id: string; now: number }): Turn[] | null {
  let [hour, day] = [0, 0];
  for (const turn of turns) {
    if (turn.id === id) return [...turns];
    // Of another function's clock, which may be ahead, an hour on either side counts.
    const apart = Math.abs(now - turn.at);
    if (apart < HOUR) hour++;
    if (apart < DAY) day++;
  }
  if (hour >= cap.perHour || day >= cap.perDay) return null;
  const kept = keptFor(cap);
  return [...turns.filter(({ at }) => now - at < kept), { id, at: now }];
}
