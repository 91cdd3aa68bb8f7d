import { showCaseNumber } from '../../domain/case-number.ts';
import type { Language } from '../../domain/message.ts';
import { formatWhen } from '../../domain/promise.ts';
import type { Reservation } from '../../domain/reservation.ts';
import type { Settings } from '../../domain/settings.ts';
import { fill } from '../../text/fill.ts';
import { FORM_TEXTS, type FormTexts } from '../../text/form.ts';
import { escapeHtml } from '../../text/html.ts';
import { companyName } from '../../text/render.ts';
import { visitorPage } from '../../text/visitor-page.ts';
import type { Complaint } from './door.ts';
import type { FormSettings } from './facts.ts';

/** What a complaint or failure is called in words. */
export type Trouble = Complaint['key'] | 'tooMany' | 'failed';
const FIELD_OF: Partial<Record<Trouble, string>> = { emailMissing: 'email', emailInvalid: 'email', textMissing: 'text', textTooLong: 'text', tooManyFiles: 'files', fileTooLarge: 'files', fileMissing: 'files' };

export interface PageView {
  language: Language;
  settings: Settings;
  limits: FormSettings;
  /** The id that this page's submission has. */
  submission: string;
  /** What led here, to be sent along; null: nothing. */
  reference?: string | null;
  /** Shown within another page: without a heading of its own. */
  embedded: boolean;
  style: string;
  /** What was typed, shown again after a failure. */
  typed?: Partial<Record<'name' | 'email' | 'subject' | 'text', string>>;
  trouble?: { key: Trouble; values: Record<string, string> };
}

const MEGABYTE = 1024 * 1024;

/** The words for what went wrong. */
export function troubleText(language: Language, { key, values }: { key: Trouble; values: Record<string, string> }): string {
  const texts = FORM_TEXTS[language];
  return fill(key === 'badRequest' ? texts.failed : texts[key], values) ?? texts.failed;
}

/** What a visitor is told at once, for the page's script and for whoever shows it in their own way. */
export function doneAnswer(language: Language, settings: Settings, reserved: Reservation, confirmedTo: string | null): { number: string; dueAt: number; when: string; email: string | null; text: string } {
  const texts = FORM_TEXTS[language];
  const values = { number: showCaseNumber(reserved.caseNumber), when: formatWhen(reserved.dueAt, language, settings.calendar.timeZone), email: confirmedTo };
  return { ...values, dueAt: reserved.dueAt, text: [texts.done, ...doneLines(texts, confirmedTo)].map((line) => fill(line, values)!).join(' ') };
}

const doneLines = (texts: FormTexts, confirmedTo: string | null): string[] => [texts.doneNumber, texts.doneWhen, confirmedTo === null ? texts.doneKeep : texts.doneMail];

const link = (address: string): string => `<a href="${escapeHtml(address)}" dir="ltr" target="_blank" rel="noopener">${escapeHtml(address)}</a>`;

function marked(template: string, values: Record<string, string | null>): string | null {
  return fill(template, values, (name, value) => (name.endsWith('Link') ? link(value) : `<bdi${name === 'number' || name === 'email' || name === 'address' ? ' dir="ltr"' : ''}${name === 'number' ? ' class="number"' : ''}>${escapeHtml(value)}</bdi>`), escapeHtml);
}

function field(view: PageView, name: 'name' | 'email' | 'subject' | 'text', attributes: string): string {
  const texts = FORM_TEXTS[view.language];
  const required = name === 'email' || name === 'text';
  const wrong = view.trouble && FIELD_OF[view.trouble.key] === name;
  const shared = `id="moked-${name}" name="${name}" ${attributes}${required ? ' required' : ''}${wrong ? ` aria-invalid="true"` : ''} aria-describedby="moked-${name}-wrong"`;
  const typed = escapeHtml(view.typed?.[name] ?? '');
  return `<div class="field">
<label for="moked-${name}">${escapeHtml(texts[name])}${required ? ` <span class="required" title="${escapeHtml(texts.required)}" aria-hidden="true">*</span>` : ''}</label>
${name === 'text' ? `<textarea ${shared}>\n${typed}</textarea>` : `<input ${shared} value="${typed}">`}
<p class="wrong" id="moked-${name}-wrong">${wrong ? escapeHtml(troubleText(view.language, view.trouble!)) : ''}</p>
</div>`;
}

