import type * as z from 'zod';
import type { Arrival, MessageArrival, Polled } from './arrival.ts';
import type { Finding, Handed, Handing, Tools } from './handing.ts';
import type { ChannelLimits, Further, Peculiarities } from './peculiarities.ts';

/** The contract of a channel, in three parts: facts (data only), door (pure: who is knocking, what did they say), api (the only part with a client). */
export type DoorKind = 'webhook' | 'poll' | 'mail' | 'form';

/** What every channel says about itself. */
export interface ChannelFacts extends Peculiarities {
  /** How the channel is called on the queue, in the table and in the console's texts. */
  name: string;
  /** Where the platform documents what is built here. */
  documentation: string;
  doors: readonly DoorKind[];
  /** What connecting an account needs; `example` is what the local engine uses. */
  settings: z.ZodType;
  example: unknown;
  limits: ChannelLimits;
  /** Where an automatic acknowledgement may go: the platform's rules, not our wishes. */
  automatic: { private: boolean; privateReply: boolean; public: boolean };
}

/** A request as it came: bytes, because the signature is over bytes. Header names in lower case. */
export interface Knock { method: string; headers: Record<string, string | undefined>; query: Record<string, string | undefined>; body: Buffer }
export interface DoorAnswer { status: number; type: string; body: string }

export interface Door<S> {
  /** The connected accounts, by the ids that arrivals call `inbox`. */
  inboxes(settings: S): string[];
  /** The platform's handshake; undefined when this request is none. Throws Untrusted. */
  challenge(knock: Knock, settings: S): DoorAnswer | undefined;
  /** Throws Untrusted unless the body is signed with one of our secrets; fails closed, in constant time. */
  verify(knock: Knock, settings: S): void;
  /** Everything that a delivery holds, item by item. Throws Unreadable when the whole of it is of no known shape. */
  normalise(body: Buffer, settings: S, receivedAt: number): Arrival[];
  /** What we are called there, without the @. */
  names?(settings: S, inbox: string): string[];
  /** The operator has made sure that the platform allows public automatic texts. */
  answersPublicly?(settings: S): boolean;
  /** One of the connected accounts wrote this in public, whichever account's door it came through. */
  wroteAsUs?(settings: S, author: MessageArrival['author']): boolean;
}

export interface Api<S> extends Further<S> {
  /** The connected accounts, by the ids that arrivals call `inbox`; what we are called there. */
  accounts(settings: S): { inbox: string; names: string[] }[];
  answersPublicly?(settings: S): boolean;
  wroteAsUs?(settings: S, author: MessageArrival['author']): boolean;
  /** Hands one thing over. Throws TryLater, Refused with the reason's key, or anything else when the outcome is unknown. */
  send(tools: Tools<S>, handing: Handing): Promise<Handed>;
  /** Is the connection alive: empty when all is well. */
  health(tools: Tools<S>): Promise<Finding[]>;
  /** One page of one account since the cursor (null: the first time). The cursor is kept once the queue has the page; `more`: ask again at once. */
  poll?(tools: Tools<S>, from: { inbox: string; cursor: string | null }): Promise<Polled>;
}
