import { describe, expect, it } from '@jest/globals';
import { balances, sheetsOf } from '../../shared/domain/ledger.ts';
import type { Balance, Fact } from '../../shared/domain/ledger.ts';
import type { Ledger } from '../../shared/ports/ledger.ts';

const HOUR = 3_600_000;
const DAY = 24 * HOUR;

/** What `make` keeps is kept apart from what other cases of the suite keep by their days. */
export function ledgerContract(name: string, ledger: Ledger): void {
  let day = Date.parse('2026-03-01T00:00:00Z');
  const nextDay = (): number => (day += 10 * DAY);
  const said = async (from: number, to = from): Promise<Balance[]> => balances(await ledger.read(from, to), { now: from + DAY, dayOf: (at) => Math.floor(at / DAY) });
  const fact = (at: number, receipt: number, is: Extract<Fact, { receipt: number }>['is'] = 'stored', source = 'facebook'): Fact => ({ source, at, receipt, is });

  describe(`the books, kept by ${name}`, () => {
    it('hold what was added, the largest receipt too, and what a door only counted', async () => {
      const at = nextDay();
      await ledger.add(sheetsOf([fact(at, 2 ** 48 - 1), fact(at, 0, 'quarantined'), fact(at, 7, 'stored', 'email'), { source: 'facebook', at, counted: 'one', counts: { receipt: 2, rejected: 1 } }]));
      expect(await said(at)).toMatchObject([{ source: 'email', received: 1 }, { source: 'facebook', received: 5, stored: 1, quarantined: 1, rejected: 1, noted: { receipt: 2 } }]);
    });

    it('say the same when the same parts are added again', async () => {
      const at = nextDay();
      const sheets = sheetsOf([fact(at, 1), fact(at + HOUR, 2, 'duplicate'), { source: 'facebook', at, counted: 'one', counts: { reaction: 3 } }]);
      for (let times = 0; times < 3; times++) await ledger.add(sheets);
      expect(await said(at)).toMatchObject([{ received: 5, stored: 1, duplicates: 1, noted: { reaction: 3 } }]);
    });

    it('are read from one day to another, and no further', async () => {
      const at = nextDay();
      await ledger.add(sheetsOf([fact(at - 1, 1), fact(at, 2), fact(at + DAY, 3), fact(at + 2 * DAY, 4)]));
      expect((await said(at + 5, at + DAY + 5)).map(({ stored }) => stored)).toEqual([1, 1]);
    });

    it('say the same once their parts are bound, and have fewer of them', async () => {
      const at = nextDay();
      for (let receipt = 0; receipt < 12; receipt++) await ledger.add(sheetsOf([fact(at, receipt, receipt % 2 ? 'stored' : 'received'), { source: 'facebook', at, counted: `c${receipt}`, counts: { receipt: 1 } }]));
      const before = [await said(at), (await ledger.read(at, at)).length];
      expect(await ledger.bind(at)).toBe(11);
      expect([await said(at), (await ledger.read(at, at)).length]).toEqual([before[0], 1]);
      await ledger.add(sheetsOf([fact(at, 0, 'stored')]));
      expect(await said(at)).toMatchObject([{ stored: 7, underWay: 5 }]);
    });
  });
}
