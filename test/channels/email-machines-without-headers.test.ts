import { describe, expect, it } from '@jest/globals';
import { CARE, mail, mailWorld, type Sent } from '../support/mail-world.ts';

/** The words of mail systems' and services' own templates, without any header that would give them away. */
async function judge(fields: { subject: string; body: string; headers?: Record<string, string>; sent?: Sent }): Promise<string | null> {
  const words = (text: string): string => (/[^\p{ASCII}]/u.test(text) ? `=?utf-8?B?${Buffer.from(text).toString('base64')}?=` : text);
  const message = await mailWorld().read(mail({ 'Content-Type': 'text/plain; charset=utf-8', 'Subject': words(fields.subject), ...fields.headers }, `${fields.body}\r\n`), fields.sent);
  return message.sender.machine;
}

const OURS = `From: ${CARE}\nTo: gone@customer.example\nSubject: We have your message\nMessage-ID: <1@eu-west-1.amazonses.com>\nDate: Sun, 22 Nov 2026 09:50:00 +0200`;

describe('a failed delivery is known by its words', () => {
  it.each([
    ['Exchange', 'Undeliverable: We have your message', `Delivery has failed to these recipients or groups:\n\ngone@customer.example\nThe email address you entered couldn't be found. Please check the recipient's email address and try to resend the message.\n\nDiagnostic information for administrators:\nGenerating server: EX01.customer.example\ngone@customer.example\nRemote Server returned '550 5.1.1 RESOLVER.ADR.RecipNotFound; not found'\n\nOriginal message headers:\n${OURS}`],
    ['Exchange in Hebrew', 'לא ניתן למסירה: קיבלנו את פנייתך', `המסירה לנמענים או לקבוצות הבאים נכשלה:\n\ngone@customer.example\nלא ניתן היה למצוא את כתובת הדואר האלקטרוני שהזנת.\n\nמידע אבחוני עבור מנהלי מערכת:\nשרת מייצר: EX01.customer.example\nRemote Server returned '550 5.1.10 RESOLVER.ADR.RecipientNotFound; Recipient not found'\n\nכותרות הודעה מקוריות:\n${OURS}`],
    ['Outlook.com', 'Undeliverable: We have your message', 'Your message to gone@customer.example couldn\'t be delivered.\ngone wasn\'t found at customer.example.\n\n550 5.5.0 Requested action not taken: mailbox unavailable'],
    ['Outlook.com in Hebrew', 'לא ניתן למסירה: פנייתך', 'לא היה ניתן למסור את ההודעה שלך אל gone@customer.example.\n\n550 5.1.1 The email account that you tried to reach does not exist'],
    ['Gmail', 'Delivery Status Notification (Failure)', 'Address not found\n\nYour message wasn\'t delivered to gone@customer.example because the address couldn\'t be found, or is unable to receive mail.\n\nThe response was:\n550 5.1.1 The email account that you tried to reach does not exist.'],
    ['Gmail in Hebrew', 'Delivery Status Notification (Failure)', 'הכתובת לא נמצאה\n\nההודעה שלך לא נמסרה אל gone@customer.example כי הכתובת לא נמצאה או שאין לה אפשרות לקבל אימייל.\n\nהתגובה הייתה:\n550 5.1.1 The email account that you tried to reach does not exist.'],
    ['Postfix', 'Undelivered Mail Returned to Sender', 'This is the mail system at host mx.customer.example.\n\nI\'m sorry to have to inform you that your message could not\nbe delivered to one or more recipients. It\'s attached below.\n\n<gone@customer.example>: host mx said: 550 5.1.1 User unknown (in reply to RCPT TO command)'],
    ['qmail', 'failure notice', 'Hi. This is the qmail-send program at customer.example.\nI\'m afraid I wasn\'t able to deliver your message to the following addresses.\nThis is a permanent error; I\'ve given up. Sorry it didn\'t work out.\n\n<gone@customer.example>:\nSorry, no mailbox here by that name. (#5.1.1)'],
    ['Exim', 'Mail delivery failed: returning message to sender', `This message was created automatically by mail delivery software.\n\nA message that you sent could not be delivered to one or more of its\nrecipients. This is a permanent error. The following address(es) failed:\n\n  gone@customer.example\n    Unrouteable address\n\n------ This is a copy of the message. ------\n\n${OURS}`],
    ['Sendmail', 'Returned mail: see transcript for details', '   ----- The following addresses had permanent fatal errors -----\n<gone@customer.example>\n    (reason: 550 5.1.1 <gone@customer.example>... User unknown)\n\n   ----- Transcript of session follows -----\n550 5.1.1 User unknown'],
    ['a full mailbox', 'Mail delivery failed', 'The recipient\'s mailbox is full and can\'t accept messages now.\n\ngone@customer.example\n552 5.2.2 Over quota'],
    ['German Exchange', 'Unzustellbar: Ihre Anfrage', `Fehler bei der Nachrichtenzustellung an folgende Empfänger oder Gruppen:\n\ngone@customer.example\nDie eingegebene E-Mail-Adresse konnte nicht gefunden werden. Die Nachricht konnte nicht zugestellt werden.\n\nRemote Server returned '550 5.1.1 RESOLVER.ADR.RecipNotFound'\n${OURS}`],
    ['French Exchange', 'Non remis : votre demande', 'Échec de la remise à ces destinataires ou groupes :\n\ngone@customer.example\nL\'adresse de messagerie n\'a pas pu être trouvée.\n\nRemote Server returned \'550 5.1.1 RESOLVER.ADR.RecipNotFound\''],
    ['Russian Exchange', 'Недоставленное сообщение: обращение', 'Не удалось выполнить доставку следующим получателям или группам:\n\ngone@customer.example\nНе удалось найти указанный адрес электронной почты.\n\nRemote Server returned \'550 5.1.1 RESOLVER.ADR.RecipNotFound\''],
    ['Arabic Exchange', 'لم يتم تسليم: رسالتك', 'فشل التسليم إلى هؤلاء المستلمين أو المجموعات:\n\ngone@customer.example\n\nRemote Server returned \'550 5.1.1 RESOLVER.ADR.RecipNotFound\''],
    ['a delay', 'Warning: message delayed 24 hours', `This message was created automatically by mail delivery software.\nA message that you sent has not yet been delivered to one or more of its recipients after more than 24 hours on the queue.\n\n451 4.4.1 timed out\n\nNo action is required on your part. Delivery attempts will continue for some time.\n${OURS}`],
  ])('%s', async (_who, subject, body) => {
    expect(await judge({ subject, body, headers: { From: 'postmaster@customer.example' } })).toBe('bounce');
  });
});

