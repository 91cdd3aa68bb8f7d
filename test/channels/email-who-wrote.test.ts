import { describe, expect, it } from '@jest/globals';
import { CARE, mail, mailWorld, type Sent } from '../support/mail-world.ts';

async function judge(headers: Record<string, string>, body?: string, sent?: Sent): Promise<string | null> {
  const encoded = Object.fromEntries(Object.entries(headers).map(([name, value]) => [name, /[^\p{ASCII}]/u.test(value) ? `=?utf-8?B?${Buffer.from(value).toString('base64')}?=` : value]));
  return (await mailWorld().read(mail({ 'Content-Type': 'text/plain; charset=utf-8', ...encoded }, body), sent)).sender.machine;
}

describe('a machine is known by its headers', () => {
  it.each([
    ['autoSubmitted', { 'Auto-Submitted': 'auto-replied' }],
    ['autoSubmitted', { 'Auto-Submitted': 'auto-generated; owner=x' }],
    ['autoSubmitted', { 'X-Auto-Response-Suppress': 'DR, AutoReply' }],
    ['autoSubmitted', { 'X-Autoreply': 'yes' }],
    ['autoSubmitted', { 'X-Loop': 'dana@customer.example' }],
    ['autoSubmitted', { Precedence: 'auto_reply' }],
    ['bulkOrList', { Precedence: 'bulk' }],
    ['bulkOrList', { 'List-Id': '<a.lists.example>' }],
    ['bulkOrList', { 'List-Unsubscribe': '<https://x.example>' }],
    ['bulkOrList', { 'List-Unsubscribe-Post': 'List-Unsubscribe=One-Click' }],
    ['bulkOrList', { 'Feedback-ID': '1:2:3' }],
    ['bounce', { 'X-Failed-Recipients': 'gone@customer.example' }],
    ['bounce', { 'Content-Type': 'multipart/report; report-type=delivery-status; boundary=b' }],
    ['feedbackReport', { 'Content-Type': 'multipart/report; report-type=feedback-report; boundary=b' }],
    ['noReplySender', { From: 'Shop <no-reply@shop.example>' }],
    ['noReplySender', { From: 'Shop <DoNotReply@shop.example>' }],
    ['bounce', { From: 'Mail Delivery System <MAILER-DAEMON@mx.example>' }],
    ['ownAddress', { From: `Us <${CARE}>` }],
    ['ownAddress', { From: 'Us <care+c.123@company.example>' }],
    ['noAddress', { From: 'a@customer.example, b@customer.example' }],
    ['noAddress', { From: 'Dana Levi' }],
  ])('%s: %j', async (reason, headers) => {
    expect(await judge(headers as Record<string, string>)).toBe(reason);
  });

  it.each([
    ['autoSubmitted', { from: '' }],
    ['bounce', { from: 'MAILER-DAEMON@mx.example' }],
    ['bulkOrList', { from: 'users-bounces@lists.example' }],
    ['spam', { verdicts: { spam: 'FAIL' } }],
    ['virus', { verdicts: { virus: 'FAIL' } }],
    ['forged', { verdicts: { dmarc: 'FAIL' }, dmarcPolicy: 'reject' }],
    ['forged', { verdicts: { dmarc: 'FAIL' }, dmarcPolicy: 'quarantine' }],
  ])('%s: sent %j', async (reason, sent) => {
    expect(await judge({}, undefined, sent)).toBe(reason);
  });
});

describe('a null sender', () => {
  const fetched = { 'Received': 'from mx.customer.example by collector.example; Sun, 22 Nov 2026 09:51:00 +0200', 'received': 'from laptop by mx.customer.example; Sun, 22 Nov 2026 09:50:00 +0200', 'Return-Path': '<dana@customer.example>', 'User-Agent': 'Mozilla Thunderbird' };

  it('does not hide a person whose mail had arrived elsewhere before, and was fetched and sent on', async () => {
    expect(await judge(fetched, undefined, { from: '' })).toBeNull();
  });

  it.each([
    ['whose earlier sender was null too', { 'Return-Path': '<>' }],
    ['whose earlier sender was a mail system', { 'Return-Path': '<MAILER-DAEMON@mx.example>' }],
    ['that never had arrived before', { 'Return-Path': '' }],
    ['that no person\'s program wrote', { 'User-Agent': 'Exchange Out of Office' }],
    ['that made no journey', { Received: '', received: '' }],
  ])('hides every mail %s', async (_what, headers) => {
    expect(await judge({ ...fetched, ...headers }, undefined, { from: '' })).toBe('autoSubmitted');
  });

  it('does not make a failed delivery a person\'s', async () => {
    expect(await judge({ ...fetched, Subject: 'Undelivered Mail Returned to Sender' }, 'Your message could not be delivered.\r\n550 5.1.1 user unknown\r\n', { from: '' })).toBe('bounce');
  });
});

