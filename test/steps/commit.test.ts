import { describe, expect, it } from '@jest/globals';
import { place } from '../../shared/domain/placement.ts';
import type { Placement } from '../../shared/domain/placement.ts';
import type { Head } from '../../shared/domain/case.ts';
import type { InboundMessage } from '../../shared/domain/message.ts';
import type { StoredMessage } from '../../shared/ports.ts';
import { commit } from '../../shared/steps/commit.ts';
import { SUNDAY_MORNING, mail } from '../support/make.ts';
import { MemoryCases } from '../../local/faults/memory-cases.ts';

const MINUTE = 60_000;
const thread = 'the thread';

function decided(message: InboundMessage, head: Head | undefined, freshNumber?: string): { placement: Placement; stored: StoredMessage } {
  const placement = place({ message, thread, threadedBy: 'inReplyTo', relatedTo: null, head, reopenDays: 7, now: SUNDAY_MORNING, freshNumber, promise: { dueAt: SUNDAY_MORNING + 60 * MINUTE, opensAt: null, awayReason: null } });
  return { placement, stored: { thread, id: message.id, direction: 'in', at: message.at, receivedAt: message.receivedAt, storedAt: SUNDAY_MORNING, case: placement.caseNumber, threadedBy: placement.threadedBy, relatedTo: null, quarantined: null, suppressedBecause: null, agent: null, sending: null, plan: null, message } };
}

/** A customer's first mail is a case; an older one with another subject comes twice, and an agent resolves between its two readings. */
async function twinsAroundAnAgent(): Promise<{ store: MemoryCases; slow: ReturnType<typeof decided>; quick: ReturnType<typeof decided> }> {
  const store = new MemoryCases();
  const first = decided(mail({ subject: 'איפה ההזמנה?', at: SUNDAY_MORNING }), undefined, '111111118');
  await commit(store, thread, first.placement, first.stored);
  const other = mail({ subject: 'החזר', at: SUNDAY_MORNING - MINUTE });
  const quick = decided(other, store.heads.get(thread));
  const resolved: Head = { ...store.heads.get(thread)!, v: 2, status: 'resolved', resolvedAt: SUNDAY_MORNING };
  store.heads.set(thread, resolved);
  return { store, quick, slow: decided(other, resolved, '222222226') };
}

describe('a thread that leaves its case for a new one', () => {
  it('stays where it is when a twin has put the message into the case before', async () => {
    const { store, quick, slow } = await twinsAroundAnAgent();
    expect([quick.placement.caseNumber, slow.placement.caseNumber]).toEqual(['111111118', '222222226']);
    expect(await commit(store, thread, quick.placement, quick.stored)).toBe('stored');
    expect(await commit(store, thread, slow.placement, slow.stored)).toBe('changed');
    expect([store.heads.get(thread)!.case, [...store.cases.keys()]]).toEqual(['111111118', ['111111118']]);
  });

  it('has its case and its message from the moment it is there', async () => {
    const { store, quick, slow } = await twinsAroundAnAgent();
    let calls = 0;
    store.turn = async () => { if (++calls > 1) throw new Error('died'); };
    expect(await commit(store, thread, slow.placement, slow.stored)).toBe('stored');
    store.turn = async () => undefined;
    expect([store.heads.get(thread)!.case, store.cases.has('222222226'), store.messages.get(`${thread}/${slow.stored.id}`)?.case]).toEqual(['222222226', true, '222222226']);
    expect(await commit(store, thread, quick.placement, quick.stored)).toBe('duplicate');
  });
});
