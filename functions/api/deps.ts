import type { Settings } from '../../shared/domain/settings.ts';
import type { Log } from '../../shared/log.ts';
import type { Contacts } from '../../shared/ports/contacts.ts';
import type { Ledger } from '../../shared/ports/ledger.ts';
import type { CountStore } from '../../shared/ports/counting.ts';
import type { CasePlace } from '../../shared/ports/desk.ts';
import type { Incidents } from '../../shared/ports/incidents.ts';
import type { FactStore } from '../../shared/ports/figures.ts';
import type { Documents, Presence } from '../../shared/ports/office.ts';
import type { Posts } from '../../shared/ports/posts.ts';
import type { SearchIndex, Telling } from '../../shared/ports/telling.ts';
import type { ChannelState } from '../../shared/ports.ts';
import type { AlertDesk } from '../../shared/steps/alert-desk.ts';
import type { NameOf } from '../../shared/steps/case-row.ts';
import type { StuckDeps } from '../../shared/steps/stuck.ts';
import type { DeskDeps } from '../../shared/steps/desk.ts';
import type { ConsoleFiles } from '../console-files.ts';
import type { SignedIn, SignInDoor } from '../sign-in.ts';

export interface ApiDeps extends DeskDeps {
  signIn: (authorization: string | undefined) => Promise<SignedIn>;
  door: SignInDoor;
  console: ConsoleFiles;
  documents: Documents;
  presence: Presence;
  channels: ChannelState;
  /** Where mail comes to, and the form. */
  careAddresses: string[];
  contacts: Contacts;
  incidents: Incidents;
  /** Open work as it is at this instant. */
  freshBoard?: () => Promise<CasePlace[]>;
  telling: Telling;
  posts: Posts;
  search: SearchIndex;
  /** What figures of periods are made of. */
  facts: FactStore;
  /** What is counted of mentions. */
  counts?: CountStore;
  /** What came in and what became of it. */
  ledger?: Pick<Ledger, 'read'>;
  /** What was given up, and where it can go. */
  stuck?: Pick<StuckDeps, 'stuck' | 'inbound'>;
  /** Without it there are no alerts here. */
  alerts?: AlertDesk;
  /** Parts of messages that lie in the bucket. */
  files: { html: (key: string) => Promise<string>; download: (key: string, name: string) => Promise<string> };
  nameOf: () => Promise<NameOf>;
  /** How links to status pages are shown to agents, who are not to open them; null while customers have no page. */
  shownLink?: (settings: Settings) => string | null;
  log: Log;
  /** A key for a request that brought none of its own. */
  newKey: () => string;
}
