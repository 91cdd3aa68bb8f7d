import { rmSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { Act, idsOf, WAYS } from '../../local/customer/acts.ts';
import words from '../../local/customer/words.json' with { type: 'json' };
import { mailTo, makeAssembly } from '../support/assembly.ts';
import { startEngine, type TestEngine } from '../support/engine.ts';

const PERSON = { key: 'dana01', name: 'דנה' };

describe('the customer\'s page', () => {
  let engine: TestEngine;
  let assembly = '';
  beforeAll(async () => {
    assembly = makeAssembly({ Resources: { Mail: { Type: 'AWS::SQS::Queue', Properties: { QueueName: 'mail' } }, ...mailTo('Mail', ['care@company.example']) } });
    engine = await startEngine({ assembly });
  });
  afterAll(async () => {
    await engine.stop();
    rmSync(assembly, { recursive: true, force: true });
  });
  const post = (body: unknown, headers: Record<string, string> = {}) => fetch(`${engine.ready.api}/customer/acts`, { method: 'POST', headers: { 'content-type': 'application/json', ...headers }, body: typeof body === 'string' ? body : JSON.stringify(body) });
  const story = async (key: string) => (await (await fetch(`${engine.ready.api}/customer/story?person=${key}`)).json()) as { place: string; text: string; mine: boolean }[];

  it('is there with everything it needs, and loads nothing from elsewhere', async () => {
    const answers = await Promise.all(['', '/page.js', '/page.css', '/words.json', '/posts'].map((path) => fetch(`${engine.ready.api}/customer${path}`)));
    expect(answers.map(({ status }) => status)).toEqual([200, 200, 200, 200, 200]);
    expect(answers[0]!.headers.get('content-security-policy')).toContain("default-src 'none'; script-src 'self'");
  });

  it('shows people what they wrote, and not what others did', async () => {
    expect((await post({ person: PERSON, place: 'email', way: 'message', text: 'שלום', subject: 'הזמנה' })).status).toBe(201);
    expect([await story('dana01'), await story('other1')]).toMatchObject([[{ place: 'email', text: 'שלום', mine: true }], []]);
    expect((await engine.state()).queues['mail']?.visible).toBe(1);
  });

  it.each([['https://evil.example'], ['null']])('does nothing for a page of %s', async (origin) => {
    expect((await post({ person: PERSON, place: 'email', way: 'message', text: 'x' }, { origin })).status).toBe(403);
  });

  it.each<[string, unknown, string[]]>([
    ['no words', { person: PERSON, place: 'email', way: 'message', text: ' ' }, ['text']],
    ['a way that the place does not have', { person: PERSON, place: 'linkedin', way: 'message', text: 'x' }, ['way']],
    ['a place that does not exist', { person: PERSON, place: 'tiktok', way: 'message', text: 'x' }, ['place']],
    ['a second recipient', { person: PERSON, place: 'email', way: 'message', text: 'x', answers: { to: 'a@b.example\r\nBcc: c@d.example', messageId: '<a@b>', subject: '' } }, ['answers.to']],
    ['a header in a message id', { person: PERSON, place: 'email', way: 'message', text: 'x', answers: { to: 'a@b.example', messageId: '<a@b>\r\nX: y', subject: '' } }, ['answers.messageId']],
  ])('names what is wrong: %s', async (_what, body, fields) => {
    const answer = await post(body);
    expect([answer.status, await answer.json()]).toEqual([400, { message: 'not valid', fields }]);
  });

  it('says so when it is sent no JSON', async () => {
    expect((await post('no')).status).toBe(400);
  });
});

describe('somebody on the customer\'s page', () => {
  it('has an id of their own on each platform, the same each time', () => {
    const ids = idsOf(PERSON);
    expect([idsOf(PERSON), new Set(Object.values(ids)).size]).toEqual([ids, Object.keys(ids).length]);
    expect(idsOf({ ...PERSON, key: 'other1' }).facebook).not.toBe(ids.facebook);
  });

  it('can write in every way that is offered, and every way has its word in both languages', () => {
    for (const [place, ways] of Object.entries(WAYS)) for (const way of ways) expect(Act.safeParse({ person: PERSON, place, way, text: 'x' }).success).toBe(true);
    expect(Object.keys(words.he).sort()).toEqual(Object.keys(words.en).sort());
    for (const name of [...Object.keys(WAYS), ...Object.values(WAYS).flat()]) expect(words.he).toHaveProperty(name);
  });
});
