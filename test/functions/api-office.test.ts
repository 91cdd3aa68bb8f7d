import { beforeEach, describe, expect, it } from '@jest/globals';
import type { Acted, CaseList, CaseView } from '../../shared/api-shapes.ts';
import type { BeforeClosing, Channels, KnownFault, Me, Outcome, PresenceSet, Queues, SavedView, SavedViews, SettingsView, SinceILeft, Team } from '../../shared/api-shapes/desk.ts';
import { SUNDAY_MORNING, mail, privateMessage } from '../support/make.ts';
import { signedIn } from '../support/signed-in.ts';
import type { ApiWorld } from '../support/signed-in.ts';

const MINUTE = 60_000;
const { begin, issuer, dana, noa, gil: admin } = await signedIn();
let world: ApiWorld;
beforeEach(() => { world = begin(); });

const get = async <T>(path: string, token = dana): Promise<T> => (await world.call<T>('GET', path, { token })).body;
const member = (id: string, teams: string[] = []) => ({ id, name: id, roles: [], skills: [], languages: ['he'], capacity: 5, teams });
async function writeTeam(teams: object[], members: object[] = [member('dana', ['faults']), member('noa')]): Promise<Team> {
  const { version } = await get<Team>('/team');
  return (await world.call<Team>('PUT', '/team', { token: noa, body: { members, teams, version } })).body;
}
const FAULTS = { id: 'faults', name: 'תקלות', topics: ['outage'], channels: [] };

describe('teams', () => {
  it('are written down with their members, and stay where a list of members alone is written', async () => {
    await writeTeam([FAULTS]);
    const { version } = await get<Team>('/team');
    const after = (await world.call<Team>('PUT', '/team', { token: noa, body: { members: [member('dana', ['faults', 'gone'])], version } })).body;
    expect([after.teams, after.members[0]!.teams]).toEqual([[FAULTS], ['faults']]);
  });

  it('that are there twice, or named like a word of the lists, are refused', async () => {
    const { version } = await get<Team>('/team');
    for (const teams of [[FAULTS, FAULTS], [{ ...FAULTS, id: 'mine' }], [{ ...FAULTS, id: 'a b' }]]) expect((await world.call('PUT', '/team', { token: noa, body: { members: [], teams, version } })).status).toBe(400);
  });

  it('have a queue each: counted, listed, and filled one by one or many at once, with the team’s name in the history', async () => {
    await writeTeam([FAULTS]);
    const [one, two] = [await world.receive(mail({ from: 'a@example.org' })), await world.receive(mail({ from: 'b@example.org' }))];
    const { version } = await get<CaseView>(`/cases/${one}`);
    expect((await world.call<Acted>('PATCH', `/cases/${one}`, { token: dana, body: { version, team: 'faults', assignee: 'noa' } })).body.case).toMatchObject({ team: 'faults', teamName: 'תקלות' });
    expect((await world.call<Outcome>('POST', '/cases/bulk', { token: dana, body: { numbers: [two], act: { kind: 'team', team: 'faults' } } })).body.done).toEqual([two]);
    expect((await get<Queues>('/queues')).teams).toEqual([{ id: 'faults', name: 'תקלות', open: 2, unassigned: 1 }]);
    expect((await get<CaseList>('/cases?team=faults&assignee=none')).cases.map(({ number }) => number)).toEqual([two]);
    expect([(await get<CaseList>('/cases?team=mine')).total, (await get<CaseList>('/cases?team=mine', noa)).total, (await get<CaseList>('/cases?team=none')).total]).toEqual([2, 0, 0]);
    const { events } = await get<CaseView>(`/cases/${one}`);
    expect(events.map(({ what, values }) => [what, values])).toEqual(expect.arrayContaining([['team', { team: 'faults', teamName: 'תקלות' }], ['assigned', { assignee: 'noa', assigneeName: 'noa' }]]));
  });

  it('that nobody knows get no case', async () => {
    const number = await world.receive(mail());
    expect((await world.call('POST', '/cases/bulk', { token: dana, body: { numbers: [number], act: { kind: 'team', team: 'nobody' } } })).status).toBe(400);
  });
});

describe('a case that nobody was given', () => {
  it('says why, where cases are given out, and only there', async () => {
    const number = await world.receive(mail());
    const why = async (): Promise<unknown> => (await get<CaseView>(`/cases/${number}`)).unassignedBecause;
    const off = await why();
    world.settings.assignment.automatic = true;
    await writeTeam([]);
    const away = await why();
    const { version } = await get<CaseView>(`/cases/${number}`);
    await world.call('PATCH', `/cases/${number}`, { token: dana, body: { version, assignee: 'noa' } });
    expect([off, away, await why()]).toEqual([undefined, 'nobodyWithLanguage', undefined]);
  });
});

