import { describe, expect, it } from '@jest/globals';
import { asianOctets } from '../support/asian-octets.ts';
import { octetsIn, transferred } from '../support/legacy-octets.ts';
import { mailWorld } from '../support/mail-world.ts';
import quoting from './quoting-of-mail-programs.json' with { type: 'json' };

/** What customers write, and the charsets that their programs write it in. */
const LETTERS: Record<string, [charsets: string[], subject: string, text: string]> = {
  Hebrew: [['windows-1255'], 'ההזמנה שלי לא הגיעה', 'שלום רב,\nההזמנה שלי עדיין לא הגיעה ואני מחכה כבר שבוע.\nתודה, דנה'],
  Arabic: [['windows-1256', 'iso-8859-6'], 'لم يصل الطلب', 'مرحبا،\nلم يصل الطلب حتى الآن وأنا أنتظر منذ أسبوع.\nشكرا'],
  Russian: [['koi8-r', 'windows-1251', 'iso-8859-5'], 'Заказ не пришёл', 'Здравствуйте!\nМой заказ до сих пор не пришел, я жду уже неделю.\nСпасибо, Анна'],
  Ukrainian: [['koi8-u', 'windows-1251'], 'Замовлення', 'Добрий день!\nМоє замовлення досі не прийшло, чекаю вже тиждень.'],
  Greek: [['windows-1253', 'iso-8859-7'], 'Η παραγγελία μου', 'Καλημέρα,\nη παραγγελία μου δεν έχει έρθει ακόμα και περιμένω μια εβδομάδα.'],
  Thai: [['windows-874'], 'สินค้ายังไม่มา', 'สวัสดีครับ\nสินค้าที่สั่งซื้อยังไม่มาถึง รอมาหนึ่งสัปดาห์แล้ว'],
  Turkish: [['windows-1254'], 'Siparişim gelmedi', 'Merhaba,\nsiparişim hâlâ gelmedi, bir haftadır bekliyorum. Teşekkür ederim'],
  Polish: [['iso-8859-2', 'windows-1250'], 'Zamówienie nie dotarło', 'Dzień dobry,\nmoje zamówienie wciąż nie dotarło, czekam już tydzień. Proszę o pomoc'],
  Czech: [['windows-1250'], 'Objednávka nepřišla', 'Dobrý den,\nmoje objednávka stále nepřišla, čekám už týden. Děkuji za pomoc'],
  French: [['windows-1252', 'iso-8859-15'], 'Commande non reçue', 'Bonjour,\nma commande n\'est pas arrivée, j\'attends déjà depuis une semaine. À bientôt, Hélène'],
  Chinese: [['gbk'], '我的订单没有收到', '您好，\n我的订单还没有收到，已经等了一个星期了。\n谢谢'],
  Taiwanese: [['big5'], '我的訂單沒有收到', '您好，\n我的訂單還沒有收到，已經等了一個星期了。\n謝謝'],
  Japanese: [['iso-2022-jp', 'shift_jis', 'euc-jp'], '注文が届きません', 'こんにちは。\n注文した商品がまだ届いていません。一週間待っています。\nよろしくお願いします'],
  Korean: [['euc-kr'], '주문이 오지 않았습니다', '안녕하세요.\n주문한 상품이 아직 오지 않았습니다. 일주일째 기다리고 있습니다.\n감사합니다'],
};
const ASIAN = new Set(['gbk', 'big5', 'iso-2022-jp', 'shift_jis', 'euc-jp', 'euc-kr']);
/** Nothing, or something else than the truth; `null`: no Content-Type at all. */
const DECLARED = [null, '', 'us-ascii', 'utf-8', 'iso-8859-1', 'x-unknown'];

const octets = (charset: string, text: string): Buffer => (ASIAN.has(charset) ? asianOctets(charset, text) : octetsIn(charset, text));
const squeezed = (text: string): string => text.replace(/\s+/g, ' ').trim();

async function read(charset: string, [subject, text]: [string, string], declared: string | null, encoding: string): Promise<{ subject: string; text: string }> {
  const type = declared === null ? '' : `Content-Type: text/plain${declared ? `; charset=${declared}` : ''}\r\n`;
  const raw = `From: dana@customer.example\r\nSubject: ${octets(charset, subject).toString('latin1')}\r\nMIME-Version: 1.0\r\n${type}Content-Transfer-Encoding: ${encoding}\r\n\r\n${transferred(octets(charset, text.replaceAll('\n', '\r\n')), encoding)}\r\n`;
  const message = await mailWorld().read(Buffer.from(raw, 'latin1'));
  return { subject: squeezed(message.subject), text: squeezed(message.text) };
}

const cases = Object.entries(LETTERS).flatMap(([language, [charsets, subject, text]]) => charsets.map((charset): [string, string, string, string] => [language, charset, subject, text]));

describe.each(cases)('%s in %s, with its subject in raw octets', (_language, charset, subject, text) => {
  it.each(DECLARED)('is read where %j is declared', async (declared) => {
    for (const encoding of ['8bit', 'base64', 'quoted-printable']) {
      expect(await read(charset, [subject, text], declared, encoding)).toEqual({ subject: squeezed(subject), text: squeezed(text) });
    }
  });
});

describe('Western European words stay what they are', () => {
  const western = ['de', 'fr', 'es', 'pt', 'it', 'nl', 'sv', 'da', 'nb', 'fi'].flatMap((tongue) => (quoting.words as Record<string, string[]>)[tongue]!);
  it.each([...western, 'Übergrößen', 'Grüße aus Köln', 'été', 'L’été à Nîmes, garçon', 'œuvre', '¿Dónde está?', 'niño', 'não', 'São João', 'Hej då', 'Rødgrød med fløde', 'það er ekki', 'perché', 'café', '£20 – ok', 'It’s “here”…', 'één coëfficiënt'])('%s', async (words) => {
    for (const declared of [...DECLARED, 'windows-1252']) expect(await read('windows-1252', [words, words], declared, '8bit')).toEqual({ subject: words, text: words });
  });
});

it.each(['äöü', 'æøå', 'ÅÄÖ'])('letters that could be Hebrew ones are what they are declared to be: %s', async (words) => {
  expect((await read('windows-1252', ['Hi', words], 'iso-8859-1', '8bit')).text).toBe(words);
});

it('Hebrew among English words is read where nothing is declared', async () => {
  const words = 'Hi, כתבתי לכם about the refund, מה קורה with order 55431?';
  expect(await read('windows-1255', [words, words], null, '8bit')).toEqual({ subject: words, text: words });
});
