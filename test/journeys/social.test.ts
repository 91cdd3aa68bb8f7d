import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { again } from '../../local/platforms/delivery.ts';
import type { MessageArrival, NoteArrival } from '../../shared/channels/arrival.ts';
import { PLATFORMS } from '../../shared/channels/index.ts';
import type { MessageLine } from '../../shared/steps/export.ts';
import { startEngine, type TestEngine } from '../support/engine.ts';
import { exportMessages, exportOutgoing } from '../support/export.ts';
import { seeded } from '../support/seeded.ts';
import { SIGNERS } from '../support/sign.ts';

const ROOT = join(import.meta.dirname, '../../events');
const NAMES = PLATFORMS.map(({ facts }) => facts.name);
const POSTS_AT_ONCE = 4;

interface Recording { channel: string; body: Buffer; arrivals: (MessageArrival | NoteArrival)[] }

const RECORDINGS: Recording[] = NAMES.flatMap((channel) => readdirSync(join(ROOT, channel)).filter((name) => name.endsWith('.json') && !name.endsWith('.expected.json')).map((name) => ({
  channel, body: readFileSync(join(ROOT, channel, name)),
  arrivals: (JSON.parse(readFileSync(join(ROOT, channel, name.replace(/\.json$/, '.expected.json')), 'utf8')) as { expected: Recording['arrivals'] }).expected,
})));

let engine: TestEngine;
beforeAll(async () => { engine = await startEngine(); }, 120_000);
afterAll(async () => { await engine.stop(); });

async function knock(channel: string, body: Buffer, signature: string | null = SIGNERS[channel]!.sign(body, `local-${channel}-secret`)): Promise<{ status: number; body: string }> {
  const answer = await fetch(`${engine.ready.api}/webhooks/${channel}`, { method: 'POST', body: new Uint8Array(body), headers: { 'content-type': 'application/json', ...(signature === null ? {} : { [SIGNERS[channel]!.header]: signature }) } });
  return { status: answer.status, body: await answer.text() };
}

const lines = async (): Promise<MessageLine[]> => exportMessages(engine.ready.data);
const nameOf = ({ channel, externalId }: Pick<MessageLine, 'channel' | 'externalId'>): string => `${channel} ${externalId}`;

// A platform's clock that runs ahead of ours is not believed.
const isOnTime = ({ writtenAt, receivedAt }: MessageLine, at: number): boolean => Date.parse(writtenAt!) === Math.min(at, Date.parse(receivedAt!));

// Who LinkedIn's members are is forgotten after a day, and the recordings are older.
const whoIs = (channel: string, author: string): string => (channel === 'linkedin' ? 'a member' : author);

describe('what platforms deliver', () => {
  it.each(NAMES)('%s is refused without a signature, with a wrong and with an empty one, and told nothing', async (channel) => {
    const { body } = RECORDINGS.find((recording) => recording.channel === channel)!;
    const wrong = SIGNERS[channel]!.sign(body, 'another-secret');
    for (const signature of [null, '', wrong]) expect(await knock(channel, body, signature)).toEqual({ status: 401, body: '' });
  });

  it('becomes one entry each, with its author, words, place and time, though every recording comes three times in any order', async () => {
    const wanted = new Map<string, MessageArrival>();
    const changed = new Set<string>();
    for (const { channel, arrivals } of RECORDINGS) {
      for (const arrival of arrivals) {
        if (arrival.kind === 'note') changed.add(`${channel} ${arrival.about}`);
        else if (!arrival.ours && !arrival.lookUp) {
          const name = `${channel} ${arrival.nativeId}`;
          // Two recordings of one id have different words: whichever comes first.
          if (wanted.has(name) && wanted.get(name)!.text !== arrival.text) changed.add(name);
          wanted.set(name, arrival);
        }
      }
    }
    // What was taken back is kept without its id; what was changed has other words by then.
    for (const name of changed) wanted.delete(name);
    const deliveries = again(RECORDINGS, 3, seeded(2026).below);
    const statuses: number[] = [];
    for (let from = 0; from < deliveries.length; from += POSTS_AT_ONCE) statuses.push(...(await Promise.all(deliveries.slice(from, from + POSTS_AT_ONCE).map(({ channel, body }) => knock(channel, body)))).map(({ status }) => status));
    expect(new Set(statuses)).toEqual(new Set([200]));

    const stored = await engine.until(async () => {
      const all = await lines();
      const missing = [...wanted.keys()].filter((name) => !all.some((line) => nameOf(line) === name));
      if (missing.length > 0) throw new Error(`still missing: ${missing.join(', ')}`);
      return all;
    }, 'everything is stored', 60_000);
    const counts = new Map<string, number>();
    for (const line of stored) counts.set(nameOf(line), (counts.get(nameOf(line)) ?? 0) + 1);
    expect([...counts].filter(([, count]) => count > 1)).toEqual([]);
    const seen = stored.filter((line) => wanted.has(nameOf(line)));
    expect(seen.map((line) => ({ name: nameOf(line), from: whoIs(line.channel, line.from), text: line.text, visibility: line.visibility, parent: line.parent, onTime: isOnTime(line, wanted.get(nameOf(line))!.at) })).sort((a, b) => (a.name < b.name ? -1 : 1)))
      .toEqual([...wanted].map(([name, arrival]) => ({
        name, from: whoIs(name.split(' ')[0]!, arrival.author.id), text: arrival.text, visibility: arrival.visibility, parent: arrival.parent, onTime: true,
      })).sort((a, b) => (a.name < b.name ? -1 : 1)));
    expect([seen.length > 30, (await engine.state()).queues['moked-local-inbound-dead']?.visible]).toEqual([true, 0]);
  }, 180_000);
});

