import type { Sending } from '../../shared/domain/case.ts';
import { overwrittenBy, takenOfAny } from '../../shared/domain/provider-event.ts';
import { plannedSending } from '../../shared/domain/acknowledgement.ts';
import { withTurn } from '../../shared/domain/cap.ts';
import type { Turn } from '../../shared/domain/cap.ts';
import { joinedHead } from '../../shared/domain/hand-over.ts';
import type { MemoryCases } from './memory-cases.ts';
import type { MailIdentity, SendingPlace, Sendings } from '../../shared/ports.ts';

/** Sendings in memory, under the same contract as the table's (test/adapters/sendings.contract.ts). */
export class MemorySendings implements Sendings {
  readonly kept = new Map<string, { sending: Sending; answeredAt: number | null }>();
  readonly own: Map<string, MailIdentity>;
  readonly #turns = new Map<string, Turn[]>();
  #through: number | null = null;

  readonly optOuts: Set<string>;
  readonly pauses = new Map<string, number>();
  readonly table: MemoryCases | undefined;

  /** With a table: what `record` and `send` write is seen by both. */
  constructor(table?: MemoryCases) {
    this.table = table;
    this.own = table?.identities ?? new Map<string, MailIdentity>();
    this.optOuts = table?.optedOut ?? new Set<string>();
  }

  /** What is kept of one sending, as it stands. */
  protected at(place: SendingPlace): { sending: Sending; answeredAt: number | null } | undefined {
    return this.kept.get(name(place));
  }

  plan(place: SendingPlace, id: string, now: number): void {
    this.kept.set(name(place), { sending: plannedSending(id, now), answeredAt: null });
  }

  of(place: SendingPlace): Sending {
    return this.kept.get(name(place))!.sending;
  }

  answer(place: SendingPlace, at: number): void {
    this.kept.get(name(place))!.answeredAt = at;
  }

  async begin(place: SendingPlace, { now, leaseUntil, retryUnknown, words }: Parameters<Sendings['begin']>[1]): ReturnType<Sendings['begin']> {
    const kept = this.at(place);
    if (!kept) return { begun: false, sending: undefined, answered: false };
    if (kept.sending.state !== (retryUnknown ? 'unknown' : 'planned') || (kept.sending.words !== undefined && kept.sending.words !== words)) return { begun: false, sending: structuredClone(kept.sending), answered: false };
    Object.assign(kept.sending, { state: 'sending', leaseUntil, startedAt: now, changedAt: now, attempt: kept.sending.attempt + 1 });
    return { begun: true, sending: structuredClone(kept.sending), answered: kept.answeredAt !== null };
  }

  async settle(place: SendingPlace, { attempt, state, providerId, reason, now }: Parameters<Sendings['settle']>[1]): Promise<void> {
    const sending = this.at(place)?.sending;
    if (sending?.attempt !== attempt || sending.state !== 'sending') return;
    Object.assign(sending, { state, changedAt: now, leaseUntil: null, reason: reason ?? null, ...(state === 'sent' ? { sentAt: now } : {}), ...(providerId ? { providerId } : {}) });
  }

  async report(place: SendingPlace, { state, providerId, reason, at }: Parameters<Sendings['report']>[1]): Promise<boolean> {
    const sending = this.at(place)?.sending;
    if (!sending || !overwrittenBy(state).includes(sending.state)) return false;
    if (takenOfAny(state)?.includes(sending.state) === false && sending.providerId !== null && sending.providerId !== providerId) return false;
    const open = ['planned', 'sending', 'unknown'].includes(sending.state);
    Object.assign(sending, { state, providerId, reason, changedAt: at, leaseUntil: null });
    return open;
  }

  async takeCap({ address, perHour, perDay, id, now }: Parameters<Sendings['takeCap']>[0]): Promise<boolean> {
    const next = withTurn(this.#turns.get(address) ?? [], { id, now, perHour, perDay });
    if (next) this.#turns.set(address, next);
    return next !== null;
  }

  async reportedThrough(): Promise<number | null> {
    return this.#through;
  }

  async noteReported(handedOverAt: number): Promise<void> {
    this.#through = Math.max(this.#through ?? 0, handedOverAt);
  }

  async rememberOwn(identity: MailIdentity): Promise<void> {
    this.own.set(identity.key, identity);
  }

  async pausedUntil(channel: string): Promise<number> {
    return this.pauses.get(channel) ?? 0;
  }

  async pause(channel: string, until: number): Promise<void> {
    this.pauses.set(channel, until);
  }

  async optedOut(personKey: string): Promise<boolean> {
    return this.optOuts.has(personKey);
  }

  async joinThread({ thread, from, caseNumber, participant, now }: Parameters<Sendings['joinThread']>[0]): Promise<void> {
    const there = this.table?.heads.get(thread);
    const head = joinedHead({ there, from: this.table?.heads.get(from), caseNumber, participant, now });
    if (!this.table || !head) return;
    this.table.heads.set(thread, head);
    const item = this.table.cases.get(head.case);
    if (item && !item.threads.includes(thread)) Object.assign(item, { threads: [...item.threads, thread], hvs: item.hvs ?? {} });
  }
}

/** Sendings where the table has them: an acknowledgement's on its case, an answer's on its message. */
export class TableSendings extends MemorySendings {
  readonly cases: MemoryCases;
  constructor(cases: MemoryCases) {
    super(cases);
    this.cases = cases;
  }

  protected override at(place: SendingPlace): { sending: Sending; answeredAt: number | null } | undefined {
    if (place.kind === 'reply') {
      const sending = this.cases.messages.get(`${place.thread}/${place.messageId}`)?.sending;
      return sending ? { sending, answeredAt: null } : undefined;
    }
    const item = this.cases.cases.get(place.caseNumber);
    return item?.acknowledgement ? { sending: item.acknowledgement, answeredAt: item.answeredAt } : undefined;
  }
}

const name = (place: SendingPlace): string => (place.kind === 'acknowledgement' ? place.caseNumber : `${place.thread}/${place.messageId}`);
