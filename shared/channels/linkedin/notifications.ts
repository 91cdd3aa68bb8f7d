import { createHash } from 'node:crypto';
import * as z from 'zod';
import type { Arrival, MessageArrival, NoteArrival } from '../arrival.ts';

const Id = z.union([z.string().min(1), z.number().int().transform(String)]);
const Decorated = z.object({ entity: z.string().nullish(), object: z.string().nullish(), owner: z.string().nullish(), text: z.string().nullish() });

/** One thing that happened around a page, the same at both doors. */
const Notification = z.object({
  notificationId: Id,
  organizationalEntity: z.string(),
  action: z.string(),
  sourcePost: z.string().nullish(),
  generatedActivity: z.string().nullish(),
  // What it says can be fetched by the id as well: an odd one counts as absent.
  decoratedGeneratedActivity: z.object({ comment: Decorated.nullish(), share: Decorated.nullish() }).nullish().catch(null),
  lastModifiedAt: z.union([z.number().int().positive(), z.string().regex(/^\d{1,15}$/).transform(Number)]).nullish().catch(null),
});
/** `at`: as the platform says, else when we heard of it. */
type Notification = z.infer<typeof Notification> & { at: number };

const ORGANIZATION = 'urn:li:organization:';

/** LinkedIn spells the same comment in two ways, `(activity:1,2)` and `(urn:li:activity:1,2)`: the second is ours. */
export function plainUrn(urn: string): string {
  return urn.replace(/^(urn:li:comment:\()(?!urn:li:)/, '$1urn:li:');
}

/** The post that a comment hangs on; the urn itself when it names no comment. */
export function postOf(urn: string): string {
  return /^urn:li:comment:\((.+),[^,]+\)$/.exec(plainUrn(urn))?.[1] ?? urn;
}

export function linkTo(post: string, comment: string | null): string {
  return `https://www.linkedin.com/feed/update/${post}${comment ? `?commentUrn=${encodeURIComponent(comment.toWellFormed())}` : ''}`;
}

export function idOf(item: unknown): string {
  return `sha256:${createHash('sha256').update(JSON.stringify(item) ?? '').digest('base64url').slice(0, 22)}`;
}

export function note(around: { inbox: string; receivedAt: number }, fields: Pick<NoteArrival, 'what' | 'nativeId' | 'raw'> & Partial<NoteArrival>): NoteArrival {
  return { kind: 'note', inbox: around.inbox, about: null, text: null, at: around.receivedAt, ...fields };
}

// Members are given by id only; without the decorated part even that has to be looked up.
function message(read: Notification, raw: unknown, inbox: string, content: { id: string; post: string; parent: string | null; comment: string | null; by: string | undefined; text: string | null | undefined }): MessageArrival {
  const ours = read.action === 'ADMIN_COMMENT' || content.by === `${ORGANIZATION}${inbox}`;
  const author = content.by ?? (ours ? `${ORGANIZATION}${inbox}` : '');
  return {
    kind: 'message', nativeId: content.id, inbox, visibility: 'public', conversation: `${content.post}:${author}`, post: content.post, parent: content.parent, ours, ownSend: false,
    author: { id: author, name: null }, at: read.at, text: content.text ?? '', attachments: [], link: linkTo(content.post, content.comment), monitoringOnly: false, raw,
    ...(author === '' || content.text == null ? { lookUp: content.comment ? { post: content.post, comment: content.comment } : { post: content.post } } : {}),
  };
}

function readKnown(read: Notification, raw: unknown, around: { inbox: string; receivedAt: number }): Arrival | undefined {
  const { action, notificationId, sourcePost, decoratedGeneratedActivity: decorated } = read;
  const inbox = read.organizationalEntity.startsWith(ORGANIZATION) ? read.organizationalEntity.slice(ORGANIZATION.length) : around.inbox;
  const generated = read.generatedActivity ? plainUrn(read.generatedActivity) : undefined;
  const noted = (what: NoteArrival['what'], about: string | null, text: string | null = null): NoteArrival => note({ ...around, inbox }, { what, nativeId: `notification:${notificationId}`, about, text, at: read.at, raw });
  const { comment, share } = decorated ?? {};
  if (action === 'COMMENT' || action === 'ADMIN_COMMENT' || action === 'COMMENT_MENTION') {
    const id = comment?.entity ? plainUrn(comment.entity) : generated;
    if (!id) return undefined;
    const over = comment?.object ? plainUrn(comment.object) : null;
    return message(read, raw, inbox, { id, post: sourcePost ?? postOf(id), parent: over?.startsWith('urn:li:comment:') ? over : null, comment: id, by: comment?.owner ?? undefined, text: comment?.text });
  }
  if (action === 'SHARE_MENTION' || (action === 'SHARE' && share?.text)) {
    const id = share?.entity ?? generated;
    if (!id) return undefined;
    return message(read, raw, inbox, { id, post: id, parent: action === 'SHARE' ? (sourcePost ?? null) : null, comment: null, by: share?.owner ?? undefined, text: share?.text });
  }
  if ((action === 'COMMENT_EDIT' || action === 'COMMENT_DELETE') && (comment?.entity || generated)) {
    const id = comment?.entity ? plainUrn(comment.entity) : generated!;
    // The thread is the post's and the author's: of a removal LinkedIn tells the comment's name only.
    const thread = comment?.owner ? { thread: [sourcePost ?? postOf(id), comment.owner] } : {};
    return action === 'COMMENT_EDIT' ? { ...noted('edited', id, comment?.text ?? null), ...thread } : { ...noted('removed', id), ...thread };
  }
  if (action === 'LIKE' || action === 'SHARE') return noted('reaction', sourcePost ?? generated ?? null);
  return undefined;
}

/** One notification, from whichever door; what is of no known shape becomes a note and loses nobody. */
export function readNotification(raw: unknown, around: { inbox: string; receivedAt: number }): Arrival {
  const read = Notification.safeParse(raw);
  if (!read.success) return note(around, { what: 'unknown', nativeId: idOf(raw), raw });
  const at = read.data.lastModifiedAt ?? around.receivedAt;
  return readKnown({ ...read.data, at }, raw, around) ?? note(around, { what: 'unknown', nativeId: `notification:${read.data.notificationId}`, at, raw });
}
