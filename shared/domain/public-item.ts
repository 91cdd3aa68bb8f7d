import publicWords from './public-words.json' with { type: 'json' };
import urgencyWords from './urgency-words.json' with { type: 'json' };

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

const MARKS = /[\u0591-\u05bd\u05bf\u05c1\u05c2\u05c4\u05c5\u05c7\u00ad\u200b-\u200f\u202a-\u202e\u2060-\u206f]|\ufe0f/g;

/** One spelling for what keyboards write in several. */
function plain(text: string): string {
  return text.slice(0, LONGEST).normalize('NFC').replace(MARKS, '').replace(/[\u2018\u2019\u05f3`]/g, '\'').replace(/[\u201c\u201d\u05f4]/g, '"').toLowerCase();
}

function escape(word: string): string {
  return word.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');
}

// Five Hebrew letters are written otherwise at the end of a word.
const FINAL: Record<string, string> = { כ: 'ך', מ: 'ם', נ: 'ן', פ: 'ף', צ: 'ץ' };

// Hebrew writes and, the, in, to, from, that and as onto the word; a star stands for any ending.
function patternOf(language: 'he' | 'en', phrases: string[]): string {
  const word = (one: string): string => (one.endsWith('*') ? `${escape(one.slice(0, -1)).replace(/[כמנפצ]$/, (letter) => `[${letter}${FINAL[letter]}]`)}[\\p{L}']*` : escape(one));
  const before = language === 'he' ? '[והבלמשכ]{0,3}' : '';
  return phrases.toSorted((a, b) => b.length - a.length).map((phrase) => `${before}${phrase.split(' ').map(word).join('\\s+')}`).join('|');
}

function compile(list: List | 'negations'): RegExp {
  return new RegExp(`(?<![\\p{L}\\p{N}'"])(?:${patternOf('he', words.he[list])}|${patternOf('en', words.en[list])})(?![\\p{L}\\p{N}])`, 'gu');
}

const LISTS = {
  threatens: compile('threatens'), fault: compile('fault'), complains: compile('complains'), asks: compile('asks'), rhetorical: compile('rhetorical'),
  praise: compile('praise'), thanks: compile('thanks'), joke: compile('joke'), shares: compile('shares'), nouns: compile('nouns'),
  matters: compile('matters'), against: compile('against'), spans: compile('spans'), you: compile('you'),
};
const ENDS_IN_NEGATION = new RegExp(`${compile('negations').source}(?:\\s+(?:so|very|really|any|a|the|כל|שום|ממש|כך))?\\s*$`, 'u');
const ORDER = /(?<![\p{L}\p{N}])(?:ו?ה?ב?ל?הזמנה|ord(?:er)?)\s*(?:מס(?:פר|')?|no\.?|number|#|-)?\s*[#:]?\s*\d[\d-]{3,}/u;
const TAG = /(?<![\w.])@[\p{L}\p{N}_.]+(?: [A-Z\u05d0-\u05ea][\p{L}]+(?= @|$))?/gu;

interface Found { word: string; negated: boolean }

function find(list: List, text: string): Found[] {
  return [...text.matchAll(LISTS[list])].map((match) => ({ word: match[0], negated: ENDS_IN_NEGATION.test(text.slice(Math.max(0, match.index - 30), match.index)) }));
}

const told = (found: Found[]): string[] => [...new Set(found.map(({ word }) => word))].slice(0, 5);

interface Signs { text: string; tagged: number; wordCount: number; strong: { reason: CaseReason; found: Found[] } | undefined; kind: Found[]; rhetorical: Found[]; joke: Found[]; asks: Found[] }

// What breaks or angers: the gravest first. A problem that is denied ("no problems") says nothing; praise that is denied is a complaint.
function readSigns(item: PublicItem): Signs {
  const whole = plain(item.text).replace(/https?:\/\/\S+/g, ' ');
  const ours = new Set(item.ourHandles.map((handle) => handle.toLowerCase()));
  const tags = [...whole.matchAll(TAG)].map(([tag]) => tag.slice(1)).filter((tag) => !ours.has(tag));
  const text = whole.replace(TAG, ' ').trim();
  const kind = [...find('praise', text), ...find('thanks', text)];
  const standing = (list: List): Found[] => {
    const nouns = new Set(find('nouns', text).filter(({ negated }) => negated).map(({ word }) => word));
    return find(list, text).filter(({ word }) => !nouns.has(word));
  };
  const complaints = [...standing('complains'), ...kind.filter(({ negated }) => negated), ...find('nouns', text).filter(({ negated }) => !negated)];
  const strong = ([['threatens', standing('threatens')], ['fault', standing('fault')], ['complains', complaints]] as const).find(([, found]) => found.length > 0);
  return {
    text, tagged: tags.length, wordCount: text.match(/[\p{L}\p{N}']+/gu)?.length ?? 0, strong: strong && { reason: strong[0], found: strong[1] },
    kind: kind.filter(({ negated }) => !negated), rhetorical: find('rhetorical', text), joke: find('joke', text), asks: find('asks', text),
  };
}

function mention(reason: MentionReason, found: Found[] = [], borderline = false): PublicDecision {
  return { is: 'mention', reason, evidence: told(found), borderline };
}

function readMention({ text, tagged, wordCount, kind, joke }: Signs): PublicDecision {
  if (wordCount === 0) return mention(tagged > 0 ? 'tagsSomebody' : 'emojiOnly');
  const thanks = find('thanks', text);
  if (thanks.length > 0) return mention('thanks', thanks);
  if (kind.length > 0) return mention('praise', kind);
  if (joke.length > 0) return mention('joke', joke);
  const shares = find('shares', text);
  if (shares.length > 0 && wordCount <= 5) return mention('share', shares);
  return tagged > 0 ? mention('tagsSomebody') : mention('nothingAsked');
}

/**
 * Whoever neither complains nor asks in words we know, but tells something about an order, a card or a branch together with a
 * negation, a time or an address to us, tells a grievance.
 */
function readGrievance({ text, kind, joke, rhetorical, wordCount }: Signs): Found[] {
  if (kind.length > 0 || joke.length > 0 || rhetorical.length > 0 || wordCount < 3) return [];
  const matters = find('matters', text);
  const beside = [find('against', text), find('spans', text), find('you', text)].filter((found) => found.length > 0);
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
