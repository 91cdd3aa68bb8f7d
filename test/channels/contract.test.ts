import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from '@jest/globals';
import type { Arrival } from '../../shared/channels/arrival.ts';
import type { ChannelFacts, Door, Knock } from '../../shared/channels/channel.ts';
import { Unreadable, Untrusted } from '../../shared/errors.ts';
import { seeded } from '../../local/faults/seeded.ts';
import { SIGNERS, type Signer } from '../support/sign.ts';

const ROOT = join(import.meta.dirname, '../..');
const CHANNELS = join(ROOT, 'shared/channels');
const RECEIVED_AT = 1_795_334_400_000;

interface Example { name: string; body: Buffer; expected: { source: { kind: string; what: string; link: string }; expected: unknown[] } }

function examplesOf(channel: string): Example[] {
  const folder = join(ROOT, 'events', channel);
  return readdirSync(folder).filter((name) => name.endsWith('.json') && !name.endsWith('.expected.json')).map((name) => ({
    name: name.replace(/\.json$/, ''),
    body: readFileSync(join(folder, name)),
    expected: JSON.parse(readFileSync(join(folder, name.replace(/\.json$/, '.expected.json')), 'utf8')) as Example['expected'],
  }));
}

const withoutRaw = (arrivals: Arrival[]): unknown[] => arrivals.map((arrival) => Object.fromEntries(Object.entries(arrival).filter(([key]) => key !== 'raw')));

/** The settings as they are when one of their texts is another. */
function replaced(settings: unknown, from: string, to: string): unknown {
  return JSON.parse(JSON.stringify(settings, (_, value: unknown) => (value === from ? to : value)));
}

/** One octet of a copy is changed, added or taken away. */
function mutated(body: Buffer, { below, pick }: ReturnType<typeof seeded>): Buffer {
  const [at, octet] = [below(body.length), below(256)];
  const [before, after] = [body.subarray(0, at), body.subarray(at)];
  switch (pick(['change', 'add', 'take'] as const)) {
    case 'change': return Buffer.concat([before, Buffer.from([after[0]! ^ (1 + below(255))]), after.subarray(1)]);
    case 'add': return Buffer.concat([before, Buffer.from([octet]), after]);
    case 'take': return Buffer.concat([before, after.subarray(1)]);
  }
}

const webhooks: { name: string; facts: ChannelFacts }[] = [];
for (const name of readdirSync(CHANNELS).filter((folder) => existsSync(join(CHANNELS, folder, 'facts.ts')))) {
  const { facts } = (await import(join(CHANNELS, name, 'facts.ts'))) as { facts: ChannelFacts };
  if (facts.doors.includes('webhook')) webhooks.push({ name, facts });
}

