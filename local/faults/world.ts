import { caseNumbers } from '../../shared/aws/cases.ts';
import { ownerOf } from '../../shared/domain/case-merge.ts';
import type { Erasure } from '../../shared/domain/erasure.ts';
import { DEFAULT_SETTINGS } from '../../shared/domain/settings.ts';
import { NotFound } from '../../shared/errors.ts';
import type { Log } from '../../shared/log.ts';
import type { StoredMessage } from '../../shared/ports.ts';
import type { DeskDeps } from '../../shared/steps/desk.ts';
import type { RecordDeps } from '../../shared/steps/record.ts';
import { KEYS } from './customers.ts';
import type { Word } from './customers.ts';
import { BUCKET, CURSORS, DELIVERIES, DESK, ERASING, QUEUE, SENDINGS, TABLE, flaky } from './flaky.ts';
import type { Mishaps } from './flaky.ts';
import { MemoryCases } from './memory-cases.ts';
import { MemoryChannelState } from './memory-channel-state.ts';
import { memoryDeliveries, memoryOriginals } from './memory-deliveries.ts';
import { MemoryDesk } from './memory-desk.ts';
import { memoryErasable } from './memory-erasing.ts';
import { MemoryModerations } from './memory-moderations.ts';
import { MemoryQueue } from './memory-queue.ts';
import { TableSendings } from './memory-sendings.ts';
import type { Plant } from './plants.ts';
import { Provider } from './provider.ts';
import type { Actor, Scheduler } from './scheduler.ts';

/** An answer that an agent was told is on its way. */
export interface Answer { id: string; thread: string; caseNumber: string; at: number }

/** All that a story has: the product's stores and queues, the outside, and what the outside knows. */
export class World {
  readonly table = new MemoryCases();
  readonly desk = new MemoryDesk(this.table);
  readonly sendings = new TableSendings(this.table);
  readonly moderations = new MemoryModerations(this.table);
  readonly cursors = new MemoryChannelState();
  readonly ledger = new Map<string, Erasure>();
  readonly bucket = new Map<string, { bytes: Buffer; storedAt: number }>();
  readonly erasable = memoryErasable(this.bucket);
  readonly originals = memoryOriginals(this.bucket);
  readonly deliveries = memoryDeliveries(this.table);
  readonly queues: { mail: MemoryQueue; inbound: MemoryQueue; outbox: MemoryQueue };
  readonly provider: Provider;

  readonly words: Word[] = [];
  readonly answers: Answer[] = [];
  /** What the platform shows to whoever fetches, in its order. */
  readonly shown: Word[] = [];
  /** What a step threw although nothing had been done to it. */
  readonly surprises: string[] = [];
  /** Customers' words that came onto a case while its head says that nobody waits. */
  readonly unnoticed = new Map<string, StoredMessage>();
  /** What will happen outside, and when. */
  readonly future: { at: number; happens: () => void }[] = [];
  /** Share of receipts after which an entry stays visible. */
  twice = 0;

  readonly scheduler: Scheduler;
  readonly plant: Plant | undefined;

  constructor(scheduler: Scheduler, plant: Plant | undefined) {
    this.scheduler = scheduler;
    this.plant = plant;
    const now = (): number => scheduler.now;
    this.queues = { mail: new MemoryQueue('mail', now), inbound: new MemoryQueue('inbound', now), outbox: new MemoryQueue('outbox', now) };
    this.provider = new Provider(scheduler, (number) => [...this.table.messages.values()].some((message) => message.plan?.kind === 'acknowledgement' && message.plan.plan.caseNumber === number && ownerOf(message) !== null));
    const put = this.table.putMessage.bind(this.table);
    this.table.putMessage = async (message) => {
      const fresh = await put(message);
      const head = this.table.heads.get(message.thread);
      if (fresh && message.direction === 'in' && message.case !== null && head?.case === message.case && head.waitingSince === null) this.unnoticed.set(message.id, message);
      return fresh;
    };
    const write = this.table.writeHead.bind(this.table);
    this.table.writeHead = async (thread, head, expected) => {
      const there = await write(thread, head, expected);
      if (there === undefined && head.waitedBy !== undefined) this.unnoticed.delete(head.waitedBy);
      return there;
    };
    plant?.store?.(this.table);
    plant?.sendings?.(this.sendings);
  }

  later(at: number, happens: () => void): void {
    this.future.push({ at, happens });
  }

  /** What one actor sees of the product's ports. */
  portsOf(actor: Actor) {
    const port = <T extends object>(name: string, whole: T, mishaps: Mishaps): T => flaky(this.scheduler, actor, name, whole, mishaps);
    const { queues } = this;
    return {
      table: port('table', this.table, TABLE), sendings: port('sendings', this.sendings, SENDINGS), desk: port('desk', this.desk, DESK), cursors: port('cursors', this.cursors, CURSORS),
      erasable: port('bucket', this.erasable, ERASING), originals: port('bucket', this.originals, BUCKET), deliveries: port('deliveries', this.deliveries, DELIVERIES),
      mail: port('mail', queues.mail, QUEUE), inbound: port('inbound', queues.inbound, QUEUE), outbox: port('outbox', queues.outbox, QUEUE),
    };
  }

  /** What every step needs. */
  around(actor: Actor) {
    const log: Log = (level, event, fields) => {
      this.scheduler.note(`${actor.name} says ${event} ${this.scheduler.trace.told(fields ?? {})}`);
      if (level === 'error' && fields?.error !== undefined && !actor.struck && !(fields.error instanceof NotFound)) this.surprised(actor, fields.error);
    };
    return { settings: async () => DEFAULT_SETTINGS, keys: KEYS, now: () => this.scheduler.now, log };
  }

  recordDeps(actor: Actor): RecordDeps {
    const { table, outbox } = this.portsOf(actor);
    const commit = this.plant?.commit?.(outbox);
    return { ...this.around(actor), store: table, outbox: outbox, nextNumber: caseNumbers(table, KEYS.number), ...(commit ? { commit } : {}) };
  }

  deskDeps(actor: Actor): DeskDeps {
    const { desk, outbox, table } = this.portsOf(actor);
    return { ...this.around(actor), store: desk, outbox: outbox, nextNumber: caseNumbers(table, KEYS.number) };
  }

  surprised(actor: Actor, error: unknown): void {
    this.surprises.push(`${actor.name.replace(/-\d+$/, '')}: ${error instanceof Error ? `${error.name} ${error.message}` : String(error)}`);
  }
}
