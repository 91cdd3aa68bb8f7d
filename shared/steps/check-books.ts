import { PLATFORMS } from '../channels/index.ts';
import { alertsDue } from '../domain/health.ts';
import type { Finding } from '../domain/health.ts';
import type { Log } from '../log.ts';
import type { Ledger } from '../ports/ledger.ts';
import type { Alerts, ChannelState, Clock, ReadSettings } from '../ports.ts';
import { connectionAlert } from '../text/alerts.ts';
import { balancesOf, dayName } from './books.ts';

export interface CheckBooksDeps { ledger: Ledger; settings: ReadSettings; state: Pick<ChannelState, 'check' | 'putCheck'>; alerts: Alerts; now: Clock; log: Log }

const DAY = 86_400_000;
/** So far back is looked for what never ended. */
const DAYS = 7;
/** Parts come for so long: what is older was bound before, but for what somebody frees late. */
const BOUND_DAYS = 3;

/** Under which the latest look at a source's books is kept, beside that at its connection. */
export const booksOf = (source: string): string => `books.${source}`;

/** Every hour: is there anything that came in and ended nowhere? People hear of it once for each source and day. And what was written in parts is bound. */
export async function checkBooks(deps: CheckBooksDeps): Promise<Map<string, Finding[]>> {
  const { ledger, state, alerts, now, log } = deps;
  for (let back = 0; back <= BOUND_DAYS; back++) await ledger.bind(now() - back * DAY);
  const { rows } = await balancesOf(deps, DAYS);
  // Whoever has brought nothing for days is looked at too: what was missing then may be forgotten now.
  const found = new Map<string, Finding[]>([...PLATFORMS.map(({ facts }) => facts.name), 'email', 'form'].map((source) => [source, []]));
  for (const { source, day, overdue } of rows) {
    const finding = { key: 'imbalance', values: { account: dayName(day), count: String(overdue) } };
    found.set(source, [...found.get(source) ?? [], ...(overdue > 0 ? [finding] : [])]);
  }
  for (const [source, findings] of found) {
    const before = await state.check(booksOf(source));
    const { tell, told } = alertsDue(findings, before, now());
    for (const [key, finding] of tell) {
      // What could not be told is not remembered as told: the next look tries again.
      try {
        await alerts.raise({ key: `${source}:${key}`, channel: source, values: finding.values, ...connectionAlert(finding, source) });
        told[key] = now();
      } catch (error) {
        log('error', 'alert.failed', { channel: source, key, error });
      }
    }
    // Nothing is written while all is well, and was.
    if (findings.length > 0 || (before?.findings.length ?? 0) > 0) await state.putCheck({ channel: booksOf(source), checkedAt: now(), connected: true, accounts: [], findings, told });
  }
  return found;
}
