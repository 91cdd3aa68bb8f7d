import { describe, expect, it } from '@jest/globals';
import { ACT_OF } from '../../shared/domain/moderation.ts';
import type { Moderated, Moderating } from '../../shared/domain/moderation.ts';
import type { DeskStore } from '../../shared/ports/desk.ts';
import type { ModerationPlace, Moderations } from '../../shared/ports/moderation.ts';
import type { CaseStore } from '../../shared/ports.ts';
import { SUNDAY_MORNING, mail } from '../support/make.ts';
import { opened } from './cases.contract.ts';

const NOW = SUNDAY_MORNING;
export const act = (id: string, fields: Partial<Moderating> = {}): Moderating => ({ id, act: 'hide', state: 'planned', attempt: 0, leaseUntil: null, reason: null, plannedAt: NOW, changedAt: NOW, by: { id: 'dana', name: 'דנה' }, ...fields });

/** Stores a customer's message, as any store does. */
export async function publicItem(store: CaseStore): Promise<{ thread: string; id: string }> {
  const { stored } = opened(mail());
  await store.putMessage(stored);
  return { thread: stored.thread, id: stored.id };
}

interface Made { moderations: Moderations; desk: DeskStore; cases: CaseStore; /** Stores a public item. */ item: () => Promise<{ thread: string; id: string }> }

/** What every keeper of acts on public items must do. */
export function moderationsContract(name: string, make: () => Made): void {
  describe(`acts on public items in ${name}`, () => {
    const planned = async (of = act('hide-1')): Promise<Made & { place: ModerationPlace; kept: () => Promise<Moderated> }> => {
      const made = make();
      const { thread, id } = await made.item();
      await made.desk.act({ cases: [], heads: [], events: [], moderates: { thread, id, what: 'hidden', before: null, after: of } });
      return { ...made, place: { thread, messageId: id, what: 'hidden' }, kept: async () => (await made.desk.message(thread, id))! };
    };
    const attempt = (id = 'hide-1', now = NOW) => ({ id, now, leaseUntil: now + 1000 });

    it('lets one attempt begin, and the next when its time is over', async () => {
      const { moderations, place } = await planned();
      expect(await moderations.begin(place, attempt())).toMatchObject({ begun: true, act: { state: 'sending', attempt: 1, leaseUntil: NOW + 1000 } });
      expect(await moderations.begin(place, attempt('hide-1', NOW + 999))).toMatchObject({ begun: false, act: { state: 'sending', attempt: 1 } });
      expect(await moderations.begin(place, attempt('hide-1', NOW + 1000))).toMatchObject({ begun: true, act: { attempt: 2 } });
    });

    it('says when there is nothing of that name', async () => {
      const { moderations, place } = await planned();
      expect(await moderations.begin({ ...place, what: 'liked' }, attempt())).toEqual({ begun: false, act: undefined });
      expect(await moderations.begin({ ...place, messageId: 'nothing' }, attempt())).toEqual({ begun: false, act: undefined });
      expect(await moderations.begin(place, attempt('another'))).toMatchObject({ begun: false, act: { id: 'hide-1', state: 'planned' } });
    });

    it('turns the switch once the attempt that began has got there', async () => {
      const { moderations, place, kept } = await planned();
      await moderations.begin(place, attempt());
      await moderations.settle(place, { id: 'hide-1', attempt: 2, state: 'failed', reason: 'other', now: NOW });
      await moderations.settle(place, { id: 'hide-1', attempt: 1, state: 'sent', is: true, now: NOW + 5 });
      await moderations.settle(place, { id: 'hide-1', attempt: 1, state: 'failed', reason: 'late', now: NOW + 6 });
      expect(await kept()).toMatchObject({ hidden: { is: true, at: NOW + 5, elsewhere: false }, hiding: { state: 'sent', reason: null, leaseUntil: null, changedAt: NOW + 5 } });
    });

    it('keeps the reason of one that failed, and turns nothing', async () => {
      const { moderations, place, kept } = await planned();
      await moderations.begin(place, attempt());
      await moderations.settle(place, { id: 'hide-1', attempt: 1, state: 'failed', reason: 'permissionMissing', now: NOW + 5 });
      const { hidden, hiding } = await kept();
      expect([hidden, hiding]).toMatchObject([undefined, { state: 'failed', reason: 'permissionMissing' }]);
    });

    it('plans a later act over the one that was read, and over no other', async () => {
      const { desk, place, kept } = await planned();
      const write = async (before: Moderating | null, after: Moderating): Promise<void> => desk.act({ cases: [], heads: [], events: [], moderates: { thread: place.thread, id: place.messageId, what: 'hidden', before, after } });
      await expect(write(null, act('hide-2'))).rejects.toMatchObject({ name: 'Conflict' });
      await write(act('hide-1'), act('unhide-2', { act: 'unhide' }));
      await expect(write(act('hide-1'), act('hide-3'))).rejects.toMatchObject({ name: 'Conflict' });
      expect((await kept())[ACT_OF.hidden]).toMatchObject({ id: 'unhide-2', act: 'unhide' });
    });

    it('hears what was done on the platform, the later word over the earlier', async () => {
      const { cases, desk, item } = make();
      const { thread, id } = await item();
      const hidden = async (): Promise<unknown> => (await desk.message(thread, id))!.hidden;
      expect(await cases.turned(thread, id, { what: 'hidden', is: true, at: NOW })).toBe(true);
      expect(await hidden()).toEqual({ is: true, at: NOW, elsewhere: true });
      expect(await cases.turned(thread, id, { what: 'hidden', is: false, at: NOW - 1 })).toBe(true);
      expect(await hidden()).toMatchObject({ is: true });
      expect(await cases.turned(thread, id, { what: 'hidden', is: false, at: NOW + 1 })).toBe(true);
      expect(await hidden()).toMatchObject({ is: false, at: NOW + 1 });
      expect(await cases.turned(thread, 'nothing', { what: 'hidden', is: true, at: NOW })).toBe(false);
    });

    it('calls its own what it did itself', async () => {
      const { cases, moderations, place, kept } = await planned();
      await moderations.begin(place, attempt());
      await cases.turned(place.thread, place.messageId, { what: 'hidden', is: true, at: NOW + 1 });
      expect((await kept()).hidden).toEqual({ is: true, at: NOW + 1, elsewhere: false });
    });

    it('keeps nothing of what the platform has no longer', async () => {
      const { moderations, place, desk, kept } = await planned();
      await moderations.gone(place, NOW + 9);
      expect(await kept()).toMatchObject({ hiding: { id: 'hide-1' } });
      expect(await desk.message(place.thread, place.messageId)).toMatchObject({ revised: { what: 'removed', at: NOW + 9 }, message: { text: '' } });
    });
  });
}
