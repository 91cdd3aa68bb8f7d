import { describe, expect, it } from '@jest/globals';
import type { SendingPlace, Sendings } from '../../shared/ports.ts';
import { SUNDAY_MORNING } from '../support/make.ts';

const NOW = SUNDAY_MORNING;
const attempt = { now: NOW, leaseUntil: NOW + 1000, retryUnknown: false };
let caps = 0;

/** What every keeper of sendings must do. `plan` puts a planned acknowledgement and answers with its place. */
export function sendingsContract(name: string, make: () => { sendings: Sendings; plan: (words?: string) => Promise<SendingPlace>; answered: (place: SendingPlace) => Promise<void> }): void {
  describe(`sendings in ${name}`, () => {
    it('lets one attempt begin', async () => {
      const { sendings, plan } = make();
      const place = await plan();
      expect(await sendings.begin(place, attempt)).toMatchObject({ begun: true, answered: false, sending: { state: 'sending', attempt: 1, leaseUntil: NOW + 1000, startedAt: NOW } });
      expect(await sendings.begin(place, attempt)).toMatchObject({ begun: false, sending: { state: 'sending', attempt: 1 } });
    });

    it('lets no other words begin than those that are stored', async () => {
      const { sendings, plan } = make();
      const place = await plan('new words');
      for (const words of ['old words', undefined]) expect(await sendings.begin(place, { ...attempt, words })).toMatchObject({ begun: false, sending: { state: 'planned', words: 'new words' } });
      expect(await sendings.begin(place, { ...attempt, words: 'new words' })).toMatchObject({ begun: true });
      await sendings.settle(place, { attempt: 1, state: 'unknown', reason: 'noAnswer', now: NOW });
      expect(await sendings.begin(place, { ...attempt, words: 'old words', retryUnknown: true })).toMatchObject({ begun: false });
      expect(await sendings.begin(place, { ...attempt, words: 'new words', retryUnknown: true })).toMatchObject({ begun: true });
    });

    it('says when there is nothing of that name', async () => {
      const { sendings } = make();
      expect(await sendings.begin({ kind: 'reply', thread: 'nowhere', messageId: 'nothing' }, attempt)).toMatchObject({ begun: false, sending: undefined });
    });

    it('tells whether a person has answered the case', async () => {
      const { sendings, plan, answered } = make();
      const place = await plan();
      await answered(place);
      expect(await sendings.begin(place, attempt)).toMatchObject({ begun: true, answered: true });
    });

    it('settles the attempt that began, and no other', async () => {
      const { sendings, plan } = make();
      const place = await plan();
      await sendings.begin(place, attempt);
      await sendings.settle(place, { attempt: 2, state: 'failed', reason: 'other', now: NOW });
      await sendings.settle(place, { attempt: 1, state: 'sent', providerId: 'ses-1', now: NOW + 5 });
      await sendings.settle(place, { attempt: 1, state: 'failed', reason: 'late', now: NOW + 6 });
      expect((await sendings.begin(place, attempt)).sending).toMatchObject({ state: 'sent', providerId: 'ses-1', sentAt: NOW + 5, leaseUntil: null, reason: null });
    });

    it('begins again from unknown only when asked to', async () => {
      const { sendings, plan } = make();
      const place = await plan();
      await sendings.begin(place, attempt);
      await sendings.settle(place, { attempt: 1, state: 'unknown', reason: 'noAnswer', now: NOW });
      expect(await sendings.begin(place, attempt)).toMatchObject({ begun: false, sending: { state: 'unknown', reason: 'noAnswer' } });
      expect(await sendings.begin(place, { ...attempt, retryUnknown: true })).toMatchObject({ begun: true, sending: { attempt: 2 } });
    });

    it('takes the provider\'s word, the later one over the earlier', async () => {
      const { sendings, plan } = make();
      const place = await plan();
      await sendings.begin(place, attempt);
      const event = { providerId: 'ses-1', reason: null, at: NOW };
      expect(await sendings.report(place, { ...event, state: 'delivered' })).toBe(true);
      expect(await sendings.report(place, { ...event, state: 'sent' })).toBe(false);
      expect(await sendings.report(place, { ...event, state: 'bounced', reason: 'Permanent.General' })).toBe(false);
      expect((await sendings.begin(place, attempt)).sending).toMatchObject({ state: 'bounced', reason: 'Permanent.General', providerId: 'ses-1' });
    });

    it('takes bad news about the first attempt as nothing about the second, and a complaint about either', async () => {
      const { sendings, plan } = make();
      const place = await plan();
      await sendings.begin(place, attempt);
      await sendings.settle(place, { attempt: 1, state: 'unknown', reason: 'noAnswer', now: NOW });
      await sendings.begin(place, { ...attempt, retryUnknown: true });
      await sendings.settle(place, { attempt: 2, state: 'sent', providerId: 'ses-2', now: NOW });
      const state = async (): Promise<unknown> => (await sendings.begin(place, attempt)).sending?.state;
      await sendings.report(place, { state: 'bounced', providerId: 'ses-1', reason: 'Permanent.General', at: NOW });
      expect(await state()).toBe('sent');
      await sendings.report(place, { state: 'bounced', providerId: 'ses-2', reason: 'Permanent.General', at: NOW });
      expect(await state()).toBe('bounced');
      await sendings.report(place, { state: 'complained', providerId: 'ses-1', reason: 'abuse', at: NOW });
      expect(await state()).toBe('complained');
    });

    it('hears of a mail whose case is not there without making one', async () => {
      const { sendings } = make();
      expect(await sendings.report({ kind: 'acknowledgement', caseNumber: '999999998' }, { state: 'delivered', providerId: 'x', reason: null, at: NOW })).toBe(false);
    });

    it('counts one acknowledgement once, and stops at the hour\'s and the day\'s cap', async () => {
      const { sendings } = make();
      const cap = { address: `person${++caps}@example.org`, perHour: 2, perDay: 3, now: NOW };
      const taken: boolean[] = [];
      for (const [id, hours] of [['a', 0], ['a', 0], ['b', 0], ['c', 0], ['c', 1], ['d', 1], ['a', 1]] as const) taken.push(await sendings.takeCap({ ...cap, id, now: NOW + hours * 3_600_000 }));
      expect(taken).toEqual([true, true, true, false, true, false, true]);
    });

    it('gives no more around the turn of an hour than in any other sixty minutes', async () => {
      const { sendings } = make();
      const eleven = NOW - (NOW % 3_600_000) + 3_600_000;
      const take = async (id: string, minutes: number): Promise<boolean> => sendings.takeCap({ address: 'turn@example.org', perHour: 3, perDay: 10, id, now: eleven + minutes * 60_000 });
      const taken: boolean[] = [];
      for (const [id, minutes] of [['a', -1], ['b', -1], ['c', 1], ['d', 1], ['c', 2], ['e', 59], ['f', 60], ['g', 62]] as const) taken.push(await take(id, minutes));
      expect(taken).toEqual([true, true, true, false, true, true, true, true]);
    });

    it('gives as many as the cap says to those who ask at once', async () => {
      const { sendings } = make();
      const at = async (minutes: number): Promise<number> => (await Promise.all(Array.from({ length: 6 }, async (_, n) => sendings.takeCap({ address: 'crowd@example.org', perHour: 2, perDay: 3, id: `${minutes}-${n}`, now: NOW + minutes * 60_000 })))).filter(Boolean).length;
      expect([await at(0), await at(61), await at(122)]).toEqual([2, 1, 0]);
    });

    it('gives nobody anything where nothing may be given', async () => {
      expect(await make().sendings.takeCap({ address: 'none@example.org', perHour: 0, perDay: 10, id: 'a', now: NOW })).toBe(false);
    });

    it('remembers up to which hand-over the provider has told us anything', async () => {
      const { sendings } = make();
      await sendings.noteReported(NOW);
      await sendings.noteReported(NOW + 120_000);
      await sendings.noteReported(NOW - 1);
      expect(await sendings.reportedThrough()).toBe(NOW + 120_000);
    });

    it('remembers a mail of ours twice without complaint', async () => {
      const { sendings } = make();
      const own = { key: 'own-key', fingerprint: 'own', thread: 't', case: '482109379', own: true };
      await sendings.rememberOwn(own);
      await expect(sendings.rememberOwn(own)).resolves.toBeUndefined();
    });
  });
}
