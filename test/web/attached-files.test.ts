import { describe, expect, it } from '@jest/globals';
import { AttachedFiles } from '../../web/attached-files.ts';
import { becomes } from '../support/becomes.ts';

const FILE = Object.assign(new Blob(['12345']), { name: 'חשבונית 2026.pdf' });

/** A bucket on a slow line: the test says how far it is. */
function onItsWay() {
  const kept = new Map<string, string>();
  let [size, told]: [number | null, ((share: number) => void) | undefined] = [null, undefined];
  let arrive = (): void => undefined;
  let drawn = 0;
  const files = new AttachedFiles({
    ask: async () => ({ uploads: [{ key: 'upload-1', url: 'https://bucket.example/', fields: {} }] }),
    put: async (_ticket, _bytes, _signal, sent) => { told = sent; return new Promise((resolve) => { arrive = () => { size = 5; resolve(); }; }); },
    sizeOf: async () => size, problemOf: () => ({ key: 'ourFault', values: {} }), newId: () => 'one',
    keeping: { getItem: (key) => kept.get(key) ?? null, setItem: (key, value) => { kept.set(key, value); }, removeItem: (key) => { kept.delete(key); }, get length() { return kept.size; }, key: (place) => [...kept.keys()][place] ?? null },
  });
  files.subscribe(() => { drawn++; });
  files.add('482-109-379', 'reply', [FILE]);
  const percent = (): number | null | undefined => files.all('482-109-379')[0]?.percent;
  return { files, percent, begun: async () => becomes(() => told !== undefined, true), sent: (share: number) => told!(share), arrive: () => arrive(), drawn: () => drawn, state: () => files.all('482-109-379')[0]?.state };
}

describe('a file on its way', () => {
  it('says in whole percent how far it is, and that it is there only once it was found there', async () => {
    const way = onItsWay();
    await way.begun();
    expect(way.percent()).toBeNull();
    const seen = [0, 0.004, 0.4372, 1].map((share) => { way.sent(share); return way.percent(); });
    expect([seen, way.state()]).toEqual([[0, 0, 43, 99], 'uploading']);
    way.arrive();
    await becomes(() => way.state(), 'there');
  });

  it('is drawn once for each percent, not for each packet', async () => {
    const way = onItsWay();
    await way.begun();
    const before = way.drawn();
    for (let packet = 0; packet < 500; packet++) way.sent(0.1 + packet / 100_000);
    expect(way.drawn() - before).toBe(1);
  });

  it('that was taken out says nothing more', async () => {
    const way = onItsWay();
    await way.begun();
    way.files.remove('482-109-379', 'one');
    way.sent(0.5);
    expect(way.files.all('482-109-379')).toEqual([]);
  });
});
