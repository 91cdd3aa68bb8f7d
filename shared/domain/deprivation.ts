import own from './deprivation-words.json' with { type: 'json' };
import { phraseFinder } from './phrases.ts';
import type { Hit } from './phrases.ts';
import type { Word } from './words.ts';

const list = (name: keyof typeof own.he): { he: string[]; en: string[] } => ({ he: own.he[name], en: own.en[name] });
const find = phraseFinder({ supply: list('supply'), lost: list('lost'), none: list('none'), alone: list('alone'), between: list('between'), restored: list('restored'), elsewhere: list('elsewhere') });

/** Words between what is gone and the word that says so: `the water in our flat has been off`. */
const NEAR = 5;
/** Words between `no` and what there is none of. */
const AFTER_NONE = 3;

type Place = Pick<Hit<string>, 'from' | 'to'>;

// Nothing but space from one word to another: what a comma or a full stop parts belongs to something else.
function isOneClause(words: Word[], from: number, to: number): boolean {
  for (let place = from + 1; place < to; place++) if (!words[place]!.joined) return false;
  return true;
}

const apart = (one: Place, other: Place): number => (one.to <= other.from ? other.from - one.to : other.to <= one.from ? one.from - other.to : -1);

/**
 * What people live on and say they have not: power, water, heating, a telephone. Found by what is missing and by the word
 * that says so, near each other in one clause, in any order. `backAt`: the word from which on it is there again; -1: it is not.
 */
export function deprivations(plain: string, words: Word[]): { told: string[]; backAt: number } {
  const hits = find(plain, words);
  const of = (name: string): Hit<string>[] => hits.filter((hit) => hit.list === name);
  // `The hot water bottle is out of stock`: what is said of a thing, or of a price.
  const elsewhere = of('elsewhere');
  const isMeant = (hit: Place): boolean => !elsewhere.some(({ from, to }) => from < hit.to && hit.from < to);
  const supplies = of('supply').filter(isMeant);
  const alone = of('alone').filter(isMeant);
  const backAt = supplies.length + alone.length === 0 ? -1 : of('restored').at(-1)?.from ?? -1;
  if (supplies.length + alone.length === 0) return { told: [], backAt };
  const fillers = new Set(of('between').flatMap(({ from, to }) => Array.from({ length: to - from }, (_, i) => from + i)));
  const losses = of('lost').filter(isMeant);
  const between = (one: Place, other: Place): string => plain.slice(words[Math.min(one.from, other.from)]!.at, words[Math.max(one.to, other.to) - 1]!.end);
  const told = supplies.flatMap((supply) => {
    const missing = of('none').find((none) => none.to <= supply.from && supply.from - none.to <= AFTER_NONE && isOneClause(words, none.from, supply.to)
      && Array.from({ length: supply.from - none.to }, (_, i) => none.to + i).every((place) => fillers.has(place)));
    const lost = losses.find((hit) => { const gap = apart(hit, supply); return gap >= 0 && gap <= NEAR && isOneClause(words, Math.min(hit.from, supply.from), Math.max(hit.to, supply.to)); });
    const found = missing ?? lost;
    if (!found || backAt >= supply.from) return [];
    return [between(found, supply)];
  });
  return { told: [...new Set([...alone.filter(({ from }) => from > backAt).map(({ text }) => text), ...told])], backAt };
}
