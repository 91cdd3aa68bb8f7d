import { GraphError, type GraphAccount, type GraphState, type Item } from './graph-state.ts';

const HOUR = 3_600_000;
const refuse = (status: number, code: number, subcode?: number, message?: string): never => {
  throw new GraphError({ status, code, ...(subcode === undefined ? {} : { subcode }), ...(message === undefined ? {} : { message }) });
};

interface MessageCall {
  recipient?: { id?: string; comment_id?: string; post_id?: string };
  messaging_type?: string;
  tag?: string;
  message?: { text?: string; metadata?: string; attachment?: { type?: string; payload?: { url?: string } } };
}

function checkContent({ kind }: GraphAccount, { message }: MessageCall): string {
  const { text, attachment } = message ?? {};
  if ((text === undefined) === (attachment === undefined)) refuse(400, 100, undefined, '(#100) Either text or an attachment must be given');
  if (text === '') refuse(400, 100, undefined, '(#100) Param message[text] must be a non-empty UTF-8 encoded string');
  if (kind === 'page' && (text?.length ?? 0) > 2000) refuse(400, 100, undefined, '(#100) Length of param message[text] must be less than or equal to 2000');
  if (kind === 'instagram' && Buffer.byteLength(text ?? '') > 1000) refuse(400, 100, 2534038, '(#100) Message text must be 1000 bytes or less');
  return text ?? `[${attachment?.type}] ${attachment?.payload?.url}`;
}

function checkWindow(state: GraphState, account: GraphAccount, person: string, { messaging_type, tag }: MessageCall, now: number): void {
  const wrote = state.lastWrote.get(`${account.id}:${person}`);
  if (!state.people.has(person)) refuse(400, 100, 2018001, '(#100) No matching user found');
  if (state.blocking.has(person)) refuse(400, 551, 1545041, '(#551) This person isn’t available right now.');
  const age = wrote === undefined ? Infinity : now - wrote;
  if (messaging_type === 'MESSAGE_TAG') {
    if (tag !== 'HUMAN_AGENT') refuse(400, 100, undefined, '(#100) The tag is not valid any more');
    if (!state.humanAgentApproved) refuse(403, 10, undefined, '(#10) Application does not have permission for this action');
    if (age >= 7 * 24 * HOUR) refuse(403, 10, 2018278, '(#10) This message is sent outside of allowed window.');
    return;
  }
  if (messaging_type !== 'RESPONSE' && messaging_type !== 'UPDATE') refuse(400, 100, undefined, '(#100) Invalid messaging_type');
  if (age >= 24 * HOUR) refuse(403, 10, 2018278, '(#10) This message is sent outside of allowed window.');
}

function takePrivateReply(state: GraphState, account: GraphAccount, id: string, now: number): Item {
  const item = state.items.get(id);
  if (!item || item.account !== account.id || item.elsewhere) return refuse(400, 100, 33, 'Unsupported post request. Object does not exist');
  if (now - item.at >= 7 * 24 * HOUR) refuse(403, 10, 2018278, '(#10) This message is sent outside of allowed window.');
  if (item.privatelyAnswered) refuse(400, 10900, undefined, '(#10900) Activity already replied to');
  return item;
}

export interface Accepted { answer: Record<string, unknown>; person: string; mid: string; text: string; metadata: string | undefined }

/** `POST /{account}/messages`: an answer within the window, or the one private reply. Throws GraphError. */
export function takeMessage(state: GraphState, account: GraphAccount, body: unknown, now: number): Accepted {
  const call = (body ?? {}) as MessageCall;
  const text = checkContent(account, call);
  const { id, comment_id, post_id } = call.recipient ?? {};
  const mid = `m_${state.nextId()}`;
  const metadata = call.message?.metadata;
  const item = comment_id ?? post_id;
  if (item !== undefined) {
    const answered = takePrivateReply(state, account, item, now);
    answered.privatelyAnswered = true;
    state.sent.push({ id: mid, account: account.id, kind: 'privateReply', to: item, text, at: now, body });
    state.messages.push({ id: mid, account: account.id, person: answered.author.id, fromAccount: true, text, attachments: [], at: now });
    return { answer: { recipient_id: answered.author.id, message_id: mid }, person: answered.author.id, mid, text, metadata };
  }
  if (id === undefined) return refuse(400, 100, undefined, '(#100) The parameter recipient is required');
  checkWindow(state, account, id, call, now);
  state.sent.push({ id: mid, account: account.id, kind: 'private', to: id, text, at: now, body });
  state.messages.push({ id: mid, account: account.id, person: id, fromAccount: true, text, attachments: [], at: now });
  return { answer: { recipient_id: id, message_id: mid }, person: id, mid, text, metadata };
}