describe('other machines are known by their words', () => {
  it.each([
    ['a ticket system', '[Ticket#2026112210000011] We have received your message', 'Dear customer,\n\nThank you for your request. A ticket has been created: 2026112210000011. Our team will get back to you within 24 hours.'],
    ['a ticket system that says little', 'Your ticket has been received (#4711)', 'Your ticket has been received. Ticket number: 4711. An agent will reply as soon as possible.'],
    ['a Hebrew ticket system', 'פנייתך התקבלה - מספר פנייה 48211', 'שלום רב,\n\nפנייתך התקבלה במערכת ומספרה 48211.\nנציג יחזור אליך בהקדם האפשרי.\n\nבברכה,\nשירות הלקוחות'],
    ['another Hebrew ticket system', 'אישור קבלת פנייה', 'לקוח יקר,\n\nתודה על פנייתך. פנייתך נקלטה במערכת, מספר הפנייה: 99231. נשיב לך בתוך 3 ימי עסקים.'],
    ['a German ticket system', 'Ihre Anfrage [#55431]', 'Vielen Dank für Ihre Anfrage. Ihre Anfrage wurde unter der Ticketnummer 55431 erfasst. Wir werden uns schnellstmöglich bei Ihnen melden.'],
    ['a French ticket system', 'Votre demande n° 55431', 'Bonjour,\n\nNous avons bien reçu votre demande n° 55431. Un conseiller vous répondra dans les plus brefs délais.'],
    ['a Spanish ticket system', 'Solicitud recibida (n.º 55431)', 'Hemos recibido su solicitud (n.º 55431). Un agente le responderá lo antes posible.'],
    ['a Russian ticket system', 'Ваше обращение № 55431 зарегистрировано', 'Здравствуйте! Ваше обращение зарегистрировано, номер обращения 55431. Мы ответим вам в ближайшее время.'],
    ['an Arabic ticket system', 'تم استلام طلبك رقم 55431', 'عزيزي العميل، تم استلام طلبك رقم 55431 وسيقوم فريق الدعم بالرد عليك في أقرب وقت ممكن.'],
    ['a challenge', 'Please confirm your message', 'This is an automatically generated message. I now use a spam filter. To have your message delivered, please click the link below to confirm that you are not a robot. https://verify.example/1'],
    ['a challenge without the word automatic', 'Verification required for your mail', 'Your message to dana@customer.example is being held. To release it, please reply to this message or click the following link to verify that you are a real person. https://verify.example/1'],
    ['a read receipt', 'Read: Your case', 'Your message\n\n   To: Dana Levi\n   Subject: Your case\n   Sent: Sunday, November 22, 2026 9:50:00 AM\n\nwas read on Sunday, November 22, 2026 10:02:00 AM.'],
    ['a Hebrew read receipt', 'נקרא: פנייתך', 'ההודעה שלך\n\nאל: דנה לוי\nנושא: פנייתך\nנשלח: יום ראשון 22 נובמבר 2026 09:50\n\nנקראה ביום ראשון 22 נובמבר 2026 10:02.'],
    ['a message deleted unread', 'Not read: Your case', 'Your message\n\n   To: Dana Levi\n   Subject: Your case\n\nwas deleted without being read on Sunday, November 22, 2026.'],
    ['somebody who left', 'Re: your case', 'Hello,\n\nI no longer work at Customer Ltd. Please direct all inquiries to noa@customer.example. This mailbox is not monitored.'],
    ['a Polish absence', 'Automatyczna odpowiedź: sprawa', 'Jestem na urlopie do poniedziałku. W pilnych sprawach proszę o kontakt z Noą.'],
    ['a Swedish absence', 'Autosvar: ärende', 'Jag är på semester till måndag. I brådskande ärenden kontakta Noa.'],
    ['a Turkish absence', 'Otomatik yanıt: talep', 'Pazartesiye kadar izindeyim. Acil durumlarda Noa ile iletişime geçin.'],
    ['a Japanese absence', '不在のお知らせ', '休暇をいただいております。お急ぎの方は代表電話までお願いします。'],
    ['a newsletter', 'Big sale this weekend', '50% off everything.\n\nYou are receiving this email because you signed up at shop.example.\nUnsubscribe: https://shop.example/u/1\nView this email in your browser'],
    ['a Hebrew newsletter', 'מבצע סוף שבוע', 'הנחה של 50% על הכול!\n\nקיבלת מייל זה כי נרשמת לרשימת התפוצה שלנו.\nלהסרה מרשימת התפוצה לחצו כאן: https://shop.example/u/1\nפרסומת'],
  ])('%s', async (_who, subject, body) => {
    expect(await judge({ subject, body })).not.toBeNull();
  });

  it.each([
    ['that accepts', 'Accepted: Call about your case', 'METHOD:REPLY'],
    ['that declines, in Hebrew', 'סירוב: שיחה בנוגע לפנייה', 'METHOD:REPLY'],
  ])('a calendar %s', async (_what, subject, method) => {
    const calendar = `BEGIN:VCALENDAR\r\n${method}\r\nBEGIN:VEVENT\r\nUID:1\r\nATTENDEE;PARTSTAT=ACCEPTED:mailto:dana@customer.example\r\nEND:VEVENT\r\nEND:VCALENDAR\r\n`;
    expect(await judge({ subject, body: calendar, headers: { 'MIME-Version': '1.0', 'Content-Type': 'text/calendar; charset=utf-8; method=REPLY' } })).toBe('autoSubmitted');
  });
});

