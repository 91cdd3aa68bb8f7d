import type { MessageArrival, NoteArrival } from '../channels/arrival.ts';
import type { ChannelFacts } from '../channels/channel.ts';
import { nativeKey, personKey, platformThread } from '../domain/ids.ts';
import type { InboundNote } from '../domain/inbound-note.ts';
import { languageOf } from '../domain/language.ts';
import type { InboundMessage, PlatformFacts } from '../domain/message.ts';

/** What has to be known to bring an arrival into the form that every step knows. */
export interface Around {
  facts: ChannelFacts;
  idKey: string;
  /** What we are called on the platform, without the @. */
  namesOf: (inbox: string) => string[];
  /** The operator has made sure that the platform allows public automatic texts from this account. */
  answersPublicly: boolean;
  /** Another of our accounts there wrote it: two pages of one company know each other. */
  wroteAsUs?: (author: MessageArrival['author']) => boolean;
}

const RAW_LIMIT = 60_000;
const HOUR = 3_600_000;
export const clipRaw = (text: string): string => (text.length <= RAW_LIMIT ? text : text.slice(0, RAW_LIMIT));

/** The platform's item as a message of the queue. Ids are keyed, so that neither table nor queue tells a platform's id. */
export function arrivedMessage(around: Around, told: MessageArrival, receivedAt: number): InboundMessage {
  const { facts, idKey } = around;
  // Nothing of ours is handed over into another account's inbox: it was typed there.
  const arrival = !told.ours && told.visibility === 'public' && around.wroteAsUs?.(told.author) ? { ...told, ours: true, typedElsewhere: true as const } : told;
  const { name, keeps } = facts;
  const { inbox, nativeId, author } = arrival;
  // Where a permission is missing nobody is named: two such people are not one.
  const thread = arrival.visibility === 'private' ? [arrival.conversation || nativeId] : publicThread(facts, arrival.post ?? arrival.conversation, author.id || nativeId);
  return {
    schema: 1, id: nativeKey(idKey, name, inbox, nativeId), channel: name, inbox, deliveryId: nativeId, visibility: arrival.visibility,
    conversation: platformThread(idKey, name, inbox, ...thread),
    // A platform's clock may run ahead of ours; nobody writes later than we receive.
    at: Math.min(arrival.at, receivedAt), receivedAt, subject: '',
    // Who may not be kept is known to us by a key only.
    author: keeps && author.id !== '' && !arrival.ours ? { id: personKey(idKey, name, author.id), name: null } : author,
    text: arrival.text, textKey: null, replyText: arrival.text, htmlKey: null,
    language: languageOf(arrival.text),
    attachments: arrival.attachments.slice(0, 1000).map((file) => ({ name: file.name, type: file.type, size: 0, key: null, contentId: null, inline: false })),
    raw: { key: '', size: 0 }, sender: { machine: null, evidence: [] }, repairs: [], mail: null, platform: platformFacts(around, arrival),
    ...(keeps && !arrival.ours ? { keep: { text: receivedAt + keeps.textHours * HOUR, profile: receivedAt + keeps.profileHours * HOUR } } : {}),
  };
}

