import { beforeEach, describe, expect, it } from '@jest/globals';
import { caseNumbers } from '../../shared/aws/cases.ts';
import { composeReply } from '../../shared/channels/email/compose.ts';
import type { InboundMessage } from '../../shared/domain/message.ts';
import type { Outgoing } from '../../shared/domain/outgoing.ts';
import { formatWhen } from '../../shared/domain/promise.ts';
import { DEFAULT_SETTINGS } from '../../shared/domain/settings.ts';
import { toldTime } from '../../shared/domain/status-view.ts';
import { caseView } from '../../shared/steps/case-view.ts';
import type { DeskDeps } from '../../shared/steps/desk.ts';
import { edit } from '../../shared/steps/desk-edit.ts';
import { reply } from '../../shared/steps/desk-reply.ts';
import { record } from '../../shared/steps/record.ts';
import { remind } from '../../shared/steps/remind.ts';
import { KEYS, SUNDAY_MORNING, mail } from '../support/make.ts';
import { MemoryCases } from '../../local/faults/memory-cases.ts';
import { MemoryDesk } from '../../local/faults/memory-desk.ts';

const MINUTE = 60_000;
const DANA = { id: 'dana', name: 'דנה' };
let table: MemoryCases;
let outbox: Outgoing[];
let now: number;
let deps: DeskDeps & { store: MemoryDesk };

beforeEach(() => {
  table = new MemoryCases();
  outbox = [];
  now = SUNDAY_MORNING;
  deps = { store: new MemoryDesk(table), settings: async () => DEFAULT_SETTINGS, keys: KEYS, now: () => now, nextNumber: caseNumbers(table, KEYS.number), outbox: { send: async (entries) => { outbox.push(...entries); } } };
});

const run = async () => remind({ ...deps, search: { layAway: async () => 0 }, log: () => undefined })();
async function receive(message: InboundMessage, acknowledged = true): Promise<string> {
  await record({ settings: deps.settings, now: deps.now, nextNumber: deps.nextNumber, outbox: deps.outbox, keys: KEYS, store: table, log: () => undefined })([JSON.stringify(message)]);
  const number = [...table.messages.values()].find(({ id }) => id === message.id)!.case!;
  const item = table.cases.get(number)!;
  if (acknowledged && item.acknowledgement) Object.assign(item.acknowledgement, { state: 'delivered', sentAt: SUNDAY_MORNING + 1 });
  return number;
}
const late = async (number: string): Promise<void> => { now = table.cases.get(number)!.promise.dueAt + MINUTE; await run(); };
const apologies = () => outbox.filter((entry) => entry.kind === 'reply');

