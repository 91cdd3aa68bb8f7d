/** What one mail program makes of a customer's words: a plain text, a page, or both, and the headers it signs with. */
export interface Written { plain?: string; html?: string; headers?: string[]; flowed?: boolean }

/** What is answered, and by whom it was written, as mail programs quote it. */
const ASKED = { he: 'פנייתך התקבלה, מספר 482-109-379. נשיב תוך יום עסקים.', ar: 'تم استلام طلبك رقم 482-109-379.', en: 'We received your message, number 482-109-379.' };
export type Tongue = keyof typeof ASKED;
const US = 'Moked <care@company.example>';

const quoted = (tongue: Tongue): string => `> ${ASKED[tongue]}\r\n>\r\n> Moked\r\n`;
const lines = (words: string): string => words.split('\n').map((line) => `<div>${line || '<br>'}</div>`).join('\r\n');
const paragraphs = (words: string): string => words.split('\n').map((line) => `<p class=MsoNormal dir=RTL style='text-align:right;direction:rtl;unicode-bidi:embed'><span lang=HE>${line || '&nbsp;'}<o:p></o:p></span></p>`).join('\r\n');
const plainLines = (words: string): string => words.replaceAll('\n', '\r\n');
const direction = (tongue: Tongue): string => (tongue === 'en' ? 'ltr' : 'rtl');

const ON_WROTE: Record<Tongue, Record<'gmail' | 'apple' | 'yahoo', string>> = {
  he: {
    gmail: '\u202b\u200fבתאריך יום ג׳, 17 בנוב׳ 2026 ב-10:12 מאת \u202aMoked\u202c\u200f <\u202acare@company.example\u202c\u200f>:\u202c',
    apple: 'ב-17 בנוב׳ 2026, בשעה 10:12, Moked <care@company.example> כתב/ה:',
    yahoo: 'ב-יום שלישי, 17 בנובמבר 2026 בשעה 10:12:33 GMT+2, Moked <care@company.example> כתב/ה:',
  },
  ar: {
    gmail: 'في الثلاثاء، 17 نوفمبر 2026 في 10:12 ص تمت كتابة ما يلي بواسطة \u202aMoked\u202c\u200f <\u202acare@company.example\u202c\u200f>:',
    apple: 'في 17 نوفمبر 2026، الساعة 10:12، كتب/ت Moked <care@company.example>:',
    yahoo: 'في الثلاثاء، 17 نوفمبر 2026 في 10:12:33 ص غرينتش+2، كتب Moked <care@company.example>:',
  },
  en: {
    gmail: `On Tue, Nov 17, 2026 at 10:12 AM ${US} wrote:`,
    apple: `On 17 Nov 2026, at 10:12, ${US} wrote:`,
    yahoo: `On Tuesday, November 17, 2026 at 10:12:33 AM GMT+2, ${US} wrote:`,
  },
};
const HEADER_LINES: Record<Tongue, string[]> = {
  he: [`מאת: ${US}`, 'נשלח: יום שלישי 17 נובמבר 2026 10:12', 'אל: dana@customer.example', 'נושא: פנייתך התקבלה'],
  ar: [`من: ${US}`, 'تاريخ الإرسال: الثلاثاء, 17 نوفمبر 2026 10:12', 'إلى: dana@customer.example', 'الموضوع: تم استلام طلبك'],
  en: [`From: ${US}`, 'Sent: Tuesday, November 17, 2026 10:12 AM', 'To: dana@customer.example', 'Subject: We received your message'],
};
const MOBILE: Record<'iphone' | 'galaxy', Record<Tongue, string>> = {
  iphone: { he: 'נשלח מה-iPhone שלי', ar: 'أُرسلت من الـ iPhone', en: 'Sent from my iPhone' },
  galaxy: { he: 'נשלח ממכשיר ה-Galaxy שלי', ar: 'تم الإرسال من هاتف Galaxy', en: 'Sent from my Galaxy' },
};
/** What a company's mail gateway writes above and below, as the makers of gateways give it for copying. */
const GATEWAY: Record<Tongue, [banner: string[], notice: string[]]> = {
  he: [['זהירות: הודעה זו נשלחה ממקור חיצוני.', 'אין ללחוץ על קישורים או לפתוח קבצים מצורפים אלא אם אתם מכירים את השולח.'], ['הודעה זו והקבצים המצורפים אליה עשויים להכיל מידע חסוי והם מיועדים לנמען בלבד.', 'אם קיבלת הודעה זו בטעות, נא למחוק אותה ולהודיע לשולח.']],
  ar: [['[EXTERNAL]'], ['هذه الرسالة ومرفقاتها سرية ومخصصة للمرسل إليه فقط.']],
  en: [
    ['CAUTION: This email originated from outside of the organization. Do not click', 'links or open attachments unless you recognize the sender and know the content is safe.'],
    ['This email and any files transmitted with it are confidential and intended solely for the use of the individual or entity to whom they are addressed.', 'If you have received this email in error please notify the system manager.'],
  ],
};
const ORIGINAL: Record<Tongue, string> = { he: '-------- הודעה מקורית --------', ar: '-------- الرسالة الأصلية --------', en: '-------- Original message --------' };

