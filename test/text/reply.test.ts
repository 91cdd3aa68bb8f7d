import { describe, expect, it } from '@jest/globals';
import { renderReply } from '../../shared/text/render.ts';
import { FULL, reply } from './plans.ts';

describe('an agent’s reply', () => {
  it('in Hebrew is the agent’s words, then who they are and the number', () => {
    expect(renderReply(reply('he'), FULL).text).toBe('שלום דנה,\n\nההזמנה בדרך.\n\nבברכה,\nרות\nצוות השירות של קו בהיר\n\nמספר הפנייה: 482-109-379\n');
  });

  it('in English is the agent’s words, then who they are and the number', () => {
    expect(renderReply(reply('en'), FULL).text).toBe('Hello Dana,\n\nYour order is on its way.\n\nKind regards,\nRuth\nThe Bright Line customer care team\n\nCase number: 482-109-379\n');
  });

  it('keeps the case number in its subject, once', () => {
    expect(renderReply(reply('he', { subject: 'Re: תגובה: ההזמנה [482-109-379]' }), FULL).subject).toBe('Re: ההזמנה [482-109-379]');
  });

  it.each([['he', 'מענה לפנייתך, מספר 482-109-379'], ['en', 'About your case 482-109-379']] as const)('has a subject where the customer gave none (%s)', (language, subject) => {
    expect(renderReply(reply(language, { subject: '' }), FULL).subject).toBe(subject);
  });

  it('gives an English line in a Hebrew reply its own direction', () => {
    expect(renderReply(reply('he', { text: 'שלום,\n\nThe parcel is at the depot.' }), FULL).html).toMatch(/<div dir="ltr" align="left"[^>]*>The parcel is at the depot\.<\/div>/);
  });

  it('gives a Hebrew line that begins with an order number the Hebrew direction', () => {
    expect(renderReply(reply('he', { text: 'ORD-2026-55431 לא הגיעה' }), FULL).html).toMatch(/<div dir="rtl" align="right"[^>]*><bdi>ORD-2026-55431<\/bdi> לא הגיעה<\/div>/);
  });

  it('gives a line the direction that the agent chose, and leaves no mark in its words', () => {
    const rendered = renderReply(reply('he', { text: '\u200fORD-2026-55431 shipped' }), FULL);
    expect([rendered.html, rendered.text]).toEqual([expect.stringMatching(/<div dir="rtl" align="right"[^>]*><bdi>ORD-2026-55431<\/bdi> shipped<\/div>/), expect.not.stringContaining('\u200f')]);
  });

  it('isolates that order number in the plain part too', () => {
    expect(renderReply(reply('he', { text: 'ORD-2026-55431 לא הגיעה' }), FULL).text).toContain('\u2068ORD-2026-55431\u2069 לא הגיעה\n');
  });

  it('lets a link be followed, without the full stop behind it', () => {
    expect(renderReply(reply('en', { text: 'See https://company.example/t?a=1&b=2.' }), FULL).html).toMatch(/See <a href="https:\/\/company\.example\/t\?a=1&amp;b=2" dir="ltr"[^>]*>https:\/\/company\.example\/t\?a=1&amp;b=2<\/a>\./);
  });

  it('shows mark-up in an agent’s text as text', () => {
    expect(renderReply(reply('en', { text: '<img src=x onerror=alert(1)> & "quotes" https://x.example/"><script>' }), FULL).html).not.toMatch(/<img|<script/);
  });

  it('loses the characters that turn text round, and controls', () => {
    expect(renderReply(reply('en', { text: 'a\u202eb\u0007c\0d' }), FULL).text).toMatch(/^abcd\n/);
  });

  it('keeps the agent’s paragraphs and lines', () => {
    expect(renderReply(reply('en', { text: 'one\r\ntwo\r\n\r\n\r\nthree' }), FULL).text).toMatch(/^one\ntwo\n\nthree\n\n/);
  });

  it('does not let an agent’s name break out of its line', () => {
    expect(renderReply(reply('en', { agent: 'Ruth\n<b>' }), FULL).text).toContain('\nRuth <b>\n');
  });
});
