import { describe, expect, it } from '@jest/globals';
import type { Notice } from '../../shared/domain/health.ts';
import type { Notices } from '../../shared/ports/notices.ts';

let fresh = 0;

/** What every keeper of the platforms' own words must hold: the table and the memory of the tests. */
export function noticesContract(name: string, make: () => Notices): void {
  const asked = (fields: Partial<Notice> = {}): Notice => ({ id: `request-${++fresh}`, channel: 'facebook', at: 1000, finding: { key: 'deletionRequested', values: { request: 'r', person: '218471' } }, ...fields });

  describe(`what platforms tell by themselves, in ${name}`, () => {
    it('is found under its id, and nothing under another', async () => {
      const [notices, notice] = [make(), asked()];
      await notices.keep(notice);
      expect([await notices.find(notice.id), await notices.find('nobody')]).toEqual([notice, undefined]);
    });

    it('stays as it was told first, however often it is told', async () => {
      const [notices, notice] = [make(), asked()];
      await notices.keep(notice);
      expect(await notices.keep({ ...notice, at: 2000 })).toEqual(notice);
    });

    it('is open on its own channel until somebody has seen to it', async () => {
      const notices = make();
      const [here, there] = [asked(), asked({ channel: 'instagram' })];
      for (const one of [here, there]) await notices.keep(one);
      const ids = async (channel: string): Promise<string[]> => (await notices.open(channel)).map(({ id }) => id);
      expect([(await ids('facebook')).includes(here.id), (await ids('facebook')).includes(there.id)]).toEqual([true, false]);
      await notices.settle(here.id, 3000);
      expect([(await ids('facebook')).includes(here.id), (await ids('instagram')).includes(there.id)]).toEqual([false, true]);
    });

    it('once seen to is still found, with the time, and names nobody any more', async () => {
      const [notices, notice] = [make(), asked()];
      await notices.keep(notice);
      await notices.settle(notice.id, 3000);
      await notices.settle(notice.id, 4000);
      expect(await notices.find(notice.id)).toEqual({ ...notice, doneAt: 3000, finding: { ...notice.finding, values: { request: 'r' } } });
    });

    it('cannot be seen to when nobody told it', async () => {
      expect(await make().settle('nobody', 3000)).toBe(false);
    });
  });
}
