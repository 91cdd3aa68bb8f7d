import { beforeEach, describe, expect, it } from '@jest/globals';
import type { ComposedMail, Outgoing } from '../../shared/domain/outgoing.ts';
import { mailIdentityKey } from '../../shared/domain/ids.ts';
import { DEFAULT_SETTINGS } from '../../shared/domain/settings.ts';
import { Refused, TryLater } from '../../shared/errors.ts';
import { mailOutlet } from '../../shared/steps/outlets.ts';
import { placeOf, send } from '../../shared/steps/send.ts';
import { KEYS, SUNDAY_MORNING, acknowledgement } from '../support/make.ts';
import { noActs } from '../../local/faults/memory-moderations.ts';
import { MemorySendings } from '../../local/faults/memory-sendings.ts';

const MINUTE = 60_000;
let clock: number;
let sendings: MemorySendings;
let handed: { mail: ComposedMail; tags: Record<string, string> }[];
/** What the mail service does with the next mails; by default it takes them. */
let service: (count: number) => string;

const step = async (entry: Outgoing | object | string) => send({
  ...noActs(), sendings, settings: async () => DEFAULT_SETTINGS, keys: KEYS, now: () => clock, pace: async () => undefined, log: () => undefined,
  outlet: () => mailOutlet(async (outgoing) => {
    if (outgoing.plan.to.includes(',')) throw new Refused('invalidRecipient', 'not an address');
    return { from: outgoing.plan.from, to: outgoing.plan.to, raw: Buffer.from(outgoing.id) };
  }, {
    hand: async (mail, tags) => {
      const id = service(handed.length);
      handed.push({ mail, tags });
      return id;
    },
  }),
})(typeof entry === 'string' ? entry : JSON.stringify(entry));

/** The mail was taken, but the answer never came. */
const takenWithoutAnswer = (): string => {
  handed.push({ mail: { from: '', to: '', raw: Buffer.alloc(0) }, tags: {} });
  throw new Error('socket hang up');
};

const event = (eventType: string, fields: object = {}): object => ({
  eventType, mail: { messageId: 'ses-1', timestamp: new Date(clock).toISOString(), tags: { kind: ['acknowledgement'], case: ['482109379'], thread: ['thread-1'] } }, ...fields,
});

const entry = acknowledgement();
const place = placeOf(entry);

beforeEach(() => {
  clock = SUNDAY_MORNING;
  sendings = new MemorySendings();
  handed = [];
  service = (count) => `ses-${count + 1}`;
  sendings.plan(place, entry.id, clock);
});

describe('handing over', () => {
  it('sends an acknowledgement once and keeps the proof', async () => {
    expect(await step(entry)).toEqual({ done: true });
    expect(sendings.of(place)).toMatchObject({ state: 'sent', attempt: 1, providerId: 'ses-1', sentAt: clock });
  });

  it('sends nothing when the same entry comes again', async () => {
    await step(entry);
    await step(entry);
    expect(handed).toHaveLength(1);
  });

  it('remembers its own mail, so that an answer to it finds the case', async () => {
    await step(entry);
    expect(sendings.own.get(mailIdentityKey(KEYS.id, '<ses-1@eu-west-1.amazonses.com>'))).toMatchObject({ thread: 'thread-1', case: '482109379' });
  });

  it('waits as long as the service says and then sends', async () => {
    service = () => { throw new TryLater(30, 'slow down'); };
    expect(await step(entry)).toEqual({ done: false, hideSeconds: 30 });
    expect(sendings.of(place).state).toBe('planned');
    service = () => 'ses-9';
    await step(entry);
    expect(sendings.of(place)).toMatchObject({ state: 'sent', attempt: 2 });
  });

  it('waits for its turn before it begins, so that what waits is still only planned', async () => {
    const seen: string[] = [];
    await send({
      ...noActs(), sendings, settings: async () => DEFAULT_SETTINGS, keys: KEYS, now: () => clock, log: () => undefined,
      pace: async () => { seen.push(sendings.of(place).state); }, outlet: () => mailOutlet(async () => ({ from: '', to: '', raw: Buffer.alloc(0) }), { hand: async () => 'ses-1' }),
    })(JSON.stringify(entry));
    expect(seen).toEqual(['planned']);
  });

  it('tells an agent when the service will never take it', async () => {
    service = () => { throw new Refused('rejected', 'no'); };
    expect(await step(entry)).toEqual({ done: true });
    expect(sendings.of(place)).toMatchObject({ state: 'failed', reason: 'rejected' });
  });

  it('does not reach the composer twice with an address that is none', async () => {
    const bad = acknowledgement({ to: 'a@example.org,b@example.org' });
    await step(bad);
    expect(handed).toHaveLength(0);
    expect(sendings.of(place)).toMatchObject({ state: 'failed', reason: 'invalidRecipient' });
  });

  it('says nothing when a person has answered first', async () => {
    sendings.answer(place, clock);
    await step(entry);
    expect(handed).toHaveLength(0);
    expect(sendings.of(place)).toMatchObject({ state: 'suppressed', reason: 'answered' });
  });
});

