import { writerKey } from '../domain/erasure.ts';
import { onBehalf } from '../domain/form-sender.ts';
import { InboundCount, InboundNote } from '../domain/inbound-note.ts';
import { joinSheets, noteReceipt, receiptOf, sheetsOf } from '../domain/ledger.ts';
import type { Ending, Fact, Sheet } from '../domain/ledger.ts';
import { InboundMessage } from '../domain/message.ts';
import type { Outgoing } from '../domain/outgoing.ts';
import type { Settings } from '../domain/settings.ts';
import { threadKeys } from '../domain/threading.ts';
import type { Log } from '../log.ts';
import type { Ledger } from '../ports/ledger.ts';
import type { CaseStore, Clock, DeliveryOutcome, Queue, ReadSettings } from '../ports.ts';
import { applyNote } from './apply-note.ts';
import type { commit } from './commit.ts';
import { groupsOf } from './groups.ts';
import { lookAround, namesOf, type Job } from './look-around.ts';
import { recordAnyway } from './record-anyway.ts';
import { wellFormed } from './well-formed.ts';

export interface RecordDeps {
  store: CaseStore;
  outbox: Queue<Outgoing>;
  settings: ReadSettings;
  /** Purposes' keys, derived from the deployment's. */
  keys: { id: string; address: string };
  nextNumber: () => Promise<string>;
  now: Clock;
  log: Log;
  commit?: typeof commit;
  /** What the table's stream does not tell is counted here. */
  ledger?: Pick<Ledger, 'add'>;
}

/** What one entry of the queue leads to; `againAfter`: it has to be seen once more after so many seconds; `ended`: how, where no new message says so. */
export interface Outcome { delivery: DeliveryOutcome | null; plan: Outgoing | null; againAfter?: number; ended?: Ending }

/** One entry of the queue; `attempt` counts from 1. */
export interface Delivered { body: string; attempt: number }

interface Note { index: number; attempt: number; note: InboundNote }

/**
 * `record`: reads, decides, writes head, case and message, and only then puts the acknowledgement on the outbox.
 * Takes one batch; answers with the places of those that failed on their own, or have to be seen again after a while. A
 * failing client throws for all.
 */
export function record(deps: RecordDeps) {
  return async (entries: (Delivered | string)[]): Promise<{ failed: number[]; hideSeconds: Map<number, number> }> => {
    const failed = new Set<number>();
    const hideSeconds = new Map<number, number>();
    const settings = await deps.settings();
    const { jobs, notes, sheets } = readAll(deps, settings, entries, failed);
    const known = await lookAround(deps.store, jobs);
    const outcomes: Outcome[] = [];
    const facts: Fact[] = [];
    const keep = (index: number, outcome: Outcome, item: { source: string; at: number; receipt: number | undefined }): void => {
      outcomes.push(outcome);
      if (outcome.ended && item.receipt !== undefined) facts.push({ ...item, receipt: item.receipt, is: outcome.ended });
      if (outcome.againAfter !== undefined) hideSeconds.set(index, Math.min(outcome.againAfter, hideSeconds.get(index) ?? Infinity));
    };
    await Promise.all(groupsOf(jobs, namesOf).map(async (group) => {
      for (const job of group) {
        const outcome = await recordAnyway(deps, settings, job, known);
        if (outcome) keep(job.index, outcome, { source: job.message.channel, at: job.message.receivedAt, receipt: receiptOf(job.message) });
        else failed.add(job.index);
      }
    }));
    // After the messages: a batch may bring a message and the word that it was removed.
    for (const { index, attempt, note } of notes) keep(index, await applyNote(deps, settings, note, attempt), { source: note.channel, at: note.receivedAt ?? note.at, receipt: noteReceipt(note) });
    const plans = outcomes.flatMap((outcome) => outcome.plan ?? []);
    if (plans.length > 0) await deps.outbox.send(plans);
    // Only mail's originals lie in a bucket that is compared with what became of them.
    const deliveries = outcomes.flatMap(({ delivery }) => delivery ?? []);
    if (deliveries.length > 0) await deps.store.noteDeliveries(deliveries);
    await deps.ledger?.add(joinSheets([...sheets, ...sheetsOf(facts)]));
    await noteEvents(deps, jobs);
    return { failed: [...failed], hideSeconds };
  };
}

function readAll(deps: RecordDeps, settings: Settings, entries: (Delivered | string)[], failed: Set<number>): { jobs: Job[]; notes: Note[]; sheets: Sheet[] } {
  const jobs: Job[] = [];
  const sheets: Sheet[] = [];
  const notes: Note[] = [];
  entries.forEach((entry, index) => {
    const { body, attempt } = typeof entry === 'string' ? { body: entry, attempt: 1 } : entry;
    for (const read of readEntries(body)) {
      if (!read) {
        deps.log('error', 'inbound.unreadable');
        failed.add(index);
      } else if ('sheets' in read) sheets.push(...read.sheets);
      else if ('note' in read) notes.push({ index, attempt, note: read });
      else {
        const message = onBehalf(read, settings);
        jobs.push({ index, attempt, message, keys: threadKeys(message, deps.keys), pointed: [], writer: writerKey(deps.keys.id, message) });
      }
    }
  });
  return { jobs, notes, sheets };
}

// One entry, or what came in one delivery.
function readEntries(body: string): (InboundMessage | InboundNote | InboundCount | undefined)[] {
  const parsed = parse(body);
  return Array.isArray(parsed) ? parsed.map(readEntry) : [readEntry(parsed)];
}

function parse(body: string): unknown {
  try {
    return JSON.parse(body, wellFormed);
  } catch (error) {
    if (error instanceof SyntaxError) return undefined;
    throw error;
  }
}

function readEntry(parsed: unknown): InboundMessage | InboundNote | InboundCount | undefined {
  try {
    if (typeof parsed === 'object' && parsed !== null && 'sheets' in parsed) return InboundCount.parse(parsed);
    return typeof parsed === 'object' && parsed !== null && 'note' in parsed ? InboundNote.parse(parsed) : InboundMessage.parse(parsed);
  } catch (error) {
    if (error instanceof Error && (error.name === '$ZodError' || error.name === 'ZodError')) return undefined;
    throw error;
  }
}

// The console shows when each account last brought something.
async function noteEvents({ store }: RecordDeps, jobs: Job[]): Promise<void> {
  const latest = new Map<string, { channel: string; inbox: string; at: number }>();
  for (const { message: { channel, inbox, receivedAt } } of jobs) {
    const name = `${channel} ${inbox}`;
    if (receivedAt > (latest.get(name)?.at ?? 0)) latest.set(name, { channel, inbox, at: receivedAt });
  }
  for (const { channel, inbox, at } of latest.values()) await store.noteEvent(channel, inbox, at);
}