describe('people who write about machines stay people', () => {
  it.each([
    ['who asks about an absence notice', 'Your automatic reply', 'Hello, I only got "I am out of the office, for urgent matters please contact Noa" from your clerk. Who can help me now?'],
    ['who forwards an absence notice', 'Fwd: Automatic reply: My order', 'Nobody answers me, only this. Please help.\n\n---------- Forwarded message ---------\nFrom: clerk@company.example\nDate: Sun, 22 Nov 2026\nSubject: Automatic reply: My order\nTo: dana@customer.example\n\nI am out of the office until Sunday. In urgent cases please contact Noa.'],
    ['who complains about robots', 'Stop the robots!', 'All I get from you is "this is an automated message, please do not reply to this email". I want a person to call me about ticket 48211 today.'],
    ['who complains about robots in Hebrew', 'די עם הרובוטים', 'כל מה שאני מקבל זה "פנייתך התקבלה ונציג יחזור אליך בהקדם", כבר שבוע. פנייה 48211. מתי מישהו יענה?'],
    ['who got a bounce from us', 'Fwd: Undelivered Mail Returned to Sender', `I tried to write to your shop and got this. Which address is right?\n\n---------- Forwarded message ---------\nFrom: Mail Delivery Subsystem <mailer-daemon@mx.example>\nDate: Sun, 22 Nov 2026\nSubject: Undelivered Mail Returned to Sender\nTo: dana@customer.example\n\nYour message could not be delivered to one or more recipients.\n<shop@company.example>: 550 5.1.1 User unknown\n\n${OURS}`],
    ['who got a bounce from us, in Hebrew', 'הועבר: לא ניתן למסירה', 'ניסיתי לכתוב לכם וקיבלתי את זה. מה הכתובת הנכונה?\n\n---------- הודעה שהועברה ---------\nמאת: Mail Delivery Subsystem <mailer-daemon@mx.example>\nתאריך: יום א׳\nנושא: לא ניתן למסירה\nאל: dana@customer.example\n\nלא היה ניתן למסור את ההודעה שלך.\n550 5.1.1 User unknown'],
    ['who writes on holiday', 'Billing', 'I am on vacation until Monday and just saw that you charged me twice. Please refund it.'],
    ['who asks to unsubscribe', 'Unsubscribe', 'Please unsubscribe me from your newsletter, I keep receiving this email although I clicked unsubscribe.'],
    ['who asks to unsubscribe in Hebrew', 'הסרה מרשימת התפוצה', 'שלום, ביקשתי כבר פעמיים הסרה מרשימת התפוצה ואני ממשיכה לקבל פרסומות. אנא הסירו אותי.'],
    ['who thanks for a confirmation', 'Re: Your ticket has been received (#4711)', 'Thank you for your quick confirmation. I forgot to say that the parcel was damaged. Ticket 4711.'],
    ['who sends a receipt', 'Received', 'Hello, we have received your parcel today but the headphones are missing. Order number 55431. Please send them as soon as possible.'],
    ['who reads', 'Read: your terms', 'I have read your terms and I do not understand paragraph 4. Can you explain?'],
    ['who left a company', 'Change of address', 'I no longer work at Customer Ltd. Please update my account to dana@new.example and send me my invoice.'],
    ['who confirms an appointment', 'Confirmed', 'I confirm the appointment on Tuesday. Please ring the bell twice.'],
  ])('%s', async (_who, subject, body) => {
    expect(await judge({ subject, body })).toBeNull();
  });
});