/** Mail programs, each with its marks as its own mails carry them (texts and classes documented by their sources and seen in mails). */
export const CLIENTS: Record<string, (words: string, tongue: Tongue) => Written> = {
  'plain, nothing quoted': (words) => ({ plain: `${plainLines(words)}\r\n` }),
  'Outlook on the desktop': (words, tongue) => ({
    plain: `${plainLines(words)}\r\n\r\n${HEADER_LINES[tongue].join('\r\n')}\r\n\r\n${ASKED[tongue]}\r\n`,
    html: `<html xmlns:o="urn:schemas-microsoft-com:office:office"><head><style>p.MsoNormal{margin:0}</style></head><body lang=HE><div class=WordSection1 dir=RTL>${paragraphs(words)}<div><div style='border:none;border-top:solid #E1E1E1 1.0pt;padding:3.0pt 0cm 0cm 0cm'><p class=MsoNormal>${HEADER_LINES[tongue].map((line) => line.replace(/</g, '&lt;').replace(/^([^:]+:)/, '<b>$1</b>')).join('<br>')}</p></div></div><p class=MsoNormal>${ASKED[tongue]}</p></div></body></html>`,
    headers: ['X-Mailer: Microsoft Outlook 16.0', 'Thread-Index: AQHb1Z9mJx3kP0m1mE6Zt2o=', 'Content-Language: he'],
  }),
  'Outlook on the web': (words, tongue) => ({
    html: `<html><head><meta http-equiv="Content-Type" content="text/html; charset=utf-8"><style type="text/css" style="display:none;"> P {margin-top:0;margin-bottom:0;} </style></head><body dir="${direction(tongue)}"><div class="elementToProof" style="font-family: Aptos; font-size: 12pt; color: rgb(0, 0, 0);">${lines(words)}</div><div id="appendonsend"></div><hr style="display:inline-block;width:98%" tabindex="-1"><div id="divRplyFwdMsg" dir="${direction(tongue)}">${HEADER_LINES[tongue].map((line) => line.replace(/</g, '&lt;')).join('<br>')}</div><div>${ASKED[tongue]}</div></body></html>`,
    headers: ['X-MS-Has-Attach:', 'Accept-Language: he-IL, en-US'],
  }),
  'Gmail on the web': (words, tongue) => ({
    plain: `${plainLines(words)}\r\n\r\n${ON_WROTE[tongue].gmail}\r\n\r\n${quoted(tongue)}`,
    html: `<div dir="${direction(tongue)}">${lines(words)}</div><br><div class="gmail_quote gmail_quote_container"><div dir="${direction(tongue)}" class="gmail_attr">${ON_WROTE[tongue].gmail.replace(/</g, '&lt;')}<br></div><blockquote class="gmail_quote" style="margin:0 .8ex 0 0;border-right:1px solid rgb(204,204,204);padding-right:1ex">${ASKED[tongue]}</blockquote></div>`,
  }),
  'Gmail on a telephone': (words, tongue) => ({
    plain: `${plainLines(words)}\r\n\r\n${ON_WROTE[tongue].gmail}\r\n\r\n${quoted(tongue)}`,
    html: `<div dir="auto">${lines(words)}</div><br><div class="gmail_quote"><div dir="${direction(tongue)}" class="gmail_attr">${ON_WROTE[tongue].gmail.replace(/</g, '&lt;')}<br></div><blockquote class="gmail_quote" style="margin:0 0 0 .8ex;border-left:1px #ccc solid;padding-left:1ex">${ASKED[tongue]}</blockquote></div>`,
  }),
  'Apple Mail': (words, tongue) => ({ plain: `${plainLines(words)}\r\n\r\n${quotedBy(ON_WROTE[tongue].apple, tongue)}`, headers: ['X-Mailer: Apple Mail (2.3774.600.62)'] }),
  'an iPhone': (words, tongue) => ({ plain: `${plainLines(words)}\r\n\r\n${MOBILE.iphone[tongue]}\r\n\r\n${quotedBy(ON_WROTE[tongue].apple, tongue)}`, headers: ['X-Mailer: iPhone Mail (22B91)'] }),
  'Yahoo': (words, tongue) => ({
    html: `<html><head></head><body><div class="ydp yahoo-style-wrap" style="font-family:Helvetica;font-size:13px;" dir="${direction(tongue)}">${lines(words)}</div><div id="yahoo_quoted_1" class="yahoo_quoted"><div>${ON_WROTE[tongue].yahoo.replace(/</g, '&lt;')}</div><div>${ASKED[tongue]}</div></div></body></html>`,
    headers: ['X-Mailer: WebService/1.1.22876 YMailNorrin'],
  }),
  'Walla': (words, tongue) => ({ plain: `${plainLines(words)}\r\n\r\n-----הודעה מקורית-----\r\n${HEADER_LINES[tongue].join('\r\n')}\r\n\r\n${ASKED[tongue]}\r\n`, headers: ['X-Mailer: Walla! Mail'] }),
  'Thunderbird': (words, tongue) => ({ plain: `${plainLines(words)}\r\n\r\n${quotedBy(ON_WROTE[tongue].apple, tongue)}`, flowed: true, headers: ['User-Agent: Mozilla Thunderbird'] }),
  'an office behind a gateway': (words, tongue) => {
    const [banner, notice] = GATEWAY[tongue];
    return {
      plain: `${banner.join('\r\n')}\r\n\r\n${plainLines(words)}\r\n\r\n${HEADER_LINES[tongue].join('\r\n')}\r\n\r\n${ASKED[tongue]}\r\n`,
      html: `<html><body dir="${direction(tongue)}"><table border=0 style="background:#FFEB9C"><tr><td>${banner.join('<br>')}</td></tr></table><div class=WordSection1>${paragraphs(words)}</div><hr><p style="font-size:8pt">${notice.join('<br>')}</p></body></html>`,
      headers: ['X-Mailer: Microsoft Outlook 16.0'],
    };
  },
  'an office with a legal notice': (words, tongue) => ({ plain: `${GATEWAY[tongue][0].join('\r\n')}\r\n${plainLines(words)}\r\n\r\n${'_'.repeat(40)}\r\n${GATEWAY[tongue][1].join('\r\n')}\r\n\r\n${quotedBy(ON_WROTE[tongue].apple, tongue)}` }),
  'a Galaxy': (words, tongue) => ({ plain: `${plainLines(words)}\r\n\r\n\r\n${MOBILE.galaxy[tongue]}\r\n\r\n\r\n${ORIGINAL[tongue]}\r\n${HEADER_LINES[tongue].join('\r\n')}\r\n\r\n${ASKED[tongue]}\r\n` }),
};

function quotedBy(announcement: string, tongue: Tongue): string {
  return `${announcement}\r\n\r\n${quoted(tongue)}`;
}
