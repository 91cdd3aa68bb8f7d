import type { Handed, Handing } from '../../shared/channels/handing.ts';
import { readReference } from '../../shared/domain/inbound-note.ts';
import type { ComposedMail } from '../../shared/domain/outgoing.ts';
import { Refused, TryLater } from '../../shared/errors.ts';
import { Fault } from './flaky.ts';
import type { Actor, Scheduler } from './scheduler.ts';

/** One thing that the mail service or the platform took: for whom, when, and what it told of it since. */
export interface Taken {
  /** The same for every attempt at one acknowledgement, or at one answer. */
  what: string;
  kind: 'acknowledgement' | 'reply';
  caseNumber: string;
  messageId: string | undefined;
  to: string;
  id: string;
  at: number;
  byMail: boolean;
  /** When our `send` had heard of it; null: not yet. */
  heardAt: number | null;
  /** A second attempt that the promise allows: 15 minutes of silence, and an event of a later hand-over. */
  allowed: boolean;
  /** Of an acknowledgement: the message that earned it was stored by then. */
  afterStored: boolean;
}

/** How an event of the provider comes to us: its body, and when. */
export interface Told { body: object; at: number; id: string }

const SILENCE_MS = 15 * 60_000;
const MINUTE = 60_000;

/** The world outside: takes what is handed over, or does not, or takes it and says nothing; tells of it late, twice or never. */
export class Provider {
  readonly taken: Taken[] = [];
  /** Events of mails on their way to the queue; echoes of a platform on their way to its webhook. */
  readonly events: Told[] = [];
  readonly echoes: { reference: string; id: string; at: number; to: string }[] = [];
  readonly #scheduler: Scheduler;
  /** Is the message stored that this case's acknowledgement answers? */
  readonly #isStored: (caseNumber: string) => boolean;
  calm = false;

  constructor(scheduler: Scheduler, isStored: (caseNumber: string) => boolean) {
    this.#scheduler = scheduler;
    this.#isStored = isStored;
  }

  async handMail(actor: Actor, { to }: ComposedMail, tags: Record<string, string>): Promise<string> {
    await this.#scheduler.turn(actor, `mail.hand ${tags['outgoing'] ?? ''}`);
    const kind = tags['kind'] === 'reply' ? 'reply' : 'acknowledgement';
    const taken = this.#outcome({ kind, caseNumber: tags['case'] ?? '', messageId: tags['message'], to, byMail: true });
    this.#tellOf(taken.one, tags);
    if (taken.silent) throw new Fault('the mail service took it, and the answer got lost');
    return taken.one.id;
  }

  async handOver(actor: Actor, { reference = '', route, person }: Handing): Promise<Handed> {
    await this.#scheduler.turn(actor, `platform.send ${reference}`);
    const named = readReference(reference);
    if (!named) throw new Error(`a hand-over without a reference: ${reference}`);
    const acknowledgement = named.kind === 'acknowledgement';
    const taken = this.#outcome({ kind: acknowledgement ? 'acknowledgement' : 'reply', caseNumber: acknowledgement ? named.caseNumber : '', messageId: acknowledgement ? undefined : named.messageId, to: person ?? route.to, byMail: false });
    this.#late(0.1, (at) => { this.echoes.push({ reference, id: taken.one.id, at, to: taken.one.to }); });
    if (taken.silent) throw new Fault('the platform took it, and the answer got lost');
    return { id: taken.one.id, ...(route.kind === 'privateReply' ? { conversation: `private-${person ?? route.to}` } : {}) };
  }

  /** `send` has worked through an event about this hand-over. */
  heard(id: string): void {
    const taken = this.taken.find((one) => one.id === id);
    if (taken) taken.heardAt ??= this.#scheduler.now;
  }

  #outcome(given: Pick<Taken, 'kind' | 'caseNumber' | 'messageId' | 'to' | 'byMail'>): { one: Taken; silent: boolean } {
    const { dice } = this.#scheduler;
    const trouble = this.calm ? 99 : dice.below(40);
    if (trouble < 3) throw new TryLater(1 + dice.below(120), 'slow down');
    if (trouble === 3) throw new Refused('invalidRecipient', 'will not be taken');
    if (trouble < 7) throw new Fault('no answer, and nothing was taken');
    return { one: this.#take(given), silent: trouble < 10 };
  }

  #take(given: Pick<Taken, 'kind' | 'caseNumber' | 'messageId' | 'to' | 'byMail'>): Taken {
    const what = given.kind === 'acknowledgement' ? `acknowledgement ${given.caseNumber}` : `answer ${given.messageId ?? ''}`;
    const { now } = this.#scheduler;
    const before = this.taken.filter((one) => one.what === what);
    const one: Taken = {
      ...given, what, id: `own-${this.taken.length + 1}`, at: now, heardAt: null, allowed: before.length === 1 && this.#showsAbsence(before[0]!, now),
      afterStored: given.kind === 'reply' || this.#isStored(given.caseNumber),
    };
    this.taken.push(one);
    this.#scheduler.note(`outside took ${one.id} ${what} ${given.to}`);
    return one;
  }

  // Of the first nothing was heard, although something was heard of one that was handed over later.
  #showsAbsence(first: Taken, now: number): boolean {
    return first.byMail && first.heardAt === null && now - first.at >= SILENCE_MS - MINUTE && this.taken.some((other) => other.byMail && other.at > first.at && other.heardAt !== null);
  }

  #tellOf({ id, at: handedOverAt }: Taken, tags: Record<string, string>): void {
    const { dice } = this.#scheduler;
    const mail = { messageId: id, timestamp: new Date(handedOverAt).toISOString(), tags: Object.fromEntries(Object.entries(tags).map(([name, value]) => [name, [value]])) };
    const tell = (body: object): void => { this.#late(0.06, (at) => { this.events.push({ body: { ...body, mail }, at, id }); }); };
    tell({ eventType: 'Send' });
    const fate = dice.below(12);
    if (fate === 0) tell({ eventType: 'Bounce', bounce: { bounceType: 'Permanent', bounceSubType: 'General' } });
    else if (fate > 1) tell({ eventType: 'Delivery' });
    if (fate === 2) tell({ eventType: 'Complaint' });
  }

  // Soon, late or never; sometimes twice.
  #late(never: number, tell: (at: number) => void): void {
    const { dice, now } = this.#scheduler;
    if (!this.calm && dice.chance(never)) return;
    for (let times = dice.chance(0.15) ? 2 : 1; times > 0; times--) tell(now + (dice.chance(0.2) ? dice.below(90 * MINUTE) : dice.below(8_000)));
  }
}
