import { CLIENTS, type Tongue, type Written } from './clients.ts';
import { headerWord, octetsIn, transferred } from './legacy-octets.ts';

/** Customers' words: what their letters, marks, numbers and names do to a parser. */
const WORDS: Record<string, { tongue: Tongue; subject: string; text: string }> = {
  'plain Hebrew': { tongue: 'he', subject: 'המקרר לא הגיע', text: 'שלום רב,\nהמקרר שהזמנתי לפני שבועיים עדיין לא הגיע.\nמתי תתקשרו אליי?' },
  'Hebrew with order numbers and Latin names': { tongue: 'he', subject: 'הזמנה 482109-77 מדגם XR-200', text: 'ההזמנה 482109-77 (דגם XR-200, צבע Midnight Blue) נשלחה ל-Tel Aviv במקום לחיפה.\nהחיוב היה 1,249.90 ש"ח ב-03/11/2026.' },
  'pointed Hebrew': { tongue: 'he', subject: 'תודה רבה', text: 'שָׁלוֹם, אֲנִי מְבַקֶּשֶׁת הֶחְזֵר כַּסְפִּי.\nתּוֹדָה.' },
  'Hebrew with direction marks': { tongue: 'he', subject: 'החשבונית \u200e77120\u200e', text: '\u200fהחשבונית \u200e77120\u200e של חברת \u200eACME Ltd.\u200e שגויה.\nנא לתקן.\u200f' },
  'Hebrew with embeddings': { tongue: 'he', subject: 'לגבי \u202aXR-200\u202c', text: '\u202bהמסך של \u202aXR-200\u202c נשבר אחרי יום.\u202c\nמה עושים?' },
  'Hebrew with shekels, geresh and maqaf': { tongue: 'he', subject: 'חיוב כפול של ₪350', text: 'חויבתי פעמיים ב־₪350 ע״י נציג בשם ג׳ורג׳.\nבית־העסק מסרב להחזיר.' },
  'Hebrew with emoji': { tongue: 'he', subject: 'שירות מעולה 🎉', text: 'תודה לנציגה מיכל, פתרה לי הכול תוך דקה 👍🏽\nכל הכבוד! 🇮🇱' },
  'Hebrew and English in turns': { tongue: 'he', subject: 'Refund לא התקבל', text: 'Hi, כתבתי לכם אתמול about the refund.\nלא קיבלתי any answer, מה קורה?' },
  'a Hebrew list': { tongue: 'he', subject: 'שלוש תקלות', text: 'יש שלוש תקלות:\n1. הדלת לא נסגרת\n2. המנוע מרעיש\n3. אין חימום' },
  'plain Arabic': { tongue: 'ar', subject: 'لم يصل الطلب', text: 'مرحبا،\nلم يصل الطلب رقم 482109 حتى الآن.\nمتى سيصل؟' },
  'vowelled Arabic with tatweel': { tongue: 'ar', subject: 'شُكرًا', text: 'السَّلامُ عَلَيكُم، المُنتَج مكـسـور.\nأُريدُ استبدالَه.' },
  'Arabic with Latin names and both digits': { tongue: 'ar', subject: 'جهاز XR-200 معطّل', text: 'الجهاز XR-200 معطل منذ ٣ أيام، رقم الفاتورة 77120.\nالعنوان: Haifa, Ben Gurion 12.' },
  'Arabic and Hebrew in turns': { tongue: 'ar', subject: 'בעיה / مشكلة', text: 'مرحبا, שלום,\nالجهاز لا يعمل והטכנאי לא הגיע.' },
  'English of a Hebrew keyboard': { tongue: 'en', subject: 'Broken door', text: 'Hello,\nthe door of my fridge (XR-200) does not close.\nPlease call me.' },
};