describe('availability', () => {
  it('is said, shown to oneself and to the team, and ends by itself', async () => {
    expect((await world.call<PresenceSet>('PUT', '/me/presence', { token: dana, body: { presence: 'break' } })).body).toEqual({ presence: 'break', until: SUNDAY_MORNING + 30 * MINUTE });
    expect(await get<Me>('/me')).toMatchObject({ presence: 'break', presenceUntil: SUNDAY_MORNING + 30 * MINUTE, timeZone: 'Asia/Jerusalem' });
    const mine = async (): Promise<unknown> => { const { presence, presenceUntil } = (await get<Team>('/team')).members.find(({ id }) => id === 'dana')!; return [presence, presenceUntil]; };
    expect(await mine()).toEqual(['break', SUNDAY_MORNING + 30 * MINUTE]);
    world.clock.now += 30 * MINUTE;
    expect(await get<Me>('/me')).toMatchObject({ presence: 'here', presenceUntil: null });
    expect(await mine()).toEqual(['here', null]);
  });
});

describe('saved views', () => {
  const view = (id: string, fields: Partial<SavedView> = {}): SavedView => ({ id, name: `View ${id}`, filter: { queue: 'open' }, shared: false, ...fields });
  const save = async (token: string, views: SavedView[], version?: string) => world.call<SavedViews>('PUT', '/views', { token, body: { views, version: version ?? (await get<SavedViews>('/views', token)).version } });
  const ids = async (token: string): Promise<string[]> => (await get<SavedViews>('/views', token)).views.map(({ id }) => id);

  it('are one’s own, or everybody’s', async () => {
    expect((await save(dana, [view('own'), view('all', { shared: true })])).body.views).toMatchObject([{ id: 'own', shared: false, by: 'dana' }, { id: 'all', shared: true, by: 'dana' }]);
    expect([await ids(dana), await ids(noa)]).toEqual([['own', 'all'], ['all']]);
  });

  it('that are shared are changed by who made them, or by a lead', async () => {
    const other = await issuer.token({ sub: 'avi', name: 'Avi', roles: ['agent'] });
    await save(dana, [view('all', { shared: true })]);
    expect(await save(other, [view('all', { shared: true, name: 'Mine now' })])).toMatchObject({ status: 422, body: { error: { key: 'notYours' } } });
    expect(await save(other, [])).toMatchObject({ status: 422 });
    expect((await save(other, [view('his'), view('all', { shared: true })])).status).toBe(200);
    expect((await save(noa, [view('all', { shared: true, name: 'Ours' })])).body.views).toMatchObject([{ name: 'Ours', by: 'dana' }]);
    expect((await save(dana, [])).status).toBe(200);
    expect(await ids(other)).toEqual(['his']);
  });

  it('are written over what was read', async () => {
    const { version } = await get<SavedViews>('/views');
    await save(noa, [view('from-noa', { shared: true })]);
    expect((await save(dana, [view('own')], version)).status).toBe(409);
    expect(await ids(dana)).toEqual(['from-noa']);
  });

  it.each<[string, object[]]>([['more than fifty', Array.from({ length: 51 }, (_, n) => ({ id: `v${n}`, name: 'x', filter: { queue: 'open' }, shared: false }))], ['two of one id', [view('a'), view('a')]], ['one of no queue', [{ ...view('a'), filter: {} }]], ['one without a name', [view('a', { name: ' ' })]]])('%s are refused', async (_what, views) => {
    expect((await world.call('PUT', '/views', { token: dana, body: { views, version: (await get<SavedViews>('/views')).version } })).status).toBe(400);
  });

  it('narrow a list down by all that they name, and are counted like queues', async () => {
    const first = await world.receive(mail({ from: 'a@example.org', text: 'I will sue you', replyText: 'I will sue you' }));
    await world.receive(mail({ from: 'b@example.org' }));
    await world.receive(privateMessage('talk'));
    const { version } = await get<CaseView>(`/cases/${first}`);
    await world.call('PATCH', `/cases/${first}`, { token: dana, body: { version, tags: ['a,b', 'חשוב'], topic: 'billing', assignee: 'dana' } });
    const filter = { queue: 'open' as const, channel: 'email', tags: ['חשוב', 'a,b'], topic: 'billing', assignee: 'me', priority: 'high' as const };
    await save(dana, [view('one', { filter }), view('none', { filter: { ...filter, tags: ['other'] } }), view('done', { filter: { queue: 'resolved' } })]);
    expect((await get<Queues>('/queues')).views).toEqual([{ id: 'one', count: 1 }, { id: 'none', count: 0 }, { id: 'done', count: null }]);
    const query = `queue=open&channel=email&topic=billing&assignee=me&priority=high&tags=${encodeURIComponent(['חשוב', 'a,b'].map(encodeURIComponent).join(','))}`;
    expect((await get<CaseList>(`/cases?${query}`)).cases.map(({ number }) => number)).toEqual([first]);
    expect((await get<CaseList>(`/cases?${query}`, noa)).cases).toEqual([]);
    expect((await world.call('GET', '/cases?tags=%25E0%25A4%25A', { token: dana })).status).toBe(400);
  });

  it('look into what is over too', async () => {
    const number = await world.receive(mail());
    const { version } = await get<CaseView>(`/cases/${number}`);
    await world.call('PATCH', `/cases/${number}`, { token: dana, body: { version, tags: ['vip'], status: 'resolved' } });
    expect([(await get<CaseList>('/cases?queue=resolved&tags=vip')).cases.length, (await get<CaseList>('/cases?queue=resolved&tags=other')).cases.length]).toEqual([1, 0]);
  });
});

