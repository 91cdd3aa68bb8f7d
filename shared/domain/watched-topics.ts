import { phraseFinder } from './phrases.ts';
import type { WatchedTopic } from './settings.ts';
import { foldFinals, plainText, wordsOf } from './words.ts';

type Find = (text: string) => string[];
const LONGEST = 4_000;
const HASHTAG = /#([\p{L}\p{N}_]+)/gu;

// The same list of rules serves every message until the settings are read anew.
const finders = new WeakMap<WatchedTopic[], Find>();

function finderOf(topics: WatchedTopic[]): Find {
  const find = phraseFinder(Object.fromEntries(topics.map(({ id, words }) => [id, words])));
  const byTag = new Map<string, string[]>();
  for (const { id, tags } of topics) for (const tag of tags) byTag.set(foldFinals(plainText(tag.replace(/^#/, ''))), [...byTag.get(foldFinals(plainText(tag.replace(/^#/, '')))) ?? [], id]);
  return (text) => {
    const plain = plainText(text.slice(0, LONGEST));
    const found = new Set(find(plain, wordsOf(plain)).map(({ list }) => list));
    if (byTag.size > 0) for (const [, tag] of plain.matchAll(HASHTAG)) for (const id of byTag.get(foldFinals(tag!)) ?? []) found.add(id);
    return topics.map(({ id }) => id).filter((id) => found.has(id));
  };
}

/** The topics that a text is about, by the words and hashtags of the administrator's rules. */
export function topicsOf(text: string, topics: WatchedTopic[]): string[] {
  if (topics.length === 0 || text === '') return [];
  let find = finders.get(topics);
  if (!find) finders.set(topics, find = finderOf(topics));
  return find(text);
}
