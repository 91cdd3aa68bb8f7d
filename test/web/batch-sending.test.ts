import { describe, expect, it } from '@jest/globals';
import type { AnswersPreview, Outcome } from '../../shared/api-shapes/desk.ts';
import { BATCH_UNDO_MS, Batches } from '../../web/batch-sending.ts';
import type { BatchBody } from '../../web/batch-sending.ts';
import type { Keeping } from '../../web/drafts.ts';
import { phrasesOf, wantsOf } from '../../web/incident-form.ts';
import { inSlices, joinedPreviews } from '../../web/slices.ts';

function keeping(): Keeping {
  const kept = new Map<string, string>();
  return { getItem: (key) => kept.get(key) ?? null, setItem: (key, value) => { kept.set(key, value); }, removeItem: (key) => { kept.delete(key); }, key: (at) => [...kept.keys()][at] ?? null, get length() { return kept.size; } };
}
const ANSWERS = { key: 'k1', numbers: ['482-109-379', '264-907-118'], text: 'אנחנו מטפלים בתקלה. {number}', count: 2 };

function desk({ fails = 0, kept = keeping(), refused = [], next }: { fails?: number; kept?: Keeping; refused?: Outcome['refused']; next?: (body: BatchBody) => Outcome } = {}) {
  const sent: BatchBody[] = [];
  let timers: { work: () => void; ms: number }[] = [];
  let left = fails;
  const batches = new Batches({
    keeping: kept, now: () => 0, settle: async () => undefined, problemOf: () => ({ key: 'offline', values: {}, version: undefined }),
    send: async (body) => {
      sent.push(body);
      if (left-- > 0) throw new Error('no network');
      return next && sent.length > 1 ? next(body) : { done: body.numbers.filter((number) => !refused.some((one) => one.number === number)), refused };
    },
    later: (work, ms) => {
      const timer = { work, ms };
      timers.push(timer);
      return () => { timers = timers.filter((one) => one !== timer); };
    },
  });
  const settle = async (): Promise<void> => { await new Promise<void>((resolve) => { setImmediate(resolve); }); };
  return { batches, sent, kept, timers: () => timers.map(({ ms }) => ms), settle, pass: async () => { for (const { work } of timers.splice(0)) work(); await settle(); }, states: () => batches.all().map(({ state }) => state) };
}

describe('answers to many on their way out', () => {
  it('wait half a minute, go once, and say so', async () => {
    const { batches, sent, timers, pass, states } = desk();
    batches.add(ANSWERS);
    expect([sent, timers(), states(), batches.isPending()]).toEqual([[], [BATCH_UNDO_MS], ['waiting'], true]);
    await pass();
    expect([sent, states(), batches.isPending()]).toEqual([[{ key: 'k1', numbers: ANSWERS.numbers, text: ANSWERS.text }], ['sent'], false]);
    await pass();
    expect([sent.length, states()]).toEqual([1, []]);
  });

  it('keep saying whom they could not reach until somebody has read it', async () => {
    const { batches, pass, timers } = desk({ refused: [{ number: '264-907-118', key: 'channelForbids' }] });
    batches.add(ANSWERS);
    await pass();
    expect([timers(), batches.all()[0]?.outcome?.refused.length]).toEqual([[], 1]);
    batches.drop('k1');
    expect(batches.all()).toEqual([]);
  });

  it('are taken back whole, never go, and are there after a reload too', async () => {
    const { batches, sent, pass, states, kept } = desk();
    batches.add(ANSWERS);
    batches.undo('k1');
    await pass();
    expect([sent, states(), batches.all()[0]?.text, desk({ kept }).states()]).toEqual([[], ['taken'], ANSWERS.text, ['taken']]);
    batches.add({ ...ANSWERS, text: 'אחרת' });
    await pass();
    expect([sent.map(({ text }) => text), states()]).toEqual([['אחרת'], ['sent']]);
  });

  it('ask first after the page was left: they neither vanish nor go unseen', async () => {
    const first = desk();
    first.batches.add(ANSWERS);
    const second = desk({ kept: first.kept });
    await second.pass();
    expect([second.states(), second.sent]).toEqual([['held'], []]);
    await second.batches.send('k1');
    expect(second.sent.map(({ key }) => key)).toEqual(['k1']);
  });

  it('without a network wait for it, and go under the same key when it is back', async () => {
    const { batches, sent, pass, states, settle } = desk({ fails: 1 });
    batches.add(ANSWERS);
    await pass();
    expect(states()).toEqual(['failed']);
    batches.retryAll('offline');
    await settle();
    expect([sent.map(({ key }) => key), states()]).toEqual([['k1', 'k1'], ['sent']]);
  });

  it('go over what was seen of each case, however long they waited', async () => {
    const versions = { '482-109-379': '3.1~abc', '264-907-118': '1.0~def' };
    const first = desk();
    first.batches.add({ ...ANSWERS, versions });
    const second = desk({ kept: first.kept });
    await second.batches.send('k1');
    expect(second.sent[0]).toEqual({ key: 'k1', numbers: ANSWERS.numbers, text: ANSWERS.text, versions });
  });

  it('that were held go all the same, one by one, over what the refusal named; what changed again is held again, and wants another look', async () => {
    const held = { number: '264-907-118', key: 'answeredMeanwhile', version: '2.1~new' };
    const { batches, sent, pass } = desk({ refused: [held], next: ({ numbers, versions }) => (versions?.['264-907-118'] === '2.1~new' ? { done: [], refused: [{ ...held, key: 'wroteMeanwhile', version: '2.1~newer' }] } : { done: numbers, refused: [] }) });
    batches.add(ANSWERS);
    await pass();
    batches.look('k1', '264-907-118');
    await Promise.all([batches.sendAnyway('k1', '264-907-118'), batches.sendAnyway('k1', '264-907-118')]);
    expect([sent[1], batches.all()[0]]).toMatchObject([{ key: 'k1', numbers: ['264-907-118'], text: ANSWERS.text, versions: { '264-907-118': '2.1~new' } }, { looked: [], outcome: { done: ['482-109-379'], refused: [{ key: 'wroteMeanwhile' }] } }]);
    await batches.sendAnyway('k1', '264-907-118');
    expect([sent.length, batches.all()[0]?.outcome]).toEqual([3, { done: ANSWERS.numbers, refused: [] }]);
    await pass();
    expect(batches.all()).toEqual([]);
  });
});