function shell({ language, embedded, style, settings, reference }: Pick<PageView, 'language' | 'embedded' | 'style' | 'settings' | 'reference'>, body: string): string {
  const texts = FORM_TEXTS[language];
  const other: Language = language === 'he' ? 'en' : 'he';
  const title = fill(texts.title, { company: companyName(settings, language) })!;
  const access = marked(texts.access, { accessLink: settings.accessLink });
  return visitorPage({ language, title, style, script: '<script src="/form/embed.js" data-own defer></script>', bodyClass: embedded ? 'embedded' : '' }, `${embedded ? '' : `<header><h1>${marked(texts.title, { company: companyName(settings, language) })!}</h1><a class="other" href="/form?lang=${other}${reference ? `&amp;ref=${escapeHtml(reference)}` : ''}" lang="${other}" hreflang="${other}">${escapeHtml(texts.otherLanguage)}</a></header>`}
${body}
${access === null ? '' : `<footer>${access}</footer>`}`);
}

/** The form as a page that works by itself; the script adds files, and sends without leaving the page. */
export function formPage(view: PageView): string {
  const { language, settings, limits, trouble } = view;
  const texts = FORM_TEXTS[language];
  const company = companyName(settings, language);
  const more = marked(texts.noticeMore, { privacyLink: settings.privacyLink });
  const max = String(Math.floor(limits.fileBytes / MEGABYTE));
  const general = trouble && !FIELD_OF[trouble.key] ? troubleText(language, trouble) : '';
  return shell(view, `<form id="moked-form" method="post" action="/form?lang=${language}${view.embedded ? '&amp;embedded' : ''}" data-words="${escapeHtml(JSON.stringify(texts))}" data-files="${limits.files}" data-bytes="${limits.fileBytes}" data-characters="${limits.textCharacters}">
<input type="hidden" name="submission" value="${escapeHtml(view.submission)}">
<input type="hidden" name="lang" value="${language}">
<input type="hidden" name="ref" value="${escapeHtml(view.reference ?? '')}">
${field(view, 'name', 'type="text" autocomplete="name" maxlength="100"')}
${field(view, 'email', 'type="email" autocomplete="email" inputmode="email" dir="ltr" maxlength="254"')}
${field(view, 'subject', 'type="text" maxlength="200"')}
${field(view, 'text', 'rows="7"')}
<div class="trap" aria-hidden="true"><label for="moked-website">${escapeHtml(texts.leaveEmpty)}</label><input id="moked-website" name="website" type="text" tabindex="-1" autocomplete="off"></div>
${limits.files === 0 ? '' : `<div class="field" id="moked-attach" hidden>
<label for="moked-files" class="attach">${escapeHtml(texts.attach)}</label>
<input id="moked-files" type="file" multiple aria-describedby="moked-files-hint moked-files-wrong">
<p class="quiet" id="moked-files-hint">${escapeHtml(fill(texts.attachHint, { files: String(limits.files), max })!)}</p>
<ul id="moked-list"></ul>
<p class="wrong" id="moked-files-wrong"></p>
</div>`}
<p class="quiet notice">${marked(texts.notice, { company })!}${more === null ? '' : ` ${more}`}</p>
<p class="wrong general" id="moked-wrong" role="alert">${escapeHtml(general)}</p>
<button type="submit">${escapeHtml(texts.send)}</button>
</form>`);
}

/** What a visitor sees after sending: number and promised time, at once. */
export function donePage(view: Omit<PageView, 'typed' | 'trouble' | 'submission' | 'limits'>, reserved: Reservation, confirmedTo: string | null): string {
  const { language, settings } = view;
  const texts = FORM_TEXTS[language];
  const values = { number: showCaseNumber(reserved.caseNumber), when: formatWhen(reserved.dueAt, language, settings.calendar.timeZone), email: confirmedTo };
  const lines = doneLines(texts, confirmedTo).map((line) => `<p>${marked(line, values)!}</p>`);
  return shell(view, `<section class="done" id="moked-done" role="status"><h2>${escapeHtml(texts.done)}</h2>
${lines.join('\n')}
<p><a href="/form?lang=${language}${view.embedded ? '&amp;embedded' : ''}">${escapeHtml(texts.another)}</a></p></section>`);
}
