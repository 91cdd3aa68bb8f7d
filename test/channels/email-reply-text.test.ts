import { describe, expect, it } from '@jest/globals';
import { replyTextOf } from '../../shared/channels/email/reply-text.ts';
import replies from './replies-of-the-world.json' with { type: 'json' };

describe('the customer\'s own words', () => {
  it.each([
    ['English', 'On Sun, Nov 22, 2026 at 9:40 AM Care <care@company.example> wrote:'],
    ['English over two lines', 'On Sun, Nov 22, 2026 at 9:40 AM Customer Care Department\n<care@company.example> wrote:'],
    ['Hebrew, Gmail', '\u202bבתאריך יום א׳, 22 בנוב׳ 2026 ב-9:40 מאת \u202aCare\u202c <\u202acare@company.example\u202c>:\u202c'],
    ['Hebrew, Outlook for phones', 'בתאריך 22 בנוב׳ 2026, בשעה 9:40, ‏Care <care@company.example> כתב/ה:'],
    ['Hebrew, Apple', 'ב-22 בנוב׳ 2026, בשעה 9:40, Care <care@company.example> כתב:'],
    ['German', 'Am So., 22. Nov. 2026 um 09:40 Uhr schrieb Care <care@company.example>:'],
    ['French', 'Le dim. 22 nov. 2026 à 09:40, Care <care@company.example> a écrit :'],
    ['Spanish', 'El dom, 22 nov 2026 a las 9:40, Care (<care@company.example>) escribió:'],
    ['Portuguese', 'Em dom., 22 de nov. de 2026 às 09:40, Care <care@company.example> escreveu:'],
    ['Italian', 'Il giorno dom 22 nov 2026 alle ore 09:40 Care <care@company.example> ha scritto:'],
    ['Dutch', 'Op zo 22 nov 2026 om 09:40 schreef Care <care@company.example>:'],
    ['Russian', 'вс, 22 нояб. 2026 г. в 09:40, Care <care@company.example>:'],
    ['Arabic', 'في الأحد، 22 نوفمبر 2026 في 9:40 ص تمت كتابة ما يلي بواسطة Care <care@company.example>:'],
    ['Chinese', 'Care <care@company.example> 于2026年11月22日周日 09:40写道：'],
    ['Japanese', '2026年11月22日(日) 9:40 Care <care@company.example>:'],
  ])('stand before an announcement in %s', (_language, line) => {
    expect(replyTextOf(`my words\n\n${line}\n\n> theirs\n> theirs too\n`)).toBe('my words');
  });

  it.each([
    ['English', 'From: Care <care@company.example>\nSent: Sunday, November 22, 2026 9:40\nTo: Dana\nSubject: Refund'],
    ['Hebrew', 'מאת: שירות לקוחות <care@company.example>\nנשלח: יום ראשון 22 נובמבר 2026 09:40\nאל: דנה\nנושא: החזר'],
    ['Hebrew with direction marks', '\u200fמאת: שירות\n\u200fנשלח: יום ראשון\n\u200fאל: דנה\n\u200fנושא: החזר'],
    ['bold English', '*From:* Care\n*Sent:* Sunday\n*To:* Dana\n*Subject:* Refund'],
    ['German', 'Von: Care\nGesendet: Sonntag\nAn: Dana\nBetreff: Geld'],
    ['Russian', 'От: Care\nОтправлено: воскресенье\nКому: Dana\nТема: возврат'],
  ])('stand before a block of header lines in %s', (_language, block) => {
    expect(replyTextOf(`my words\n\n${block}\n\ntheirs\n`)).toBe('my words');
  });

  it.each(['-----Original Message-----', '-----הודעה מקורית-----', '-----Ursprüngliche Nachricht-----'])('stand before %s', (line) => {
    expect(replyTextOf(`my words\n\n${line}\nFrom: x\n\ntheirs`)).toBe('my words');
  });

  it.each(replies as [string, string, string][])('stand above what is quoted: %s', (_how, text, own) => {
    expect(replyTextOf(text)).toBe(own);
  });

  it('may stand below the quote', () => {
    expect(replyTextOf('On Sun, 22 Nov 2026, Care wrote:\n> when?\n\nOn Tuesday.')).toBe('On Tuesday.');
  });

  it('may stand between quotes', () => {
    expect(replyTextOf('> which day?\nTuesday\n> which hour?\nNine')).toBe('Tuesday\nNine');
  });

  it('end at the signature mark', () => {
    expect(replyTextOf('my words\n-- \nDana Levi\nDirector')).toBe('my words');
  });

  it('do not hold what a phone adds', () => {
    expect(replyTextOf('my words\n\nSent from my iPhone')).toBe('my words');
  });

  it('hold a forward whole', () => {
    const text = 'see below\n\n---------- Forwarded message ---------\nFrom: shop\nDate: today\nSubject: bill\nTo: me\n\nyou owe us';
    expect(replyTextOf(text)).toBe(text);
  });

  it('hold a Hebrew forward whole', () => {
    const text = 'ראו למטה\n\n---------- הודעה שהועברה ---------\nמאת: חנות\nתאריך: היום\nנושא: חשבון\n\nיש לשלם';
    expect(replyTextOf(text)).toBe(text);
  });

  it.each([
    ['a sentence that ends in wrote:', 'This is what your agent wrote:\nwe do not pay'],
    ['a letter that begins with From:', 'From: my heart, thank you'],
    ['a Hebrew list with labels', 'פרטי ההזמנה:\nמספר: 55431\nנושא: אוזניות'],
    ['nothing but a quote', '> only theirs'],
    ['a line of dashes', 'first\n--------------------\nsecond'],
    ['a word that begins like an announcement', 'On Monday I wrote to you and nobody answered.\nPlease help.'],
  ])('are never cut: %s', (_what, text) => {
    expect(replyTextOf(text)).toBe(text);
  });
});
