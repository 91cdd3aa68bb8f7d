import { bare } from './quote-header.ts';
import words from './quote-words.json' with { type: 'json' };

const union = (sources: string[]): RegExp => new RegExp(sources.map((source) => `(?:${source})`).join('|'), 'iu');
const DISCLAIMER = union(words.disclaimers);
const GOES_ON = union(words.disclaimersGoOn);
/** A short paragraph in which somebody speaks of themselves is no notice of a house. */
const FIRST_PERSON = new RegExp(`(?<!\\p{L})(?:${words.firstPerson.join('|')})(?!\\p{L})`, 'iu');
const SHORT = 200;
const BANNER = union(words.banners);
const BANNER_GOES_ON = union(words.bannersGoOn);
const TAG = new RegExp(`^[\\s*]*(?:[[<]|\\*{2,})\\s*(?:${words.externalTags.join('|')})\\s*(?:[\\]>]|\\*{2,})[\\s*:-]*`, 'iu');
const RULE = /^[-_*=~#+|.•·–—\s]{5,}$/;

interface Paragraph { from: number; to: number; said: string; rule: boolean }

function said(lines: string[], from: number, to: number): string {
  let text = '';
  for (let at = from; at < to && text.length < 600; at++) text = `${text} ${lines[at]!}`.trim();
  return text.replace(/^[^\p{L}\p{N}[]+/u, '');
}

// Bare lines, blank ones and drawn ones set apart; what is drawn is a paragraph of its own.
function paragraphs(lines: string[]): Paragraph[] {
  const found: Paragraph[] = [];
  for (let at = 0; at < lines.length; at++) {
    const line = lines[at]!;
    if (!line) continue;
    const from = at;
    const rule = RULE.test(line);
    if (!rule) while (at + 1 < lines.length && lines[at + 1] && !RULE.test(lines[at + 1]!)) at++;
    found.push({ from, to: at + 1, said: rule ? '' : said(lines, from, at + 1), rule });
  }
  return found;
}

/** The lines without legal notices below somebody's words, and without what is drawn round them. */
export function withoutDisclaimers(lines: string[], saidOn: string[] = lines.map(bare)): string[] {
  const all = paragraphs(saidOn);
  const gone = new Set<Paragraph>();
  let spoken = false;
  let before: Paragraph | undefined;
  for (const paragraph of all) {
    if (paragraph.rule) continue;
    const follows = before !== undefined && gone.has(before) && GOES_ON.test(paragraph.said);
    const notice = DISCLAIMER.test(paragraph.said) && !(paragraph.said.length < SHORT && FIRST_PERSON.test(paragraph.said));
    if (spoken && (follows || notice)) gone.add(paragraph);
    spoken = true;
    before = paragraph;
  }
  if (gone.size === 0) return lines;
  all.forEach((paragraph, at) => { if (paragraph.rule && (gone.has(all[at - 1]!) || gone.has(all[at + 1]!))) gone.add(paragraph); });
  const left = lines.slice();
  for (const { from, to } of gone) left.fill('', from, to);
  return left;
}

/** The lines without what a mail gateway puts above a mail from outside (`[EXTERNAL]`, `CAUTION: This email originated from outside…`). */
export function withoutBanner(lines: string[]): string[] {
  let at = 0;
  let found = false;
  let banner = false;
  for (; at < lines.length; at++) {
    const line = bare(lines[at]!);
    if (!line || (RULE.test(line) && (found || at < 3))) { if (line) banner = false; continue; }
    const words = line.replace(/^[^\p{L}\p{N}[]+/u, '');
    const more = banner && BANNER_GOES_ON.test(words);
    const begins = BANNER.test(words);
    const tag = TAG.exec(line);
    if (tag && tag[0].length < line.length) return [line.slice(tag[0].length), ...lines.slice(at + 1)];
    if (!tag && !begins && !more) break;
    found = true;
    banner = true;
  }
  return found ? lines.slice(at) : lines;
}
