import { describe, expect, it } from '@jest/globals';
import { draftedCases, keepDraft, readDraft } from '../../web/drafts.ts';
import type { Keeping } from '../../web/drafts.ts';
import { Outbox, UNDO_MS } from '../../web/sending.ts';

function keeping(): Keeping {
  const kept = new Map<string, string>();
  return { getItem: (key) => kept.get(key) ?? null, setItem: (key, value) => { kept.set(key, value); }, removeItem: (key) => { kept.delete(key); }, key: (at) => [...kept.keys()][at] ?? null, get length() { return kept.size; } };
}

const REPLY = { text: 'ההזמנה ORD-2026-55431 בדרך', key: 'k1' };

function desk({ fails = 0, kept = keeping() }: { fails?: number; kept?: Keeping } = {}) {
  const sent: { number: string; text: string; key: string; version: string | undefined; leaving: boolean }[] = [];
  let timers: { work: () => void; ms: number }[] = [];
  const shown: string[] = [];
  let left = fails;
  const outbox: Outbox = new Outbox({
    keeping: kept, now: () => 0,
    send: async (number, { text, key, version }, leaving) => {
      sent.push({ number, text, key, version, leaving });
      if (left-- > 0) throw new Error('busy');
      return { id: `entry-of-${key}` };
    },
    settle: async () => { shown.push(outbox.all().map(({ state, id }) => `${state} ${id}`).join()); },
    problemOf: () => ({ key: 'answeredMeanwhile', values: { agent: 'יוסי', seconds: '12' }, version: '2.0' }),
    later: (work, ms) => {
      const timer = { work, ms };
      timers.push(timer);
      return () => { timers = timers.filter((one) => one !== timer); };
    },
  });
  const settle = async (): Promise<void> => { await new Promise<void>((resolve) => { setImmediate(resolve); }); };
  return { outbox, sent, shown, kept, timers: () => timers, pass: async () => { for (const { work } of timers.splice(0)) work(); await settle(); }, settle };
}

describe('an answer on its way out', () => {
  it('waits five seconds, and then goes once', async () => {
    const { outbox, sent, timers, pass } = desk();
    outbox.add('482-109-379', REPLY);
    expect([sent, timers().map(({ ms }) => ms), outbox.all()[0]?.state]).toEqual([[], [UNDO_MS], 'waiting']);
    await pass();
    expect([sent.map(({ text }) => text), outbox.all()]).toEqual([[REPLY.text], []]);
  });

  it('is taken back whole, and never goes', async () => {
    const { outbox, sent, pass } = desk();
    outbox.add('482-109-379', REPLY);
    expect(outbox.undo('k1')?.body.text).toBe(REPLY.text);
    await pass();
    expect([sent, outbox.all()]).toEqual([[], []]);
  });

  it('stays with its reason when it fails, and goes again under its own key, over the version that the refusal told', async () => {
    const { outbox, sent, pass } = desk({ fails: 1 });
    outbox.add('482-109-379', { ...REPLY, version: '1.0' });
    await pass();
    expect(outbox.all()).toMatchObject([{ state: 'failed', problem: { key: 'answeredMeanwhile' } }]);
    await outbox.retry('k1');
    expect([sent.map(({ key, version }) => [key, version]), outbox.all()]).toEqual([[['k1', '1.0'], ['k1', '2.0']], []]);
  });

  it('held back for what its writer has not seen shows that at once, with the draft beside it', async () => {
    const { outbox, shown, pass } = desk({ fails: 1 });
    outbox.add('482-109-379', REPLY);
    await pass();
    expect([shown, outbox.all().map(({ body }) => body.text)]).toEqual([['failed undefined'], [REPLY.text]]);
  });

  it('says which entry it became before the thread is read anew, so that it is shown once', async () => {
    const { outbox, shown, pass } = desk();
    outbox.add('482-109-379', REPLY);
    await pass();
    expect([shown, outbox.all()]).toEqual([['sent entry-of-k1'], []]);
  });

  it('that failed for want of a connection goes by itself when that is back, anything else waits for a person', async () => {
    const { outbox, sent, pass, settle } = desk({ fails: 1 });
    outbox.add('482-109-379', REPLY);
    await pass();
    outbox.retryAll('offline');
    await settle();
    expect(sent).toHaveLength(1);
    outbox.retryAll('answeredMeanwhile');
    await settle();
    expect([sent.map(({ key }) => key), outbox.all()]).toEqual([['k1', 'k1'], []]);
  });

  it('is sent when the page is left, and by no timer after that', async () => {
    const { outbox, sent, pass, settle } = desk();
    outbox.add('482-109-379', REPLY);
    outbox.flush();
    await settle();
    await pass();
    expect(sent.map(({ leaving }) => leaving)).toEqual([true]);
  });

  it('survives the end of the page: it goes at the next start under the same key, what failed waits for a person', async () => {
    const kept = keeping();
    const first = desk({ kept });
    first.outbox.add('482-109-379', REPLY);
    const second = desk({ kept });
    await second.pass();
    expect(second.sent.map(({ key }) => key)).toEqual(['k1']);
    const third = desk({ kept, fails: 1 });
    third.outbox.add('482-109-379', { ...REPLY, key: 'k2' });
    await third.pass();
    const fourth = desk({ kept });
    await fourth.pass();
    expect([fourth.sent, fourth.outbox.all().map(({ state }) => state)]).toEqual([[], ['failed']]);
  });

  it('tells whoever looks at it', () => {
    const { outbox } = desk();
    let told = 0;
    const stop = outbox.subscribe(() => { told++; });
    outbox.add('482-109-379', REPLY);
    stop();
    outbox.undo('k1');
    expect(told).toBe(1);
  });
});

describe('a draft', () => {
  it('is kept for its case, with how it was to go', () => {
    const kept = keeping();
    keepDraft(kept, '482-109-379', { text: 'שלום\n\nHello', mode: 'public' });
    expect([readDraft(kept, '482-109-379'), readDraft(kept, '715-330-624'), draftedCases(kept)]).toEqual([{ text: 'שלום\n\nHello', mode: 'public' }, undefined, ['482-109-379']]);
  });

  it('of nothing is none, and what cannot be read is none', () => {
    const kept = keeping();
    keepDraft(kept, '1', { text: 'a', mode: 'note' });
    keepDraft(kept, '1', { text: ' \n', mode: 'note' });
    kept.setItem('draft:2', '{"text":');
    expect([readDraft(kept, '1'), readDraft(kept, '2')]).toEqual([undefined, undefined]);
  });
});
