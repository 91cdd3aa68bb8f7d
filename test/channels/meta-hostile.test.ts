import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import type { Arrival } from '../../shared/channels/arrival.ts';
import { door as facebookDoor } from '../../shared/channels/facebook/door.ts';
import { facts as facebookFacts } from '../../shared/channels/facebook/facts.ts';
import { door as instagramDoor } from '../../shared/channels/instagram/door.ts';
import { parseExact } from '../../shared/channels/exact-json.ts';
import { facts as instagramFacts } from '../../shared/channels/instagram/facts.ts';
import { Unreadable } from '../../shared/errors.ts';
import { seeded } from '../../local/faults/seeded.ts';

const RECEIVED_AT = 1_795_334_400_000;
const [facebookSettings, instagramSettings] = [facebookFacts.settings.parse(facebookFacts.example), instagramFacts.settings.parse(instagramFacts.example)];
const doors = [
  { name: 'facebook', read: (body: Buffer): Arrival[] => facebookDoor.normalise(body, facebookSettings, RECEIVED_AT) },
  { name: 'instagram', read: (body: Buffer): Arrival[] => instagramDoor.normalise(body, instagramSettings, RECEIVED_AT) },
];
const bodiesOf = (channel: string): string[] => {
  const folder = join(import.meta.dirname, '../../events', channel);
  return readdirSync(folder).filter((name) => name.endsWith('.json') && !name.endsWith('.expected.json')).map((name) => readFileSync(join(folder, name), 'utf8'));
};

const ODD: unknown[] = [null, true, 0, -1, 1.5, 1e300, 1_790_000_000, '', ' ', '0', 'null', 'שלום', '\ud800', '\u202e', 'x'.repeat(10_000), [], [[]], [null], {}, { id: null }, { id: {} }, { data: 17 }, JSON.parse('{"__proto__":{"ours":true}}')];

/** The same delivery in which one value, anywhere, is something odd. */
function oddly(value: unknown, { below, pick }: ReturnType<typeof seeded>): unknown {
  const places: { holder: Record<string, unknown>; key: string }[] = [];
  const root = { root: structuredClone(value) };
  const walk = (holder: Record<string, unknown>): void => {
    for (const key of Object.keys(holder)) {
      places.push({ holder, key });
      const inner = holder[key];
      if (typeof inner === 'object' && inner !== null) walk(inner as Record<string, unknown>);
    }
  };
  walk(root);
  for (let times = 1 + below(3); times > 0; times--) {
    const { holder, key } = pick(places);
    holder[key] = pick(ODD);
  }
  return root.root;
}

const isText = (text: string | null): boolean => text === null || (typeof text === 'string' && text.isWellFormed());

function wellShaped(arrival: Arrival): boolean {
  const { nativeId, inbox, at, text } = arrival;
  const sound = typeof nativeId === 'string' && nativeId !== '' && typeof inbox === 'string' && Number.isInteger(at) && at >= 0 && !Number.isNaN(new Date(at).getTime()) && isText(text) && isText(nativeId) && isText(inbox);
  if (arrival.kind === 'note') return sound && (arrival.thread === undefined || arrival.thread.every(isText));
  const { author, conversation, attachments, ours } = arrival;
  return sound && author.id !== null && [author.id, author.name, conversation, arrival.post, arrival.parent, arrival.link].every(isText) && attachments.every(({ type, url, name }) => typeof type === 'string' && [type, url, name].every(isText)) && (!ours || author.id === inbox || author.id === '');
}

describe.each(doors)('a delivery to $name that nobody has thought of', ({ name, read }) => {
  const bodies = bodiesOf(name);

  it('is read as far as it goes, or is unreadable, and nothing else', () => {
    const dice = seeded(4711);
    for (let round = 0; round < 1500; round++) {
      const body = Buffer.from(JSON.stringify(oddly(JSON.parse(dice.pick(bodies)), dice)));
      try {
        expect(read(body).filter((arrival) => !wellShaped(arrival))).toEqual([]);
      } catch (error) {
        if (!(error instanceof Unreadable)) throw new Error(`${(error as Error).message}: ${body.toString().slice(0, 500)}`, { cause: error });
      }
    }
  });

  it('costs no good neighbour anything', () => {
    const dice = seeded(99);
    const good = { sender: { id: '7001' }, recipient: { id: 'A1' }, timestamp: 1_790_000_000_000, message: { mid: 'm_good', text: 'שלום' } };
    for (let round = 0; round < 500; round++) {
      const entry = (oddly(JSON.parse(dice.pick(bodies)), dice) as { entry?: unknown } | null)?.entry;
      const body = { object: 'page', entry: [...(Array.isArray(entry) ? (entry as unknown[]) : [entry]), { id: 'A1', time: 1_790_000_000_000, messaging: [good] }] };
      expect(read(Buffer.from(JSON.stringify(body))).map(({ nativeId }) => nativeId)).toContain('m_good');
    }
  });

  it('names the same things however its keys are ordered', () => {
    const turned = (value: unknown): unknown => (Array.isArray(value) ? value.map(turned) : typeof value === 'object' && value !== null ? Object.fromEntries(Object.entries(value).toReversed().map(([key, inner]) => [key, turned(inner)])) : value);
    for (const text of bodies) {
      const keys = (body: string): string[] => read(Buffer.from(body)).filter((arrival) => arrival.kind === 'message' || arrival.what !== 'unknown').map(({ nativeId }) => nativeId);
      expect(keys(JSON.stringify(turned(parseExact(text))))).toEqual(keys(text));
    }
  });
});
