import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { fieldsOf, readSubmission, readUploads, toInbound } from '../../shared/channels/form/door.ts';
import type { Submission } from '../../shared/channels/form/door.ts';
import { facts, FormSettings } from '../../shared/channels/form/facts.ts';
import { clientOf, languageAskedFor } from '../../shared/channels/form/visitor.ts';
import { InboundMessage } from '../../shared/domain/message.ts';
import { KEYS, SUNDAY_MORNING } from '../support/make.ts';

const EVENTS = join(import.meta.dirname, '../../events/form');
const LIMITS = FormSettings.parse(facts.example);
const OWN = ['care@company.example', 'support@company.example'];
const SUBMISSION = 'q3Jm0Tn1S0yJ8mX2v5bZkA';

const examples = readdirSync(EVENTS).filter((name) => name.endsWith('.expected.json')).map((name) => {
  const stem = name.replace('.expected.json', '');
  const body = readFileSync(join(EVENTS, readdirSync(EVENTS).find((other) => other.startsWith(`${stem}.`) && other !== name)!));
  return { name: stem, body, ...(JSON.parse(readFileSync(join(EVENTS, name), 'utf8')) as { type: string; source: { kind: string; link: string }; expected: unknown }) };
});

const read = (fields: Record<string, unknown>) => readSubmission({ submission: SUBMISSION, lang: 'en', email: 'dana@customer.example', text: 'Hello', ...fields }, LIMITS, OWN);
const complaintOf = (fields: Record<string, unknown>) => { const said = read(fields); return 'complaint' in said ? said.complaint.key : 'none'; };
const submission = (fields: Record<string, unknown> = {}): Submission => { const said = read(fields); if ('complaint' in said) throw new Error(said.complaint.key); return said.submission; };
const inbound = (fields: Record<string, unknown> = {}, mayMail = true) => toInbound(submission(fields), [], { caseNumber: '482109379', dueAt: 5, receivedAt: 1 }, { inbox: OWN[0]!, idKey: KEYS.id, receivedAt: SUNDAY_MORNING, mayMail });

describe('the form’s recordings', () => {
  it.each(examples)('$name is read as it is expected', ({ body, type, expected }) => {
    expect(readSubmission(fieldsOf(body, type)!, LIMITS, OWN)).toEqual({ submission: expected });
  });

  it('each say where they are from', () => {
    expect(examples.length).toBeGreaterThan(2);
    for (const { source } of examples) expect(source).toEqual(expect.objectContaining({ kind: expect.stringMatching(/^(?:recorded|documented)$/), link: expect.stringMatching(/^https:/) }));
  });
});

describe('a submission', () => {
  it.each<[string, Record<string, unknown>, string]>([
    ['without an address', { email: '  ' }, 'emailMissing'],
    ['with an address that is none', { email: 'dana' }, 'emailInvalid'],
    ['with an address without a dot', { email: 'dana@customer' }, 'emailInvalid'],
    ['with two addresses', { email: 'a@customer.example, b@customer.example' }, 'emailInvalid'],
    ['with a header in its address', { email: 'a@customer.example\r\nBcc: v@evil.example' }, 'emailInvalid'],
    ['with an address of ours', { email: 'Care@Company.example' }, 'emailInvalid'],
    ['with a label of an address of ours', { email: 'care+c.token@company.example' }, 'emailInvalid'],
    ['without words', { text: ' \r\n\u0000 ' }, 'textMissing'],
    ['with too many words', { text: 'א'.repeat(20_001) }, 'textTooLong'],
    ['with too many files', { files: Array.from({ length: 6 }, (_, place) => ({ place, name: 'a', type: '' })) }, 'tooManyFiles'],
    ['with two files in one place', { files: [{ place: 1, name: 'a', type: '' }, { place: 1, name: 'b', type: '' }] }, 'badRequest'],
    ['with a file in a place that nobody gave', { files: [{ place: 7, name: 'a', type: '' }] }, 'badRequest'],
    ['without its id', { submission: undefined }, 'badRequest'],
    ['with an id that is a path', { submission: '../../../../parts/somebody' }, 'badRequest'],
    ['with a number for its text', { text: 17 }, 'badRequest'],
  ])('%s is told what is wrong', (_, fields, key) => {
    expect(complaintOf(fields)).toBe(key);
  });

  it.each<[string, string]>([['Hebrew', 'שלום, ההזמנה לא הגיעה'], ['English', 'Hello, my order did not come'], ['emoji', 'Where? 😀‍🔥']])('in %s keeps its words letter by letter', (_, text) => {
    expect(submission({ text }).text).toBe(text);
  });

  it('has line ends as everywhere, and no controls', () => {
    expect(submission({ text: 'a\r\nb\rc\u0000\u0007d', name: ' Dana\r\nBcc: x ', subject: 'one\ntwo' })).toMatchObject({ text: 'a\nb\ncd', name: 'Dana Bcc: x', subject: 'one two' });
  });

  it('that is no form is none', () => {
    for (const body of ['', 'x', '[]', 'null', '17']) expect(fieldsOf(Buffer.from(body), 'application/json')).toBeUndefined();
  });

  it('of a machine is told from a person’s by the field that nobody sees', () => {
    expect([submission().robot, submission({ website: 'http://pills.example' }).robot]).toEqual([false, true]);
  });
});

