import { describe, expect, it } from '@jest/globals';
import type { Case } from '../../shared/domain/case.ts';
import { DEFAULT_SETTINGS } from '../../shared/domain/settings.ts';
import { renderAcknowledgement, renderStatusLink } from '../../shared/text/render.ts';
import { timeLine } from '../../shared/text/status-page.ts';
import { STATUS_TEXTS } from '../../shared/text/status.ts';
import { SUNDAY_MORNING } from '../support/make.ts';
import { someCase } from '../support/make-case.ts';
import { FULL, acknowledgement } from './plans.ts';

const HOUR = 3_600_000;
const DAY = 24 * HOUR;
const DUE = SUNDAY_MORNING + 4 * HOUR;
const keys = Object.keys(STATUS_TEXTS.he) as (keyof typeof STATUS_TEXTS.he)[];
const placeholders = (text: string): string[] => [...text.matchAll(/\{\w+\}/g)].map(([name]) => name).sort();
const waiting = (fields: Partial<Case> = {}): Case => someCase('482109379', { unansweredSince: SUNDAY_MORNING, promise: { dueAt: DUE, opensAt: null }, ...fields });
const said = (item: Case, now: number): (string | null)[] => (['he', 'en'] as const).map((language) => timeLine(item, DEFAULT_SETTINGS, language, now));

describe('the words of the status page', () => {
  it.each(keys)('say the same in both languages, and shout at nobody: %s', (key) => {
    expect(placeholders(STATUS_TEXTS.en[key])).toEqual(placeholders(STATUS_TEXTS.he[key]));
    expect(STATUS_TEXTS.he[key] + STATUS_TEXTS.en[key]).not.toMatch(/!|בהקדם|מובטח|לכבוד|\/י|[\u200e\u200f\u202a-\u202e\u2066-\u2069]/);
  });

  it.each(keys.filter((key) => key !== 'otherLanguage' && key !== 'x'))('in Hebrew begin with a Hebrew letter: %s', (key) => {
    expect(STATUS_TEXTS.he[key]).toMatch(/^[א-ת]/);
  });
});

describe('the promised time, as it reads while it is looked at', () => {
  it.each<[string, Case, number, [string | null, string | null]]>([
    ['today', waiting(), SUNDAY_MORNING, ['נשיב לך היום עד 14:00', 'We will answer today by 14:00 (Israel time)']],
    ['tomorrow', waiting(), SUNDAY_MORNING - DAY, ['נשיב לך מחר עד 14:00', 'We will answer tomorrow by 14:00 (Israel time)']],
    ['later', waiting(), SUNDAY_MORNING - 2 * DAY, ['נשיב לך עד יום ראשון, 22 בנובמבר, בשעה 14:00', 'We will answer by Sunday 22 November, 14:00 (Israel time)']],
    ['missed', waiting(), DUE + 1, ['לא הספקנו להשיב עד יום ראשון, 22 בנובמבר, בשעה 14:00, ואנחנו מתנצלים.', 'We did not answer by Sunday 22 November, 14:00 (Israel time), and we are sorry.']],
    ['missed, with a new one', waiting({ promise: { dueAt: DUE, opensAt: null, renewed: { at: DUE, dueAt: DUE + HOUR } } }), DUE + 1, ['לא הספקנו להשיב עד יום ראשון, 22 בנובמבר, בשעה 14:00, ואנחנו מתנצלים. המועד החדש: יום ראשון, 22 בנובמבר, בשעה 15:00', 'We did not answer by Sunday 22 November, 14:00 (Israel time), and we are sorry. The new time: Sunday 22 November, 15:00 (Israel time)']],
    ['kept', waiting({ status: 'resolved', answeredAt: DUE }), DUE + HOUR, ['נענתה במועד', 'Answered in time']],
    ['nothing to say', waiting({ status: 'closed', unansweredSince: null }), DUE, [null, null]],
  ])('%s', (_, item, now, expected) => {
    expect(said(item, now)).toEqual(expected);
  });

  it('is today or tomorrow by the company’s own day, not by the server’s', () => {
    // 23:30 in Israel on the 21st is still the 21st in UTC.
    expect(said(waiting(), Date.parse('2026-11-21T21:30:00Z'))[0]).toBe('נשיב לך מחר עד 14:00');
    expect(said(waiting(), Date.parse('2026-11-21T22:30:00Z'))[0]).toBe('נשיב לך היום עד 14:00');
  });
});

describe('a confirmation', () => {
  it.each(['he', 'en'] as const)('in %s has its case’s own link, and without one no line that speaks of it', (language) => {
    const [linked, without] = ['https://company.example/s/T', null].map((link) => renderAcknowledgement(acknowledgement(language), FULL, link).text);
    expect(linked).toMatch(/^(?:מצב הפנייה והוספת פרטים|Status of your case, and a place to add to it):\nhttps:\/\/company\.example\/s\/T$/m);
    expect(without).not.toMatch(/מצב הפנייה|Status of your case|company\.example\/s/);
  });
});

describe('the mail with a new link', () => {
  it('in Hebrew, word for word', () => {
    expect(renderStatusLink({ language: 'he', caseNumber: '482109379' }, FULL, 'https://company.example/s/T').text).toBe(`שלום,

התקבלה אצלנו בקשה לקישור חדש לדף מצב הפנייה.
מספר הפנייה: 482-109-379
מצב הפנייה והוספת פרטים:
https://company.example/s/T

בברכה,
צוות השירות של קו בהיר

הודעה אוטומטית שנשלחה כי התקבלה בקשה לקישור. אם לא ביקשת קישור, אפשר להתעלם.
פרטיות: https://company.example/privacy
נגישות: https://company.example/accessibility
`);
  });

  it('in English, without links that nobody has set', () => {
    const { text, subject, html } = renderStatusLink({ language: 'en', caseNumber: '482109379' }, DEFAULT_SETTINGS, 'https://company.example/s/T');
    expect(subject).toBe('A new link to your case 482-109-379');
    expect(text).toMatch(/^Hello,\n\nWe were asked for a new link[\s\S]*https:\/\/company\.example\/s\/T\n\nKind regards,\nThe Company customer care team\n\nAutomatic message[^\n]*\n$/);
    expect(html).toContain('href="https://company.example/s/T"');
  });
});
