import { beforeEach, describe, expect, it } from '@jest/globals';
import type { CaseView } from '../../shared/api-shapes.ts';
import type { FiguresPeriod, PeriodCases } from '../../shared/api-shapes/period.ts';
import { PERIOD_FIGURES } from '../../shared/domain/period-figures.ts';
import { FIGURE_WORDS } from '../../shared/text/figures.ts';
import { keepFacts, settlingFacts } from '../../shared/steps/case-facts.ts';
import { mail } from '../support/make.ts';
import { signedIn } from '../support/signed-in.ts';
import type { ApiWorld } from '../support/signed-in.ts';

const { begin, dana, tal, noa: lead } = await signedIn();
const MINUTE = 60_000;
const DAYS = 'from=2026-11-16&to=2026-11-22';
let world: ApiWorld;
let number: string;

const deps = (log: string[] = []) => ({ store: world.store, facts: world.facts, settings: async () => world.settings, now: () => world.clock.now, log: (_: string, event: string) => { log.push(event); } });
const settle = async (log?: string[]): Promise<number> => settlingFacts(deps(log))(Infinity);
const period = async (query = DAYS): Promise<FiguresPeriod> => (await world.call<FiguresPeriod>('GET', `/figures/period?${query}`, { token: lead })).body;
const behind = async (figure: string, query = DAYS): Promise<string[]> => (await world.call<PeriodCases>('GET', `/figures/period/cases?${query}&figure=${figure}`, { token: lead })).body.cases;
const resolve = async (): Promise<void> => {
  const { version } = (await world.call<CaseView>('GET', `/cases/${number}`, { token: dana })).body;
  expect((await world.call('PATCH', `/cases/${number}`, { token: dana, body: { version, status: 'resolved', topic: 'delivery', assignee: 'dana' } })).status).toBe(200);
};
const later = async (minutes: number): Promise<void> => {
  world.clock.now += minutes * MINUTE;
  await world.tellAll();
};

beforeEach(async () => {
  world = begin();
  number = await world.receive(mail({ from: 'moshe@example.org', subject: 'איפה ההזמנה?', text: 'ההזמנה לא הגיעה', replyText: 'ההזמנה לא הגיעה', mail: { messageId: '<one@example.org>' } }));
  await later(0);
});