type Place = [words: string, charset: string, encoding: string, header: 'B' | 'Q' | 'raw'];
const UTF8: Place[] = Object.keys(WORDS).map((words, at) => [words, 'utf-8', ['base64', 'quoted-printable', '8bit'][at % 3]!, (['B', 'Q', 'raw'] as const)[(at + 1) % 3]!]);
const LEGACY: Place[] = [
  ['plain Hebrew', 'windows-1255', '8bit', 'raw'], ['plain Hebrew', 'windows-1255', 'base64', 'B'], ['plain Hebrew', 'iso-8859-8-i', 'quoted-printable', 'Q'],
  ['Hebrew with order numbers and Latin names', 'windows-1255', 'quoted-printable', 'Q'], ['pointed Hebrew', 'windows-1255', 'base64', 'B'], ['pointed Hebrew', 'windows-1255', '8bit', 'raw'],
  ['Hebrew with direction marks', 'windows-1255', 'quoted-printable', 'B'], ['Hebrew with shekels, geresh and maqaf', 'windows-1255', 'base64', 'Q'], ['Hebrew and English in turns', 'windows-1255', '8bit', 'raw'],
  ['a Hebrew list', 'iso-8859-8-i', '8bit', 'raw'], ['plain Arabic', 'windows-1256', 'base64', 'B'], ['plain Arabic', 'windows-1256', '8bit', 'Q'], ['plain Arabic', 'iso-8859-6', 'quoted-printable', 'Q'],
];

export interface WrittenMail { title: string; raw: Buffer; expected: { from: string; name: string; subject: string; text: string; reply: string } }

function part(type: string, charset: string, encoding: string, text: string, flowed = false): string {
  return `Content-Type: ${type}; charset="${charset}"${flowed ? '; format=flowed' : ''}\r\nContent-Transfer-Encoding: ${encoding}\r\n\r\n${transferred(octetsIn(charset, text), encoding)}`;
}

function bodyOf({ plain, html, flowed }: Written, charset: string, encoding: string): string {
  if (plain !== undefined && html !== undefined) return `Content-Type: multipart/alternative; boundary="=_both"\r\n\r\n--=_both\r\n${part('text/plain', charset, encoding, plain)}\r\n--=_both\r\n${part('text/html', charset, encoding, html)}\r\n--=_both--\r\n`;
  return plain === undefined ? part('text/html', charset, encoding, html!) : part('text/plain', charset, encoding, plain, flowed);
}

function write(client: string, [words, charset, encoding, header]: Place): WrittenMail {
  const { tongue, subject, text } = WORDS[words]!;
  const written = CLIENTS[client]!(text, tongue);
  const name = tongue === 'ar' ? 'ليلى حداد' : tongue === 'he' ? 'דנה לוי' : 'Dana Levi';
  const head = [
    `From: ${headerWord(charset, name, header)} <dana@customer.example>`, 'To: care@company.example', `Subject: ${headerWord(charset, subject, header)}`, 'Date: Sun, 22 Nov 2026 09:50:00 +0200',
    'MIME-Version: 1.0', ...(written.headers ?? []),
  ].join('\r\n');
  const raw = Buffer.from(`${head}\r\n${bodyOf(written, charset, encoding)}`, 'latin1');
  return { title: `${words}, ${client}, ${charset} in ${encoding}`, raw, expected: { from: 'dana@customer.example', name, subject, text: written.plain ?? text, reply: text } };
}

// Every kind of words meets several programs, every program several kinds; legacy charsets meet those that write plain text in them.
function places(): [string, Place][] {
  const clients = Object.keys(CLIENTS);
  const modern = UTF8.flatMap((place, at) => [0, 3, 5, 8].map((step): [string, Place] => [clients[(at + step) % clients.length]!, place]));
  const old = ['plain, nothing quoted', 'Outlook on the desktop', 'Walla', 'a Galaxy'];
  const legacy = LEGACY.map((place, at): [string, Place] => [place[1] === 'windows-1255' ? old[at % old.length]! : old[0]!, place]);
  return [...modern, ...legacy];
}

/** Sixty and more mails in Hebrew, Arabic and between languages, built from the marks of the programs that people write with. */
export const WRITTEN_MAILS: WrittenMail[] = places().map(([client, place]) => write(client, place));
