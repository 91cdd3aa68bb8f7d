import { ACT_OF } from '../../shared/domain/moderation.ts';
import type { Moderating } from '../../shared/domain/moderation.ts';
import type { ModerationPlace, Moderations } from '../../shared/ports/moderation.ts';
import type { SendDeps } from '../../shared/steps/send.ts';
import { MemoryCases } from './memory-cases.ts';

/** Acts on public items in memory, under the same contract as the table's (test/adapters/moderations.contract.ts). */
export class MemoryModerations implements Moderations {
  readonly table: MemoryCases;
  constructor(table: MemoryCases) {
    this.table = table;
  }

  #act({ thread, messageId, what }: ModerationPlace): Moderating | undefined {
    return this.table.messages.get(`${thread}/${messageId}`)?.[ACT_OF[what]];
  }

  async begin(place: ModerationPlace, { id, now, leaseUntil }: Parameters<Moderations['begin']>[1]): ReturnType<Moderations['begin']> {
    const act = this.#act(place);
    if (act?.id !== id || (act.state !== 'planned' && !(act.state === 'sending' && (act.leaseUntil ?? 0) <= now))) return { begun: false, act: structuredClone(act) };
    Object.assign(act, { state: 'sending', leaseUntil, changedAt: now, attempt: act.attempt + 1 });
    return { begun: true, act: structuredClone(act) };
  }

  async settle(place: ModerationPlace, change: Parameters<Moderations['settle']>[1]): Promise<void> {
    const act = this.#act(place);
    if (act?.id !== change.id || act.attempt !== change.attempt || act.state !== 'sending') return;
    Object.assign(act, { state: change.state, leaseUntil: null, reason: change.state === 'sent' ? null : change.reason, changedAt: change.now });
    if (change.state === 'sent') this.table.messages.get(`${place.thread}/${place.messageId}`)![place.what] = { is: change.is, at: change.now, elsewhere: false };
  }

  async gone({ thread, messageId }: Pick<ModerationPlace, 'thread' | 'messageId'>, at: number): Promise<void> {
    await this.table.revise(thread, messageId, { what: 'removed', text: '', at });
  }
}

/** For worlds in which nobody hides or likes anything. */
export const noActs = (): Pick<SendDeps, 'moderations' | 'moderator'> => ({ moderations: new MemoryModerations(new MemoryCases()), moderator: () => async () => { throw new Error('nobody acts here'); } });
