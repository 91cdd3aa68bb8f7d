import { describe, expect, it } from '@jest/globals';
import { replyTextOf } from '../../shared/channels/email/reply-text.ts';
import { seeded } from '../../local/faults/seeded.ts';
import quoting from './quoting-of-mail-programs.json' with { type: 'json' };
import likeMarks from './words-like-marks.json' with { type: 'json' };

/** What customers write that looks like a mail program's mark, among other words of theirs. */
const PLACES: [string, (line: string) => string][] = [
  ['alone', (line) => line], ['first', (line) => `${line}\nmiddle words here\nlast words here`], ['in the middle', (line) => `first words here\n${line}\nlast words here`],
  ['last', (line) => `first words here\nmiddle words here\n${line}`], ['between blank lines', (line) => `first words here\n\n${line}\n\nlast words here`],
];
const HISTORIES = [
  '', '\n\nOn Sun, Nov 22, 2026 at 9:40 AM Care <care@company.example> wrote:\n\n> theirs\n> more\n', '\n\nFrom: Care <care@company.example>\nSent: Sunday, November 22, 2026 9:40 AM\nTo: Dana Levi\nSubject: Refund\n\ntheirs\n',
  '\n\n\u202bבתאריך יום א׳, 22 בנוב׳ 2026 ב-9:40 מאת \u202aCare\u202c <\u202acare@company.example\u202c>:\u202c\n\n> theirs\n', '\n\nמאת: Care <care@company.example>\nנשלח: יום ראשון 22 נובמבר 2026 09:40\nאל: דנה\nנושא: החזר\n\ntheirs\n',
];

const missing = (own: string, reply: string): string[] => own.split('\n').filter((line) => line && !reply.includes(line));

describe('words that look like a mark are kept', () => {
  it.each(PLACES)('where they stand %s, whatever is quoted below', (_where, placed) => {
    const lost = likeMarks.flatMap((line) => HISTORIES.flatMap((history) => missing(placed(line), replyTextOf(placed(line) + history)).map((gone) => `${line} -> ${gone}`)));
    expect(lost).toEqual([]);
  });

  it('in five thousand letters put together by chance', () => {
    const lost: string[] = [];
    const ordinary = Object.values(quoting.words).flat();
    for (let seed = 1; seed <= 5_000; seed++) {
      const { below, chance, pick } = seeded(seed);
      const own = Array.from({ length: 2 + below(4) }, () => (chance(0.3) ? pick(likeMarks) : pick(ordinary)));
      const labels = own.filter((line) => /^[^:：]{1,12} ?[:：] ?\S/.test(line)).length;
      // Three labels in a row are a mail's header to everybody.
      if (labels > 2) continue;
      const text = own.join(pick(['\n', '\n\n'])) + pick(HISTORIES);
      lost.push(...missing(own.join('\n'), replyTextOf(text)).map((gone) => `seed ${seed}: ${gone}`));
    }
    expect(lost).toEqual([]);
  });

  it('below a signature and a quote', () => {
    expect(replyTextOf('Hello\n-- \nDana Levi\nDirector\n\nOn Sun, 22 Nov 2026, Care wrote:\n> which day?\nTuesday\n> which hour?\nNine')).toBe('Hello\nTuesday\nNine');
  });

  it('below two dashes, where they are a letter and no signature', () => {
    const letter = Array.from({ length: 40 }, (_, line) => `line ${line} of what happened`).join('\n');
    expect(replyTextOf(`Hello\n--\n${letter}`)).toBe(`Hello\n--\n${letter}`);
  });
});

const wrapped = (line: string, width: number): string => line.split(' ').reduce((lines, word) => (`${lines.split('\n').at(-1)!} ${word}`.length > width ? `${lines}\n${word}` : `${lines} ${word}`));
const ADDRESS = 'care@company.example';
const LONG = 'care+c.4821093790123456789abcdef@mail.customer-service.company.example';

/** What relays, programs and names do to one and the same announcement. */
const FORMS: Record<string, (line: string) => string> = {
  'wrapped at 60': (line) => wrapped(line, 60), 'wrapped at 40': (line) => wrapped(line, 40), 'with spaces that do not break': (line) => line.replace(/(\d) /g, '$1\u00a0'), 'with narrow spaces': (line) => line.replace(/(\d:\d\d) /g, '$1\u202f'),
  'with the address twice': (line) => line.replace(`<${ADDRESS}>`, `<${ADDRESS}<mailto:${ADDRESS}>>`), 'with a link for an address': (line) => line.replace(`<${ADDRESS}>`, `[mailto:${ADDRESS}]`),
  'with a Hebrew name': (line) => line.replaceAll('Care', 'שירות לקוחות בע"מ'), 'with a comma in the name': (line) => line.replaceAll('Care', '"Service, Customer (IL)"'), 'with a colon in the name': (line) => line.replaceAll('Care', 'Dept: Care'),
  'with a token in the address': (line) => line.replaceAll(ADDRESS, LONG), 'with a token, wrapped': (line) => wrapped(line.replaceAll(ADDRESS, LONG), 76),
  'between isolating marks': (line) => `\u2067${line}\u2069`, 'full of direction marks': (line) => [...line].map((letter, at) => (at % 9 === 4 ? `\u200f${letter}` : letter)).join(''), 'indented': (line) => `   ${line}   `, 'in bold': (line) => `*${line}*`,
};
const announcements = Object.entries(quoting.announcements).flatMap(([tongue, lines]) => lines.map((line) => ({ own: ((quoting.words as Record<string, string[]>)[tongue] ?? quoting.words.en).join('\n'), line })));

describe('an announcement is known', () => {
  it.each(Object.keys(FORMS))('%s', (form) => {
    const left: string[] = [];
    for (const { own, line } of announcements) {
      const written = FORMS[form]!(line);
      if (/^\(|\n\(/.test(written)) continue;
      if (replyTextOf(`${own}\n\n${written}\n\n> theirs\n> more of theirs\n`) !== own) left.push(written);
      if (written.includes('@') && replyTextOf(`${own}\n\n${written}\n\nHello Dana,\nwe have your mail\n`) !== own) left.push(`unmarked: ${written}`);
    }
    expect(left).toEqual([]);
  });
});
