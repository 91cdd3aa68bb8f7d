import type { Arrival, MessageArrival } from '../../shared/channels/arrival.ts';
import { fingerprint, scan } from '../../shared/channels/email/scan.ts';
import { caseOfTokenAddress, deriveKey, mailId, nativeKey, tokenAddress } from '../../shared/domain/ids.ts';
import type { Provider } from './provider.ts';
import type { seeded } from './seeded.ts';

export const KEYS = { id: deriveKey('fault-simulation', 'id'), address: deriveKey('fault-simulation', 'address'), number: deriveKey('fault-simulation', 'number') };
export const CARE = 'care@company.example';
const SECOND = 'help@company.example';
export const ADDRESSES = [CARE, SECOND];

type Dice = ReturnType<typeof seeded>;

/** One thing that somebody wrote, as the outside knows it. */
export interface Word {
  /** `w3`: how it is called in the trace. */
  name: string;
  /** Under which it has to be stored. */
  id: string;
  person: string;
  channel: string;
  machine: boolean;
  writtenAt: number;
  /** From then on it must not be lost: a door has said yes, or it lies where we fetch; null: not yet. */
  acceptedAt: number | null;
  mail?: { raw: Buffer; deliveries: { id: string; recipients: string[] }[] };
  arrival?: MessageArrival;
}

interface Talk { kind: 'mail' | 'private' | 'comment'; name: string; person: string; first?: string }

const DAY = 86_400_000;
const SAID = ['My order has not arrived for a week, when will it come?', 'ההזמנה לא הגיעה כבר שבוע, מתי היא תגיע?', 'Still nothing, where is my refund?', 'חייבתם אותי פעמיים, תחזירו לי את הכסף בבקשה'];
const PRAISE = ['Love it ❤', 'מושלם, כל הכבוד!'];

/** When who writes in which of some talks: most within hours, some weeks later. */
export function plan(dice: Dice, from: number): { at: number; talk: Talk }[] {
  const talks: Talk[] = Array.from({ length: 2 + dice.below(3) }, (_, place) => {
    const kind = dice.pick(['mail', 'mail', 'private', 'private', 'comment'] as const);
    // One person may have two matters.
    const person = `${dice.chance(0.2) ? 'p0' : `p${place}`}${kind === 'mail' ? '@people.example' : ''}`;
    return { kind, name: `t${place}`, person };
  });
  const span = dice.pick([10 * 60_000, 3 * 3_600_000, 20 * DAY]);
  return Array.from({ length: 5 + dice.below(8) }, (_, place) => ({ at: from + dice.below(span), talk: talks[place % talks.length]! })).sort((a, b) => a.at - b.at);
}

/** What is written in a talk at last, as its door will bring it. */
export function write(dice: Dice, { kind, person, ...talk }: Talk, given: { place: number; now: number; provider: Provider; remember: (first: string) => void }): Word {
  const { place, now } = given;
  const name = `w${place}`;
  if (kind === 'mail') return mail(dice, { kind, person, ...talk }, name, given);
  const text = `${name}: ${kind === 'comment' && dice.chance(0.15) ? dice.pick(PRAISE) : dice.pick(SAID)}`;
  const arrival: MessageArrival = {
    kind: 'message', nativeId: `native-${name}`, inbox: 'PAGE1', visibility: kind === 'private' ? 'private' : 'public', conversation: kind === 'private' ? person : `POST-${talk.name}`, post: kind === 'private' ? null : `POST-${talk.name}`,
    parent: null, ours: false, ownSend: false, author: { id: person, name: null }, at: now, text, attachments: [], link: null, monitoringOnly: false, raw: { text },
  };
  return { name, id: nativeKey(KEYS.id, 'facebook', 'PAGE1', arrival.nativeId), person, channel: 'facebook', machine: false, writtenAt: now, acceptedAt: null, arrival };
}

function mail(dice: Dice, { person, name: subject, first }: Talk, name: string, { now, provider, remember }: { now: number; provider: Provider; remember: (first: string) => void }): Word {
  const messageId = `<${name}@people.example>`;
  const machine = dice.chance(0.1);
  const ours = provider.taken.filter((one) => one.byMail && one.to === person);
  const answered = ours.length > 0 && dice.chance(0.4) ? dice.pick(ours) : undefined;
  const parent = answered ? `<${answered.id}@eu-central-1.amazonses.com>` : first;
  const to = answered && dice.chance(0.5) ? tokenAddress(KEYS.address, CARE, answered.caseNumber) : CARE;
  const headers = {
    'From': `A Customer <${person}>`, 'To': to, 'Subject': parent ? `Re: ${dice.chance(0.3) ? 'another' : 'the'} matter ${subject}` : `the matter ${subject}`, 'Date': new Date(now - (now % 1000)).toUTCString(), 'Message-ID': messageId,
    ...(parent && dice.chance(0.8) ? { 'In-Reply-To': parent } : {}), ...(machine ? { 'Auto-Submitted': 'auto-replied' } : {}),
  };
  if (!first) remember(messageId);
  const raw = Buffer.from(`${Object.entries(headers).map(([key, value]) => `${key}: ${value}\r\n`).join('')}\r\n${name}: ${dice.pick(SAID)}\r\n`);
  // The same mail may reach both of our addresses, each as a delivery of its own.
  const deliveries = [{ id: `ses-${name}`, recipients: [to] }, ...(dice.chance(0.25) ? [{ id: `ses-${name}-too`, recipients: [caseOfTokenAddress(KEYS.address, [to]) ? to : SECOND] }] : [])];
  const id = mailId(KEYS.id, { messageId, fingerprint: fingerprint(raw, scan(raw)), deliveryId: deliveries[0]!.id });
  return { name, id, person, channel: 'email', machine, writtenAt: now, acceptedAt: null, mail: { raw, deliveries } };
}

/** The same item through the other door: its clock runs otherwise. */
export const asFetched = (arrival: MessageArrival, late: number): Arrival => ({ ...arrival, at: arrival.at - late });
