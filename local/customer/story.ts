import type { simpleParser } from 'mailparser';
import type { SentMail, SentMails } from '../sent-mail.ts';
import type { SocialWorld } from '../social-world.ts';
import { idsOf, type Person, type Place, type Written } from './acts.ts';

/** One line of what a person sees: their own words, or what came back. */
export interface Line {
  id: string;
  place: Place;
  mine: boolean;
  /** Only this person sees it. */
  private: boolean;
  /** The company has hidden it there: others do not see it. */
  hidden: boolean;
  /** The line that it answers. */
  under: string | null;
  subject: string;
  text: string;
  at: number;
  /** Of a mail: what answering it needs, and where it can be seen as sent. */
  mail?: { to: string; messageId: string; link: string };
}

const parse: typeof simpleParser = async (...given: unknown[]) => (await import('mailparser')).simpleParser(...(given as Parameters<typeof simpleParser>));
const parsed = new Map<string, Promise<Line>>();

async function mailLine(mail: SentMail): Promise<Line> {
  const read = await parse(mail.raw, { skipImageLinks: true, skipTextLinks: true });
  const answerTo = read.replyTo?.value[0]?.address ?? read.from?.value[0]?.address ?? mail.from;
  return {
    id: mail.id, place: 'email', mine: false, private: true, hidden: false, under: null, subject: read.subject ?? '', text: read.text ?? '', at: Date.parse(mail.at),
    mail: { to: answerTo, messageId: mail.id.includes('@') ? `<${mail.id}>` : `<${mail.id}@eu-west-1.amazonses.com>`, link: `/engine/outbox/${mail.id}` },
  };
}

function onGraph({ graph: { state } }: SocialWorld, ids: ReturnType<typeof idsOf>, own: Set<string>): Line[] {
  return state.sent.flatMap(({ id, account, kind, to, text, at }): Line[] => {
    const place = state.account(account).kind === 'page' ? 'facebook' : 'instagram';
    if (kind === 'private' ? to !== ids[place] : !own.has(to)) return [];
    return [{ id, place, mine: false, private: kind !== 'publicReply', hidden: false, under: kind === 'private' ? null : to, subject: '', text, at }];
  });
}

function onX({ x }: SocialWorld, ids: ReturnType<typeof idsOf>): Line[] {
  const { posts, messages } = x.seenBy(ids.x);
  return [
    ...posts.filter(({ authorId }) => authorId !== ids.x).map(({ id, text, at, repliedTo }): Line => ({ id, place: 'x', mine: false, private: false, hidden: false, under: repliedTo, subject: '', text, at })),
    ...messages.filter(({ senderId }) => senderId !== ids.x).map(({ id, text, at }): Line => ({ id, place: 'x', mine: false, private: true, hidden: false, under: null, subject: '', text, at })),
  ];
}

function onLinkedIn({ linkedin }: SocialWorld, own: Set<string>): Line[] {
  return linkedin.comments.filter(({ parent, post }) => (parent !== null && own.has(parent)) || own.has(post)).map(({ id, post, parent, text, at }) => ({ id: `urn:li:comment:(${post},${id})`, place: 'linkedin', mine: false, private: false, hidden: false, under: parent ?? post, subject: '', text, at }));
}

const isHidden = ({ graph, x }: SocialWorld, id: string): boolean => graph.state.items.get(id)?.hidden === true || x.posts.find((post) => post.id === id)?.hidden === true;

/** Everything that a person wrote and got, in the order of its time. */
export async function storyOf(person: Person, written: Written[], { social, sent }: { social: SocialWorld; sent: SentMails }): Promise<Line[]> {
  const ids = idsOf(person);
  const own = new Set(written.map(({ id }) => id));
  const mails = await Promise.all(sent.all().filter(({ to }) => to.includes(ids.email)).map((mail) => {
    const line = parsed.get(mail.id) ?? mailLine(mail);
    parsed.set(mail.id, line);
    return line;
  }));
  const mine = written.map(({ id, place, way, text, subject, at }): Line => ({ id, place, mine: true, private: way === 'message', hidden: isHidden(social, id), under: null, subject, text, at }));
  return [...mine, ...mails, ...onGraph(social, ids, own), ...onX(social, ids), ...onLinkedIn(social, own)].sort((one, other) => one.at - other.at);
}
