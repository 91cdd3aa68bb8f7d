import { Refused } from '../../errors.ts';
import type { Handed, Handing } from '../handing.ts';
import { AlreadyReplied } from './graph-errors.ts';
import { graphGet, graphPost, idIn, type Graph } from './graph.ts';
import { checkPrivateReply, declarationFor, type Declaration } from './windows.ts';

/** Throws Refused when a text is empty, or longer than the channel takes. */
export function checkText(text: string, most: { characters?: number; bytes?: number }): void {
  if (text.trim() === '') throw new Refused('emptyText', 'nothing to send');
  if (most.characters !== undefined && text.length > most.characters) throw new Refused('textTooLong', `more than ${most.characters} characters`);
  if (most.bytes !== undefined && Buffer.byteLength(text) > most.bytes) throw new Refused('textTooLong', `more than ${most.bytes} bytes`);
}

type Recipient = { id: string } | { comment_id: string } | { post_id: string };

async function post(graph: Graph, path: string[], recipient: Recipient, { text, attachment, reference, attempt }: Handing, declaration: Declaration | Record<string, never>): Promise<Record<string, unknown>> {
  const content = attachment ? { attachment: { type: attachment.type, payload: { url: attachment.url } } } : { text };
  const message = { ...content, ...(reference === undefined ? {} : { metadata: reference }) };
  return graphPost(graph, path, { recipient, ...declaration, message }, attempt);
}

/** The Send API, within its window. https://developers.facebook.com/docs/messenger-platform/reference/send-api */
export async function sendPrivately(graph: Graph, path: string[], handing: Handing, settings: { humanAgent: boolean }, now: number): Promise<Handed> {
  return { id: idIn(await post(graph, path, { id: handing.route.to }, handing, declarationFor(handing, settings.humanAgent, now)), 'message_id') };
}

/**
 * The one private message that a comment or post may be answered with. Private conversations are called by another id of the
 * person than comments are: the answer tells it. A second one counts as done, the id then names what it answered; but what
 * a person wrote, and nobody can have read, is refused: only an attempt before this one may have been it.
 */
export async function replyPrivately(graph: Graph, path: string[], recipient: Recipient, handing: Handing, now: number): Promise<Handed> {
  if (handing.attachment) throw new Refused('badRequest', 'a private reply is a text');
  checkPrivateReply(handing, now);
  try {
    const answer = await post(graph, path, recipient, handing, {});
    const person = answer['recipient_id'];
    return { id: idIn(answer, 'message_id'), ...(typeof person === 'string' && person !== '' ? { conversation: person } : {}) };
  } catch (error) {
    if (error instanceof AlreadyReplied && !handing.automatic && !handing.attempt) throw new Refused('alreadyUsed', 'the one private reply was given before', { cause: error });
    if (error instanceof AlreadyReplied) return { id: `private-reply-to:${handing.route.to}` };
    throw error;
  }
}

/** The name behind an id; null where the person has not consented to tell it (error 230) or is gone. */
export async function readName(graph: Graph, id: string, fields: string[]): Promise<string | null> {
  try {
    const profile = await graphGet(graph, [id], { fields: fields.join(',') });
    const name = fields.map((field) => profile[field]).filter((part): part is string => typeof part === 'string' && part !== '').join(' ');
    return name === '' ? null : name;
  } catch (error) {
    if (error instanceof Refused && ['noConsent', 'itemGone', 'badRequest', 'personUnknown'].includes(error.reason)) return null;
    throw error;
  }
}