describe('figures of a period', () => {
  it('hold what happened a moment ago, before anything was kept, and the same once it is', async () => {
    world.clock.now += 30 * MINUTE;
    expect((await world.call('POST', `/cases/${number}/replies`, { token: dana, body: { text: 'בדרך אליך', key: 'reply-0001', after: 'resolve' } })).status).toBe(202);
    await later(0);
    const live = await period();
    expect([live.asOf, live.period.figures.firstResponse.value, live.period.figures.firstContact.value, live.period.figures.new.value, live.before.figures.new.value]).toEqual([world.clock.now, 30 * MINUTE, 1, 1, 0]);
    world.clock.now += 10 * MINUTE;
    expect([await settle(), world.facts.rows.size]).toEqual([1, 1]);
    const kept = await period();
    expect({ ...kept, asOf: 0 }).toEqual({ ...live, asOf: 0 });
    expect([await behind('firstResponse'), await behind('new@2026-11-22'), await behind('step.business@0'), await behind('open@2026-11-22')]).toEqual([[number], [number], [number], []]);
  });

  it('settle every few minutes and not more often; what is told twice changes nothing, and what was lost is computed again', async () => {
    await later(10);
    expect([await settle(), await settle()]).toEqual([1, 0]);
    const before = structuredClone(world.facts.rows);
    await later(10);
    expect(await settle()).toBe(0);
    expect(world.facts.rows).toEqual(before);
    world.facts.rows.clear();
    expect(await keepFacts(deps(), [...world.table.cases.keys()], { anew: true })).toBe(1);
    expect([...world.facts.rows.values()].map(({ facts }) => facts)).toEqual([...before.values()].map(({ facts }) => facts));
  });

  it('go on where a run had no time left, and lose nothing', async () => {
    await later(3);
    for (let more = 0; more < 130; more++) await world.receive(mail({ from: `c${more}@example.org`, subject: `שאלה ${more}`, mail: { messageId: `<${more}@example.org>` } }));
    await later(1);
    await world.receive(mail({ from: 'last@example.org', subject: 'אחרונה', mail: { messageId: '<last@example.org>' } }));
    await later(1);
    world.clock.now += 10 * MINUTE;
    const first = await settlingFacts(deps())(0);
    expect(first).toBeLessThan(132);
    expect(first + await settle()).toBe(132);
    expect((await period()).period.figures.new.value).toBe(132);
  });

  it('after a gap that nobody remembers go on from the last hour, and say so', async () => {
    await world.facts.settle(world.clock.now - 80 * 60 * MINUTE);
    await later(10);
    const log: string[] = [];
    expect([await settle(log), log]).toEqual([1, ['figures.gap']]);
  });

  it('are cut by channel, topic, agent and team', async () => {
    await resolve();
    await later(1);
    const news = async (cut: string): Promise<number | null> => (await period(`${DAYS}&${cut}`)).period.figures.new.value;
    expect(await Promise.all(['channel=email', 'channel=x', 'topic=delivery', 'agent=dana', 'agent=noa', 'team=post', 'channel=&agent='].map(news))).toEqual([1, 0, 1, 1, 0, 0, 1]);
  });

  it('stay as they were when somebody is erased, whose other cases are then nobody’s', async () => {
    await later(10);
    await settle();
    const before = await period();
    const item = world.table.cases.get(number.replaceAll('-', ''))!;
    Object.assign(item, { contact: null, subject: '', customer: { id: '', name: null } });
    for (const message of world.table.messages.values()) Object.assign(message.message, { text: '', replyText: '', subject: '', attachments: [], raw: { key: '', size: 0 }, author: { id: '', name: null } });
    await keepFacts(deps(), [item.number]);
    const after = await period();
    expect([after.days, after.hours, after.period.figures.new]).toEqual([before.days, before.hours, before.period.figures.new]);
    expect(JSON.stringify([...world.facts.rows.values()])).not.toMatch(/moshe|ההזמנה/);
    expect([...world.facts.rows.values()].map(({ facts }) => facts.contact)).toEqual([null]);
  });

  it.each([
    ['noSuchDay', 'from', 'from=2026-11-31&to=2026-12-01'], ['noSuchDay', 'from, to', 'from=yesterday&to=2026-13-01'], ['endsBeforeItBegins', 'from, to', 'from=2026-11-22&to=2026-11-16'],
    ['yetToCome', 'from', 'from=2026-11-23&to=2026-11-24'], ['periodTooLong', 'from, to', 'from=2026-05-20&to=2026-11-22'], ['invalid', 'from', 'to=2026-11-22'], ['invalid', 'channel', `${DAYS}&channel=${'x'.repeat(300)}`],
  ])('days that are none are refused: %s, %s', async (key, fields, query) => {
    for (const path of ['/figures/period', '/figures/period.csv']) expect(await world.call('GET', `${path}?${query}`, { token: lead })).toMatchObject({ status: 400, body: { error: { key, values: { fields } } } });
  });

  it.each(['nothing', 'new@2026-12-01', 'hour@7.1', 'hour@0.24', 'step.business@5', 'toString', 'open@', 'resolution@2026-11-16'])('cases behind %s are refused: there is no such figure', async (figure) => {
    expect(await world.call('GET', `/figures/period/cases?${DAYS}&figure=${figure}`, { token: lead })).toMatchObject({ status: 400, body: { error: { key: 'invalid', values: { fields: 'figure' } } } });
  });

  it('every hour of the week can be asked for', async () => {
    const { hours } = await period();
    const [weekday, hour] = hours.flatMap((row, day) => row.flatMap((count, at) => (count > 0 ? [[day, at]] : [])))[0]!;
    expect(await behind(`hour@${weekday}.${hour}`)).toEqual([number]);
    expect((await Promise.all(Array.from({ length: 24 }, async (_, at) => behind(`hour@3.${at}`)))).flat()).toEqual([]);
  });

  it('are for leads and administrators', async () => {
    for (const path of ['/figures/period', '/figures/period.csv', '/figures/period/cases']) expect((await world.call('GET', `${path}?${DAYS}&figure=new`, { token: tal })).status).toBe(403);
  });
});

describe('the file of a period', () => {
  const file = async (language: string) => world.call<string>('GET', `/figures/period.csv?${DAYS}&language=${language}`, { token: lead });

  it.each(['he', 'en'] as const)('holds the values of the screen and the cases, for a spreadsheet that reads Hebrew: %s', async (language) => {
    await resolve();
    await later(1);
    const { status, body, headers } = await file(language);
    expect([status, headers['content-type'], body.startsWith('\ufeff')]).toEqual([200, 'text/csv; charset=utf-8', true]);
    const { period: { figures } } = await period();
    const words = FIGURE_WORDS[language];
    expect(body).toContain(`"${words.new}","","${words.number}","${figures.new.value}","0","1","1"`);
    expect(body).toContain(`"${words.handlingRate}","","%","100","","","1"`);
    for (const name of Object.keys(PERIOD_FIGURES) as (keyof typeof PERIOD_FIGURES)[]) expect(body).toContain(`"${words[name]}"`);
    expect(body).toMatch(new RegExp(`"${number}","email","delivery","","dana","2026-11-22 `));
  });

  it('makes no formula of what somebody typed', async () => {
    expect((await world.call<string>('GET', `/figures/period.csv?${DAYS}&topic=${encodeURIComponent('=HYPERLINK("https://evil.example")')}`, { token: lead })).body).toContain('"\'=HYPERLINK(""https://evil.example"")"');
  });
});