describe('the morning', () => {
  it('tells what came since one left', async () => {
    await world.call('GET', '/me', { token: dana });
    const before = await world.receive(mail({ from: 'old@example.org', receivedAt: SUNDAY_MORNING - MINUTE, at: SUNDAY_MORNING - MINUTE, mail: { messageId: '<old@example.org>' } }));
    await world.call('POST', `/cases/${before}/replies`, { token: dana, body: { text: 'answered', key: 'key-00001' } });
    world.clock.now += 15 * 60 * MINUTE;
    const night = world.clock.now - 5 * MINUTE;
    const urgent = await world.receive(mail({ from: 'new@example.org', receivedAt: night, at: night, text: 'smoke', replyText: 'There is smoke from the charger' }));
    await world.receive(mail({ from: 'old@example.org', receivedAt: night, at: night, mail: { inReplyTo: ['<old@example.org>'] } }));
    await world.call('GET', '/me', { token: dana });
    const came = await get<SinceILeft>('/since-i-left');
    expect(came).toMatchObject({ since: SUNDAY_MORNING, because: 'left', opened: { count: 1, byTopic: [{ topic: null, count: 1, urgent: 1, numbers: [urgent] }], byChannel: [{ channel: 'email', count: 1 }] }, wroteAgain: { count: 1 }, urgent: { count: 1 } });
    expect([came.wroteAgain.cases[0]!.number, came.urgent.cases[0]!.number]).toEqual([before, urgent]);
    expect(await get<SinceILeft>(`/since-i-left?since=${world.clock.now - MINUTE}`)).toMatchObject({ because: 'asked', opened: { count: 0 } });
    expect((await world.call('GET', '/since-i-left?since=yesterday', { token: dana })).status).toBe(400);
  });
});

describe('before closing', () => {
  it('tells what must not wait, what customers hear from now on, and who is on call', async () => {
    world.settings.onCall = [{ from: '2026-11-20', to: '2026-11-30', who: 'נועה', phone: '050-0000000' }];
    world.clock.now = Date.parse('2026-11-22T14:00:00Z');
    const now = world.clock.now;
    const soon = await world.receive(mail({ receivedAt: now, at: now, from: 'a@example.org', text: 'smoke', replyText: 'There is smoke from the charger' }));
    const told = await get<BeforeClosing>('/before-closing');
    expect(told).toMatchObject({ closesAt: Date.parse('2026-11-22T15:00:00Z'), opensAt: Date.parse('2026-11-23T06:30:00Z'), unassigned: { count: 1, cases: [{ number: soon }] }, late: { count: 0 }, away: null, onCall: [{ who: 'נועה' }] });
    expect([told.beforeClosing.count + told.whileClosed.count + told.afterOpening.count, told.told.map(({ priority }) => priority)]).toEqual([1, ['urgent', 'high', 'normal', 'low']]);
    expect(told.told[2]!.when).toEqual({ he: expect.stringContaining('בשעה') as unknown, en: expect.stringContaining('Israel time') as unknown });
    expect(told.toldAfterClosing!.dueAt).toBeGreaterThan(told.told[2]!.dueAt);
    world.clock.now = Date.parse('2026-11-20T12:00:00Z');
    expect(await get<BeforeClosing>('/before-closing')).toMatchObject({ closesAt: null, away: { opensAt: Date.parse('2026-11-22T06:30:00Z') } });
  });
});