describe.each(webhooks)('the door of $name', ({ name, facts }) => {
  const examples = examplesOf(name);
  const secret = `local-${name}-secret`;
  let door: Door<unknown>;
  let settings: unknown;
  let signer: Signer;

  beforeAll(async () => {
    ({ door } = (await import(join(CHANNELS, name, 'door.ts'))) as { door: Door<unknown> });
    settings = facts.settings.parse(facts.example);
    signer = SIGNERS[name]!;
  });

  const knock = (body: Buffer, signature: string | undefined): Knock => ({ method: 'POST', query: {}, headers: { 'content-type': 'application/json', [signer.header]: signature }, body });
  const signed = (body: Buffer, key = secret): Knock => knock(body, signer.sign(body, key));

  it('has examples, each with its source', () => {
    expect(examples.length).toBeGreaterThan(1);
    for (const { expected: { source } } of examples) expect(source).toEqual({ kind: expect.stringMatching(/^(?:recorded|documented)$/), what: expect.stringMatching(/\S/), link: expect.stringMatching(/^https:/) });
  });

  it.each(examples)('believes the signed example $name', ({ body }) => {
    expect(() => door.verify(signed(body), settings)).not.toThrow();
  });

  it.each(examples)('reads the example $name as it is expected', ({ body, expected }) => {
    expect(withoutRaw(door.normalise(body, settings, RECEIVED_AT))).toEqual(expected.expected);
  });

  it('reads a delivery the same way each time it comes', () => {
    const keys = (body: Buffer, at: number): string[] => door.normalise(body, settings, at).map(({ nativeId }) => nativeId);
    for (const { body } of examples) {
      expect(withoutRaw(door.normalise(body, settings, RECEIVED_AT))).toEqual(withoutRaw(door.normalise(body, settings, RECEIVED_AT)));
      expect(keys(body, RECEIVED_AT + 86_400_000)).toEqual(keys(body, RECEIVED_AT));
    }
  });

  it('keeps each item as it came', () => {
    for (const { body } of examples) for (const { raw } of door.normalise(body, settings, RECEIVED_AT)) expect(raw).toBeDefined();
  });

  it('refuses a signature that is wrong, empty, cut off or missing', () => {
    const { body } = examples[0]!;
    const right = signer.sign(body, secret);
    const wrongs = [undefined, '', 'sha256=', right.slice(0, -1), `${right}0`, right.replace(/.$/, (sign) => (sign === '0' ? '1' : '0')), right.replace(/^[^=]*=/, 'sha1='), `${right}, ${right}`].filter((wrong) => wrong !== right);
    for (const wrong of wrongs) expect(() => door.verify(knock(body, wrong), settings)).toThrow(Untrusted);
  });

  it('refuses what another secret has signed', () => {
    expect(() => door.verify(signed(examples[0]!.body, 'another secret'), settings)).toThrow(Untrusted);
  });

  it('believes nobody while no secret is set', () => {
    const { body } = examples[0]!;
    for (const key of [secret, '']) expect(() => door.verify(signed(body, key), replaced(settings, secret, ''))).toThrow(Untrusted);
  });

  it('says nothing of what was right', () => {
    const { body } = examples[0]!;
    const told: unknown[] = [];
    try { door.verify(signed(body, 'another secret'), settings); } catch (error) { told.push(String(error)); }
    expect(told).toEqual([expect.not.stringContaining(signer.sign(body, secret).slice(-20))]);
  });

  it('refuses a body that was written anew', () => {
    for (const { body } of examples) {
      const anew = Buffer.from(JSON.stringify(JSON.parse(body.toString()), undefined, 1));
      expect(() => door.verify(knock(anew, signer.sign(body, secret)), settings)).toThrow(Untrusted);
    }
  });

  it('refuses five hundred bodies in which one octet is another', () => {
    const dice = seeded(500);
    let believed = 0;
    for (let round = 0; round < 500; round++) {
      const { body } = dice.pick(examples);
      const other = mutated(body, dice);
      if (other.equals(body)) continue;
      try {
        door.verify(knock(other, signer.sign(body, secret)), settings);
        believed++;
      } catch (error) {
        if (!(error instanceof Untrusted)) throw error;
      }
    }
    expect(believed).toBe(0);
  });

  it('calls unreadable what is no JSON or no delivery', () => {
    for (const body of ['', 'x', '<html>', '[]', '17', 'null', '"page"', '{}', '{"object":"whatsapp_business_account","entry":[]}', '{"object":"page"}']) {
      expect(() => door.normalise(Buffer.from(body), settings, RECEIVED_AT)).toThrow(Unreadable);
    }
    expect(() => door.normalise(Buffer.from([0x7b, 0xff, 0xfe]), settings, RECEIVED_AT)).toThrow(Unreadable);
  });

  it('loses none of a thousand updates', () => {
    const { body, nativeIds } = signer.flood(1000);
    const read = door.normalise(body, settings, RECEIVED_AT).map(({ nativeId }) => nativeId);
    expect(read.toSorted()).toEqual(nativeIds.toSorted());
  });

  it('never fails on a trusted delivery of which a part is spoilt', () => {
    const dice = seeded(77);
    for (let round = 0; round < 500; round++) {
      const body = mutated(dice.pick(examples).body, dice);
      try {
        for (const arrival of door.normalise(body, settings, RECEIVED_AT)) expect(arrival.nativeId).toEqual(expect.any(String));
      } catch (error) {
        if (!(error instanceof Unreadable)) throw error;
      }
    }
  });
});
