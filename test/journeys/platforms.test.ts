import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Arrival, MessageArrival, NoteArrival } from '../../shared/channels/arrival.ts';
import type { MessageLine, OutgoingLine } from '../../shared/steps/export.ts';
import { startEngine } from '../support/engine.ts';
import type { TestEngine } from '../support/engine.ts';
import { exportMessages, exportOutgoing } from '../support/export.ts';
import { seeded } from '../../local/faults/seeded.ts';
import { SIGNERS } from '../support/sign.ts';

const EVENTS = fileURLToPath(new URL('../../events', import.meta.url));
const CHANNELS = ['facebook', 'instagram', 'x', 'linkedin'];
const SECONDS = 1_000;

interface Example { channel: string; name: string; body: Buffer; expected: Arrival[] }

const examples: Example[] = CHANNELS.flatMap((channel) => readdirSync(join(EVENTS, channel)).filter((file) => file.endsWith('.expected.json')).map((file) => {
  const name = file.slice(0, -'.expected.json'.length);
  return { channel, name, body: readFileSync(join(EVENTS, channel, `${name}.json`)), expected: (JSON.parse(readFileSync(join(EVENTS, channel, file), 'utf8')) as { expected: Arrival[] }).expected };
}));

let engine: TestEngine;
let messages: MessageLine[];
let outgoing: OutgoingLine[];
let statuses: number[];

async function deliver({ channel, body }: Pick<Example, 'channel' | 'body'>): Promise<number> {
  const signer = SIGNERS[channel]!;
  return (await fetch(new URL(`/webhooks/${channel}`, engine.ready.api), { method: 'POST', body: new Uint8Array(body), headers: { 'content-type': 'application/json', [signer.header]: signer.sign(body, `local-${channel}-secret`) } })).status;
}

const everyArrival = (channel: string): MessageArrival[] => examples.filter((example) => example.channel === channel).flatMap(({ expected }) => expected).filter((arrival): arrival is MessageArrival => arrival.kind === 'message');
const told = (channel: string): MessageArrival[] => everyArrival(channel).filter(({ lookUp, ours, ownSend }) => !lookUp && !(ours && ownSend));
const noted = (channel: string, what: NoteArrival['what']): Set<string> => new Set(examples.filter((example) => example.channel === channel).flatMap(({ expected }) => expected).flatMap((arrival) => (arrival.kind === 'note' && arrival.what === what && arrival.about ? [arrival.about] : [])));

// What a member of LinkedIn has removed is a key without even the platform's name for it.
const emptied = (channel: string): Set<string> => (channel === 'linkedin' ? noted(channel, 'removed') : new Set());

const count = (of: Iterable<unknown>): number => new Set(of).size;

// What names an item that was never told waits for it, so the queues are not empty for a while.
async function everythingRead(): Promise<void> {
  const all = CHANNELS.flatMap((channel) => told(channel).map((arrival) => ({ name: `${channel} ${arrival.inbox} ${arrival.nativeId}`, ours: arrival.ours })));
  const expected = { messages: count(all.filter(({ ours }) => !ours).map(({ name }) => name)), ours: count(all.filter(({ ours }) => ours).map(({ name }) => name)) };
  await engine.until(async () => {
    [messages, outgoing] = [await exportMessages(engine.ready.data), await exportOutgoing(engine.ready.data)];
    const { queues } = await engine.state();
    const still = {
      waiting: Object.entries(queues).flatMap(([name, { visible, deadLetters }]) => (visible === 0 || deadLetters ? [] : [name])),
      messages: expected.messages - messages.filter(({ suppressedBecause }) => suppressedBecause !== 'unreadable').length,
      ours: expected.ours - outgoing.filter(({ kind }) => kind === 'outside').length,
      planned: outgoing.filter(({ kind, state }) => kind === 'acknowledgement' && ['planned', 'sending'].includes(state)).length,
    };
    if (still.waiting.length + Math.max(0, still.messages) + Math.max(0, still.ours) + still.planned > 0) throw new Error(JSON.stringify(still));
    return true;
  }, 'every message is stored', 150 * SECONDS);
}

// Every example three times, in an order that no platform promises.
beforeAll(async () => {
  engine = await startEngine();
  const { below } = seeded(7);
  const deliveries = [...examples, ...examples, ...examples].map((example) => ({ example, place: below(1_000_000) })).sort((a, b) => a.place - b.place);
  statuses = [];
  for (let from = 0; from < deliveries.length; from += 8) statuses.push(...await Promise.all(deliveries.slice(from, from + 8).map(async ({ example }) => deliver(example))));
  await everythingRead();
}, 260 * SECONDS);
afterAll(async () => { await engine.stop(); });