describe('an attempt that broke off', () => {
  it('is waited for while it may still be under way', async () => {
    await sendings.begin(place, { now: clock, leaseUntil: clock + 2 * MINUTE, retryUnknown: false });
    clock += MINUTE;
    expect(await step(entry)).toEqual({ done: false, hideSeconds: 60 });
    expect(handed).toHaveLength(0);
  });

  it('becomes unknown and is not repeated blindly', async () => {
    service = takenWithoutAnswer;
    await step(entry);
    expect(sendings.of(place).state).toBe('unknown');
    clock += 5 * MINUTE;
    expect(await step(entry)).toEqual({ done: false, hideSeconds: 600 });
    expect(handed).toHaveLength(1);
  });

  it('is settled by the provider\'s event', async () => {
    service = takenWithoutAnswer;
    await step(entry);
    await step(event('Delivery'));
    clock += 60 * MINUTE;
    expect(await step(entry)).toEqual({ done: true });
    expect(sendings.of(place)).toMatchObject({ state: 'delivered', providerId: 'ses-1', attempt: 1 });
    expect(sendings.own.size).toBe(1);
  });

  it('is repeated once after a quarter of an hour and an event of a later hand-over', async () => {
    service = takenWithoutAnswer;
    await step(entry);
    clock += 20 * MINUTE;
    await sendings.noteReported(clock - MINUTE);
    service = () => 'ses-2';
    await step(entry);
    expect(sendings.of(place)).toMatchObject({ state: 'sent', attempt: 2, providerId: 'ses-2' });
  });

  it('is not repeated without evidence, however long it takes', async () => {
    service = takenWithoutAnswer;
    await step(entry);
    await sendings.noteReported(clock - MINUTE);
    clock += 20 * MINUTE;
    expect(await step(entry)).toMatchObject({ done: false });
    expect(handed).toHaveLength(1);
  });

  it('is not repeated by what was handed over before it surely was', async () => {
    service = takenWithoutAnswer;
    await step(entry);
    await sendings.noteReported(clock + MINUTE);
    clock += 20 * MINUTE;
    expect(await step(entry)).toMatchObject({ done: false });
    expect(handed).toHaveLength(1);
  });

  it.each(['דנה@customer.example', 'jöhn@customer.example'])('is left to a person at once where a relay took it, which tells nothing of it: %s', async (to) => {
    service = takenWithoutAnswer;
    await step(acknowledgement({ to }));
    clock += 20 * MINUTE;
    await sendings.noteReported(clock - MINUTE);
    expect(await step(acknowledgement({ to }))).toEqual({ done: true });
    expect([handed.length, sendings.of(place).state]).toEqual([1, 'unknown']);
  });

  it('is left to a person after the second time', async () => {
    service = takenWithoutAnswer;
    await step(entry);
    clock += 20 * MINUTE;
    await sendings.noteReported(clock - MINUTE);
    await step(entry);
    clock += 20 * MINUTE;
    await sendings.noteReported(clock - MINUTE);
    expect(await step(entry)).toEqual({ done: true });
    expect(handed).toHaveLength(2);
    expect(sendings.of(place).state).toBe('unknown');
  });
});

describe('caps', () => {
  const numbered = (n: number, fields: object = {}) => acknowledgement({ caseNumber: String(100_000_000 + n), ...fields });
  const statesOf = async (entries: ReturnType<typeof numbered>[]): Promise<string[]> => {
    for (const one of entries) {
      sendings.plan(placeOf(one), one.id, clock);
      await step(one);
    }
    return entries.map((one) => sendings.of(placeOf(one)).reason ?? sendings.of(placeOf(one)).state);
  };

  it('gives one person three acknowledgements an hour', async () => {
    expect(await statesOf([1, 2, 3, 4].map((n) => numbered(n)))).toEqual(['sent', 'sent', 'sent', 'capContact']);
  });

  it('counts who writes in somebody\'s name apart from that person', async () => {
    const forged = await statesOf([1, 2, 3, 4].map((n) => numbered(n, { authenticated: false })));
    expect(forged.at(-1)).toBe('capUnauthenticated');
    expect(await statesOf([numbered(5)])).toEqual(['sent']);
  });

  it('gives a domain that nobody vouches for only so many an hour', async () => {
    const entries = Array.from({ length: 32 }, (_, n) => numbered(n, { authenticated: false, to: `person${n}@flood.example` }));
    expect((await statesOf(entries)).filter((state) => state === 'capUnauthenticated')).toHaveLength(2);
  });

  it('gives all unauthenticated senders together only so many an hour', async () => {
    const entries = Array.from({ length: 310 }, (_, n) => numbered(n, { authenticated: false, to: `a@domain${n}.example` }));
    expect((await statesOf(entries)).filter((state) => state === 'sent')).toHaveLength(300);
  });
});

describe('what the provider tells', () => {
  it('marks a bounced acknowledgement with the reason', async () => {
    await step(entry);
    await step(event('Bounce', { bounce: { bounceType: 'Permanent', bounceSubType: 'General' } }));
    expect(sendings.of(place)).toMatchObject({ state: 'bounced', reason: 'Permanent.General' });
  });

  it('never goes back from delivered to sent', async () => {
    await step(entry);
    await step(event('Delivery'));
    await step(event('Send'));
    expect(sendings.of(place).state).toBe('delivered');
  });

  it('ignores the greeting of a new event destination and events about mail that is not ours', async () => {
    expect(await step('Successfully validated SNS topic for Amazon SES event publishing.')).toEqual({ done: true });
    expect(await step({ eventType: 'Delivery', mail: { messageId: 'x', timestamp: new Date(clock).toISOString(), tags: {} } })).toEqual({ done: true });
  });

  it('refuses what is neither', async () => {
    await expect(step('{"kind":"gift"}')).rejects.toThrow();
  });
});
