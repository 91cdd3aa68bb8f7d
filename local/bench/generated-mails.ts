const ENGLISH = ['Hello, my order has not arrived yet', 'The tracking page shows no update since Monday', 'I was charged twice for the same invoice', 'Please let me know when I can expect a refund', 'I already called twice and nobody returned my call', 'The product is defective and I would like to replace it'];
const HEBREW = ['שלום, ההזמנה שלי עדיין לא הגיעה', 'אין עדכון במעקב מאז יום שני', 'חויבתי פעמיים על אותה חשבונית', 'אנא עדכנו אותי מתי אקבל החזר', 'כבר התקשרתי פעמיים ואף אחד לא חזר אליי', 'המוצר פגום ואני מבקש להחליף אותו'];

// Always the same sequence: figures of two runs speak of the same mails.
function sequence(seed: number): (below: number) => number {
  let state = seed;
  return (below) => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return Math.floor(state / 4_294_967_296 * below);
  };
}

const inLines = (octets: Buffer): string => octets.toString('base64').replace(/.{76}/g, '$&\r\n');

function quotedPrintable(octets: Buffer): string {
  const coded = octets.toString('latin1').replace(/[^\r\n\x20-<>-~]/g, (octet) => `=${octet.charCodeAt(0).toString(16).toUpperCase().padStart(2, '0')}`);
  return coded.split('\r\n').map((line) => (line.match(/(?:[^=]|=[0-9A-F]{2}){1,72}/g) ?? []).join('=\r\n')).join('\r\n');
}

function hebrewOctets(text: string): Buffer {
  return Buffer.from([...text].map((character) => (/[א-ת]/.test(character) ? character.charCodeAt(0) - 0x5d0 + 0xe0 : character.charCodeAt(0))));
}

function textPart(text: string, hebrew: boolean, kind: number): string {
  if (hebrew && kind === 0) return `Content-Type: text/plain; charset=windows-1255\r\nContent-Transfer-Encoding: quoted-printable\r\n\r\n${quotedPrintable(hebrewOctets(text))}`;
  if (kind === 1) return `Content-Type: text/plain; charset=utf-8\r\nContent-Transfer-Encoding: quoted-printable\r\n\r\n${quotedPrintable(Buffer.from(text))}`;
  return `Content-Type: text/plain; charset=utf-8\r\nContent-Transfer-Encoding: base64\r\n\r\n${inLines(Buffer.from(text))}`;
}

function page(sentences: string[], hebrew: boolean): string {
  const paragraphs = sentences.map((sentence) => `<p style="color:#222;margin:4px">${sentence} <a href="https://shop.example/order?utm_source=mail">link</a></p><div><br></div>`);
  return `<html${hebrew ? ' dir="rtl" lang="he"' : ''}><head><style>p{margin:0;font-family:Arial}</style></head><body>${paragraphs.join('\r\n')}<table><tr><td>&nbsp;&amp; co.</td></tr></table></body></html>`;
}

/** Mails as customers write them: a third in Hebrew, plain and with a page, with quoted history, a fifth with a file. */
export function generatedMails(count: number): Buffer[] {
  const below = sequence(42);
  return Array.from({ length: count }, (_, at) => {
    const hebrew = at % 10 < 3;
    const said = hebrew ? HEBREW : ENGLISH;
    const sentences = Array.from({ length: 3 + below(10) }, () => said[below(said.length)]!);
    const text = `${sentences.join('.\r\n')}\r\n\r\n-- \r\n${hebrew ? 'דנה' : 'Dana'}\r\n`;
    const received = Array.from({ length: 3 + below(5) }, (_hop, hop) => `Received: from mx${hop}.mail.example (mx${hop}.mail.example [192.0.2.${hop}])\r\n\tby in${hop}.company.example with ESMTPS id ${below(1e9).toString(36)}\r\n\tfor <care@company.example>; Sun, 22 Nov 2026 09:00:00 +0200`);
    const subject = `=?utf-8?B?${Buffer.from(sentences[0]!).toString('base64')}?=`;
    const head = [...received, `DKIM-Signature: v=1; a=rsa-sha256; d=customer.example; s=s1;\r\n\tb=${'A'.repeat(300)}`, `From: Dana <customer${at}@customer.example>`, 'To: care@company.example', `Subject: ${subject}`, 'Date: Sun, 22 Nov 2026 09:00:00 +0200', `Message-ID: <${at}@customer.example>`, 'MIME-Version: 1.0'].join('\r\n');
    const kind = at % 10;
    if (kind % 3 === 0) return Buffer.from(`${head}\r\n${textPart(text, hebrew, below(3))}`);
    if (kind === 1) return Buffer.from(`${head}\r\n${textPart(`${text}\r\nOn Mon, 16 Nov 2026, care@company.example wrote:\r\n${'> We received your message.\r\n'.repeat(40)}`, false, 2)}`);
    const both = `--alt\r\n${textPart(text, hebrew, below(3))}\r\n--alt\r\nContent-Type: text/html; charset=utf-8\r\nContent-Transfer-Encoding: quoted-printable\r\n\r\n${quotedPrintable(Buffer.from(page(sentences, hebrew)))}\r\n--alt--\r\n`;
    if (kind !== 5 && kind !== 8) return Buffer.from(`${head}\r\nContent-Type: multipart/alternative; boundary=alt\r\n\r\n${both}`);
    const file = Buffer.from(Array.from({ length: 20_000 + below(200_000) }, () => below(256)));
    return Buffer.from(`${head}\r\nContent-Type: multipart/mixed; boundary=mix\r\n\r\n--mix\r\nContent-Type: multipart/alternative; boundary=alt\r\n\r\n${both}\r\n--mix\r\nContent-Type: application/pdf\r\nContent-Transfer-Encoding: base64\r\nContent-Disposition: attachment; filename*=utf-8''%D7%A7%D7%91%D7%9C%D7%94.pdf\r\n\r\n${inLines(file)}\r\n--mix--\r\n`);
  });
}
