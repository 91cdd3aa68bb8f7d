import type { GraphDeliveries, PendingUpdate } from './graph-deliveries.ts';
import type { GraphAccount, GraphState, Item, Person, PrivateMessage } from './graph-state.ts';

/** What people do on the platform; each act waits to be delivered. */
export interface GraphCustomers {
  /** Answers with the message's id. Opens the 24-hour window. `attachments` as the webhook writes them: `{ type, payload: { url } }`. */
  write(account: string, from: Person, message: { text?: string; attachments?: unknown[]; replyTo?: string }, standby?: boolean): string;
  /** Other words for a message that was written. */
  rewrite(account: string, from: Person, mid: string, text: string): void;
  unsend(account: string, from: Person, mid: string): void;
  /** The account is named in a story: a message with the story's address. */
  mentionInStory(account: string, from: Person, url: string): string;
  react(account: string, from: Person, mid: string, action?: 'react' | 'unreact'): void;
  read(account: string, from: Person, mid: string): void;
  /** A post: the account's own, or (Facebook) a visitor's. */
  post(account: string, author: Person, text: string): Item;
  /** `live`: during an Instagram live broadcast. */
  comment(account: string, author: Person, on: string, text: string, live?: boolean): Item;
  edit(id: string, text: string): void;
  remove(id: string): void;
  /** One of the account's own people hides a comment on the platform itself, or shows it again. */
  hideThere(id: string, hidden: boolean): void;
  /** The account is named in a post or, with `comment`, below it. */
  mention(account: string, author: Person, text: string, inComment: boolean): Item;
  /** One of us answers in the platform's own inbox: another app's echo. */
  answerElsewhere(account: string, to: string, text: string): string;
  /** What this person has before their eyes: the conversation with the account, and its public posts with everything below them. */
  sees(account: string, person: string): Seen;
}

export interface Seen {
  conversation: { id: string; byAccount: boolean; text: string | null; attachments: PrivateMessage['attachments']; at: number }[];
  /** Oldest first; `elsewhere`: posts of others that name the account. */
  posts: (Item & { comments: Item[] })[];
}

export interface Echoes {
  message(account: GraphAccount, to: string, mid: string, text: string, appId: string | null, metadata: string | undefined): void;
  comment(account: GraphAccount, item: Item, verb?: 'add' | 'edited' | 'remove' | 'hide' | 'unhide', field?: 'comments' | 'live_comments'): void;
}

const objectOf = (account: GraphAccount): PendingUpdate['object'] => (account.kind === 'page' ? 'page' : 'instagram');

export function echoesOf(state: GraphState, deliveriesOf: (account: GraphAccount) => GraphDeliveries, now: () => number): Echoes {
  const add = (account: GraphAccount, list: PendingUpdate['list'], update: unknown): void => {
    if (state.unsubscribed.has(account.id)) return;
    deliveriesOf(account).pending.push({ object: objectOf(account), account: account.id, list, at: now(), update });
  };
  return {
    message(account, to, mid, text, appId, metadata) {
      // Ids of apps come as bare numbers.
      const app = appId === null ? {} : { app_id: Number(appId) };
      add(account, 'messaging', { sender: { id: account.id }, recipient: { id: to }, timestamp: now(), message: { mid, text, is_echo: true, ...app, ...(metadata === undefined ? {} : { metadata }) } });
    },
    comment(account, item, verb = 'add', field = 'comments') {
      if (account.kind === 'instagram') {
        if (verb === 'add') add(account, 'changes', { field, value: { id: item.id, text: item.text, from: { id: item.author.id, username: item.author.name }, media: { id: item.post, media_product_type: 'FEED' }, ...(item.parent === null ? {} : { parent_id: item.parent }) } });
        return;
      }
      const words = verb === 'remove' ? {} : { message: item.text };
      const place = item.kind === 'comment' ? { item: 'comment', comment_id: item.id, parent_id: item.parent ?? item.post } : { item: 'status' };
      add(account, 'changes', { field: 'feed', value: { ...place, verb, post_id: item.post, from: item.author, created_time: Math.floor(item.at / 1000), ...words } });
      state.items.set(item.id, item);
    },
  };
}

function filesOf(attachments: unknown[] = []): PrivateMessage['attachments'] {
  return (attachments as { type?: string; payload?: { url?: string } }[]).map(({ type = 'file', payload }) => ({ type, url: payload?.url ?? null }));
}

