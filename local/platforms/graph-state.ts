/** What the Graph stand-in remembers: accounts, people, posts, comments, and what was sent to whom. */

export interface GraphAccount { id: string; token: string; kind: 'page' | 'instagram'; username?: string }

export interface Person { id: string; name: string }

export interface Item {
  id: string;
  kind: 'post' | 'comment';
  account: string;
  post: string;
  parent: string | null;
  author: Person;
  text: string;
  at: number;
  privatelyAnswered: boolean;
  /** Not below a post of the account: it was only named there. */
  elsewhere: boolean;
  /** Hidden by the account: its writer alone still sees it. */
  hidden: boolean;
  /** The account likes it. */
  liked: boolean;
}

/** A private message of either side, as the conversation keeps it. */
export interface PrivateMessage {
  id: string;
  account: string;
  person: string;
  fromAccount: boolean;
  text: string | null;
  attachments: { type: string; url: string | null }[];
  at: number;
}

/** One call that went out to a customer or the public. */
export interface Sent { id: string; account: string; kind: 'private' | 'privateReply' | 'publicReply'; to: string; text: string; at: number; body: unknown }

/** A failure as the platform writes it. */
export interface GraphFailure { status: number; code: number; subcode?: number; message?: string; headers?: Record<string, string>; transient?: boolean }

export class GraphError extends Error {
  override readonly name = 'GraphError';
  readonly failure: GraphFailure;
  constructor(failure: GraphFailure) {
    super(failure.message ?? `error ${failure.code}`);
    this.failure = failure;
  }
}

export class GraphState {
  readonly accounts: Map<string, GraphAccount>;
  readonly items = new Map<string, Item>();
  readonly people = new Map<string, Person>();
  readonly sent: Sent[] = [];
  /** When a person last wrote to an account, by `account:person`. */
  readonly lastWrote = new Map<string, number>();
  readonly revoked = new Map<string, number>();
  readonly blocking = new Set<string>();
  readonly unsubscribed = new Set<string>();
  /** What an account was subscribed to, where it was asked for. */
  readonly subscribedFields = new Map<string, string[]>();
  readonly messages: PrivateMessage[] = [];
  humanAgentApproved = false;
  /** What every answer says of how much the app has used up. */
  usedPercent = 1;
  private counter: number;

  constructor(accounts: GraphAccount[], idsFrom = 0) {
    this.counter = idsFrom;
    this.accounts = new Map(accounts.map((account) => [account.id, account]));
  }

  account(id: string): GraphAccount {
    const account = this.accounts.get(id);
    if (!account) throw new Error(`The Graph stand-in has no account ${id}.`);
    return account;
  }

  /** Ids of 17 digits: too long to be a number. */
  nextId(): string {
    return `17${String(900_000_000_000_000 + ++this.counter)}`;
  }

  byToken(token: string): GraphAccount | undefined {
    return [...this.accounts.values()].find((account) => account.token === token);
  }

  addItem(item: Omit<Item, 'privatelyAnswered' | 'hidden' | 'liked'>): Item {
    const added = { ...item, privatelyAnswered: false, hidden: false, liked: false };
    this.items.set(item.id, added);
    this.people.set(item.author.id, item.author);
    return added;
  }

  /** Every comment of a post, whatever it hangs below. */
  commentsBelow(post: string): Item[] {
    return [...this.items.values()].filter((item) => item.kind === 'comment' && item.post === post);
  }

  /** Newest first, as the platform lists them. */
  commentsOf(post: string, parent: string | null): Item[] {
    return [...this.items.values()].filter((item) => item.kind === 'comment' && item.post === post && item.parent === parent).sort((one, other) => other.at - one.at);
  }
}
