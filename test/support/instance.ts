import { caseNumbers } from '../../shared/aws/cases.ts';
import { composeAcknowledgement, composeReply } from '../../shared/channels/email/compose.ts';
import { deriveKey } from '../../shared/domain/ids.ts';
import type { InboundMessage } from '../../shared/domain/message.ts';
import type { ComposedMail, Outgoing } from '../../shared/domain/outgoing.ts';
import { DEFAULT_SETTINGS } from '../../shared/domain/settings.ts';
import type { StoredMessage } from '../../shared/ports.ts';
import { record } from '../../shared/steps/record.ts';
import { mailOutlet } from '../../shared/steps/outlets.ts';
import { placeOf, send } from '../../shared/steps/send.ts';
import { mailWorld, type Sent } from './mail-world.ts';
import { SUNDAY_MORNING } from './make.ts';
import { MemoryCases } from '../../local/faults/memory-cases.ts';
import { noActs } from '../../local/faults/memory-moderations.ts';
import { MemorySendings } from '../../local/faults/memory-sendings.ts';

export interface HandedMail extends ComposedMail { raw: Buffer; id: string; outgoingId: string }

/** The whole product over the fakes: a mail goes in as bytes, what it causes comes out as bytes. */
export interface Instance {
  care: string;
  store: MemoryCases;
  sendings: MemorySendings;
  /** Everything handed over so far, with the Message-ID that the mail service writes. */
  handed: HandedMail[];
  clock: { now: number };
  /** Reads, records and answers one mail; answers with its entry. */
  receive(raw: Buffer | string, sent?: Sent): Promise<StoredMessage>;
  /** Records and answers messages that are read already. */
  take(messages: InboundMessage[]): Promise<void>;
  /** Hands one entry of the outbox to `send`. */
  deliver(entry: Outgoing): Promise<void>;
}

export function instance(care = 'care@company.example'): Instance {
  const store = new MemoryCases();
  const sendings = new MemorySendings(store);
  const handed: HandedMail[] = [];
  const clock = { now: SUNDAY_MORNING };
  const keys = { id: deriveKey(care, 'id'), address: deriveKey(care, 'address') };
  const world = mailWorld({ careAddresses: [care], idKey: keys.id });
  const outbox: Outgoing[] = [];
  const around = { settings: async () => DEFAULT_SETTINGS, keys, now: () => clock.now, log: () => undefined };
  const recording = record({ ...around, store, nextNumber: caseNumbers(store, deriveKey(care, 'number')), outbox: { send: async (entries) => { outbox.push(...structuredClone(entries)); } } });
  const sending = send({
    ...around, ...noActs(), sendings, pace: async () => undefined,
    outlet: () => mailOutlet(async (outgoing, settings, replyTo) => (outgoing.kind === 'acknowledgement' ? composeAcknowledgement(outgoing.plan, settings, { replyTo }) : composeReply(outgoing.plan, settings, { replyTo })), {
      hand: async (mail, tags) => {
        const id = `${care.replace('@', '.')}-${handed.length + 1}`;
        // The mail service writes its own Message-ID over ours.
        const raw = Buffer.from(mail.raw.toString('latin1').replace(/^Message-ID: .*$/im, `Message-ID: <${id}@eu-west-1.amazonses.com>`), 'latin1');
        handed.push({ ...mail, raw, id: `<${id}@eu-west-1.amazonses.com>`, outgoingId: tags['outgoing']! });
        return id;
      },
    }),
  });
  const deliver = async (entry: Outgoing): Promise<void> => {
    // On the table, the case that holds this state was written by `record`.
    if (entry.kind === 'acknowledgement' && !sendings.kept.has(entry.plan.caseNumber)) sendings.plan(placeOf(entry), entry.id, clock.now);
    await sending(JSON.stringify(entry));
  };
  const take = async (messages: InboundMessage[]): Promise<void> => {
    await recording(messages.map((message) => JSON.stringify(message)));
    for (let entry = outbox.shift(); entry; entry = outbox.shift()) await deliver(entry);
  };
  return {
    care, store, sendings, handed, clock, take, deliver,
    async receive(raw, sent = {}) {
      const message = { ...await world.read(raw, { to: [care], ...sent }), receivedAt: clock.now };
      await take([message]);
      return [...store.messages.values()].find(({ id }) => id === message.id)!;
    },
  };
}