describe('news to very many', () => {
  const numbers = Array.from({ length: 250 }, (_, n) => `case-${n}`);
  const NEWS = { key: 'k1', numbers, text: '', texts: { he: 'תוקן' }, incident: '7', versions: { 'case-0': '1.0', 'case-249': '2.0' }, count: 250 };

  it('go some at a time under the same key, each with the versions that are theirs, and are one outcome', async () => {
    const { batches, sent, pass, settle } = desk();
    batches.add(NEWS);
    await pass();
    await settle();
    expect(sent.map(({ numbers: slice, versions, key, incident, texts }) => [slice.length, versions, key, incident, texts])).toEqual([[100, { 'case-0': '1.0' }, 'k1', '7', { he: 'תוקן' }], [100, {}, 'k1', '7', { he: 'תוקן' }], [50, { 'case-249': '2.0' }, 'k1', '7', { he: 'תוקן' }]]);
    expect(batches.all()).toMatchObject([{ state: 'sent', gone: 250, outcome: { done: numbers, refused: [] } }]);
  });

  it('of which some failed go again, all of them: who has had them has them once', async () => {
    const { batches, sent, pass, settle, states } = desk({ fails: 1 });
    batches.add(NEWS);
    await pass();
    expect(states()).toEqual(['failed']);
    await batches.send('k1');
    await settle();
    expect([sent.map((body) => body.numbers.length), states()]).toEqual([[100, 100, 100, 50], ['sent']]);
  });

  it('are looked at some at a time too, and told as one', async () => {
    const part = (count: number, other: number): AnswersPreview => ({ going: [{ channel: 'email', via: 'reply', count }], cannot: [{ number: `n${count}`, reason: 'noText' }], sample: null, versions: { [`v${count}`]: '1.0' }, other: { written: 'he', theirs: 'en', count: other } });
    expect(joinedPreviews([part(2, 1), part(3, 4)])).toEqual({ going: [{ channel: 'email', via: 'reply', count: 5 }], cannot: [{ number: 'n2', reason: 'noText' }, { number: 'n3', reason: 'noText' }], sample: null, versions: { v2: '1.0', v3: '1.0' }, other: { written: 'he', theirs: 'en', count: 5 } });
    expect(await inSlices(['a', 'b', 'c'], async (slice) => slice, 2)).toEqual([['a', 'b'], ['c']]);
  });
});

describe('what is typed of an incident', () => {
  const typed = { titleHe: '', titleEn: '', whatHe: '', whatEn: '', wordsHe: '', wordsEn: '', told: false };

  it('has words between commas, each once, and none that would hold everything', () => {
    expect(phrasesOf(' אין  אינטרנט, נתב*,נתב*;\nקליטה, a, *, ')).toEqual(['אין אינטרנט', 'נתב*', 'קליטה']);
  });

  it('has a name as soon as it has one in one language, or words for customers in both', () => {
    expect([wantsOf({ ...typed, titleEn: 'Routers' }, null)?.title, wantsOf({ ...typed, whatHe: 'אתר', whatEn: 'the site' }, 5), wantsOf({ ...typed, whatHe: 'אתר' }, 5), wantsOf(typed, 5)]).toEqual([
      { he: 'Routers', en: 'Routers' }, { title: { he: 'אתר', en: 'the site' }, what: { he: 'אתר', en: 'the site' }, nextUpdateAt: 5, words: { he: [], en: [] }, told: false }, null, null,
    ]);
  });
});
