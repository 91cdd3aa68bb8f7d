import type { ContactEvent, Identity, IdentityRef, Person } from '../domain/contact.ts';

/** Who customers are over all channels. Written by `tell` from the table's stream, and by people who merge. */
export interface Contacts {
  /** Undefined: nobody we know. */
  identity(ref: IdentityRef): Promise<Identity | undefined>;
  /** Others with the same address, telephone or name, so far as a few. */
  alike(person: Person): Promise<Identity[]>;
  /** Everything that merges or parts these contacts and whomever that leads to. */
  events(contacts: string[]): Promise<ContactEvent[]>;
  /** Kept where none is; what is newly known of one that is there (a name, a verified address) is added. */
  putIdentity(identity: Identity): Promise<void>;
  identitiesOf(contact: string): Promise<Identity[]>;
  /** The cases of one contact, the latest first. */
  casesOf(contact: string): Promise<{ number: string; at: number }[]>;
  /** The case is this contact's, unless it is somebody's already. */
  addCase(contact: string, item: { number: string; at: number }): Promise<void>;
  /** Kept beside both whom it concerns. Throws Conflict when it is there already. */
  addEvent(event: ContactEvent, concerns: string[]): Promise<void>;
}