describe('a promise that was missed', () => {
  it.each([['he', 'לא הספקנו להשיב עד המועד שמסרנו, ואנחנו מתנצלים.'], ['en', 'We did not answer by the time we gave you, and we are sorry.']] as const)('is told once, with a new time (%s)', async (language, words) => {
    const number = await receive(mail({ language }));
    await late(number);
    await run();
    const renewed = table.cases.get(number)!.promise.renewed!;
    expect(renewed.dueAt).toBeGreaterThan(now);
    expect(apologies()).toMatchObject([{ plan: { to: 'dana@example.org', automatic: true, text: expect.stringContaining(words) as unknown } }]);
    expect((apologies()[0]!.plan as { text: string }).text).toContain(formatWhen(renewed.dueAt, language, 'Asia/Jerusalem'));
  });

  it('is told by a mail that says that a machine wrote it, and that nobody signs', async () => {
    await late(await receive(mail()));
    const { plan } = apologies()[0] as Extract<Outgoing, { kind: 'reply' }>;
    const { raw } = await composeReply(plan, DEFAULT_SETTINGS, { replyTo: 'care@company.example' });
    expect(raw.toString()).toMatch(/^Auto-Submitted: auto-replied\r$/m);
  });

  it('stops no clock, leaves the case late, and keeps what was told first', async () => {
    const number = await receive(mail());
    const told = table.cases.get(number)!.promise.dueAt;
    await late(number);
    expect(table.cases.get(number)).toMatchObject({ status: 'new', answeredAt: null, unansweredSince: SUNDAY_MORNING, dueAt: told, promise: { dueAt: told } });
    const { clocks, events } = await caseView(deps, number);
    expect(clocks!.firstResponse!.state).toBe('running');
    expect(clocks!.promises).toHaveLength(2);
    expect(clocks!.promises[0]).toMatchObject({ dueAt: told, answeredAt: null });
    expect(events.at(-1)).toMatchObject({ what: 'promiseRenewed', by: 'system' });
  });

  it('is not told before its time, nor to whom was answered, nor to whom nothing was promised', async () => {
    const number = await receive(mail());
    now = table.cases.get(number)!.promise.dueAt - MINUTE;
    await run();
    await reply(deps, { caseNumber: number, text: 'hello', agent: DANA, key: 'key-00000001' });
    outbox = [];
    await late(number);
    const unacknowledged = await receive(mail({ from: 'a@example.org' }), false);
    await late(unacknowledged);
    expect(apologies()).toEqual([]);
  });

  it.each(['suppressed', 'bounced'] as const)('where nothing reached the customer (%s): one new time stands on their page, and no mail goes', async (state) => {
    const number = await receive(mail(), false);
    Object.assign(table.cases.get(number)!.acknowledgement!, { state });
    await late(number);
    const { renewed } = table.cases.get(number)!.promise;
    now += MINUTE;
    await run();
    expect([apologies(), table.cases.get(number)!.promise.renewed, renewed?.onPage]).toEqual([[], renewed, true]);
    expect(toldTime(table.cases.get(number)!, now)).toMatchObject({ is: 'late', newDueAt: renewed!.dueAt });
    const { clocks, events } = await caseView(deps, number);
    expect([clocks!.promises.some(({ dueAt }) => dueAt === renewed!.dueAt), events.at(-1)!.what]).toEqual([false, 'promiseRenewedOnPage']);
  });

  it('of a further message stands on their page alone: one new time for each, and the history says so', async () => {
    const number = await receive(mail({ mail: { messageId: '<one@example.org>' } }));
    await reply(deps, { caseNumber: number, text: 'בדרך', agent: DANA, key: 'key-00000001' });
    const writeAgain = async (): Promise<void> => { now += MINUTE; await receive(mail({ receivedAt: now, at: now, mail: { inReplyTo: ['<one@example.org>'] } })); };
    await writeAgain();
    outbox = [];
    const { dueAt } = table.cases.get(number)!;
    now = dueAt! + MINUTE;
    await run();
    const first = table.cases.get(number)!.dueRenewed!;
    expect([toldTime(table.cases.get(number)!, now), first.dueAt > now, table.cases.get(number)!.dueAt, apologies()]).toEqual([{ is: 'late', dueAt, newDueAt: first.dueAt }, true, dueAt, []]);
    now += MINUTE;
    await run();
    expect([table.cases.get(number)!.dueRenewed, (await caseView(deps, number)).events.filter(({ what }) => what === 'promiseRenewedOnPage').length]).toEqual([first, 1]);
    await reply(deps, { caseNumber: number, text: 'הגיעה', agent: DANA, key: 'key-00000002' });
    await writeAgain();
    now = table.cases.get(number)!.dueAt! + MINUTE;
    await run();
    expect(toldTime(table.cases.get(number)!, now)).toEqual({ is: 'late', dueAt: table.cases.get(number)!.dueAt, newDueAt: table.cases.get(number)!.dueRenewed!.dueAt });
  });

  it('while the acknowledgement is still under way, nothing is said before it has arrived or failed', async () => {
    const number = await receive(mail(), false);
    await late(number);
    expect(table.cases.get(number)!.promise.renewed).toBeUndefined();
    table.cases.get(number)!.acknowledgement!.state = 'delivered';
    now = Math.ceil((now + MINUTE) / (10 * MINUTE)) * 10 * MINUTE;
    await run();
    expect([apologies().length, table.cases.get(number)!.promise.renewed?.onPage]).toEqual([1, undefined]);
  });

  it('that a customer is told sooner than it was due is told when it was due', async () => {
    const number = await receive(mail({ mail: { messageId: '<one@example.org>' } }));
    const told = table.cases.get(number)!.promise.dueAt;
    await receive(mail({ receivedAt: SUNDAY_MORNING + MINUTE, text: 'I will sue you', replyText: 'I will sue you', mail: { inReplyTo: ['<one@example.org>'] } }));
    now = table.cases.get(number)!.dueAt! + MINUTE;
    await run();
    expect(apologies()).toEqual([]);
    // Every ten minutes it looks further back.
    now = Math.ceil((told + MINUTE) / (10 * MINUTE)) * 10 * MINUTE;
    await run();
    expect(apologies()).toHaveLength(1);
  });

  it('does not refuse an agent\'s edit that was begun before it', async () => {
    const number = await receive(mail());
    const { version } = await caseView(deps, number);
    await late(number);
    await edit(deps, { number, agent: DANA, version: version!, status: 'open' });
    expect(table.cases.get(number)!.status).toBe('open');
  });
});

describe('a snoozed case', () => {
  it('comes back at its time, and says who woke it', async () => {
    const number = await receive(mail());
    await edit(deps, { number, agent: DANA, status: 'snoozed', until: SUNDAY_MORNING + 10 * MINUTE });
    now = SUNDAY_MORNING + 9 * MINUTE;
    await run();
    expect(table.cases.get(number)!.status).toBe('snoozed');
    now = SUNDAY_MORNING + 10 * MINUTE;
    expect(await run()).toMatchObject({ woken: 1 });
    expect(table.cases.get(number)).toMatchObject({ status: 'open' });
    expect([...table.heads.values()][0]).toMatchObject({ status: 'open' });
    expect((await caseView(deps, number)).events.at(-1)).toMatchObject({ what: 'woken', by: 'system' });
    expect(await run()).toMatchObject({ woken: 0 });
  });

  it('comes back in the next minute, where a run has no time left for it, and promises that were missed are told all the same', async () => {
    const numbers = [await receive(mail({ from: 'a@example.org' })), await receive(mail({ from: 'b@example.org' })), await receive(mail({ from: 'c@example.org' }))];
    const due = table.cases.get(numbers[2]!)!.promise.dueAt + MINUTE;
    for (const number of numbers.slice(0, 2)) await edit(deps, { number, agent: DANA, status: 'snoozed', until: due });
    now = due;
    const { store } = deps;
    const act = store.act.bind(store);
    store.act = async (given) => { now += 20_000; return act(given); };
    const slow = await run();
    store.act = act;
    expect([slow, await run()]).toEqual([{ woken: 1, told: 2 }, { woken: 1, told: 1 }]);
  });

  it('comes back by itself when its customer writes', async () => {
    const number = await receive(mail({ mail: { messageId: '<two@example.org>' } }));
    await edit(deps, { number, agent: DANA, status: 'snoozed', until: SUNDAY_MORNING + 10 * MINUTE });
    await receive(mail({ mail: { inReplyTo: ['<two@example.org>'] } }));
    expect(table.cases.get(number)).toMatchObject({ status: 'open' });
    expect(table.cases.get(number)!.snoozedUntil ?? null).toBeNull();
  });
});
