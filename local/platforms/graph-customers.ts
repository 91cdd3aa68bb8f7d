import type { GraphDeliveries, PendingUpdate } from './graph-deliveries.ts';
import type { GraphAccount, GraphState, Item, Person } from './graph-state.ts';

/** What people do on the platform; each act waits to be delivered. */
export interface GraphCustomers {
  /** Answers with the message's id. Opens the 24-hour window. */
  write(account: string, from: Person, message: { text?: string; attachments?: unknown[]; replyTo?: string }, standby?: boolean): string;
  unsend(account: string, from: Person, mid: string): void;
  react(account: string, from: Person, mid: string, action?: 'react' | 'unreact'): void;
  read(account: string, from: Person, mid: string): void;
  /** A post: the account's own, or (Facebook) a visitor's. */
  post(account: string, author: Person, text: string): Item;
  comment(account: string, author: Person, on: string, text: string): Item;
  edit(id: string, text: string): void;
  remove(id: string): void;
  /** The account is named in a post or, with `comment`, below it. */
  mention(account: string, author: Person, text: string, inComment: boolean): Item;
  /** One of us answers in the platform's own inbox: another app's echo. */
  answerElsewhere(account: string, to: string, text: string): string;
}

export interface Echoes {
  message(account: GraphAccount, to: string, mid: string, text: string, appId: string | null, metadata: string | undefined): void;
  comment(account: GraphAccount, item: Item, verb?: 'add' | 'edited' | 'remove'): void;
}

const objectOf = (account: GraphAccount): PendingUpdate['object'] => (account.kind === 'page' ? 'page' : 'instagram');

export function echoesOf(state: GraphState, deliveriesOf: (account: GraphAccount) => GraphDeliveries, now: () => number): Echoes {
  const add = (account: GraphAccount, list: PendingUpdate['list'], update: unknown): void => {
    deliveriesOf(account).pending.push({ object: objectOf(account), account: account.id, list, at: now(), update });
  };
  return {
    message(account, to, mid, text, appId, metadata) {
      // Ids of apps come as bare numbers.
      const app = appId === null ? {} : { app_id: Number(appId) };
      add(account, 'messaging', { sender: { id: account.id }, recipient: { id: to }, timestamp: now(), message: { mid, text, is_echo: true, ...app, ...(metadata === undefined ? {} : { metadata }) } });
    },
    comment(account, item, verb = 'add') {
      if (account.kind === 'instagram') {
        if (verb === 'add') add(account, 'changes', { field: 'comments', value: { id: item.id, text: item.text, from: { id: item.author.id, username: item.author.name }, media: { id: item.post, media_product_type: 'FEED' }, ...(item.parent === null ? {} : { parent_id: item.parent }) } });
        return;
      }
      const words = verb === 'remove' ? {} : { message: item.text };
      const place = item.kind === 'comment' ? { item: 'comment', comment_id: item.id, parent_id: item.parent ?? item.post } : { item: 'status' };
      add(account, 'changes', { field: 'feed', value: { ...place, verb, post_id: item.post, from: item.author, created_time: Math.floor(item.at / 1000), ...words } });
      state.items.set(item.id, item);
    },
  };
}

export function customersOf(state: GraphState, deliveriesOf: (account: GraphAccount) => GraphDeliveries, echoes: Echoes, now: () => number): GraphCustomers {
  const tell = (id: string, list: PendingUpdate['list'], update: unknown): void => {
    const account = state.account(id);
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
  return {
    write(account, from, { text, attachments, replyTo }, standby) {
      const mid = `m_${state.nextId()}`;
      privately(account, from, { message: { mid, ...(text === undefined ? {} : { text }), ...(attachments ? { attachments } : {}), ...(replyTo === undefined ? {} : { reply_to: { mid: replyTo } }) } }, standby);
      return mid;
    },
    unsend: (account, from, mid) => privately(account, from, { message: { mid, is_deleted: true } }),
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
    comment(account, author, on, text) {
      const below = itemOf(on);
      const id = state.account(account).kind === 'page' ? `${below.post.split('_').at(-1)}_${state.nextId()}` : state.nextId();
      const parent = below.kind === 'comment' ? (below.parent ?? below.id) : null;
      const item = state.addItem({ id, kind: 'comment', account, post: below.post, parent, author, text, at: now(), elsewhere: false });
      echoes.comment(state.account(account), item);
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
      echoes.message(state.account(account), to, mid, text, '263902037430900', undefined);
      return mid;
    },
  };
}
