import type { Queue } from '../../shared/ports.ts';
import type { RecordDeps } from '../../shared/steps/record.ts';
import type { MemoryCases } from './memory-cases.ts';
import type { TableSendings } from './memory-sendings.ts';

/** One wrong protocol, put in the place of the right one: the check must find it, or it finds nothing. */
export interface Plant {
  sentence: string;
  commit?: (outbox: Queue<unknown>) => RecordDeps['commit'];
  store?: (store: MemoryCases) => void;
  sendings?: (sendings: TableSendings) => void;
  /** Entries leave their queue before anything is done about them. */
  deletesFirst?: true;
  /** A door says yes before the queue has it. */
  answersFirst?: true;
  /** A cursor moves before its page is on the queue. */
  movesFirst?: true;
}

export const PLANTS: Record<string, Plant> = {
  'message-first': {
    sentence: 'the message is written first, and who finds it stops',
    commit: () => async (store, thread, placement, message) => {
      if (!(await store.putMessage(message))) return 'duplicate';
      if (placement.head && (await store.writeHead(thread, placement.head, placement.expected))) return 'changed';
      if (placement.put) await store.putCase(placement.put);
      if (placement.move) await store.moveCase(placement.caseNumber, placement.move);
      return 'stored';
    },
  },
  'no-prev': {
    sentence: 'a head forgets the case before',
    store: (store) => {
      const [write, anew] = [store.writeHead.bind(store), store.openAnew.bind(store)];
      store.writeHead = async (thread, head, expected) => write(thread, { ...head, prev: null }, expected);
      store.openAnew = async (opening) => anew({ ...opening, head: { ...opening.head, prev: null } });
    },
  },
  'no-moved-by': {
    sentence: 'a head forgets who moved its case',
    store: (store) => {
      const write = store.writeHead.bind(store);
      store.writeHead = async (thread, head, expected) => write(thread, { ...head, movedBy: null }, expected);
    },
  },
  'any-version': {
    sentence: 'a head is written over whichever version is there',
    store: (store) => {
      const write = store.writeHead.bind(store);
      store.writeHead = async (thread, head) => write(thread, head, store.heads.get(thread)?.v ?? null);
    },
  },
  'case-over-case': {
    sentence: 'a case is written over the one that is there',
    store: (store) => {
      const put = store.putCase.bind(store);
      store.putCase = async (item) => {
        store.cases.delete(item.number);
        return put(item);
      };
    },
  },
  'no-claim': {
    sentence: 'the threading decision of a mail is not kept',
    store: (store) => {
      store.claimIdentity = async (identity) => identity;
    },
  },
  'ack-before-store': {
    sentence: 'the acknowledgement is queued as soon as the case is there',
    commit: (outbox) => async (store, thread, placement, message) => {
      if (placement.head && (await store.writeHead(thread, placement.head, placement.expected))) return 'changed';
      if (placement.put) await store.putCase(placement.put);
      if (placement.move) await store.moveCase(placement.caseNumber, placement.move);
      if (placement.plan) await outbox.send([placement.plan]);
      return (await store.putMessage(message)) ? 'stored' : 'duplicate';
    },
  },
  'blind-retry': {
    sentence: 'what nobody knows the outcome of is planned again',
    sendings: (sendings) => {
      const settle = sendings.settle.bind(sendings);
      sendings.settle = async (place, change) => settle(place, { ...change, state: change.state === 'unknown' ? 'planned' : change.state });
    },
  },
  'no-lease': {
    sentence: 'an attempt begins again while another is under way',
    sendings: (sendings) => {
      const begin = sendings.begin.bind(sendings);
      sendings.begin = async (place, attempt) => {
        const first = await begin(place, attempt);
        if (first.begun || first.sending?.state !== 'sending') return first;
        await sendings.settle(place, { attempt: first.sending.attempt, state: 'planned', now: attempt.now });
        return begin(place, attempt);
      };
    },
  },
  'delete-first': { sentence: 'entries leave their queue before anything is done about them', deletesFirst: true },
  'answer-first': { sentence: 'a door says yes before the queue has what was said', answersFirst: true },
  'cursor-first': { sentence: 'a cursor moves before its page is on the queue', movesFirst: true },
};
