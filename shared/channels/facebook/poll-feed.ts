import * as z from 'zod';
import type { Arrival, MessageArrival } from '../arrival.ts';
import { Id, Text, unknownNote } from '../meta/envelope.ts';
import { graphGet, type Graph } from '../meta/graph.ts';
import { after, following, GraphTime, Paging } from '../meta/paging.ts';
import type { Waiting, Walk } from '../meta/rounds.ts';

const PAGE = '50';
/** Posts are listed by their own age, so old ones that are commented today stand far back: so many months of them are looked through. */
const OLDEST_POST_DAYS = 90;
const DAY = 86_400_000;

const Person = z.object({ id: Id.nullish(), name: Text.nullish() }).nullish();
const Picture = z.object({ type: Text.nullish(), url: Text.nullish(), media: z.object({ image: z.object({ src: Text.nullish() }).nullish() }).nullish() }).nullish().catch(null);
const Post = z.object({ id: Id, created_time: GraphTime, updated_time: GraphTime.nullish(), from: Person, message: Text.nullish(), permalink_url: Text.nullish(), full_picture: Text.nullish() });
const Comment = z.object({ id: Id, created_time: GraphTime, from: Person, message: Text.nullish(), parent: z.object({ id: Id }).nullish().catch(null), attachment: Picture });
const Page = z.object({ data: z.array(z.unknown()), paging: Paging });

/** What every item of a page has, known or not. */
const Dated = z.object({ created_time: GraphTime });

function publicMessage(item: { id: string; created_time: number; from?: z.infer<typeof Person>; message?: string | null | undefined }, inbox: string, post: string, raw: unknown): MessageArrival {
  const author = { id: item.from?.id ?? '', name: item.from?.name ?? null };
  return {
    kind: 'message', nativeId: item.id, inbox, visibility: 'public', conversation: post, post, parent: null, ours: author.id === inbox, ownSend: false, author,
    at: item.created_time, text: item.message ?? '', attachments: [], link: null, monitoringOnly: false, raw,
  };
}

function attachmentsOf(attachment: z.infer<typeof Picture>): MessageArrival['attachments'] {
  const image = attachment?.media?.image?.src;
  if (attachment?.type?.startsWith('video')) return [{ type: 'video', url: attachment.url ?? null, name: null }];
  return image ? [{ type: 'image', url: image, name: null }] : [];
}

const POST_FIELDS = 'id,created_time,updated_time,from,message,permalink_url,full_picture';
const COMMENT_FIELDS = 'id,created_time,from,message,parent{id},attachment';

/** A post as the page's own list writes it. `at`: its time, where even that cannot be read. */
export function postOf(raw: unknown, inbox: string, at: number): Arrival {
  const read = Post.safeParse(raw);
  if (!read.success) return unknownNote({ inbox, at, raw });
  const { id, permalink_url, full_picture } = read.data;
  return { ...publicMessage(read.data, inbox, id, raw), link: permalink_url ?? null, attachments: full_picture ? [{ type: 'image', url: full_picture, name: null }] : [] };
}

/** A comment as its post's list writes it. `about`: where the post is seen; empty when nobody knows. */
export function commentOf(raw: unknown, inbox: string, post: { id: string; about: string }, at: number): Arrival {
  const read = Comment.safeParse(raw);
  if (!read.success) return unknownNote({ inbox, at, raw });
  const { parent, attachment } = read.data;
  return { ...publicMessage(read.data, inbox, post.id, raw), parent: parent && parent.id !== post.id ? parent.id : null, link: post.about === '' ? null : post.about, attachments: attachmentsOf(attachment) };
}

/**
 * What was posted and commented on a page while deliveries did not come, under the keys that deliveries give.
 * https://developers.facebook.com/docs/graph-api/reference/page/feed and https://developers.facebook.com/docs/graph-api/reference/object/comments
 */
export function feedOf(graph: Graph, inbox: string): Walk {
  function takePost(raw: unknown, from: number): { arrival?: Arrival; waiting?: Waiting } {
    const read = Post.safeParse(raw);
    const arrival = postOf(raw, inbox, from);
    if (!read.success) return { arrival };
    const { id, created_time, updated_time, permalink_url } = read.data;
    return {
      // What the page itself publishes is neither a customer's word nor an answer to one.
      ...(created_time >= from && read.data.from?.id !== inbox ? { arrival } : {}),
      // A comment renews the post.
      ...((updated_time ?? created_time) >= from ? { waiting: { id, about: permalink_url ?? '', after: null } } : {}),
    };
  }

  return {
    async list(cursor, from) {
      const { data, paging } = Page.parse(await graphGet(graph, [inbox, 'feed'], { fields: POST_FIELDS, limit: PAGE, ...after(cursor) }));
      const taken = data.map((raw) => takePost(raw, from));
      const tooOld = data.some((raw) => { const dated = Dated.safeParse(raw); return dated.success && dated.data.created_time < from - OLDEST_POST_DAYS * DAY; });
      return { arrivals: taken.flatMap(({ arrival }) => arrival ?? []), waiting: taken.flatMap(({ waiting }) => waiting ?? []), next: tooOld ? null : following(paging) };
    },
    async read(post, from) {
      const { data, paging } = Page.parse(await graphGet(graph, [post.id, 'comments'], { filter: 'stream', order: 'reverse_chronological', fields: COMMENT_FIELDS, limit: PAGE, ...after(post.after) }));
      const isNew = (raw: unknown): boolean => { const dated = Dated.safeParse(raw); return dated.success && dated.data.created_time >= from; };
      const fresh = data.filter(isNew);
      return { arrivals: fresh.map((raw) => commentOf(raw, inbox, post, Dated.parse(raw).created_time)), next: fresh.length === data.length ? following(paging) : null };
    },
  };
}