describe('a machine is known by its words when it sends no headers', () => {
  it.each([
    ['Automatic reply: My order', 'I am out of the office until Sunday.'],
    ['מענה אוטומטי: פנייתך', 'אני בחופשה עד יום ראשון.'],
    ['הודעת היעדרות', 'אחזור ביום ראשון.'],
    ['Your message', 'Hello, I am currently on annual leave. In urgent cases please contact Noa.'],
    ['פנייתך', 'שלום, אני בחופשת לידה. בנושאים דחופים ניתן לפנות אל נועה.'],
    ['Abwesenheitsnotiz: Bestellung', 'Ich bin bis Montag nicht im Büro.'],
    ['Réponse automatique : commande', 'Je suis absente du bureau jusqu\'à lundi.'],
    ['Respuesta automática: pedido', 'Estoy fuera de la oficina.'],
    ['Resposta automática: pedido', 'Estou de férias.'],
    ['Risposta automatica: ordine', 'Sono in ferie.'],
    ['Automatisch antwoord: bestelling', 'Ik ben met vakantie.'],
    ['Автоматический ответ: заказ', 'Я в отпуске.'],
    ['رد تلقائي: الطلب', 'أنا خارج المكتب.'],
    ['自動応答: 注文', '休暇中です。'],
    ['自动回复: 订单', '我休假了。'],
  ])('absence: %s', async (Subject, body) => {
    expect(await judge({ Subject }, `${body}\r\n`)).toBe('outOfOffice');
  });

  it.each([
    ['Undelivered Mail Returned to Sender', `I'm sorry to have to inform you that your message could not\r\nbe delivered.\r\n\r\n<x@y.example>: host mx said: 550 5.1.1 User unknown\r\n`],
    ['Returned mail: see transcript for details', 'The following addresses had permanent fatal errors\r\n550 5.1.1 <x@y.example>... User unknown\r\n'],
    ['Unzustellbar: Ihre Anfrage', 'Ihre Nachricht konnte nicht zugestellt werden.\r\nRemote host said: 550 5.1.1 mailbox unavailable\r\n'],
  ])('failed delivery: %s', async (Subject, body) => {
    expect(await judge({ Subject }, body)).toBe('bounce');
  });

  it('complaint of a mailbox provider: a report with the mail it is about', async () => {
    expect(await judge({ 'Subject': 'complaint about message from 192.0.2.1', 'From': 'staff@mailbox.example', 'MIME-Version': '1.0', 'Content-Type': 'multipart/mixed; boundary=b' }, `--b\r\nContent-Type: message/rfc822\r\n\r\nFrom: ${CARE}\r\nSubject: a\r\n\r\nb\r\n--b--\r\n`)).toBe('feedbackReport');
  });

  it('failed delivery: our own mail comes back in it', async () => {
    const body = `Delivery to the following recipient failed permanently:\r\n  x@y.example\r\nThe error was: 550 5.1.1 user unknown\r\n\r\n----- Original message -----\r\nFrom: ${CARE}\r\nTo: x@y.example\r\nSubject: We have your message\r\nMessage-ID: <1@x>\r\nDate: Sun, 22 Nov 2026 09:50:00 +0200\r\n`;
    expect(await judge({ Subject: 'Problem' }, body)).toBe('bounce');
  });

  it.each([
    ['Ticket 1234 received', 'Thank you for contacting us. This is an automated response, we will reply within 2 business days.'],
    ['פנייתך נקלטה', 'שלום, פנייתך התקבלה. זוהי הודעה אוטומטית, נא לא להשיב להודעה זו.'],
  ])('confirmation of another company: %s', async (Subject, body) => {
    expect(await judge({ Subject }, `${body}\r\n`)).toBe('autoSubmitted');
  });
});

