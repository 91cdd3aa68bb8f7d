import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { CaseList, CaseView } from '../../shared/api-shapes.ts';
import type { BeforeClosing, Queues, SavedViews, SettingsView, SinceILeft, Team } from '../../shared/api-shapes/desk.ts';
import type { FiguresNow } from '../../shared/api-shapes/figures.ts';
import { startEngine } from '../support/engine.ts';
import type { TestEngine } from '../support/engine.ts';
import { letter } from '../support/letters.ts';

let engine: TestEngine;
beforeAll(async () => { engine = await startEngine(); });
afterAll(async () => { await engine.stop(); });

async function get<T>(path: string): Promise<T> {
  const answer = await engine.api(path);
  if (!answer.ok) throw new Error(`${path} answered ${answer.status}: ${await answer.text()}`);
  return answer.json() as Promise<T>;
}
async function put<T>(method: string, path: string, body: object): Promise<T> {
  const answer = await engine.api(path, { method, headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) });
  if (!answer.ok) throw new Error(`${path} answered ${answer.status}: ${await answer.text()}`);
  return answer.json() as Promise<T>;
}
async function write(who: string, subject: string, text: string): Promise<string> {
  await engine.sendMail(letter({ from: `${who}@customer.example`, subject, id: `<${who}-${subject.length}@customer.example>`, text }), { from: `${who}@customer.example`, to: 'care@company.example' });
  return (await engine.until(async () => (await get<CaseList>('/cases?sort=newest')).cases.find(({ customer, subject: own }) => customer.id.startsWith(who) && own === subject), 'the case is there')).number;
}

describe('a team that is given its cases', () => {
  it('gets each new one with the rule that chose, in the queue of its team, and in the views that fit', async () => {
    const { settings, topics, tags, version } = await get<SettingsView>('/settings');
    await put('PUT', '/settings', { settings: { ...settings, assignment: { automatic: true, sameAgent: true } }, topics, tags, version });
    const { id, name } = await get<{ id: string; name: string }>('/me');
    await put<Team>('PUT', '/team', { members: [{ id, name, roles: ['admin'], skills: [], languages: ['he', 'en'], capacity: 5, teams: ['post'] }], teams: [{ id: 'post', name: 'דואר', topics: [], channels: ['email'] }], version: (await get<Team>('/team')).version });

    const number = await write('dana', 'משלוח', 'אבא שלי מונשם ואין אצלנו חשמל מהבוקר');
    const view = await engine.until(async () => { const found = await get<CaseView>(`/cases/${number}`); return found.case.assignee === null ? undefined : found; }, 'it is given to somebody');
    expect(view).toMatchObject({ case: { assignee: id, teamName: 'דואר', priority: 'urgent' }, history: 'whole' });
    expect(view.events.map(({ what, by, values }) => [what, by, values])).toEqual(expect.arrayContaining([
      ['assigned', 'system', { assignee: id, assigneeName: name, because: 'onlyOneEligible', among: '1' }], ['team', 'system', { team: 'post', teamName: 'דואר', because: 'channel' }],
    ]));

    await put('PATCH', `/cases/${number}`, { version: view.version, tags: ['חשמל'] });
    await put<SavedViews>('PUT', '/views', { views: [{ id: 'power', name: 'חשמל', shared: true, filter: { queue: 'mine', tags: ['חשמל'], team: 'mine', priority: 'urgent' } }], version: (await get<SavedViews>('/views')).version });
    const queues = await engine.until(async () => { const found = await get<Queues>('/queues'); return found.views?.[0]?.count === 1 ? found : undefined; }, 'the view holds it');
    expect(queues.teams).toEqual([{ id: 'post', name: 'דואר', open: 1, unassigned: 0 }]);
  });

  it('gets none while everybody is on a break, and the case says why; the minute after they are back it is given', async () => {
    await put('PUT', '/me/presence', { presence: 'break' });
    const number = await write('moshe', 'שאלה', 'מתי נפתחת החנות?');
    const why = await engine.until(async () => (await get<CaseView>(`/cases/${number}`)).unassignedBecause, 'it says why');
    expect(why).toBe('nobodyHere');
    await put('PUT', '/me/presence', { presence: 'here' });
    await engine.until(async () => {
      await engine.api('/engine/schedules/moked-local-remind', { method: 'POST' });
      return (await get<CaseView>(`/cases/${number}`)).case.assignee;
    }, 'it is given to somebody');
  });

  it('reads in the morning what came, and in the evening what must not wait', async () => {
    // Lists are told a moment after the case itself has changed.
    await engine.eventually(async () => {
      const came = await get<SinceILeft>(`/since-i-left?since=${Date.now() - 3_600_000}`);
      expect(came).toMatchObject({ opened: { count: 2, byChannel: [{ channel: 'email', count: 2, urgent: 1 }] }, urgent: { count: 1 }, mine: { count: 2 } });
      const closing = await get<BeforeClosing>('/before-closing');
      expect([closing.unassigned.count, closing.told.length, closing.opensAt !== null]).toEqual([0, 4, true]);
      expect(await get<FiguresNow>('/figures/now')).toMatchObject({ openAlerts: 0, open: { value: 2 } });
    }, 'the figures hold both cases');
  });
});
