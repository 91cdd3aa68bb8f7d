import { describe, expect, it } from '@jest/globals';
import { endedIncident, openedIncident } from '../../shared/domain/incident.ts';
import type { Incidents } from '../../shared/ports/incidents.ts';
import { SUNDAY_MORNING, incident } from '../support/make.ts';

const doing = (id: string, at = SUNDAY_MORNING) => ({ id, at, by: 'noa', byName: 'Noa' });

/** What is kept of incidents: run on the memory of the tests and on the table. `make`: an empty place. */
export function incidentsContract(name: string, make: () => Incidents | Promise<Incidents>): void {
  describe(`${name} as the place of incidents`, () => {
    it('keeps open ones together, written over the version that was read and over no other', async () => {
      const store = await make();
      const before = await store.open();
      const first = openedIncident('1', incident({ title: { he: 'אין אינטרנט', en: 'No internet' } }), doing('a'), null);
      expect(await store.write({ incidents: [first], v: before.v, last: before.last + 1 })).toBe(true);
      expect(await store.write({ incidents: [], v: before.v, last: 7 })).toBe(false);
      expect(await store.open()).toEqual({ incidents: [first], v: before.v + 1, last: before.last + 1 });
    });

    it('lays away what is over, the latest number first, and knows it by its number', async () => {
      const store = await make();
      const all = ['2', '10', '9'].map((id) => openedIncident(id, incident(), doing(`o-${id}`), null));
      for (const one of all) {
        const { v, last } = await store.open();
        expect(await store.write({ incidents: [], v, last }, { incident: endedIncident(one, doing(`e-${one.id}`)), before: one })).toBe(true);
      }
      expect((await store.allOver(2)).map(({ id }) => id)).toEqual(['10', '9']);
      expect((await store.allOver(5, '9')).map(({ id }) => id)).toEqual(['2']);
      expect(await store.over('9')).toMatchObject({ id: '9', state: 'over', overAt: SUNDAY_MORNING });
      expect(await store.over('3')).toBeUndefined();
    });

    it('ends nothing twice, and writes over one that is over only as it was read', async () => {
      const store = await make();
      const one = openedIncident('20', incident(), doing('o'), null);
      const over = endedIncident(one, doing('e'));
      const write = async (given: { incident: typeof one; before: typeof one }) => { const { v, last } = await store.open(); return store.write({ incidents: [], v, last }, given); };
      expect(await write({ incident: over, before: one })).toBe(true);
      expect(await write({ incident: over, before: one })).toBe(false);
      expect(await write({ incident: { ...over, v: over.v + 1 }, before: over })).toBe(true);
      expect(await write({ incident: { ...over, v: over.v + 1 }, before: over })).toBe(false);
    });
  });
}
