import { iso, paged } from './graph-pages.ts';
import { GraphError, type GraphAccount, type GraphState, type Person, type PrivateMessage } from './graph-state.ts';

const AT_ONCE = 20;

const idOf = (account: GraphAccount, person: string): string => `t_${account.kind === 'page' ? '' : 'ig'}${person}`;
const named = (account: GraphAccount, { id, name }: Person): Record<string, string> => (account.kind === 'page' ? { id, name } : { id, username: name });
const ourself = (account: GraphAccount): Person => ({ id: account.id, name: account.username ?? account.id });
const newestFirst = (messages: PrivateMessage[]): PrivateMessage[] => messages.toReversed().sort((one, other) => other.at - one.at);

function toldFile({ type, url }: PrivateMessage['attachments'][number], place: number): Record<string, unknown> {
  const data = type === 'image' ? { image_data: { url } } : type === 'video' ? { video_data: { url } } : { file_url: url };
  return { id: String(place), mime_type: type === 'file' ? 'application/pdf' : `${type}/mp4`, ...data };
}

function told(state: GraphState, account: GraphAccount, message: PrivateMessage): Record<string, unknown> {
  const person = state.people.get(message.person) ?? { id: message.person, name: '' };
  const [from, to] = message.fromAccount ? [ourself(account), person] : [person, ourself(account)];
  const story = message.attachments.find(({ type }) => type === 'story_mention');
  const files = message.attachments.filter(({ type }) => type !== 'story_mention');
  return {
    id: message.id, created_time: iso(message.at), from: named(account, from), to: { data: [named(account, to)] }, message: message.text ?? '',
    ...(files.length > 0 ? { attachments: { data: files.map(toldFile) } } : {}), ...(story ? { story: { mention: { link: story.url } } } : {}),
  };
}

function messagesOf(state: GraphState, account: GraphAccount, person: string): PrivateMessage[] {
  return newestFirst(state.messages.filter((message) => message.account === account.id && message.person === person));
}

/** `GET /{account}/conversations`: what moved last first, each with its latest messages where the fields ask for them. */
export function readConversations(state: GraphState, account: GraphAccount, query: URLSearchParams): Record<string, unknown> {
  const asked = /messages\.limit\((\d+)\)/.exec(query.get('fields') ?? '');
  const people = [...new Set(newestFirst(state.messages.filter((message) => message.account === account.id)).map(({ person }) => person))];
  return paged(people, query, (person) => {
    const messages = messagesOf(state, account, person);
    const inside = new URLSearchParams({ limit: String(Math.min(Number(asked?.[1] ?? 0), AT_ONCE)) });
    return {
      id: idOf(account, person), updated_time: iso(messages[0]!.at),
      participants: { data: [named(account, state.people.get(person) ?? { id: person, name: '' }), named(account, ourself(account))] },
      ...(asked ? { messages: paged(messages, inside, (message) => told(state, account, message)) } : {}),
    };
  });
}

/** `GET /{conversation}/messages`. Of Instagram's only the latest twenty. Throws GraphError. */
export function readMessages(state: GraphState, account: GraphAccount, id: string, query: URLSearchParams): Record<string, unknown> {
  const person = state.messages.find((message) => message.account === account.id && idOf(account, message.person) === id)?.person;
  if (person === undefined) throw new GraphError({ status: 400, code: 100, subcode: 33, message: `Unsupported get request. Object with ID '${id}' does not exist` });
  const messages = messagesOf(state, account, person);
  return paged(account.kind === 'page' ? messages : messages.slice(0, AT_ONCE), query, (message) => told(state, account, message));
}
