import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { PutObjectCommand } from '@aws-sdk/client-s3';
import { GetQueueAttributesCommand, SendMessageCommand, SetQueueAttributesCommand, SQSClient } from '@aws-sdk/client-sqs';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { text } from 'node:stream/consumers';
import { connectTo, runningEngine } from '../../local/data-directory.ts';
import type { CaseList, CaseView } from '../../shared/api-shapes.ts';
import type { BeforeClosing, Queues, SavedViews, SettingsView, SinceILeft, Team } from '../../shared/api-shapes/desk.ts';
import type { FiguresNow } from '../../shared/api-shapes/figures.ts';
import type { LedgerRow, LedgerView, StuckList } from '../../shared/api-shapes/ledger.ts';
import { objectsClient } from '../../shared/aws/clients.ts';
import { startEngine } from '../support/engine.ts';
import type { TestEngine } from '../support/engine.ts';
import { letter } from '../support/letters.ts';
import { SIGNERS } from '../support/sign.ts';

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

describe('a second colleague', () => {
  const signIn = async (...given: string[]): Promise<{ code: number | null; out: string; errors: string }> => {
    const child = spawn(process.execPath, ['--disable-warning=ExperimentalWarning', 'local/commands/sign-in.ts', '--data', engine.ready.data, ...given], { env: { ...process.env, NODE_OPTIONS: '' }, stdio: ['ignore', 'pipe', 'pipe'] });
    const [out, errors, [code]] = await Promise.all([text(child.stdout), text(child.stderr), once(child, 'close') as Promise<[number | null]>]);
    return { code, out, errors };
  };

  it('signs in beside the first by an address of their own, with the rights of their role', async () => {
    const { code, out } = await signIn('--as', 'noa', '--name', 'נועה');
    const address = new URL(out.trim());
    const me = async (token: string): Promise<unknown> => (await fetch(`${engine.ready.api}/me`, { headers: { authorization: `Bearer ${token}` } })).json();
    expect([code, address.origin, await me(address.searchParams.get('token')!)]).toEqual([0, engine.ready.api, expect.objectContaining({ id: 'noa', name: 'נועה', roles: ['agent'] })]);
    expect((await fetch(`${engine.ready.api}/engine/sign-ins`, { method: 'POST', headers: { authorization: `Bearer ${address.searchParams.get('token')!}` }, body: '{"id":"eve","name":"Eve","role":"admin"}' })).status).toBe(403);
  });

  it('is told in one line what is wrong with what they call themselves', async () => {
    expect([await signIn('--as', 'נועה'), await signIn('--as', 'noa', '--role', 'boss'), await signIn()].map(({ code, out, errors }) => [code, out, errors.trim().split('\n').length])).toEqual([[2, '', 1], [2, '', 1], [2, '', 1]]);
  });
});

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