interface Line { id: string; place: string; mine: boolean; private: boolean; under: string | null; text: string }

let people = 0;
async function write(place: string, way: string, text: string): Promise<{ id: string; person: string }> {
  const person = `p${String(++people).padStart(5, '0')}`;
  const answer = await fetch(`${engine.ready.api}/customer/acts`, { method: 'POST', headers: { 'content-type': 'application/json' }, body: JSON.stringify({ person: { key: person, name: 'דנה כהן' }, place, way, text }) });
  if (answer.status !== 201) throw new Error(`the customer's page answered ${answer.status}`);
  return { id: ((await answer.json()) as { id: string }).id, person };
}
const answersTo = async (person: string): Promise<Line[]> => ((await (await fetch(`${engine.ready.api}/customer/story?person=${person}`)).json()) as Line[]).filter(({ mine }) => !mine);
const run = (schedule: string): Promise<Response> => engine.api(`/engine/schedules/moked-local-${schedule}`, { method: 'POST' });

describe('an acknowledgement', () => {
  it.each([
    ['facebook', 'message', 'שלום, איפה המשלוח שלי?', /^שלום, זו הודעה אוטומטית .* ומספרה \d{3}-\d{3}-\d{3}/],
    ['facebook', 'comment', 'למה אף אחד לא עונה? ההזמנה לא הגיעה', /^שלום, בהמשך לתגובה שלך/],
    ['facebook', 'post', 'The delivery never arrived. Who can help?', /^Hello, about your comment .* case \d{3}-\d{3}-\d{3}/],
    ['instagram', 'message', 'Hi, the parcel came broken. What now?', /^Hello, this is an automatic message/],
    ['instagram', 'comment', 'המוצר הגיע שבור, אפשר עזרה?', /^שלום, בהמשך לתגובה שלך/],
    ['x', 'message', 'My order is late. Can you check?', /automatic message[\s\S]*STOP/],
  ])('to a %s %s goes to that person in private, in their language', async (place, way, text, expected) => {
    const { id, person } = await write(place, way, text);
    const [answer, ...more] = await engine.until(async () => {
      const found = await answersTo(person);
      return found.length > 0 ? found : undefined;
    }, 'the acknowledgement comes');
    const out = await engine.until(async () => (await exportOutgoing(engine.ready.data)).find(({ providerMessageId, state }) => providerMessageId === answer!.id && state === 'sent'), 'it is exported');
    expect(out.raw).toContain(answer!.text.slice(0, 20));
    expect([answer, more]).toMatchObject([{ place, private: true, under: way === 'message' ? null : id, text: expect.stringMatching(expected) as unknown }, []]);
  }, 60_000);

  it.each([
    ['x', 'mention', 'ההזמנה שלי לא הגיעה כבר שבוע, מה קורה?', 'channelForbids', null],
    ['x', 'post', 'brand is broken again, who can help me?', 'notACase', 'poll-x'],
    ['instagram', 'mention', '@brand when do I get my money back?', 'channelForbids', 'poll-instagram'],
    ['linkedin', 'comment', 'I have been waiting for a week. Who can help me?', 'channelForbids', null],
    ['linkedin', 'mention', 'Why does nobody answer at Company?', 'channelForbids', 'poll-linkedin'],
  ])('to a %s %s goes nowhere, since the platform does not want it', async (place, way, text, reason, poll) => {
    const { id, person } = await write(place, way, text);
    const line = await engine.until(async () => {
      if (poll) await run(poll);
      return (await lines()).find(({ channel, externalId }) => channel === place && externalId.includes(id));
    }, 'it is stored', 60_000);
    expect([line.acknowledged, line.suppressedBecause, await answersTo(person)]).toEqual([false, reason, []]);
  }, 90_000);
});

describe('an agent\'s answer', () => {
  it('reaches the person in the conversation that they wrote in', async () => {
    const { id, person } = await write('instagram', 'message', 'איפה ההזמנה שלי?');
    const { caseNumber } = await engine.until(async () => (await lines()).find(({ externalId, acknowledged }) => externalId === id && acknowledged), 'it is acknowledged');
    const answer = await engine.api(`/cases/${caseNumber}/replies`, { method: 'POST', headers: { 'content-type': 'application/json' }, body: JSON.stringify({ text: 'ההזמנה בדרך אליך.', key: 'social-journey-1' }) });
    expect(answer.status).toBeLessThan(300);
    expect(await engine.until(async () => (await answersTo(person)).find(({ text }) => text.includes('ההזמנה בדרך אליך.')), 'the answer arrives')).toMatchObject({ place: 'instagram', private: true });
  }, 60_000);
});

describe('the look at connections', () => {
  it('finds all of them well, and asks for deliveries that have stopped', async () => {
    expect((await run('health')).status).toBe(200);
    expect((await engine.state()).functions['moked-local-health']).toMatchObject({ errors: 0 });
  }, 60_000);
});