describe('leave to upload', () => {
  const ask = (files: { name: string; size: number }[]) => readUploads({ submission: SUBMISSION, files }, LIMITS);

  it('is given for as many files as are asked for', () => {
    expect(ask([{ name: 'a.pdf', size: 1 }, { name: 'b.pdf', size: LIMITS.fileBytes }])).toEqual({ submission: SUBMISSION, count: 2 });
  });

  it('is not given for a file that is too large, with its name', () => {
    expect(ask([{ name: 'סרטון.mp4', size: LIMITS.fileBytes + 1 }])).toEqual({ complaint: { key: 'fileTooLarge', values: { file: 'סרטון.mp4', max: '10' } } });
  });

  it('is not given for too many files, nor for none', () => {
    expect(ask(Array.from({ length: 6 }, () => ({ name: 'a', size: 1 })))).toEqual({ complaint: { key: 'tooManyFiles', values: { max: '5' } } });
    expect(ask([])).toMatchObject({ complaint: { key: 'badRequest' } });
  });
});

describe('a submission on its way', () => {
  it('has the form that every step knows', () => {
    expect(InboundMessage.parse(inbound())).toMatchObject({ channel: 'form', inbox: OWN[0], visibility: 'private', author: { id: 'dana@customer.example', name: null }, text: 'Hello', mail: null, reserved: { caseNumber: '482109379', dueAt: 5, hold: null } });
  });

  it('is the same message however often it is sent', () => {
    expect(inbound().id).toBe(inbound().id);
  });

  it('with other words is another message of the same thread', () => {
    const [first, second] = [inbound(), inbound({ text: 'Hello again' })];
    expect([first.id === second.id, first.conversation === second.conversation]).toEqual([false, true]);
  });

  it('under another id is of another thread', () => {
    expect(inbound({ submission: 'Zt9wq1oXRl2c7dGm4hVb0g' }).conversation).not.toBe(inbound().conversation);
  });

  it('of a machine waits among the filtered, in a thread of its own', () => {
    const message = inbound({ website: 'x' });
    expect([message.sender.machine, message.conversation]).toEqual(['spam', undefined]);
  });

  it('speaks its words’ language, and the page’s when the words have none', () => {
    expect([inbound({ text: 'שלום, איפה ההזמנה?' }).language, inbound({ text: '12345', lang: 'he' }).language, inbound({ text: 'Where is it?', lang: 'he' }).language]).toEqual(['he', 'he', 'en']);
  });

  it('that may not be confirmed by mail says so', () => {
    expect(inbound({}, false).reserved?.hold).toBe('capUnauthenticated');
  });
});

describe('a visitor', () => {
  it.each<[unknown, string | undefined, string]>([
    ['he', undefined, 'he'], ['EN', 'he', 'en'], ['fr', 'he-IL,he;q=0.9,en;q=0.8', 'he'], [undefined, 'fr, en;q=0.3, he;q=0.4', 'he'], [undefined, 'iw', 'he'], [undefined, 'en-US,en;q=0.9,he;q=0.8', 'en'],
    [undefined, 'ru', 'en'], [undefined, 'he;q=0', 'en'], [undefined, 'he;q=x', 'he'], [undefined, undefined, 'en'],
  ])('who asks for %j and whose browser prefers %j reads %s', (named, accepted, language) => {
    expect(languageAskedFor(named, accepted)).toBe(language);
  });

  it.each([['198.51.100.7', '198.51.100.7'], ['::ffff:198.51.100.7', '198.51.100.7'], ['2001:db8:1:2:3:4:5:6', '2001:db8:1:2::/64'], ['2001:0DB8:0001:0002::9', '2001:db8:1:2::/64'], ['2001:db8::1', '2001:db8:0:0::/64'], ['::1', '0:0:0:0::/64']])('from %s counts as %s', (address, client) => {
    expect(clientOf(address)).toBe(client);
  });
});
