import * as z from 'zod';

const DAY = 86_400_000;

/** Prices in millionths of a dollar. https://docs.x.com/x-api/getting-started/pricing (read 2026-08) */
export const PRICES = { ownMention: 1_000, ownPost: 1_000, post: 5_000, user: 10_000, directMessage: 10_000, counts: 5_000 } as const;
export type Priced = keyof typeof PRICES;

/** What reading has cost on one UTC day: X counts days so. */
export const Spent = z.object({ day: z.number().int(), microDollars: z.number().int().nonnegative() });
export type Spent = z.infer<typeof Spent>;

/** The spending of today; yesterday's is forgotten. */
export function spentToday(spent: Spent | undefined, now: number): Spent {
  const day = Math.floor(now / DAY);
  return spent?.day === day ? spent : { day, microDollars: 0 };
}

export function addSpending(spent: Spent | undefined, read: Partial<Record<Priced, number>>, now: number): Spent {
  const today = spentToday(spent, now);
  const cost = Object.entries(read).reduce((sum, [what, times]) => sum + PRICES[what as Priced] * times, 0);
  return { ...today, microDollars: today.microDollars + cost };
}

/** How many items may be read in one call, each as dear as `each` (millionths of a dollar), within `share` of the day's budget. */
export function affordable(spent: Spent | undefined, budget: { dailyDollars: number; share: number; each: number }, now: number): number {
  const left = budget.dailyDollars * 1_000_000 * budget.share - spentToday(spent, now).microDollars;
  return Math.max(0, Math.floor(left / budget.each));
}

/** Seconds until the budget is fresh. */
export function secondsToNextDay(now: number): number {
  return Math.ceil((DAY - (now % DAY)) / 1000);
}
