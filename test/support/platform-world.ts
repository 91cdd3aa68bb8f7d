import { caseNumbers } from '../../shared/aws/cases.ts';
import type { Arrival, MessageArrival, NoteArrival } from '../../shared/channels/arrival.ts';
import type { Api, ChannelFacts } from '../../shared/channels/channel.ts';
import type { Handed, Handing, Moderating } from '../../shared/channels/handing.ts';
import { nativeKey } from '../../shared/domain/ids.ts';
import type { ModerationAct } from '../../shared/domain/moderation.ts';
import type { Outgoing } from '../../shared/domain/outgoing.ts';
import { DEFAULT_SETTINGS } from '../../shared/domain/settings.ts';
import type { Case } from '../../shared/domain/case.ts';
import type { StoredMessage } from '../../shared/ports.ts';
import { entriesOf } from '../../shared/steps/accept.ts';
import { reply, type ReplyAct } from '../../shared/steps/desk-reply.ts';
import type { DeskDeps } from '../../shared/steps/desk.ts';
import { moderate } from '../../shared/steps/moderate.ts';
import { platformModerator, platformOutlet } from '../../shared/steps/outlets.ts';
import { record } from '../../shared/steps/record.ts';
import { placeOf, send } from '../../shared/steps/send.ts';
import { KEYS, SUNDAY_MORNING } from './make.ts';
import { MemoryCases } from '../../local/faults/memory-cases.ts';
import { MemoryDesk } from '../../local/faults/memory-desk.ts';
import { MemoryModerations } from '../../local/faults/memory-moderations.ts';
import { MemorySendings } from '../../local/faults/memory-sendings.ts';

/** What a platform of the tests hands over: by default it takes everything and names it one after the other. */
export type Platform = (handing: Handing, count: number) => Handed;

/** A platform's messages through the whole product over the fakes: arrivals go in, hand-overs come out. */
export function platformWorld(facts: ChannelFacts, given: { answersPublicly?: boolean; names?: string[]; answerFiles?: NonNullable<DeskDeps['answerFiles']> } = {}) {
  const store = new MemoryCases();
  const sendings = new MemorySendings(store);
  const desk = new MemoryDesk(store);
  const clock = { now: SUNDAY_MORNING };
  const handed: Handing[] = [];
  const outbox: Outgoing[] = [];
  const logged: string[] = [];
  const platform: { takes: Platform; obeys: (act: Moderating, count: number) => void } = { takes: (_, count) => ({ id: `own-${count}` }), obeys: () => undefined };
  const acted: Moderating[] = [];
  const log = (_level: string, event: string): void => { logged.push(event); };
  const around = { settings: async () => DEFAULT_SETTINGS, keys: KEYS, now: () => clock.now, log };
  const api: Api<never> = {
    accounts: () => [], health: async () => [],
    async moderate(_, act) {
      platform.obeys(act, acted.length + 1);
      acted.push(act);
    },
    async send(_, handing) {
      const taken = platform.takes(handing, handed.length + 1);
      handed.push(handing);
      return taken;
    },
  };
  const http = async () => { throw new Error('no network here'); };
  const step = record({ ...around, store, nextNumber: caseNumbers(store, KEYS.number), outbox: { send: async (entries) => { outbox.push(...structuredClone(entries)); } } });
  const connection = async () => ({ api, settings: {} });
  const sending = send({ ...around, sendings, moderations: new MemoryModerations(store), moderator: (channel) => platformModerator(channel, connection, http, around.now), pace: async () => undefined, outlet: () => platformOutlet(connection, http, around.now, async (key, name, type) => `https://bucket.example/${key}?name=${encodeURIComponent(name)}&type=${type}`) });
  const entries = (arrivals: Arrival[]) => entriesOf({ around: { facts, idKey: KEYS.id, namesOf: () => given.names ?? [], answersPublicly: given.answersPublicly ?? false }, log }, arrivals, clock.now);
  const deskDeps: DeskDeps = { store: desk, outbox: { send: async (list) => { outbox.push(...structuredClone(list)); } }, settings: around.settings, keys: KEYS, nextNumber: async () => '0', now: around.now, ...(given.answerFiles ? { answerFiles: given.answerFiles } : {}) };
  const flush = async (): Promise<void> => {
    for (let entry = outbox.shift(); entry; entry = outbox.shift()) {
      if (entry.kind === 'acknowledgement' && !sendings.kept.has(entry.plan.caseNumber)) sendings.plan(placeOf(entry), entry.id, clock.now);
      if (entry.kind === 'acknowledgement' && store.cases.get(entry.plan.caseNumber)?.answeredAt) sendings.answer(placeOf(entry), clock.now);
      if (entry.kind === 'reply' && !sendings.kept.has(`${entry.thread}/${entry.messageId}`)) sendings.plan(placeOf(entry), entry.id, clock.now);
      await sending(JSON.stringify(entry));
    }
  };
  const record_ = async (arrivals: Arrival[], attempt = 1) => step(entries(arrivals).map((entry) => ({ body: JSON.stringify(entry), attempt })));
  const stored = (nativeId: string, inbox = 'PAGE1'): StoredMessage | undefined => [...store.messages.values()].find(({ id }) => id === nativeKey(KEYS.id, facts.name, inbox, nativeId));
  return {
    store, sendings, handed, acted, clock, outbox, logged, platform, flush, stored,
    /** One entry of the outbox to `send`. */
    hand: async (entry: Outgoing) => sending(JSON.stringify(entry)),
    /** Records without sending anything. */
    record: record_,
    /** Records, then hands over what it caused. */
    async take(arrivals: Arrival[], attempt = 1): Promise<Awaited<ReturnType<typeof step>>> {
      const done = await record_(arrivals, attempt);
      await flush();
      return done;
    },
    caseOf(nativeId: string): Case | undefined {
      const number = stored(nativeId)?.case;
      return number ? store.cases.get(number) : undefined;
    },
    /** Plans an act on an item; `flush` hands it over. */
    act: async (nativeId: string, what: ModerationAct, inbox?: string): Promise<StoredMessage> => {
      const { thread, id } = stored(nativeId, inbox)!;
      return moderate(deskDeps, { thread, id, act: what, agent: { id: 'dana', name: 'דנה' } });
    },
    desk, deskDeps,
    async answer(act: Omit<ReplyAct, 'agent' | 'key'> & { key?: string }): Promise<StoredMessage> {
      const { stored: done } = await reply(deskDeps, { agent: { id: 'dana', name: 'דנה' }, key: 'press-0001', ...act });
      await flush();
      return done;
    },
  };
}

export function privately(text: string, fields: Partial<MessageArrival> = {}): MessageArrival {
  return {
    kind: 'message', nativeId: 'm_1', inbox: 'PAGE1', visibility: 'private', conversation: 'person-1', post: null, parent: null, ours: false, ownSend: false,
    author: { id: 'person-1', name: null }, at: SUNDAY_MORNING - 1000, text, attachments: [], link: null, monitoringOnly: false, raw: { text }, ...fields,
  };
}

export function comment(text: string, fields: Partial<MessageArrival> = {}): MessageArrival {
  return { ...privately(text), nativeId: 'c_1', visibility: 'public', conversation: 'POST', post: 'POST', ...fields };
}

export function note(what: NoteArrival['what'], about: string, fields: Partial<NoteArrival> = {}): NoteArrival {
  return { kind: 'note', what, nativeId: `${what}:${about}`, inbox: 'PAGE1', about, text: null, at: SUNDAY_MORNING, raw: {}, ...fields };
}