describe.each(CHANNELS)('every kind of event of %s, delivered three times in any order', (channel) => {
  it('is taken: the platform hears 200', () => {
    expect(new Set(statuses)).toEqual(new Set([200]));
  });

  it('gives one entry for each message', () => {
    const lines = messages.filter((line) => line.channel === channel && line.suppressedBecause !== 'unreadable');
    const gone = emptied(channel);
    const customers = new Set(told(channel).filter(({ ours }) => !ours).map(({ inbox, nativeId }) => `${inbox} ${gone.has(nativeId) ? '' : nativeId}`));
    expect(lines.map(({ inbox, externalId }) => `${inbox} ${externalId}`).sort()).toEqual([...customers].sort());
  });

  it('has the right author, text, visibility, parent and time, Hebrew to the byte', () => {
    const [edited, removed] = [noted(channel, 'edited'), noted(channel, 'removed')];
    const wrong: unknown[] = [];
    for (const arrival of told(channel).filter(({ ours, nativeId }) => !ours && !emptied(channel).has(nativeId))) {
      const line = messages.find(({ inbox, externalId, channel: of }) => of === channel && inbox === arrival.inbox && externalId === arrival.nativeId)!;
      const same = told(channel).filter(({ nativeId, inbox }) => nativeId === arrival.nativeId && inbox === arrival.inbox);
      const texts = removed.has(arrival.nativeId) ? [''] : edited.has(arrival.nativeId) ? [line.text] : same.map(({ text }) => text);
      const right = texts.includes(line.text) && line.visibility === arrival.visibility && same.some(({ parent }) => parent === line.parent)
        && (channel === 'linkedin' ? !line.from.includes('urn:') : line.from === arrival.author.id) && same.some(({ at }) => new Date(Math.min(at, Date.parse(line.receivedAt!))).toISOString() === line.writtenAt);
      if (!right) wrong.push({ line, arrival });
    }
    expect(wrong).toEqual([]);
  });

  it('keeps what was typed elsewhere by one of us as ours', () => {
    const ours = told(channel).filter((arrival) => arrival.ours);
    const kept = outgoing.filter((line) => line.channel === channel && line.kind === 'outside');
    // An id that two examples give to two sides, or to us in two ways, belongs to whichever came first.
    const whose = (nativeId: string | null): number => count(everyArrival(channel).filter((arrival) => arrival.nativeId === nativeId).map((arrival) => `${arrival.ours} ${arrival.ownSend}`));
    // What an example calls our own send was never sent by this deployment: another door may take it for somebody's answer.
    const sentByUs = new Set(everyArrival(channel).filter(({ ownSend }) => ownSend).map(({ nativeId }) => nativeId));
    const sure = (nativeIds: (string | null)[]): (string | null)[] => [...new Set(nativeIds)].filter((nativeId) => whose(nativeId) === 1 && !sentByUs.has(nativeId!)).sort((a, b) => String(a).localeCompare(String(b)));
    expect(sure(kept.map(({ providerMessageId }) => providerMessageId))).toEqual(sure(ours.map(({ nativeId }) => nativeId)));
    // Two examples may tell the same words of ours in two ways.
    for (const { providerMessageId, raw } of kept.filter((line) => sure([line.providerMessageId]).length > 0)) expect(ours.filter(({ nativeId }) => nativeId === providerMessageId).map(({ text }) => text)).toContain(raw);
  });

  it('acknowledges where the table of the channel says, once a case, and nowhere else', () => {
    const acknowledgements = outgoing.filter((line) => line.channel === channel && line.kind === 'acknowledgement');
    expect(new Set(acknowledgements.map(({ caseNumber }) => caseNumber)).size).toBe(acknowledgements.length);
    expect(channel === 'linkedin' ? acknowledgements : []).toEqual([]);
    const answered = new Set(acknowledgements.map(({ caseNumber }) => caseNumber));
    const publicLines = messages.filter((line) => line.channel === channel && line.visibility === 'public' && line.caseNumber && answered.has(line.caseNumber));
    // On X nothing public is answered until the operator has confirmed the label.
    expect(channel === 'x' ? publicLines.filter(({ suppressedBecause }) => suppressedBecause === null) : []).toEqual([]);
  });
});

describe('what knocks without a right signature', () => {
  it.each(CHANNELS)('hears 401 and nothing else on %s', async (channel) => {
    const { header } = SIGNERS[channel]!;
    for (const headers of [{}, { [header]: '' }, { [header]: 'sha256=00' }]) {
      const answer = await fetch(new URL(`/webhooks/${channel}`, engine.ready.api), { method: 'POST', body: '{"object":"page","entry":[]}', headers });
      expect([answer.status, await answer.text()]).toEqual([401, '']);
    }
  });

  it('is signed by us and of no known shape: it is filtered, whole and visible, and the platform hears 200', async () => {
    const body = Buffer.from('{"something":"new, with Hebrew: שלום"}');
    expect(await deliver({ channel: 'facebook', body })).toBe(200);
    const line = await engine.until(async () => (await exportMessages(engine.ready.data)).find(({ text }) => text === body.toString('utf8')), 'the delivery is filtered');
    expect(line).toMatchObject({ caseNumber: null, suppressedBecause: 'unreadable' });
  });
});
