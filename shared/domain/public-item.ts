import { phraseFinder } from './phrases.ts';
import publicWords from './public-words.json' with { type: 'json' };
import urgencyWords from './urgency-words.json' with { type: 'json' };
import { plainText, wordsOf } from './words.ts';

/** Why a public comment, mention or post is a case. */
export type CaseReason = 'hasOpenCase' | 'promoted' | 'threatens' | 'fault' | 'complains' | 'asks' | 'unclear';
/** Why it is a mention only: counted and shown, never acknowledged, no clock. */
export type MentionReason = 'emojiOnly' | 'tagsSomebody' | 'thanks' | 'praise' | 'joke' | 'share' | 'nothingAsked' | 'monitoring' | 'tooMany';

export interface PublicDecision {
  is: 'case' | 'mention';
  reason: CaseReason | MentionReason;
  /** The words that say so. */
  evidence: string[];
  /** It could be seen otherwise: an agent looks at it in a queue of its own. */
  borderline: boolean;
}

export interface PublicItem {
  text: string;
  /** Its author has an open case with us. */
  hasOpenCase: boolean;
  /** An agent or a rule of the administrator made it a case. */
  promoted: boolean;
  /** Our own names on the platform, without the @: naming us is not tagging a friend. */
  ourHandles: string[];
}

const threats = (language: 'he' | 'en'): string[] => [...publicWords[language].threatens, ...urgencyWords[language].legal, ...urgencyWords[language].publicity, ...urgencyWords[language].leaves];
const words = { he: { ...publicWords.he, threatens: threats('he') }, en: { ...publicWords.en, threatens: threats('en') } };

const LONGEST = 4_000;
/** People who are only pleased write less than this, or say so: the best single line between both in the labelled comments. */
const LONG_WITHOUT_A_WORD = 5;
type List = 'threatens' | 'fault' | 'complains' | 'asks' | 'rhetorical' | 'praise' | 'thanks' | 'joke' | 'shares' | 'nouns' | 'matters' | 'against' | 'spans' | 'you';

