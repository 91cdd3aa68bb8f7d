import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { cases } from '../../shared/aws/cases.ts';
import { references } from '../../shared/aws/references.ts';
import { referredHead } from '../../shared/domain/hand-over.ts';
import type { CaseStore } from '../../shared/ports.ts';
import type { References } from '../../shared/ports/references.ts';
import { headOf, someCase } from '../support/make-case.ts';
import { MemoryCases } from '../../local/faults/memory-cases.ts';
import { startTable } from '../support/table-server.ts';

const TABLE = 'moked-references';
const UNTIL = 2_000;
let server: { stop: () => Promise<void> };
let kept: References;
let store: CaseStore;
let fresh = 0;
beforeAll(async () => {
  server = await startTable(TABLE);
  [kept, store] = [references(TABLE), cases(TABLE)];
}, 30_000);
afterAll(async () => server.stop());

async function offered(fields: Parameters<typeof someCase>[1] = {}): Promise<string> {
  const number = `48210937${++fresh}`;
  await store.putCase(someCase(number, fields));
  await kept.offer(`key-${number}`, { caseNumber: number, thread: `t-${number}`, until: UNTIL });
  return number;
}

describe('a link to the form', () => {
  it('leads the first who uses it to its case, as often as they come', async () => {
    const number = await offered({ status: 'open' });
    const answers = [await kept.use(`key-${number}`, 'dana', 1_000), await kept.use(`key-${number}`, 'dana', 1_500)];
    expect(answers).toEqual(answers.map(() => ({ caseNumber: number, thread: `t-${number}`, first: true, status: 'open' })));
  });

  it('tells everybody later that they are not the first', async () => {
    const number = await offered();
    await kept.use(`key-${number}`, 'dana', 1_000);
    expect(await kept.use(`key-${number}`, 'eve', 1_000)).toMatchObject({ caseNumber: number, first: false });
  });

  it('has one first, however many come at once', async () => {
    const number = await offered();
    const answers = await Promise.all(Array.from({ length: 8 }, async (_, n) => kept.use(`key-${number}`, `visitor-${n}`, 1_000)));
    expect(answers.filter((led) => led?.first).length).toBe(1);
  });

  it('leads nowhere once it has ended, nor when there never was one', async () => {
    const number = await offered();
    await kept.use(`key-${number}`, 'dana', 1_000);
    expect([await kept.use(`key-${number}`, 'dana', UNTIL), await kept.use('nobody', 'dana', 1_000)]).toEqual([undefined, undefined]);
  });

  it('leads to the case that its own was merged into at last, and says how that stands', async () => {
    const [last, between] = [`71530042${++fresh}`, `71530042${++fresh}`];
    await store.putCase(someCase(last, { status: 'open' }));
    await store.putCase(someCase(between, { status: 'closed', mergedInto: last }));
    const number = await offered({ status: 'closed', mergedInto: between });
    expect(await kept.use(`key-${number}`, 'dana', 1_000)).toMatchObject({ caseNumber: last, status: 'open' });
  });

  it('offered again stays as it was', async () => {
    const number = await offered();
    await kept.offer(`key-${number}`, { caseNumber: '482109379', thread: 'other', until: UNTIL + 1 });
    expect(await kept.use(`key-${number}`, 'dana', 1_000)).toMatchObject({ caseNumber: number, thread: `t-${number}` });
  });
});

describe.each([['the table', () => store], ['the memory of the tests', (): CaseStore => new MemoryCases()]])('a further thread of a case, in %s', (_name, make) => {
  it('is the case\'s once, with the head that it was given first', async () => {
    const [table, number] = [make(), `48210936${++fresh}`];
    const item = someCase(number, { status: 'resolved' });
    await table.putCase(item);
    const head = referredHead({ from: headOf(item), caseNumber: number, participant: 'dana@customer.example', now: 1_000 });
    expect(head).toMatchObject({ case: number, status: 'open', joined: true, participants: ['dana@customer.example'] });
    expect(await table.joinCase({ thread: `f-${number}`, caseNumber: number, head })).toEqual(head);
    expect(await table.joinCase({ thread: `f-${number}`, caseNumber: number, head: { ...head, participants: ['eve@stranger.example'] } })).toEqual(head);
    const { cases: found } = await table.lookUp({ identities: [], cases: [number] });
    expect(found.get(number)?.threads).toEqual([`t-${number}`, `f-${number}`]);
    expect((await table.read({ messages: [], threads: [`f-${number}`] })).heads.get(`f-${number}`)).toEqual(head);
  });

  it('that has a case of its own keeps it', async () => {
    const [table, number] = [make(), `48210935${++fresh}`];
    await table.putCase(someCase(number));
    await table.writeHead(`f-${number}`, headOf(someCase('482109379')), null);
    const head = referredHead({ from: undefined, caseNumber: number, participant: 'dana@customer.example', now: 1_000 });
    expect((await table.joinCase({ thread: `f-${number}`, caseNumber: number, head })).case).toBe('482109379');
    expect((await table.lookUp({ identities: [], cases: [number] })).cases.get(number)?.threads).toEqual([`t-${number}`]);
  });
});
