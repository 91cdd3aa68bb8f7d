import { describe, expect, it } from '@jest/globals';
import { readBody } from '../../shared/channels/email/read-body.ts';
import { PAGES, type Answered } from '../support/reply-pages.ts';
import { seeded } from '../../local/faults/seeded.ts';
import quoting from './quoting-of-mail-programs.json' with { type: 'json' };
import likeMarks from './words-like-marks.json' with { type: 'json' };

/** The line above a quoted header, and what a telephone adds, in fourteen languages. */
const TONGUES: Record<string, [original: string, mobile: string]> = {
  en: ['Original message', 'Sent from my iPhone'], he: ['הודעה מקורית', 'נשלח מה-iPhone שלי'], ar: ['الرسالة الأصلية', 'أُرسلت من الـ iPhone'], de: ['Ursprüngliche Nachricht', 'Von meinem iPhone gesendet'],
  fr: ['Message d’origine', 'Envoyé de mon iPhone'], es: ['Mensaje original', 'Enviado desde mi iPhone'], pt: ['Mensagem original', 'Enviado do meu iPhone'], it: ['Messaggio originale', 'Inviato da iPhone'],
  nl: ['Oorspronkelijk bericht', 'Verstuurd vanaf mijn iPhone'], ru: ['Исходное сообщение', 'Отправлено с iPhone'], pl: ['Oryginalna wiadomość', 'Wysłane z iPhone’a'], tr: ['Orijinal mesaj', 'iPhone’umdan gönderildi'],
  ja: ['元のメッセージ', 'iPhoneから送信'], zh: ['原始邮件', '发自我的iPhone'],
};
type ByTongue = Record<string, string[]>;
const announcements = quoting.announcements as ByTongue;
const blocks = quoting.blocks as ByTongue;
const words = quoting.words as ByTongue;

function labels(block: string): [string, string][] {
  return block.split('\n').flatMap((line): [string, string][] => {
    const [, label, value] = /^(?!-{3})(.{1,30}?[:：])\s*(.*)$/.exec(line.replaceAll('*', '')) ?? [];
    return label === undefined ? [] : [[label, value ?? '']];
  });
}

function answered(tongue: string, turn: number): Answered {
  const [original, mobile] = TONGUES[tongue]!;
  const lines = announcements[tongue]!.filter((line) => !line.includes('\n'));
  const headers = blocks[tongue]!.map(labels).filter((block) => block.length >= 3);
  return {
    own: words[tongue]!, announcement: lines[turn % lines.length]!, block: headers[turn % headers.length]!, theirs: words[tongue === 'en' ? 'de' : 'en']!.map((line) => `${line} (theirs)`),
    dir: tongue === 'he' || tongue === 'ar' ? 'rtl' : 'ltr', mobile, original: `-------- ${original} --------`,
  };
}

const squeezed = (text: string): string => text.replace(/[\u200b-\u200f\u202a-\u202e\u2066-\u2069]/g, '').replace(/\s+/g, ' ').trim();

async function ownWords(html: string): Promise<string> {
  const { replyText } = await readBody(Buffer.from(`From: dana@customer.example\r\nSubject: Re: Refund\r\nMIME-Version: 1.0\r\nContent-Type: text/html; charset=utf-8\r\n\r\n${html}`));
  return squeezed(replyText);
}

describe.each(Object.keys(TONGUES))('a page in %s', (tongue) => {
  it.each(Object.keys(PAGES))('by %s shows the customer\'s own words alone', async (program) => {
    for (const turn of [0, 1, 2]) {
      const given = answered(tongue, turn);
      expect((await ownWords(PAGES[program]!(given))).replace(/ Dana Levi$/, '')).toBe(squeezed(given.own.join(' ')));
    }
  });
});

it('words that look like a mark are kept in a thousand pages put together by chance', async () => {
  const lost: string[] = [];
  const ordinary = Object.values(words).flat();
  // Directly above or below a quote, nobody can tell `> 3 weeks` from a part of it.
  const marks = likeMarks.filter((line) => !line.startsWith('>'));
  for (let seed = 1; seed <= 1_000; seed++) {
    const { below, chance, pick } = seeded(seed);
    const own = Array.from({ length: 2 + below(3) }, () => (chance(0.3) ? pick(marks) : pick(ordinary)));
    if (own.filter((line) => /^[^:：]{1,12} ?[:：] ?\S/.test(line)).length > 2) continue;
    const program = pick(Object.keys(PAGES));
    const reply = await ownWords(PAGES[program]!({ ...answered('en', 0), own, theirs: ['we have your mail'] }));
    lost.push(...own.filter((line) => !reply.includes(squeezed(line))).map((line) => `seed ${seed}, ${program}: ${line}`));
  }
  expect(lost).toEqual([]);
}, 60_000);

describe('answers within what is quoted, told from it by colour alone', () => {
  it.each(['My answers are below in red.', 'Please see my comments inline.', 'עניתי למטה באדום.', 'התשובות שלי בגוף המייל', 'Meine Antworten unten in Rot.', 'Mes réponses ci-dessous en rouge.', 'Ответы ниже красным.', 'أجبت أدناه بالأحمر.', '赤字で回答いたします。', '请看红字回复'])('are kept with all of it: %s', async (said) => {
    const page = PAGES['Outlook on the desktop']!({ ...answered('en', 0), own: [said], theirs: ['Which day suits you?', 'Tuesday at nine'] });
    expect(await ownWords(page)).toContain('Tuesday at nine');
  });

  it.each(['See the photo below.', 'I wrote it in red ink.', 'ראו תמונה למטה', 'Please reply to me.'])('are not looked for where nobody speaks of them: %s', async (said) => {
    expect(await ownWords(PAGES['Outlook on the desktop']!({ ...answered('en', 0), own: [said] }))).toBe(said);
  });
});

describe('words below a quote', () => {
  it.each([
    ['Gmail', '<div dir="ltr">-- <br>Dana</div><br>', 'gmail_quote'], ['Thunderbird', '<div class="moz-signature">-- <br>Dana</div>', ''],
  ])('are kept where %s puts the signature above it', async (_program, signature, kind) => {
    const quote = (said: string): string => `<blockquote ${kind ? `class="${kind}"` : 'type="cite"'}>${said}</blockquote>`;
    expect(await ownWords(`<div>שלום</div>${signature}<div class="moz-cite-prefix">On Sun, 22 Nov 2026, Care &lt;care@company.example&gt; wrote:</div>${quote('which day?')}<div>יום שלישי</div>${quote('which hour?')}<div>תשע</div>`)).toBe('שלום יום שלישי תשע');
  });
});
