import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { MessageLine, OutgoingLine } from '../../shared/steps/export.ts';
import { startEngine } from '../support/engine.ts';
import type { SentLine, TestEngine } from '../support/engine.ts';
import { exportCases, exportMessages, exportOutgoing } from '../support/export.ts';
import { letter } from '../support/letters.ts';
import { seeded } from '../../local/faults/seeded.ts';

const KILLS = 10;
// About as many lie between two kills as may be under way at once: more of them would find nothing else.
const MAILS = 400;
const MOST_DYING = 20;

/** Hundreds of mails are written while the engine is killed ten times: what was answered with 250 must be there. */
describe(`${MAILS} mails and ${KILLS} kills`, () => {
  const data = mkdtempSync(join(tmpdir(), 'moked-kill-'));
  const accepted = new Set<string>();
  let messages: MessageLine[];
  let outgoing: OutgoingLine[];
  let sent: SentLine[];
  let cases: Awaited<ReturnType<typeof exportCases>>;

  // A connection that dies with the engine is no answer.
  const write = async (engine: TestEngine, n: number, id: string, raw: string): Promise<void> => {
    const answer = await engine.sendMail(raw, { from: `c${n}@customer.example`, to: 'care@company.example' }).catch(() => undefined);
    if (answer?.code === 250) accepted.add(id);
  };

  beforeAll(async () => {
    const { below } = seeded(7);
    let written = 0;
    let engine: TestEngine = await startEngine({ data });
    for (let life = 0; life <= KILLS; life++) {
      const until = Math.round((MAILS * (life + 1)) / (KILLS + 1));
      // Some mails are under way when the engine dies; only those with a 250 count.
      const dying = life < KILLS ? 1 + below(MOST_DYING) : 0;
      const underWay: Promise<void>[] = [];
      while (written < until) {
        const n = written++;
        const hebrew = n % 3 === 0;
        const id = `<k${n}@customer.example>`;
        const raw = letter({ from: `c${n}@customer.example`, subject: hebrew ? `פנייה ${n}` : `Request ${n}`, id, text: hebrew ? `שלום, זו פנייה מספר ${n}` : `Hello, this is request ${n}` });
        underWay.push(write(engine, n, id, raw));
        if (until - written >= dying && underWay.length % 10 === 0) await Promise.all(underWay);
      }
      if (life < KILLS) {
        await engine.kill9();
        await Promise.all(underWay);
        engine = await startEngine({ data });
      } else await Promise.all(underWay);
    }
    await engine.until(async () => {
      const { queues } = await engine.state();
      const open = Object.entries(queues).filter(([name, { deadLetters }]) => !deadLetters && !name.endsWith('outbox'));
      return open.every(([, { visible, inFlight }]) => visible + inFlight === 0) && Object.entries(queues).every(([name, { visible }]) => !name.endsWith('outbox') || visible === 0);
    }, 'everything is worked off', 120_000);
    // What hides on the outbox are attempts that died in the middle: their time comes later.
    await engine.until(async () => {
      outgoing = await exportOutgoing(data);
      return outgoing.every(({ state }) => state !== 'planned');
    }, 'every acknowledgement was begun', 60_000);
    sent = await engine.sent();
    messages = await exportMessages(data);
    cases = await exportCases(data);
    await engine.stop();
  }, 300_000);
  afterAll(() => rmSync(data, { recursive: true, force: true }));

  it('lose none that was answered with 250', () => {
    const stored = new Set(messages.map(({ messageId }) => messageId));
    // What was under way at a kill may have had no answer: the dying, and the last ten before them.
    expect(accepted.size).toBeGreaterThanOrEqual(MAILS - KILLS * (MOST_DYING + 10));
    expect([...accepted].filter((id) => !stored.has(id))).toEqual([]);
  });

  it('store none twice, and open one case each', () => {
    expect(new Set(messages.map(({ messageId }) => messageId)).size).toBe(messages.length);
    expect(new Set(messages.map(({ caseNumber }) => caseNumber)).size).toBe(messages.length);
    expect(cases).toHaveLength(messages.length);
  });

  it('acknowledge no case twice', () => {
    const numbers = sent.map(({ tags }) => tags['case']);
    expect(new Set(numbers).size).toBe(numbers.length);
  });

  it('leave no acknowledgement behind, but for the few attempts that were under way at a kill', () => {
    const open = outgoing.filter(({ state }) => state !== 'delivered' && state !== 'sent');
    expect(outgoing).toHaveLength(messages.length);
    expect(open.length).toBeLessThanOrEqual(KILLS * 20);
    expect(open.every(({ state }) => state === 'sending' || state === 'unknown')).toBe(true);
  });
});
