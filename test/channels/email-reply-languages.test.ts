import { describe, expect, it } from '@jest/globals';
import { replyTextOf } from '../../shared/channels/email/reply-text.ts';
import { seeded } from '../../local/faults/seeded.ts';
import quoting from './quoting-of-mail-programs.json' with { type: 'json' };

/** What mail programs write above a quote, in the form of their own: collected from their interfaces' texts, no mail of anybody's. */
const announcements = Object.entries(quoting.announcements).flatMap(([language, lines]) => lines.map((line) => [language, line] as const));
const blocks = Object.entries(quoting.blocks).flatMap(([language, lines]) => lines.map((block) => [language, block] as const));
const words: Record<string, string[]> = quoting.words;

describe('a customer\'s own words stand above', () => {
  it.each(announcements)('a marked quote announced in %s: %s', (_language, line) => {
    expect(replyTextOf(`my words\n\n${line}\n\n> theirs\n> more of theirs\n`)).toBe('my words');
  });

  it.each(announcements.filter(([, line]) => line.includes('@')))('an unmarked history announced in %s: %s', (_language, line) => {
    expect(replyTextOf(`my words\n\n${line}\n\nHello Dana,\nwe have your mail\n`)).toBe('my words');
  });

  it.each(blocks)('a block of header lines in %s: %s', (_language, block) => {
    expect(replyTextOf(`my words\n\n${block}\n\nHello Dana,\nwe have your mail\n`)).toBe('my words');
  });

  it.each(quoting.mobile)('what a phone adds: %s', (line) => {
    expect(replyTextOf(`my words\n\n${line}\n`)).toBe('my words');
  });
});

describe('a customer\'s own words are never cut', () => {
  it.each([
    ['a journey', 'Please change my ticket:\nFrom: Tel Aviv\nTo: Haifa\nDate: 1.12.2026\nThank you'],
    ['parcels that were sent', 'The parcel:\n\nSent from Berlin on Monday, never arrived\n\nWhere is it?'],
    ['Hebrew parcels that were sent', 'החבילה:\n\nנשלח מהמחסן ביום ראשון ולא הגיע\n\nאיפה היא?'],
    ['a message sent to a phone', 'שלום\n\nנשלח לי קוד לטלפון ולא קיבלתי אותו\n\nמה עושים?'],
    ['an own earlier letter', 'On 20/11/2026 I wrote to care@company.example:\nplease cancel my order\nNobody answered.'],
    ['an own earlier letter in Swedish', 'Den 20/11/2026 skrev jag till er:\navbeställ min order\nIngen svarade.'],
    ['a clerk\'s words', 'This is what your agent wrote:\nwe do not pay\nI do not agree.'],
    ['a list with labels', 'Name: Dana\nSubject: headphones\nOrder: 55431\nThey are broken.'],
    ['a Hebrew list with labels', 'שם: דנה\nנושא: אוזניות\nתאריך: 20/11/2026\nהן שבורות.'],
    ['a question about confidentiality', 'Hello\n\nIs this email confidential? I want to report a clerk.'],
    ['an Arabic sentence that ends in a colon', 'في انتظار ردكم على الأسئلة التالية:\nمتى يصل الطلب؟'],
  ])('%s', (_what, text) => {
    expect(replyTextOf(text)).toBe(text);
  });

  it('between the quotes that they answer: in every language', () => {
    for (const [language, lines] of Object.entries(words)) {
      const announcement = (quoting.announcements as Record<string, string[]>)[language]![0]!;
      const reply = replyTextOf(`${announcement}\n> first question\n${lines[0]}\n> second question\n${lines[1]}\n`);
      expect([language, reply]).toEqual([language, `${lines[0]}\n${lines[1]}`]);
    }
  });

  it('in five thousand replies put together by chance, over twenty languages', () => {
    const lost: string[] = [];
    for (let seed = 1; seed <= 5_000; seed++) {
      const { below, chance, pick } = seeded(seed);
      const language = pick(Object.keys(words));
      const own = Array.from({ length: 1 + below(3) }, () => pick(words[language]!));
      const [, header] = chance(0.5) ? pick(announcements) : pick(blocks);
      const quote = pick(Object.values(words)).map((line) => (chance(0.5) ? `> ${line} (theirs)` : `${line} (theirs)`));
      const trailer = chance(0.4) ? `\n\n${pick(quoting.mobile)}` : chance(0.3) ? '\n\n-- \nDana Levi' : '';
      const reply = replyTextOf(`${own.join(pick(['\n', '\n\n', ' ']))}${trailer}\n${pick(['', '\n', '\n\n'])}${header}\n${pick(['', '\n'])}${quote.join('\n')}\n`);
      if (!own.every((line) => reply.includes(line))) lost.push(`seed ${seed}: ${own.join(' | ')} -> ${reply}`);
    }
    expect(lost).toEqual([]);
  });
});

describe('signatures and notices', () => {
  it.each([
    ['English', 'This e-mail and any attachments are confidential and intended solely for the addressee.\nIf you received it by mistake, delete it.'],
    ['English, headed', 'CONFIDENTIALITY NOTICE: the contents of this email are for the use of the recipient only.'],
    ['Hebrew', 'הודעה זו והמצורף לה מכילים מידע סודי ומיועדת לנמען בלבד.'],
    ['German', 'Diese E-Mail enthält vertrauliche Informationen.'],
    ['French', 'Ce message et ses pièces jointes sont confidentiels.'],
    ['Spanish', 'Este mensaje es confidencial y se dirige solo a su destinatario.'],
    ['Russian', 'Это письмо содержит конфиденциальную информацию.'],
    ['an antivirus program', 'Virus-free. www.antivirus.example'],
  ])('a legal notice below the words is folded away: %s', (_language, notice) => {
    expect(replyTextOf(`my words\n\n${notice}\n`)).toBe('my words');
  });

  it('words below a legal notice are kept', () => {
    expect(replyTextOf('my words\n\nThis e-mail is confidential and intended solely for you.\n\nP.S. call me')).toBe('my words\n\nP.S. call me');
  });
});