/** A comment of the account itself below a post, a comment, or where it was named. Throws GraphError. */
export function takeComment(state: GraphState, account: GraphAccount, to: string, message: unknown, now: number): Item {
  const answered = state.items.get(to);
  if (!answered) return refuse(400, 100, 33, 'Unsupported post request. Object does not exist');
  if (typeof message !== 'string' || message === '') return refuse(400, 100, undefined, '(#100) param message must be non-empty');
  if (account.kind === 'instagram' && answered.kind === 'comment' && answered.parent !== null) refuse(400, 100, undefined, '(#100) Only top level comments can be answered');
  if (account.kind === 'instagram' && answered.hidden) refuse(400, 100, undefined, '(#100) A hidden comment cannot be answered');
  const id = account.kind === 'page' ? `${answered.post.split('_').at(-1)}_${state.nextId()}` : state.nextId();
  // Two levels: an answer to an answer hangs below the first comment.
  const parent = answered.kind === 'comment' ? (answered.parent ?? answered.id) : null;
  const own = state.addItem({ id, kind: 'comment', account: account.id, post: answered.post, parent, author: { id: account.id, name: account.username ?? account.id }, text: message, at: now, elsewhere: answered.elsewhere });
  state.sent.push({ id, account: account.id, kind: 'publicReply', to, text: message, at: now, body: { message } });
  return own;
}

/** `POST /{comment}` that hides it or shows it again: comments of others below the account's own posts only. True when it is another state than before. Throws GraphError. */
export function takeHiding(state: GraphState, account: GraphAccount, id: string, hidden: unknown): boolean {
  const item = state.items.get(id);
  if (!item || item.account !== account.id || item.elsewhere) return refuse(400, 100, 33, 'Unsupported post request. Object does not exist');
  if (typeof hidden !== 'boolean' && hidden !== 'true' && hidden !== 'false') return refuse(400, 100, undefined, '(#100) Param must be a boolean');
  if (item.kind !== 'comment' || item.author.id === account.id) return refuse(400, 100, undefined, '(#100) This object cannot be hidden');
  const before = item.hidden;
  item.hidden = String(hidden) === 'true';
  return item.hidden !== before;
}

/** `POST` and `DELETE /{item}/likes`: in the page's name. Instagram has none. Throws GraphError. */
export function takeLike(state: GraphState, account: GraphAccount, id: string, liked: boolean): { success: true } {
  const item = state.items.get(id);
  if (account.kind !== 'page') return refuse(400, 100, undefined, '(#100) Tried accessing nonexisting field (likes)');
  if (!item || item.account !== account.id) return refuse(400, 100, 33, 'Unsupported post request. Object does not exist');
  item.liked = liked;
  return { success: true };
}

const SUBSCRIBABLE: Record<GraphAccount['kind'], string[]> = {
  page: ['feed', 'mention', 'messages', 'messaging_postbacks', 'message_deliveries', 'message_reads', 'message_echoes', 'message_edits', 'message_reactions', 'standby'],
  instagram: ['feed', 'comments', 'live_comments', 'mentions', 'messages', 'messaging_postbacks', 'message_reactions', 'messaging_seen', 'standby'],
};

/** `POST /{account}/subscribed_apps`: deliveries begin again. What happened meanwhile is told by nobody. Throws GraphError. */
export function subscribe(state: GraphState, account: GraphAccount, id: string, body: unknown): { success: true } {
  if (id !== account.id && id !== 'me') refuse(403, 200, undefined, '(#200) The token is another account’s.');
  const { subscribed_fields } = (body ?? {}) as { subscribed_fields?: unknown };
  const fields = typeof subscribed_fields === 'string' ? subscribed_fields.split(',') : [];
  if (fields.length === 0 || fields.some((field) => !SUBSCRIBABLE[account.kind].includes(field))) refuse(400, 100, undefined, '(#100) Param subscribed_fields must be one of the fields of this object');
  state.subscribedFields.set(account.id, fields);
  state.unsubscribed.delete(account.id);
  return { success: true };
}
