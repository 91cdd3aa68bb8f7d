import type { LedgerRow, StuckRow } from '../../shared/api-shapes/ledger.ts';

const HOUR = 3_600_000;
const row = (day: string, source: string, fields: Partial<LedgerRow>): LedgerRow => {
  const filled: LedgerRow = { day, source, received: 0, stored: 0, quarantined: 0, duplicates: 0, rejected: 0, noted: {}, underWay: 0, overdue: 0, balanced: true, ...fields };
  const noted = Object.values(filled.noted).reduce((sum, count) => sum + count, 0);
  return { ...filled, received: filled.stored + filled.quarantined + filled.duplicates + filled.rejected + noted + filled.underWay, balanced: filled.overdue === 0 };
};

/** The books of three days, one of them with a gap, and four that a step has given up. */
export function ledgerScreens(now: number): { ledgerRows: LedgerRow[]; stuck: StuckRow[] } {
  const stuck = (id: string, queue: StuckRow['queue'], kind: string, fields: Partial<StuckRow>): StuckRow => ({ id, queue, kind, channel: null, case: null, count: 1, since: now - 80 * HOUR, lostAt: now + 256 * HOUR, tries: 1001, canRetry: true, canKeep: false, ...fields });
  return {
    ledgerRows: [
      row('2026-11-22', 'email', { stored: 1_200, quarantined: 61, duplicates: 20, underWay: 3 }),
      row('2026-11-22', 'facebook', { stored: 240, duplicates: 12, rejected: 4, noted: { receipt: 180, reaction: 22, edited: 3 } }),
      row('2026-11-21', 'email', { stored: 700, quarantined: 40, underWay: 2, overdue: 2 }),
      row('2026-11-21', 'form', { stored: 18, duplicates: 1 }),
      row('2026-11-12', 'linkedin', { stored: 9, noted: { removed: 1 } }),
    ],
    stuck: [
      stuck('S1', 'outbox', 'acknowledgement', { channel: 'facebook', case: '482-109-379' }),
      stuck('S2', 'mail', 'mail', { channel: 'email', canKeep: true, tries: 1 }),
      stuck('S3', 'inbound', 'unreadable', { canKeep: true }),
      stuck('S4', 'tell', 'changes', { count: 40, canRetry: false }),
    ],
  };
}
