import { beforeEach, describe, expect, it } from '@jest/globals';
import { simpleParser } from 'mailparser';
import { composeStatusLink } from '../../shared/channels/email/compose.ts';
import type { Case } from '../../shared/domain/case.ts';
import { mergeCases } from '../../shared/domain/case-merge.ts';
import { mailIdentityKey } from '../../shared/domain/ids.ts';
import type { ComposedMail } from '../../shared/domain/outgoing.ts';
import { DEFAULT_SETTINGS, type Settings } from '../../shared/domain/settings.ts';
import { linkToStatus, readStatusToken } from '../../shared/domain/status-link.ts';
import type { LinkRequest } from '../../shared/domain/status-link.ts';
import { TryLater } from '../../shared/errors.ts';
import { mailLink } from '../../shared/steps/mail-link.ts';
import { KEYS, SUNDAY_MORNING } from '../support/make.ts';
import { headOf, someCase } from '../support/make-case.ts';
import { MemoryCases } from '../../local/faults/memory-cases.ts';
import { MemorySendings } from '../../local/faults/memory-sendings.ts';
import { MemoryStatusLinks } from '../support/memory-status-links.ts';
import { STATUS_KEY } from '../support/status-world.ts';

const NUMBER = '482109379';
const DELIVERED = { id: 'a', state: 'delivered' as const, attempt: 1, leaseUntil: null, startedAt: null, providerId: 'p', reason: null, changedAt: 0, sentAt: 0 };
let table: MemoryCases;
let links: MemoryStatusLinks;
let sendings: MemorySendings;
let handed: ComposedMail[];
let service: () => string;
let settings: Settings;
let clock: number;

beforeEach(() => {
  table = new MemoryCases();
  links = new MemoryStatusLinks(table);
  sendings = new MemorySendings(table);
  [handed, service, settings, clock] = [[], () => `ses-${handed.length}`, DEFAULT_SETTINGS, SUNDAY_MORNING];
  const item = someCase(NUMBER, { acknowledgement: DELIVERED, statusGeneration: 2, threads: ['t'] });
  table.cases.set(NUMBER, item);
  table.heads.set('t', headOf(item));
});

const request = (fields: Partial<LinkRequest> = {}): LinkRequest => ({ schema: 1, kind: 'linkRequest', id: 'q'.repeat(22), caseNumber: NUMBER, email: 'dana@example.org', language: 'en', at: SUNDAY_MORNING, ...fields });
const ask = async (fields: Partial<LinkRequest> = {}, whom: 'trial' | 'customers' = 'trial') => mailLink({
  links, sendings, keys: KEYS, settings: async () => settings, now: () => clock, log: () => undefined, pace: async () => undefined, compose: composeStatusLink,
  linkTo: (claim, company) => linkToStatus({ ownAddress: 'https://api.example', whom, key: STATUS_KEY }, claim, company),
  mail: { hand: async (mail) => { const id = service(); handed.push(mail); return id; } },
})(JSON.stringify(request(fields)));