export function customersOf(state: GraphState, deliveriesOf: (account: GraphAccount) => GraphDeliveries, echoes: Echoes, now: () => number): GraphCustomers {
  const tell = (id: string, list: PendingUpdate['list'], update: unknown): void => {
    const account = state.account(id);
    if (state.unsubscribed.has(id)) return;
    deliveriesOf(account).pending.push({ object: objectOf(account), account: id, list, at: now(), update });
  };
  const privately = (account: string, from: Person, what: Record<string, unknown>, standby = false): void => {
    state.people.set(from.id, from);
    state.lastWrote.set(`${account}:${from.id}`, now());
    tell(account, standby ? 'standby' : 'messaging', { sender: { id: from.id }, recipient: { id: account }, timestamp: now(), ...what });
  };
  const itemOf = (id: string): Item => {
    const item = state.items.get(id);
    if (!item) throw new Error(`The Graph stand-in has no item ${id}.`);
    return item;
  };
  const messageOf = (mid: string): PrivateMessage => {
    const message = state.messages.find(({ id }) => id === mid);
    if (!message) throw new Error(`The Graph stand-in has no message ${mid}.`);
    return message;
  };
  const customers: GraphCustomers = {
    write(account, from, { text, attachments, replyTo }, standby) {
      const mid = `m_${state.nextId()}`;
      state.messages.push({ id: mid, account, person: from.id, fromAccount: false, text: text ?? null, attachments: filesOf(attachments), at: now() });
      privately(account, from, { message: { mid, ...(text === undefined ? {} : { text }), ...(attachments ? { attachments } : {}), ...(replyTo === undefined ? {} : { reply_to: { mid: replyTo } }) } }, standby);
      return mid;
    },
    rewrite(account, from, mid, text) {
      const message = messageOf(mid);
      message.text = text;
      tell(account, 'messaging', { sender: { id: from.id }, recipient: { id: account }, timestamp: now(), message_edit: { mid, text, num_edit: 1 } });
    },
    unsend(account, from, mid) {
      state.messages.splice(state.messages.indexOf(messageOf(mid)), 1);
      privately(account, from, { message: { mid, is_deleted: true } });
    },
    mentionInStory(account, from, url) {
      return customers.write(account, from, { attachments: [{ type: 'story_mention', payload: { url } }] });
    },
    react: (account, from, mid, action = 'react') => privately(account, from, { reaction: { mid, action, emoji: '❤', reaction: 'love' } }),
    read: (account, from, mid) => tell(account, 'messaging', { sender: { id: from.id }, recipient: { id: account }, timestamp: now(), read: state.account(account).kind === 'page' ? { watermark: now() } : { mid } }),
    post(account, author, text) {
      const { kind } = state.account(account);
      const id = kind === 'page' ? `${account}_${state.nextId()}` : state.nextId();
      const item = state.addItem({ id, kind: 'post', account, post: id, parent: null, author, text, at: now(), elsewhere: false });
      // Instagram says nothing about an account's own publications.
      if (kind === 'page') echoes.comment(state.account(account), item);
      return item;
    },
    comment(account, author, on, text, live = false) {
      const below = itemOf(on);
      const id = state.account(account).kind === 'page' ? `${below.post.split('_').at(-1)}_${state.nextId()}` : state.nextId();
      const parent = below.kind === 'comment' ? (below.parent ?? below.id) : null;
      const item = state.addItem({ id, kind: 'comment', account, post: below.post, parent, author, text, at: now(), elsewhere: false });
      echoes.comment(state.account(account), item, 'add', live ? 'live_comments' : 'comments');
      return item;
    },
    edit(id, text) {
      const item = itemOf(id);
      item.text = text;
      echoes.comment(state.account(item.account), item, 'edited');
    },
    remove(id) {
      const item = itemOf(id);
      echoes.comment(state.account(item.account), item, 'remove');
      state.items.delete(id);
    },
    hideThere(id, hidden) {
      const item = itemOf(id);
      item.hidden = hidden;
      // Instagram tells nobody.
      if (state.account(item.account).kind === 'page') echoes.comment(state.account(item.account), item, hidden ? 'hide' : 'unhide');
    },
    mention(account, author, text, inComment) {
      const { kind } = state.account(account);
      const post = state.nextId();
      const id = inComment ? state.nextId() : post;
      const item = state.addItem({ id, kind: inComment ? 'comment' : 'post', account, post, parent: null, author, text, at: now(), elsewhere: true });
      if (kind === 'instagram') tell(account, 'changes', { field: 'mentions', value: { media_id: post, ...(inComment ? { comment_id: id } : {}) } });
      else tell(account, 'changes', { field: 'mention', value: { item: inComment ? 'comment' : 'post', verb: 'add', post_id: post, ...(inComment ? { comment_id: id } : {}), created_time: Math.floor(now() / 1000) } });
      return item;
    },
    answerElsewhere(account, to, text) {
      const mid = `m_${state.nextId()}`;
      state.messages.push({ id: mid, account, person: to, fromAccount: true, text, attachments: [], at: now() });
      echoes.message(state.account(account), to, mid, text, '263902037430900', undefined);
      return mid;
    },
    sees(account, person) {
      const inOrder = <T extends { at: number }>(all: T[]): T[] => all.toSorted((one, other) => one.at - other.at);
      const items = [...state.items.values()].filter((item) => item.account === account);
      return {
        conversation: inOrder(state.messages.filter((message) => message.account === account && message.person === person))
          .map(({ id, fromAccount, text, attachments, at }) => ({ id, byAccount: fromAccount, text, attachments, at })),
        posts: inOrder(items.filter(({ kind }) => kind === 'post')).map((post) => ({ ...post, comments: inOrder(items.filter((item) => item.kind === 'comment' && item.post === post.id)) })),
      };
    },
  };
  return customers;
}
