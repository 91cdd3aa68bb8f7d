import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { cases } from '../../shared/aws/cases.ts';
import { desk } from '../../shared/aws/desk.ts';
import { statusLinks } from '../../shared/aws/status-links.ts';
import type { StatusLinks } from '../../shared/ports/status.ts';
import type { CaseStore } from '../../shared/ports.ts';
import { headOf, someCase } from '../support/make-case.ts';
import { MemoryCases } from '../../local/faults/memory-cases.ts';
import { MemoryStatusLinks } from '../support/memory-status-links.ts';
import { startTable } from '../support/table-server.ts';

const TABLE = 'moked-status-links';
let server: { stop: () => Promise<void> };
beforeAll(async () => { server = await startTable(TABLE); }, 30_000);
afterAll(async () => server.stop());

const memory = new MemoryCases();
const BOTH: [string, () => { links: StatusLinks; store: CaseStore }][] = [['the table', () => ({ links: statusLinks(TABLE), store: cases(TABLE) })], ['the memory of the tests', () => ({ links: new MemoryStatusLinks(memory), store: memory })]];

describe.each(BOTH)('a new link to a status page, in %s', (_, make) => {
  it('is made from the case with the heads that it has', async () => {
    const { links, store } = make();
    const item = someCase('482109379', { threads: ['t-one', 't-gone'] });
    await store.putCase(item);
    await store.writeHead('t-one', headOf(item), null);
    expect(await links.find('482109379')).toEqual({ item, heads: [{ thread: 't-one', head: headOf(item) }] });
  });

  it('is made from no case that is not there', async () => {
    expect(await make().links.find('100000001')).toBeUndefined();
  });

  it('is handed over by one, however many try at once, and again only when it was given back', async () => {
    const { links } = make();
    const tries = await Promise.all(Array.from({ length: 6 }, async () => links.claim('482109379', 'request-1', 1_000)));
    expect(tries.filter(Boolean)).toHaveLength(1);
    await links.giveBack('482109379', 'request-1');
    expect([await links.claim('482109379', 'request-1', 2_000), await links.claim('482109379', 'request-1', 3_000), await links.claim('482109379', 'request-2', 3_000)]).toEqual([true, false, true]);
  });
});

describe('what was asked for', () => {
  it('is nothing that the desk shows on the case', async () => {
    const links = statusLinks(TABLE);
    await cases(TABLE).putCase(someCase('482109387'));
    await links.claim('482109387', 'request-1', 1_000);
    expect(await desk(TABLE).file('482109387')).toMatchObject({ events: [], notes: [] });
  });
});