function platformFacts({ facts, namesOf, answersPublicly }: Around, arrival: MessageArrival): PlatformFacts {
  const { inbox, nativeId, author, ours, monitoringOnly } = arrival;
  const isPrivate = arrival.visibility === 'private';
  const direct = { kind: 'private' as const, to: author.id, inbox };
  const below = { kind: 'publicReply' as const, to: nativeId, inbox };
  const privately = { kind: 'privateReply' as const, to: nativeId, inbox };
  const silent = ours || monitoringOnly || arrival.ownedElsewhere === true || author.id === '';
  const { automatic } = facts;
  const allowed = isPrivate ? (automatic.private ? direct : null) : automatic.privateReply && !arrival.elsewhere ? privately : automatic.public && answersPublicly ? below : null;
  // Who may not be written to may not be led into private either.
  const leads = ours || monitoringOnly || isPrivate ? null : facts.limits.privateReplyDays && !arrival.elsewhere ? privately : below;
  const names = namesOf(inbox);
  const acts = actsOn(facts, arrival);
  return {
    nativeId, post: arrival.post, parent: arrival.parent, link: arrival.link, raw: clipRaw(JSON.stringify(arrival.raw)),
    automatic: silent ? null : allowed,
    reply: ours || monitoringOnly ? null : isPrivate ? direct : below,
    handOver: leads,
    ...(leads && facts.handsOverBy ? { handOverBy: facts.handsOverBy } : {}),
    ...(ours ? { ours: arrival.typedElsewhere ? 'sure' as const : 'perhaps' as const } : {}),
    ...(monitoringOnly ? { monitoringOnly } : {}),
    ...(acts.length > 0 ? { acts } : {}),
    ...(arrival.followers === undefined || facts.keeps ? {} : { followers: arrival.followers }),
    ...(facts.removesByIdAlone ? { namedAlone: true } : {}),
    ...(names.length > 0 && !isPrivate ? { ourNames: names.slice(0, 5) } : {}),
    ...(arrival.lookUp ? { lookUp: arrival.lookUp } : {}),
  };
}

// Below our own posts only; what somebody else's place holds is theirs to hide.
function actsOn({ moderates }: ChannelFacts, { visibility, nativeId, post, ours, monitoringOnly, elsewhere, answersUs }: MessageArrival): ('hide' | 'like')[] {
  if (!moderates || visibility !== 'public' || ours || monitoringOnly || elsewhere) return [];
  const hides = moderates.hide === 'answerToUs' ? answersUs === true : moderates.hide === 'comment' && post !== null && nativeId !== post;
  return [...(hides ? ['hide' as const] : []), ...(moderates.like ? ['like' as const] : [])];
}

const publicThread = ({ threadsByAuthor }: ChannelFacts, post: string, author: string): string[] => [threadsByAuthor ? '' : post, author];

/** A note that changes something stored, as an entry of the queue; undefined for one that is only counted. */
export function arrivedNote({ facts, idKey }: Around, note: NoteArrival): InboundNote | undefined {
  const { what, inbox, about, thread } = note;
  const { name } = facts;
  // A conversation has one name, a post's thread two.
  const [post, author] = thread ?? [];
  if (about === null || (what !== 'edited' && what !== 'removed' && what !== 'hidden' && what !== 'unhidden' && what !== 'ownEcho')) return undefined;
  if (what === 'ownEcho' && note.reference === undefined) return undefined;
  return {
    schema: 1, note: what === 'ownEcho' ? 'sent' : what, channel: name, inbox, id: nativeKey(idKey, name, inbox, about), nativeId: about,
    thread: thread ? platformThread(idKey, name, inbox, ...(author === undefined ? thread : publicThread(facts, post!, author))) : null, at: note.at, text: note.text ?? '', reference: note.reference ?? null,
  };
}

/** Back from the queue's form, for the channel's `lookUp`. */
export function arrivalOf({ message }: { message: InboundMessage }): MessageArrival {
  const { platform, inbox, author, at, text, visibility } = message;
  if (!platform?.lookUp) throw new Error('a message that was told whole');
  return {
    kind: 'message', nativeId: platform.nativeId, inbox, visibility, conversation: platform.post ?? platform.nativeId, post: platform.post, parent: platform.parent, ours: platform.ours !== undefined,
    ownSend: false, author, at, text, attachments: [], link: platform.link, monitoringOnly: platform.monitoringOnly ?? false, lookUp: platform.lookUp, raw: originalOf(platform.raw),
  };
}

// An original that was too long lies there clipped, as text.
function originalOf(raw: string): unknown {
  try {
    return JSON.parse(raw);
  } catch (error) {
    if (error instanceof SyntaxError) return raw;
    throw error;
  }
}