describe('of several authors', () => {
  const several = 'Dana Levi <dana@customer.example>, Noa <noa@customer.example>';

  it.each([
    ['the one in the envelope is answered', { From: several }, {}, 'dana@customer.example'],
    ['the one in Sender is answered', { From: several, Sender: 'Noa <noa@customer.example>' }, { from: 'relay@customer.example' }, 'noa@customer.example'],
    ['nobody is, when neither says which', { From: several }, { from: 'relay@customer.example' }, ''],
    ['nobody is, when there are two From lines', { 'From': 'Dana Levi <dana@customer.example>', 'from': 'Eve <eve@evil.example>' }, {}, ''],
  ])('%s', async (_what, headers, sent, address) => {
    const message = await mailWorld().read(mail(headers), sent);
    expect([message.author.id, message.sender.machine]).toEqual([address, address === '' ? 'noAddress' : null]);
  });

  it('none is vouched for', async () => {
    expect((await mailWorld().read(mail({ From: several }))).mail?.authenticated).toBe(false);
  });
});

describe('a person is not taken for a machine', () => {
  it.each([
    ['says so in Auto-Submitted', { 'Auto-Submitted': 'no' }, 'Where is my order?'],
    ['uses a mail program', { 'X-Mailer': 'Microsoft Outlook 16.0' }, 'Where is my order?'],
    ['asks for no notices of absence', { 'X-Auto-Response-Suppress': 'OOF' }, 'Where is my order?'],
    ['answers through a newsletter service', { 'Feedback-ID': '1:2', 'In-Reply-To': '<1@company.example>' }, 'Yes, Tuesday is fine.'],
    ['is a postmaster', { From: 'Postmaster <postmaster@customer.example>' }, 'Hello, we would like an offer for ten lines.'],
    ['is called Bounce', { From: 'Ben Bounce <ben.bounce@customer.example>' }, 'Where is my order?'],
    ['complains about a failed delivery', { Subject: 'Delivery failed again' }, 'Your courier did not deliver my parcel. Delivery failed for the third time!'],
    ['complains in Hebrew about a failed delivery', { Subject: 'המשלוח לא נמסר' }, 'השליח כתב שהמסירה נכשלה, אבל הייתי בבית כל היום.'],
    ['complains about an automatic answer', { Subject: 'מענה אוטומטי' }, 'למה אני מקבלת רק מענה אוטומטי? מתי תענו לי?'],
    ['will be away', { Subject: 'Delivery date' }, 'I will be out of the office until Monday, please deliver on Tuesday.'],
    ['is on holiday and asks', { Subject: 'חיוב' }, 'אני בחופשה בחו"ל וגיליתי שחויבתי פעמיים. אפשר לבדוק?'],
    ['quotes our own automatic text', { Subject: 'Re: We have your message', 'In-Reply-To': '<1@company.example>' }, 'Still nothing.\r\n\r\nOn Sun, 22 Nov 2026, care@company.example wrote:\r\n> This is an automated message.\r\n> We have received your message.'],
    ['asks about an error code', { Subject: 'Cannot send mail' }, 'When I send mail from your app I get: 550 5.1.1 user unknown. What should I do?'],
    ['thanks and promises', { Subject: 'Re: invoice' }, 'Thank you for your message. I will send the receipt as soon as possible.'],
    ['forwards a bounce and asks', { Subject: 'Fwd: Undelivered Mail Returned to Sender' }, 'Why does your address refuse my mail?'],
  ])('who %s', async (_what, headers, body) => {
    expect(await judge(headers as Record<string, string>, `${body}\r\n`)).toBeNull();
  });

  it.each([
    ['whose domain only watches', { verdicts: { dmarc: 'FAIL' }, dmarcPolicy: 'none' }],
    ['whose mail was relayed under a rewritten sender', { from: 'SRS0=ab=cd=customer.example=dana@relay.example' }],
    ['whose mail came through a contact form', { from: 'www-data@shop.example' }],
    ['whose verdict could not be made', { verdicts: { spam: 'PROCESSING_FAILED' } }],
  ])('%s', async (_what, sent) => {
    expect(await judge({}, undefined, sent)).toBeNull();
  });
});
