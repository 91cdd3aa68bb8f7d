import type { FileLimits } from '../domain/answer-files.ts';
import type { Arrival, MessageArrival } from './arrival.ts';
import type { Finding, Moderating, Tools } from './handing.ts';

export interface ChannelLimits {
  /** Characters of one outbound text; null when the platform sets none. */
  textCharacters: number | null;
  /** Characters of a public text, where the platform takes another number of them than in private. */
  publicCharacters?: number;
  /** Of a public text, where the platform counts some characters double. */
  publicWeighted?: number;
  /** Octets of one outbound text, where the platform counts these. */
  textBytes?: number;
  /** Octets of one item, as the platform itself limits it. */
  inboundBytes: number;
  outboundBytes: number;
  attachments: number;
  /** Hours after the customer's last private message in which we may write; null: no window. */
  privateWindowHours?: number | null;
  privateReplyDays?: number | null;
  /** Files of a person's private answer, each handed over as a message of its own; without it none. */
  files?: FileLimits;
}

/** What only some platforms have, allow or demand. */
export interface Peculiarities {
  /** What remains to be done on the platform once its settings are stored; `{webhook}` is where it is to deliver, `{privacy}` where it tells people’s wishes. */
  connecting?: readonly string[];
  /** How long the platform lets us keep what its members wrote and who they are; without it as long as the administrator says. */
  keeps?: { textHours: number; profileHours: number };
  /** Minutes between two pollings; without it one. */
  pollMinutes?: number;
  /** Its removals may name an item by its id alone. */
  removesByIdAlone?: true;
  /** It has no private messages for us: whoever is led away from the public is led to our form. */
  handsOverBy?: 'form';
  /** It tells us when somebody asks to be erased, and when our access was taken away (functions/privacy.ts). */
  tellsWishes?: true;
  /** Where a public post is seen, `{post}` standing for its id; without it the platform has no such address. */
  postAddress?: string;
  /** Acts of ours on public items that the platform has an API for, and on which: comments below our posts, direct answers to us, or any item below our account. */
  moderates?: { hide?: 'comment' | 'answerToUs'; like?: 'item' };
  /** What is hidden takes no public answer there. */
  answersNothingHidden?: true;
  /** What one person says in public is one thread, whatever post it hangs on: not every door tells the post. */
  threadsByAuthor?: true;
}

/** Ids of public items by the hour in which they were written: the first hour from one time to another that has any. */
export interface Held { (from: number, to: number): Promise<{ hour: number; ids: string[] } | null> }
/** Which of them were gone when they were asked for again, what follows from that, and the cursor afterwards. */
export interface Again { gone: { hour: number; ids: string[] } | null; arrivals: Arrival[]; cursor: string }

/** What an api does where its platform has it. */
export interface Further<S> {
  /** Hides or likes a public item, or takes that back; done twice it is done once. Throws as `send` does. */
  moderate?(tools: Tools<S>, act: Moderating): Promise<void>;
  /** For how many days the ids of what was fetched in public are held for `lookAgain`; 0, or without it: not at all. */
  remembersDays?(settings: S): number;
  /** Asks once more for some of what is held; undefined: not now. */
  lookAgain?(tools: Tools<S>, from: { inbox: string; cursor: string; held: Held }): Promise<Again | undefined>;
  /** What a cursor tells of the fetching that nobody sees elsewhere: empty when all is well. */
  standing?(settings: S, cursor: string, now: number): Finding[];
  /** Author and text of an arrival that named ids only; undefined when the item is gone. */
  lookUp?(tools: Tools<S>, arrival: MessageArrival): Promise<MessageArrival | undefined>;
  /** The name of the person behind an id; null when the platform does not tell it. */
  nameOf?(tools: Tools<S>, person: { inbox: string; id: string }): Promise<string | null>;
  /** Asks the platform again for deliveries that it has stopped. */
  subscribe?(tools: Tools<S>, inbox: string): Promise<void>;
}
