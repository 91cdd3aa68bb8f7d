import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { reservations } from '../../shared/aws/reservations.ts';
import type { Reservations } from '../../shared/ports.ts';
import { startTable } from '../support/table-server.ts';

let server: { stop: () => Promise<void> };
let kept: Reservations;
beforeAll(async () => {
  server = await startTable('moked-form');
  kept = reservations('moked-form');
}, 30_000);
afterAll(async () => server.stop());

const told = (caseNumber: string) => ({ caseNumber, dueAt: 1_795_429_800_000, receivedAt: 1_795_334_400_000 });

describe('what visitors of the form were told', () => {
  it('is nothing before they sent anything', async () => {
    expect(await kept.find('nobody')).toBeUndefined();
  });

  it('is kept as it was told', async () => {
    const first = { ...told('482109379'), confirms: 'key-of-an-address' };
    expect(await kept.claim('first', first)).toEqual(first);
    expect(await kept.find('first')).toEqual(first);
  });

  it('stays what it was, whoever asks again and however many at once', async () => {
    const answers = await Promise.all(Array.from({ length: 8 }, async (_, n) => kept.claim('raced', told(`48210937${n}`))));
    expect(new Set(answers.map(({ caseNumber }) => caseNumber)).size).toBe(1);
    expect(await kept.claim('raced', told('999999999'))).toEqual(answers[0]);
  });
});
