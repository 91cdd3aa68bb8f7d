import { describe, expect, it } from '@jest/globals';
import { DEFAULT_SETTINGS, type Settings } from '../../shared/domain/settings.ts';
import { renderAcknowledgement } from '../../shared/text/render.ts';
import { acknowledgement, FULL } from './plans.ts';

const PLAIN: Settings = { ...FULL, urgentPhone: null, privacyLink: null, accessLink: null, statusLink: null, incident: null };
const away = { opensAt: Date.parse('2026-11-22T06:30Z') };
const linesOf = (text: string): string[] => text.trimEnd().split('\n');

describe('the acknowledgement, word for word', () => {
  it('in Hebrew, with everything set, out of hours in a holiday', () => {
    expect(renderAcknowledgement(acknowledgement('he', { ...away, awayReason: 'בשל חג הפסח' }), FULL).text).toBe(`שלום דנה כהן,

קיבלנו את פנייתך.
מספר הפנייה: 482-109-379
צוות השירות אינו זמין כעת, בשל חג הפסח וישוב לפעילות ביום ראשון, 22 בנובמבר, בשעה 08:30.
נשיב לך עד יום ראשון, 22 בנובמבר, בשעה 14:00.

אנחנו מודעים לתקלה בשירות האינטרנט בשרון ופועלים לתיקונה. העדכון הבא: יום ראשון, 22 בנובמבר, בשעה 16:00.

להוספת פרטים או קבצים אפשר פשוט להשיב להודעה הזו.
מצב הפנייה והוספת פרטים:
https://status.company.example/case

לעניין דחוף: *6050
לשמירה על פרטיותך: איננו מבקשים סיסמה, קוד אימות או פרטי אשראי בדוא״ל.

בברכה,
צוות השירות של קו בהיר

אישור אוטומטי שנשלח כי התקבלה אצלנו פנייה מהכתובת הזו. אם לא פנית אלינו, אפשר להתעלם.
פרטיות: https://company.example/privacy
נגישות: https://company.example/accessibility
`);
  });

  it('in English, with everything set, out of hours in a holiday', () => {
    expect(renderAcknowledgement(acknowledgement('en', { ...away, awayReason: 'for Passover' }), FULL).text).toBe(`Hello Dana Cohen,

We have received your message.
Case number: 482-109-379
Our team is away now, for Passover and is back on Sunday 22 November, 08:30 (Israel time).
We will answer you by Sunday 22 November, 14:00 (Israel time).

We know of a fault in internet service in the Sharon and are working on it. Next update: Sunday 22 November, 16:00 (Israel time).

To add details or files, simply reply to this message.
Status of your case, and a place to add to it:
https://status.company.example/case

If it is urgent: *6050
For your privacy: we never ask for a password, a verification code or card details by email.

Kind regards,
The Bright Line customer care team

Automatic confirmation, sent because a message reached us from this address. If you did not write to us, you can ignore it.
Privacy: https://company.example/privacy
Accessibility: https://company.example/accessibility
`);
  });

  it('in Hebrew, with nothing set, in opening hours, to somebody unknown', () => {
    expect(renderAcknowledgement(acknowledgement('he', { authenticated: false }), PLAIN).text).toBe(`שלום,

קיבלנו את פנייתך.
מספר הפנייה: 482-109-379
נשיב לך עד יום ראשון, 22 בנובמבר, בשעה 14:00.

להוספת פרטים או קבצים אפשר פשוט להשיב להודעה הזו.

לשמירה על פרטיותך: איננו מבקשים סיסמה, קוד אימות או פרטי אשראי בדוא״ל.

בברכה,
צוות השירות של קו בהיר

אישור אוטומטי שנשלח כי התקבלה אצלנו פנייה מהכתובת הזו. אם לא פנית אלינו, אפשר להתעלם.
`);
  });
});

// Each optional value: how to set it, and how many lines it brings.
const OPTIONAL: [string, Partial<Settings>, number][] = [
  ['urgentPhone', { urgentPhone: FULL.urgentPhone }, 1],
  ['privacyLink', { privacyLink: FULL.privacyLink }, 1],
  ['accessLink', { accessLink: FULL.accessLink }, 1],
  ['statusLink', { statusLink: FULL.statusLink }, 2],
  ['incident', { incident: FULL.incident }, 2],
];