describe('settings', () => {
  it('take patterns of numbers, and refuse one that is none with its place', async () => {
    const { settings, topics, tags, version } = await get<SettingsView>('/settings', admin);
    const put = async (masks: string[], of: string) => world.call<SettingsView & { error: { values: { fields: string } } }>('PUT', '/settings', { token: admin, body: { settings: { ...settings, numberPatterns: [{ id: 'customer', name: { he: 'לקוח', en: 'Customer' }, masks, target: 'https://crm.example/{number}' }], assignment: { automatic: true, sameAgent: false } }, topics, tags, version: of } });
    expect((await put(['(a+)+'], version)).body.error.values.fields).toContain('numberPatterns');
    expect((await put(['C-#{6-9}'], version)).body.settings).toMatchObject({ numberPatterns: [{ masks: ['C-#{6-9}'] }], assignment: { automatic: true, sameAgent: false } });
  });

  it('refuse a known fault at no time by its place, and one that stands there keeps nobody from reading or from setting another', async () => {
    const number = await world.receive(mail());
    const what = { he: 'תקלה', en: 'Outage' };
    const put = async (nextUpdateAt: number) => world.call<KnownFault & { error: { values: { fields: string } } }>('PUT', '/known-fault', { token: noa, body: { fault: { what, nextUpdateAt }, version: (await get<KnownFault>('/known-fault')).version } });
    for (const at of [9e15, 9e99, -1]) expect([(await put(at)).status, (await put(at)).body.error.values.fields]).toEqual([400, 'fault.nextUpdateAt']);
    await world.office.documents.write('settings', { incident: { what, nextUpdateAt: 9e15 }, capPerDay: 7 }, (await world.office.documents.read('settings')).version);
    world.settings.incident = { what, nextUpdateAt: 9e15 };
    expect((await get<KnownFault>('/known-fault')).fault).toBeNull();
    expect([(await world.call('GET', `/cases/${number}`, { token: dana })).status, (await world.call('GET', '/templates/preview', { token: noa })).status]).toEqual([200, 200]);
    expect((await put(SUNDAY_MORNING)).body.fault).toEqual({ what, nextUpdateAt: SUNDAY_MORNING });
    expect((await get<SettingsView>('/settings', admin)).settings.capPerDay).toBe(7);
  });

  it.each<[string, string, object]>([
    ['PATCH', '/cases/{number}', { status: 'snoozed', until: 9e15 }], ['PUT', '/me/presence', { presence: 'away', until: 9e15 }],
  ])('and every time that is given is one that a date can hold: %s %s', async (method, path, body) => {
    const number = await world.receive(mail());
    const { version } = await get<CaseView>(`/cases/${number}`);
    expect((await world.call<unknown>(method, path.replace('{number}', number), { token: noa, body: { version, ...body } }))).toMatchObject({ status: 400, body: { error: { values: { fields: 'until' } } } });
  });
});

describe('the channels', () => {
  it('say when something last came and was last fetched, mail as well, however long ago the connection was looked at', async () => {
    const lookedAt = SUNDAY_MORNING - 3_600_000;
    await world.channels.putCheck({ channel: 'facebook', checkedAt: lookedAt, connected: true, accounts: [{ inbox: 'PAGE1', lastEventAt: null, fetchedAt: lookedAt }], findings: [], told: {} });
    await world.channels.putCheck({ channel: 'x', checkedAt: lookedAt, connected: true, accounts: [{ inbox: '42', lastEventAt: null, fetchedAt: null }], findings: [], told: {} });
    await world.channels.moveCursor('x', '42', { cursor: null, notBefore: 0, movedAt: SUNDAY_MORNING }, null);
    await world.receive(mail());
    await world.receive(privateMessage('c1', { channel: 'facebook', inbox: 'PAGE1', receivedAt: SUNDAY_MORNING - MINUTE }));
    const accounts = Object.fromEntries((await get<Channels>('/channels')).channels.map((one) => [one.channel, one.accounts]));
    expect(accounts).toMatchObject({
      email: [{ inbox: 'care@company.example', lastEventAt: SUNDAY_MORNING, fetchedAt: null }], form: [{ lastEventAt: null }],
      facebook: [{ inbox: 'PAGE1', lastEventAt: SUNDAY_MORNING - MINUTE, fetchedAt: lookedAt }], x: [{ lastEventAt: null, fetchedAt: SUNDAY_MORNING }],
    });
  });
});
