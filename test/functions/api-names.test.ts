import { beforeEach, describe, expect, it } from '@jest/globals';
import type { CaseList, CaseView } from '../../shared/api-shapes.ts';
import type { ContactView, SavedViews, SearchHit } from '../../shared/api-shapes/desk.ts';
import { mail, privateMessage } from '../support/make.ts';
import { signedIn } from '../support/signed-in.ts';
import type { ApiWorld } from '../support/signed-in.ts';

const { begin, dana } = await signedIn();
let world: ApiWorld;
beforeEach(() => { world = begin(); });

const get = async <T>(path: string): Promise<T> => (await world.call<T>('GET', path, { token: dana })).body;
const listed = async (): Promise<(string | null)[]> => (await get<CaseList>('/cases')).cases.map(({ customer }) => customer.name);

describe('a customer', () => {
  it.each(['מיכל לוי', 'Michal Levi'])('who is named in one place is called so in every list, in the head and above each word: %s', async (name) => {
    const id = '701455443168';
    const first = await world.receive(privateMessage('c1', { subject: '', author: { id, name: null } }));
    const second = await world.receive(privateMessage('c2', { author: { id, name } }));
    await world.tellAll();
    expect([first === second, await listed()]).toEqual([false, [name, name]]);
    const view = await get<CaseView>(`/cases/${first}`);
    expect([view.case.customer, view.entries[0]!.author]).toEqual([{ id, name }, { id, name }]);
    expect((await get<ContactView>(`/contacts/${view.case.contact}`)).cases.map(({ customer }) => customer.name)).toEqual([name, name]);
    expect((await get<{ hits: SearchHit[] }>(`/search?q=${first}`)).hits[0]?.title).toBe(name);
  });

  it('is called by the name that their latest word brought, before anybody has gathered who they are', async () => {
    await world.receive(privateMessage('c1'));
    await world.receive(privateMessage('c1', { at: world.clock.now + 1, author: { id: 'person-of-c1', name: 'Michal Levi' } }));
    expect(await listed()).toEqual(['Michal Levi']);
  });

  it('is called by the name of whom a person merged them with, and by none where nobody knows it', async () => {
    const nameless = await world.receive(privateMessage('c1', { author: { id: 'qYpUcA5RgSnNCjlr93ziKw', name: null } }));
    const named = await world.receive(mail({ author: { id: 'michal@example.org', name: 'Michal Levi' } }));
    await world.tellAll();
    expect((await get<CaseView>(`/cases/${nameless}`)).case.customer.name).toBeNull();
    const [from, into] = [(await get<CaseView>(`/cases/${nameless}`)).case.contact, (await get<CaseView>(`/cases/${named}`)).case.contact];
    await world.call('POST', '/contacts/merge', { token: dana, body: { from, into } });
    expect((await get<CaseView>(`/cases/${nameless}`)).case.customer.name).toBe('Michal Levi');
  });

  it.each([['Dana \u202egnp.exe', 'Dana gnp.exe'], ['\u2067דנה\u200f', 'דנה']])('whose name would turn the line round is shown without what turns it: %j', async (name, shown) => {
    const number = await world.receive(mail({ author: { id: 'dana@example.org', name } }));
    await world.tellAll();
    const view = await get<CaseView>(`/cases/${number}`);
    const contact = await get<ContactView>(`/contacts/${view.case.contact}`);
    expect([await listed(), view.case.customer.name, view.entries[0]!.author.name, contact.name, contact.identities[0]!.name]).toEqual([[shown], shown, shown, shown, shown]);
  });

  it('whose view’s name would do so has it saved without', async () => {
    const save = async (name: string) => world.call<SavedViews>('PUT', '/views', { token: dana, body: { views: [{ id: 'a', name, filter: { queue: 'open' }, shared: false }], version: (await get<SavedViews>('/views')).version } });
    expect((await save('\u202eMine\u202c')).body.views[0]!.name).toBe('Mine');
    expect((await save('\u202e')).status).toBe(400);
  });
});