describe.each(['he', 'en'] as const)('the acknowledgement (%s)', (language) => {
  const plan = acknowledgement(language);

  it('does without a known fault whose next word has a time that no date can hold', () => {
    expect(renderAcknowledgement(plan, { ...FULL, incident: { ...FULL.incident!, nextUpdateAt: 9e15 } }).text).toBe(renderAcknowledgement(plan, { ...FULL, incident: null }).text);
  });
  const plain = linesOf(renderAcknowledgement(plan, PLAIN).text);

  it.each(OPTIONAL)('has the lines of %s only while it is set, and loses no other', (_, set, count) => {
    const lines = linesOf(renderAcknowledgement(plan, { ...PLAIN, ...set }).text);
    const rest = [...plain];
    for (const line of lines) if (rest.includes(line)) rest.splice(rest.indexOf(line), 1);
    expect({ added: lines.length - plain.length, lost: rest }).toEqual({ added: count, lost: [] });
  });

  it.each(OPTIONAL)('has no empty block in HTML where %s is alone', (_, set) => {
    expect(renderAcknowledgement(plan, { ...PLAIN, ...set }).html).not.toMatch(/<div[^>]*>\s*<\/div>|\{\w+\}|null|undefined/);
  });

  it('says that the team is away only while it is', () => {
    const outside = linesOf(renderAcknowledgement(acknowledgement(language, away), PLAIN).text);
    expect(outside.filter((line) => !plain.includes(line))).toHaveLength(1);
  });

  it('greets by name only whom somebody vouched for', () => {
    expect(linesOf(renderAcknowledgement(acknowledgement(language, { authenticated: false }), PLAIN).text)[0]).toBe(language === 'he' ? 'שלום,' : 'Hello,');
  });

  it.each([
    'Dana <b>', 'dana@customer.example', 'https://evil.example', 'Dana 17', 'Win: now', 'a'.repeat(41), 'Dana\r\nBcc: x', '', '   ', 'Dana. Cohen', "'", '<script>',
  ])('drops %j as a name', (name) => {
    expect(linesOf(renderAcknowledgement(acknowledgement(language, { name }), PLAIN).text)[0]).toBe(language === 'he' ? 'שלום,' : 'Hello,');
  });

  it.each(['Dana', 'דנה', "Mary-Ann O'Neil", 'ז׳קלין', 'Иван', 'a'.repeat(40)])('greets %s by name', (name) => {
    expect(linesOf(renderAcknowledgement(acknowledgement(language, { name }), PLAIN).text)[0]).toContain(name);
  });

  it('greets a name without the invisible marks that came with it', () => {
    expect(linesOf(renderAcknowledgement(acknowledgement(language, { name: '\u200f\u202bDana\u202c' }), PLAIN).text)[0]).toMatch(/ Dana,$/);
  });

  it('has its number and its time in the line that lists show', () => {
    expect(renderAcknowledgement(plan, PLAIN).preheader).toMatch(/482-109-379.*14:00/);
  });

  it('answers under the customer’s own subject, with the number', () => {
    expect(renderAcknowledgement(plan, PLAIN).subject).toBe(`Re: ${plan.subject} [482-109-379]`);
  });

  it.each([null, '', '   ', 'Re: תגובה:', '\u202e\u200b', '[482-109-379]'])('has the fixed subject instead of %j', (subject) => {
    expect(renderAcknowledgement(acknowledgement(language, { subject }), PLAIN).subject).toBe(language === 'he' ? 'פנייתך התקבלה, מספר 482-109-379' : 'We have your message, case 482-109-379');
  });

  it('quotes a subject that looks like one of our placeholders as it is', () => {
    expect(renderAcknowledgement(acknowledgement(language, { subject: '{number} {urgentPhone}' }), PLAIN).subject).toBe('Re: {number} {urgentPhone} [482-109-379]');
  });

  it('has the fixed subject for somebody unknown', () => {
    expect(renderAcknowledgement(acknowledgement(language, { authenticated: false }), PLAIN).subject).not.toContain(plan.subject);
  });

  it('is one visible text: no control and no invisible character', () => {
    const { subject, text, preheader, fromName } = renderAcknowledgement(acknowledgement(language, { ...away, name: 'Dana\u202e', subject: 'a\u0007b\u202ec' }), FULL);
    expect([subject, preheader, fromName, text.replaceAll('\n', '')].join('')).not.toMatch(/\p{C}/u);
  });
});

describe('the Hebrew plain text', () => {
  it('begins each line with a Hebrew letter, and leaves a link alone on its own', () => {
    const { text } = renderAcknowledgement(acknowledgement('he', { ...away, awayReason: 'בשל חג' }), FULL);
    expect(linesOf(text).filter((line) => line !== '' && !/^[א-ת]/.test(line))).toEqual(['https://status.company.example/case']);
  });
});

describe('a company', () => {
  it.each([[{ he: '', en: 'Bright Line' }, 'Bright Line'], [{ he: ' ', en: '' }, DEFAULT_SETTINGS.company.he]])('without a name in the customer’s language still answers: %j', (company, shown) => {
    expect(renderAcknowledgement(acknowledgement('he'), { ...PLAIN, company }).fromName).toBe(`${shown} – שירות לקוחות`);
  });

  it('that is called The … brings one article', () => {
    expect(renderAcknowledgement(acknowledgement('en'), DEFAULT_SETTINGS).text).toContain('\nThe Company customer care team\n');
  });
});
