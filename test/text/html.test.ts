import { describe, expect, it } from '@jest/globals';
import { COLOURS, escapeHtml } from '../../shared/text/html.ts';
import { renderAcknowledgement, renderReply } from '../../shared/text/render.ts';
import { acknowledgement, FULL, reply } from './plans.ts';

const away = { opensAt: Date.parse('2026-11-22T06:30Z'), awayReason: 'בשל חג' };
const mails = (['he', 'en'] as const).flatMap((language) => [
  [language, 'acknowledgement', renderAcknowledgement(acknowledgement(language, away), FULL)] as const,
  [language, 'reply', renderReply(reply(language), FULL)] as const,
]);

// WCAG 2.2: relative luminance and contrast ratio.
function luminance(colour: string): number {
  const [red, green, blue] = [1, 3, 5].map((place) => {
    const share = Number.parseInt(colour.slice(place, place + 2), 16) / 255;
    return share <= 0.04045 ? share / 12.92 : ((share + 0.055) / 1.055) ** 2.4;
  }) as [number, number, number];
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
}
function contrast(one: string, other: string): number {
  const [dark, light] = [luminance(one), luminance(other)].sort((a, b) => a - b) as [number, number];
  return (light + 0.05) / (dark + 0.05);
}

describe.each(mails)('the HTML of a mail (%s, %s)', (language, _, { html }) => {
  const direction = language === 'he' ? 'rtl' : 'ltr';
  const side = language === 'he' ? 'right' : 'left';

  it('says its language and direction on the page, and again on the outer table', () => {
    expect([html.includes(`<html lang="${language}" dir="${direction}">`), html.includes(`<table role="presentation" lang="${language}" dir="${direction}"`)]).toEqual([true, true]);
  });

  it('says its direction on every block', () => {
    expect([...html.matchAll(/<(?:body|div|table|td|p)\b[^>]*>/g)].map(([tag]) => tag).filter((tag) => !/ dir="(?:rtl|ltr)"/.test(tag))).toEqual([]);
  });

  it('aligns its cells to the side it is read from', () => {
    expect([...html.matchAll(/<td\b[^>]*>/g)].map(([tag]) => tag).filter((tag) => !tag.includes(`align="${side}"`))).toEqual([]);
  });

  it('keeps its case number in one piece and in order', () => {
    expect(html).toMatch(/<bdi dir="ltr" style="white-space:nowrap[^"]*">482-109-379<\/bdi>/);
  });

  it('keeps phones from turning the number into a call, and asks for both colour schemes', () => {
    expect([html.includes('<meta name="format-detection" content="telephone=no,date=no,address=no">'), html.includes('<meta name="color-scheme" content="light dark">')]).toEqual([true, true]);
  });

  it('fetches nothing from anywhere', () => {
    expect(html).not.toMatch(/<(?:img|link|script|iframe|object|video|audio|base|form)\b|url\(|@import|\bsrc=|\bbackground=/i);
  });

  it('has no text smaller than 16 pixels and no fixed width', () => {
    const small = [...html.matchAll(/font-size:(\d+)px/g)].filter(([, size]) => Number(size) < 16);
    expect([small, html.match(/[^-]width[:=]"?\d+px/g)]).toEqual([[], null]);
  });

  it('gives every link its own direction and shows it in full', () => {
    expect([...html.matchAll(/<a href="([^"]*)" dir="ltr"[^>]*>([^<]*)<\/a>/g)].filter(([, href, shown]) => href !== shown)).toEqual([]);
  });

  it('isolates the company’s name', () => {
    expect(html).toContain(`<bdi>${FULL.company[language]}</bdi>`);
  });
});

describe('the colours of a mail', () => {
  it.each((['light', 'dark'] as const).flatMap((scheme) => (['text', 'quiet', 'link'] as const).map((kind) => [scheme, kind] as const)))('%s: %s can be read', (scheme, kind) => {
    expect(contrast(COLOURS[scheme][kind], COLOURS[scheme].ground)).toBeGreaterThanOrEqual(4.5);
  });

  it('of the dark ground reach every kind of text', () => {
    const { html } = renderAcknowledgement(acknowledgement('he'), FULL);
    expect(Object.entries(COLOURS.dark).filter(([kind, colour]) => !new RegExp(`\\.${kind}\\{[^}]*${colour}!important`).test(html) || !html.includes(`class="${kind}"`))).toEqual([]);
  });
});

describe('the acknowledgement’s HTML', () => {
  it('hides what only the list of mails shows', () => {
    const { html, preheader } = renderAcknowledgement(acknowledgement('en'), FULL);
    expect(html).toMatch(new RegExp(`<div [^>]*style="display:none[^>]*>${preheader.replace(/[.()]/g, String.raw`\$&`)}</div>`));
  });

  it('isolates the customer’s name', () => {
    expect(renderAcknowledgement(acknowledgement('he', { name: 'John' }), FULL).html).toContain('שלום <bdi>John</bdi>,');
  });

  it('escapes what an administrator typed', () => {
    const { html } = renderAcknowledgement(acknowledgement('en'), { ...FULL, company: { he: 'x', en: '<b>A&B</b>' }, urgentPhone: '"><script>', privacyLink: 'javascript:alert(1)', accessLink: 'https://company.example/"onclick="x' });
    expect(html).not.toMatch(/<b>|<script|href="javascript|"onclick/);
  });

  it('escapes the subject that it quotes', () => {
    expect(renderAcknowledgement(acknowledgement('en', { subject: '</title><script>x</script>' }), FULL).html).not.toContain('<script');
  });

  it('says the same as the plain text', () => {
    const { html, text } = renderAcknowledgement(acknowledgement('he', away), FULL);
    const body = html.slice(html.indexOf('<td')).replace(/<br>/g, '\n').replace(/<[^>]+>/g, '').split('\n').map((line) => line.trim()).filter(Boolean);
    expect(body).toEqual(text.split('\n').filter(Boolean).map((line) => escapeHtml(line)));
  });
});