describe('a new link', () => {
  it('goes by mail to the customer, in the case’s language, and opens that case', async () => {
    expect(await ask()).toEqual({ done: true });
    const mail = await simpleParser(handed[0]!.raw);
    expect([handed[0]!.to, mail.subject, mail.headers.get('auto-submitted')]).toEqual(['dana@example.org', 'קישור חדש לפנייתך, מספר 482-109-379', 'auto-replied']);
    const token = /https:\/\/api\.example\/s\/([\w-]{32})$/m.exec(mail.text!)![1]!;
    expect(readStatusToken(STATUS_KEY, token)).toMatchObject({ caseNumber: NUMBER, generation: 2 });
    expect(sendings.own.get(mailIdentityKey(KEYS.id, '<ses-0@amazonses.com>'))).toMatchObject({ thread: 't', case: NUMBER, own: true });
  });

  it('asked for by the number of the case that theirs was merged into is one to their own, never to the other customer’s', async () => {
    const own = someCase('482109387', { acknowledgement: DELIVERED, customer: { id: 'mia@example.org', name: null }, language: 'en', threads: ['t-mia'], mergedInto: NUMBER, status: 'closed', statusGeneration: 5 });
    table.cases.set(own.number, own);
    table.cases.get(NUMBER)!.threads.push('t-mia');
    table.heads.set('t-mia', headOf(own, { case: NUMBER, openedBy: 'merge-1', joined: true, prev: { case: own.number, openedBy: own.openedBy, ackBy: null } }));
    await ask({ email: 'mia@example.org' });
    await ask({ email: 'mia@example.org', caseNumber: own.number, id: 'r'.repeat(22) });
    await ask({ caseNumber: own.number, id: 's'.repeat(22) });
    expect(handed.map(({ to }) => to)).toEqual(['mia@example.org', 'mia@example.org']);
    for (const { raw } of handed) {
      const mail = await simpleParser(raw);
      expect(readStatusToken(STATUS_KEY, /\/s\/([\w-]{32})$/m.exec(mail.text!)![1]!)).toMatchObject({ caseNumber: own.number, generation: 5 });
      expect([mail.subject, mail.replyTo?.text]).toEqual([expect.stringContaining('482-109-387'), expect.stringContaining('c.482109387')]);
    }
    expect([...sendings.own.values()].map(({ thread, case: number }) => [thread, number])).toEqual([['t-mia', own.number], ['t-mia', own.number]]);
  });

  it('after a second merge is one to the asker’s own case still, by whichever of the three numbers they ask', async () => {
    const [own, between] = [['482109387', 'mia@example.org'], ['482109396', 'omer@example.org']].map(([number, id]) => someCase(number!, { acknowledgement: DELIVERED, customer: { id: id!, name: null } })) as [Case, Case];
    const asStored = { from: own, into: between };
    for (const item of [own, between]) table.heads.set(item.threads[0]!, headOf(item));
    for (const into of [between, table.cases.get(NUMBER)!]) {
      const writes = mergeCases({ from: asStored.from, into, heads: table.heads, id: `merge-${into.number}`, at: SUNDAY_MORNING, by: 'noa' });
      if ('refused' in writes) throw new Error(writes.refused);
      for (const { thread, head } of writes.heads) table.heads.set(thread, head);
      for (const item of [writes.from, writes.into]) table.cases.set(item.number, item);
      asStored.from = writes.into;
    }
    for (const [place, caseNumber] of [own.number, between.number, NUMBER].entries()) await ask({ email: 'mia@example.org', caseNumber, id: String(place).repeat(22) });
    await ask({ email: 'omer@example.org', caseNumber: own.number, id: 'r'.repeat(22) });
    const opened = await Promise.all(handed.map(async ({ to, raw }) => [to, readStatusToken(STATUS_KEY, /\/s\/([\w-]{32})$/m.exec((await simpleParser(raw)).text!)![1]!)?.caseNumber]));
    expect(opened).toEqual([own, own, own].map(({ number }) => ['mia@example.org', number]));
    expect([...sendings.own.values()].map(({ thread }) => thread)).toEqual([own, own, own].map(({ threads }) => threads[0]));
  });

  it('is an address of ours that the customer’s answer chooses the case by', async () => {
    await ask();
    expect((await simpleParser(handed[0]!.raw)).replyTo?.text).toMatch(/^care\+c\.482109379[0-9a-f]{16}@company\.example$/);
  });

  it.each<[string, Partial<LinkRequest>]>([['another address', { email: 'eve@example.org' }], ['another case', { caseNumber: '100000001' }], ['a day later', { at: SUNDAY_MORNING - 25 * 3_600_000 }]])('goes nowhere for %s', async (_, fields) => {
    expect([await ask(fields), handed]).toEqual([{ done: true }, []]);
  });

  it('is mailed once, however often the queue brings it', async () => {
    for (const _ of [1, 2, 3]) await ask();
    expect(handed).toHaveLength(1);
  });

  it('is mailed no more than an address may get in an hour, and takes nothing of what may be confirmed', async () => {
    for (const id of ['a', 'b', 'c', 'd', 'e']) await ask({ id: id.repeat(22) });
    expect(handed).toHaveLength(DEFAULT_SETTINGS.capPerHour);
    expect(await sendings.takeCap({ address: 'dana@example.org', perHour: 3, perDay: 10, id: 'ack', now: clock })).toBe(true);
  });

  it('waits when the mail service says so, and goes then', async () => {
    service = () => { throw new TryLater(10, 'slow down'); };
    expect(await ask()).toEqual({ done: false, hideSeconds: 10 });
    service = () => 'ses-later';
    expect([await ask(), handed.length]).toEqual([{ done: true }, 1]);
  });

  it('of which nobody knows whether it went is not mailed again', async () => {
    service = () => { throw new Error('socket hang up'); };
    await ask();
    service = () => 'ses-1';
    expect([await ask(), handed]).toEqual([{ done: true }, []]);
  });

  it('is mailed to nobody while customers have no page', async () => {
    expect([await ask({}, 'customers'), handed]).toEqual([{ done: true }, []]);
  });

  it('is no other entry of the outbox', async () => {
    const step = mailLink({} as never);
    expect([await step('{"kind":"acknowledgement"}'), await step('Successfully validated SNS topic'), await step('{"kind":"linkRequest","id":1}')]).toEqual([undefined, undefined, undefined]);
  });
});
