import type { Language } from '../domain/message.ts';
import type { Settings } from '../domain/settings.ts';
import { fill } from './fill.ts';
import { escapeHtml } from './html.ts';
import { companyName } from './render.ts';
import { STATUS_TEXTS } from './status.ts';
import { visitorPage } from './visitor-page.ts';

/** What every page of this door needs to be dressed. */
export interface Dress {
  language: Language;
  settings: Settings;
  style: string;
  /** Where mail reaches the company. */
  careAddress: string;
}

/** A text with its values marked up: numbers keep their order in Hebrew. */
export function marked(template: string, values: Record<string, string | null>): string | null {
  return fill(template, values, (name, value) => (name === 'number' ? `<bdi dir="ltr" class="number">${escapeHtml(value)}</bdi>` : `<bdi>${escapeHtml(value)}</bdi>`), escapeHtml);
}

export function shell({ language, style, settings }: Dress, { title, script }: { title: string; script: boolean }, body: string): string {
  return visitorPage({ language, title: `${title} · ${companyName(settings, language)}`, style, script: script ? '<script src="/s/page.js" defer></script>' : '' }, `<p class="company"><bdi>${escapeHtml(companyName(settings, language))}</bdi></p>
${body}`);
}

/** Ways that lead to people, and what the law wants to be found on every page. */
export function footOf({ language, settings, careAddress }: Dress): string {
  const texts = STATUS_TEXTS[language];
  const { urgentPhone, privacyLink, accessLink, formLink } = settings;
  const phone = urgentPhone?.replace(/[^\d+*#]/g, '');
  const ways = [
    ...(urgentPhone ? [phone ? `<a href="tel:${escapeHtml(phone)}" dir="ltr">${escapeHtml(urgentPhone)}</a>` : `<bdi>${escapeHtml(urgentPhone)}</bdi>`] : []),
    `<a href="mailto:${escapeHtml(careAddress)}" dir="ltr">${escapeHtml(careAddress)}</a>`,
    `<a href="${escapeHtml(formLink ?? `/form?lang=${language}`)}">${escapeHtml(texts.newCase)}</a>`,
  ];
  const rules = ([[texts.privacy, privacyLink], [texts.access, accessLink]] as const).flatMap(([name, address]) => (address === null ? [] : [`<a href="${escapeHtml(address)}" rel="noopener">${escapeHtml(name)}</a>`]));
  const list = (items: string[]): string => `<ul>${items.map((item) => `<li>${item}</li>`).join('')}</ul>`;
  return `<footer><h2>${escapeHtml(texts.otherWays)}</h2>
${list(ways)}${rules.length === 0 ? '' : `\n${list(rules)}`}</footer>`;
}

export interface MissView extends Dress {
  submission: string;
  /** Said after a link was asked for, whether or not anything fitted. */
  asked: boolean;
  /** A link that opens nothing led here. */
  invalid: boolean;
  typed: { number: string; email: string };
  trouble: { text: string; where: 'number' | 'email' | null } | null;
}

/** Where a link leads that opens nothing, whatever the reason: how to get another one. */
export function missPage(view: MissView): string {
  const { language, trouble, typed, asked, invalid } = view;
  const texts = STATUS_TEXTS[language];
  const other: Language = language === 'he' ? 'en' : 'he';
  const field = (name: 'number' | 'email', label: string, attributes: string): string => `<div class="field"><label for="moked-${name}">${escapeHtml(label)}</label>
<input id="moked-${name}" name="${name}" required dir="ltr" value="${escapeHtml(typed[name])}" ${attributes}${trouble?.where === name ? ' aria-invalid="true"' : ''} aria-describedby="moked-${name}-wrong">
<p class="wrong" id="moked-${name}-wrong" role="alert">${trouble?.where === name ? escapeHtml(trouble.text) : ''}</p></div>`;
  return shell(view, { title: texts.untitled, script: false }, `<header><h1>${escapeHtml(texts.untitled)}</h1><a class="other" href="/s?lang=${other}" lang="${other}" hreflang="${other}">${escapeHtml(texts.otherLanguage)}</a></header>
${asked ? `<p class="done" id="moked-done" role="status">${escapeHtml(texts.linkSent)}</p>` : invalid ? `<p class="lead">${escapeHtml(texts.invalid)}</p>` : ''}
<form method="post" action="/s/link?lang=${language}"><input type="hidden" name="submission" value="${escapeHtml(view.submission)}">
${field('number', texts.number, 'type="text" inputmode="numeric" autocomplete="off" maxlength="40"')}
${field('email', texts.address, 'type="email" inputmode="email" autocomplete="email" maxlength="254"')}
${trouble && trouble.where === null ? `<p class="wrong general" role="alert">${escapeHtml(trouble.text)}</p>` : ''}
<button type="submit">${escapeHtml(texts.sendLink)}</button></form>
${footOf(view)}`);
}