const list = (name: List | 'negations') => ({ he: words.he[name], en: words.en[name] });
const findAll = phraseFinder({
  threatens: list('threatens'), fault: list('fault'), complains: list('complains'), asks: list('asks'), rhetorical: list('rhetorical'), praise: list('praise'), thanks: list('thanks'), joke: list('joke'),
  shares: list('shares'), nouns: list('nouns'), matters: list('matters'), against: list('against'), spans: list('spans'), you: list('you'), negations: list('negations'),
});
const ORDER = /(?<![\p{L}\p{N}])(?:ו?ה?ב?ל?הזמנה|ord(?:er)?)\s*(?:מס(?:פר|')?|no\.?|number|#|-)?\s*[#:]?\s*\d[\d-]{3,}/u;
const TAG = /(?<![\w.])@[\p{L}\p{N}_.]+(?: [A-Z\u05d0-\u05ea][\p{L}]+(?= @|$))?/gu;

interface Found { word: string; negated: boolean }
type Find = (list: List) => Found[];

const FILLERS = new Set(['so', 'very', 'really', 'any', 'a', 'the', 'כל', 'שומ', 'ממש', 'ככ']);

function finder(text: string): Find {
  const all = wordsOf(text);
  const hits = findAll(text, all).filter(({ from }) => !all[from]!.quoted);
  const ends = new Set(hits.filter(({ list }) => list === 'negations').map(({ to }) => to));
  const negated = (from: number): boolean => all[from]!.joined && (ends.has(from) || (FILLERS.has(all[from - 1]!.word) && all[from - 1]!.joined && ends.has(from - 1)));
  return (list) => hits.filter((hit) => hit.list === list).map(({ text: word, from }) => ({ word, negated: negated(from) }));
}

const told = (found: Found[]): string[] => [...new Set(found.map(({ word }) => word))].slice(0, 5);

interface Signs { text: string; find: Find; tagged: number; wordCount: number; strong: { reason: CaseReason; found: Found[] } | undefined; kind: Found[]; rhetorical: Found[]; joke: Found[]; asks: Found[] }

// What breaks or angers: the gravest first. A problem that is denied ("no problems") says nothing; praise that is denied is a complaint.
function readSigns(item: PublicItem): Signs {
  const whole = plainText(item.text.slice(0, LONGEST)).replace(/https?:\/\/\S+/g, ' ');
  const ours = new Set(item.ourHandles.map((handle) => handle.toLowerCase()));
  const tags = [...whole.matchAll(TAG)].map(([tag]) => tag.slice(1)).filter((tag) => !ours.has(tag));
  const text = whole.replace(TAG, ' ').trim();
  const find = finder(text);
  const kind = [...find('praise'), ...find('thanks')];
  const standing = (list: List): Found[] => {
    const nouns = new Set(find('nouns').filter(({ negated }) => negated).map(({ word }) => word));
    return find(list).filter(({ word }) => !nouns.has(word));
  };
  const complaints = [...standing('complains'), ...kind.filter(({ negated }) => negated), ...find('nouns').filter(({ negated }) => !negated)];
  const strong = ([['threatens', standing('threatens')], ['fault', standing('fault')], ['complains', complaints]] as const).find(([, found]) => found.length > 0);
  return {
    text, find, tagged: tags.length, wordCount: text.match(/[\p{L}\p{N}']+/gu)?.length ?? 0, strong: strong && { reason: strong[0], found: strong[1] },
    kind: kind.filter(({ negated }) => !negated), rhetorical: find('rhetorical'), joke: find('joke'), asks: find('asks'),
  };
}

function mention(reason: MentionReason, found: Found[] = [], borderline = false): PublicDecision {
  return { is: 'mention', reason, evidence: told(found), borderline };
}

function readMention({ find, tagged, wordCount, kind, joke }: Signs): PublicDecision {
  if (wordCount === 0) return mention(tagged > 0 ? 'tagsSomebody' : 'emojiOnly');
  const thanks = find('thanks');
  if (thanks.length > 0) return mention('thanks', thanks);
  if (kind.length > 0) return mention('praise', kind);
  if (joke.length > 0) return mention('joke', joke);
  const shares = find('shares');
  if (shares.length > 0 && wordCount <= 5) return mention('share', shares);
  return tagged > 0 ? mention('tagsSomebody') : mention('nothingAsked');
}

/**
 * Whoever neither complains nor asks in words we know, but tells something about an order, a card or a branch together with a
 * negation, a time or an address to us, tells a grievance.
 */
function readGrievance({ text, find, kind, joke, rhetorical, wordCount }: Signs): Found[] {
  if (kind.length > 0 || joke.length > 0 || rhetorical.length > 0 || wordCount < 3) return [];
  const matters = find('matters');
  const beside = [find('against'), find('spans'), find('you')].filter((found) => found.length > 0);
  const amount = /\d{2,}/.test(text) ? 1 : 0;
  return (matters.length > 0 && beside.length + amount >= 1) || beside.length + amount >= 3 ? [...matters, ...beside.flat()] : [];
}

/** Whether a public item becomes a case, and why. Pure; the words are in public-words.json. */
export function decidePublicItem(item: PublicItem): PublicDecision {
  if (item.promoted) return { is: 'case', reason: 'promoted', evidence: [], borderline: false };
  if (item.hasOpenCase) return { is: 'case', reason: 'hasOpenCase', evidence: [], borderline: false };
  const signs = readSigns(item);
  const { strong, text, kind, rhetorical, joke, asks, tagged, wordCount } = signs;
  if (strong) return { is: 'case', reason: strong.reason, evidence: told(strong.found), borderline: kind.length > 0 || joke.length > 0 };
  const order = ORDER.exec(text);
  if (order) return { is: 'case', reason: 'asks', evidence: [order[0]], borderline: false };
  const marked = text.includes('?') && wordCount > 0;
  const among = joke.length > 0 || rhetorical.length > 0 || (tagged > 0 && wordCount <= 4);
  if (asks.length > 0 && !among && (marked || kind.length === 0)) return { is: 'case', reason: 'asks', evidence: told(asks), borderline: !marked && wordCount <= 2 };
  if (marked && !among && kind.length === 0) return { is: 'case', reason: 'asks', evidence: ['?'], borderline: true };
  const grievance = readGrievance(signs);
  if (grievance.length > 0) return { is: 'case', reason: 'complains', evidence: told(grievance), borderline: true };
  const decision = readMention(signs);
  // Nothing that we know, at length: a customer who is missed is worse than a mention that is looked at once.
  if (decision.reason === 'nothingAsked' && wordCount >= LONG_WITHOUT_A_WORD && rhetorical.length === 0) return { is: 'case', reason: 'unclear', evidence: [], borderline: true };
  return marked || asks.length > 0 ? { ...decision, borderline: rhetorical.length === 0 && joke.length === 0 } : decision;
}