describe('the books', () => {
  const PAGE = 'local-facebook-secret';
  const knock = async (body: object, secret = PAGE): Promise<number> => {
    const [raw, signer] = [Buffer.from(JSON.stringify(body)), SIGNERS['facebook']!];
    return (await fetch(new URL('/webhooks/facebook', engine.ready.api), { method: 'POST', body: new Uint8Array(raw), headers: { 'content-type': 'application/json', [signer.header]: signer.sign(raw, secret) } })).status;
  };
  const rowOf = async (source: string): Promise<LedgerRow> => {
    const { rows } = await get<LedgerView>('/ledger?days=2');
    const own = rows.filter((row) => row.source === source);
    // Two rows when midnight passes meanwhile.
    const sum = (of: (row: LedgerRow) => number): number => own.reduce((total, row) => total + of(row), 0);
    return { day: '', source, received: sum((row) => row.received), stored: sum((row) => row.stored), quarantined: sum((row) => row.quarantined), duplicates: sum((row) => row.duplicates), rejected: sum((row) => row.rejected), noted: Object.assign({}, ...own.map(({ noted }) => noted)) as Record<string, number>, underWay: sum((row) => row.underWay), overdue: sum((row) => row.overdue), balanced: own.every(({ balanced }) => balanced) };
  };

  it('balance over mails and a platform: duplicates, a machine\'s mail, a forged signature, a receipt; what is released moves', async () => {
    const before = (await rowOf('email')).stored;
    const at = Date.now();
    const said = (mid: string, text: string): object => ({ sender: { id: 'P7' }, recipient: { id: 'PAGE1' }, timestamp: at, message: { mid, text } });
    const delivery = { object: 'page', entry: [{ id: 'PAGE1', time: at, messaging: [said('ledger-1', 'שלום, איפה ההזמנה?'), said('ledger-2', 'It is number 7.'), { sender: { id: 'P7' }, recipient: { id: 'PAGE1' }, timestamp: at, read: { watermark: at } }] }] };
    expect([await knock(delivery), await knock(delivery), await knock(delivery, 'forged')]).toEqual([200, 200, 401]);
    const twice = letter({ from: 'noa@customer.example', subject: 'פעמיים', id: '<twice@customer.example>', text: 'נשלח פעמיים' });
    for (const raw of [twice, twice, letter({ from: 'robot@customer.example', subject: 'Away', id: '<away@customer.example>', text: 'I am away.', headers: ['Auto-Submitted: auto-replied'] })]) await engine.sendMail(raw, { from: 'noa@customer.example', to: 'care@company.example' });
    await engine.eventually(async () => {
      expect(await rowOf('email')).toMatchObject({ received: before + 3, stored: before + 1, quarantined: 1, duplicates: 1, underWay: 0, balanced: true });
      expect(await rowOf('facebook')).toMatchObject({ stored: 2, duplicates: 2, rejected: 1, noted: { receipt: 2 }, underWay: 0, balanced: true });
    }, 'everything is accounted for');
    const { messages: [held] } = await get<{ messages: { id: string }[] }>('/quarantine');
    await put('POST', `/quarantine/${held!.id}/release`, {});
    await engine.eventually(async () => { expect(await rowOf('email')).toMatchObject({ received: before + 3, stored: before + 2, quarantined: 0, balanced: true }); }, 'the released one has moved');
  });

  it('have a place for what fails for ever: it is seen, freed once, and is one case', async () => {
    connectTo(runningEngine(engine.ready.data)!);
    const { MOKED_MAIL_QUEUE: QueueUrl, MOKED_BUCKET: Bucket } = Object.values(runningEngine(engine.ready.data)!.environments).find((one) => one['MOKED_MAIL_QUEUE'] && one['MOKED_BUCKET'])!;
    const sqs = new SQSClient({});
    const { Attributes } = await sqs.send(new GetQueueAttributesCommand({ QueueUrl: QueueUrl!, AttributeNames: ['RedrivePolicy'] }));
    const policy = JSON.parse(Attributes!['RedrivePolicy']!) as { deadLetterTargetArn: string; maxReceiveCount: number };
    // Three days of failing in some seconds.
    await sqs.send(new SetQueueAttributesCommand({ QueueUrl: QueueUrl!, Attributes: { RedrivePolicy: JSON.stringify({ ...policy, maxReceiveCount: 1 }) } }));
    const id = 'stuck-mail-1';
    await sqs.send(new SendMessageCommand({ QueueUrl: QueueUrl!, MessageBody: JSON.stringify({ notificationType: 'Received', mail: { timestamp: new Date().toISOString(), messageId: id, source: 'gal@customer.example', destination: ['care@company.example'] }, receipt: { recipients: ['care@company.example'], action: { type: 'S3', objectKey: `raw/${id}` } } }) }));
    const seen = await engine.until(async () => (await get<StuckList>('/stuck')).stuck[0], 'it is given up');
    expect(seen).toMatchObject({ queue: 'mail', kind: 'mail', channel: 'email', canRetry: true, canKeep: true });
    expect((await get<{ stuck: number }>('/channels')).stuck).toBe(1);
    await objectsClient().send(new PutObjectCommand({ Bucket: Bucket!, Key: `raw/${id}`, Body: letter({ from: 'gal@customer.example', subject: 'נתקעה', id: '<stuck@customer.example>', text: 'ההודעה הזאת נתקעה' }) }));
    const press = async (): Promise<number> => (await engine.api(`/stuck/mail/${seen.id}/retry`, { method: 'POST' })).status;
    expect((await Promise.all([press(), press()])).sort()).toEqual([200, 404]);
    const found = await engine.until(async () => { const { cases } = await get<CaseList>('/cases?sort=newest'); const own = cases.filter(({ subject }) => subject === 'נתקעה'); return own.length > 0 ? own : undefined; }, 'it is a case');
    expect([found.length, (await get<StuckList>('/stuck')).total, await press()]).toEqual([1, 0, 404]);
  });
});
