import { showCaseNumber } from '../domain/case-number.ts';
import type { Case } from '../domain/case.ts';
import { directedParagraphs, directionOfLanguage } from '../domain/direction.ts';
import type { Language } from '../domain/message.ts';
import { isMoment } from '../domain/moment.ts';
import { formatWhen } from '../domain/promise.ts';
import type { Settings } from '../domain/settings.ts';
import { asksWhetherSolved, mayRate, stageOf, toldTime } from '../domain/status-view.ts';
import type { HistoryItem } from '../domain/status-view.ts';
import { oneLine } from '../domain/subject.ts';
import { fill } from './fill.ts';
import { FORM_TEXTS } from './form.ts';
import { escapeHtml, personsLine } from './html.ts';
import { STATUS_TEXTS, type StatusTexts } from './status.ts';
import { footOf, marked, shell } from './status-shell.ts';
import type { Dress } from './status-shell.ts';
import { dayOf, soon, writtenAt } from './status-when.ts';

/** What the page says has just been done. */
export type Done = 'added' | 'saidYes' | 'saidNo' | 'rated';
/** What could not be done, in words; `typed`: what is kept in the field that it belongs to. */
export interface StatusTrouble { text: string; where: 'details' | 'notYet' | 'rating'; typed: string }

export interface StatusView extends Dress {
  token: string;
  /** The number that the link was made for, and the case as it stands, which may be another one by now. */
  number: string;
  item: Case;
  history: HistoryItem[];
  /** Whether anything can be added: whose case it is has an address. */
  mayAdd: boolean;
  /** Whether it is for them to say how it ended. */
  mayJudge: boolean;
  submission: string;
  limits: { files: number; fileBytes: number; textCharacters: number };
  now: number;
  done: Done | null;
  trouble: StatusTrouble | null;
}

const MEGABYTE = 1024 * 1024;
/** A page stays readable on a phone. */
const SHOWN = 200;
const JUST_NOW_MS = 120_000;

const link = (address: string): string => `<a href="${escapeHtml(address)}" dir="ltr" target="_blank" rel="noopener nofollow">${escapeHtml(address)}</a>`;

function words(text: string, language: Language): string {
  return directedParagraphs(text, directionOfLanguage(language)).map((lines) => `<p dir="${lines[0]!.direction}">${lines.map((line) => {
    const { html, direction } = personsLine(line, link);
    return `<span dir="${direction}">${html}</span>`;
  }).join('')}</p>`).join('\n');
}

function sizeOf(bytes: number): string {
  if (bytes < 1024) return `${bytes} B`;
  return bytes < MEGABYTE ? `${Math.round(bytes / 1024)} KB` : `${(bytes / MEGABYTE).toFixed(1)} MB`;
}

// A number and an ending after a Hebrew name would change places.
function fileName(given: string): string {
  const name = oneLine(given);
  const [ending = ''] = /[A-Za-z0-9_-]*\.[A-Za-z0-9]{1,8}$/.exec(name) ?? [];
  return `<bdi>${escapeHtml(name.slice(0, name.length - ending.length))}${ending === '' ? '' : `<bdi dir="ltr">${escapeHtml(ending)}</bdi>`}</bdi>`;
}

function entry(view: StatusView, item: HistoryItem): string {
  const { language, settings, token } = view;
  const texts = STATUS_TEXTS[language];
  const who = item.from === 'automatic' ? texts.automatic : item.from === 'you' ? texts.you : texts.us;
  const marks = [item.isPublic ? texts.openly : '', item.onPage ? texts.onPage : ''].filter(Boolean).map((mark) => `<span class="mark">${escapeHtml(mark)}</span>`).join(' ');
  const said = item.withheld !== null ? `<p class="quiet">${escapeHtml(texts[item.withheld])}</p>` : item.text ? words(item.text, language) : '';
  const files = item.files.map(({ id, name, size }) => `<li><a href="/s/${token}/file/${escapeHtml(id)}" rel="nofollow">${fileName(name)}</a> <bdi class="quiet" dir="ltr">${sizeOf(size)}</bdi></li>`).join('');
  return `<li class="said ${item.from}"><p class="who"><strong>${escapeHtml(who)}</strong>${item.name && item.from === 'us' ? ` <bdi>${escapeHtml(item.name)}</bdi>` : ''} <time datetime="${new Date(item.at).toISOString()}">${escapeHtml(writtenAt(item.at, language, settings.calendar.timeZone))}</time> ${marks}</p>
${said}${files === '' ? '' : `\n<ul class="files">${files}</ul>`}</li>`;
}

/** What is said of the promised time; null when there is nothing to say. */
export function timeLine(item: Case, settings: Settings, language: Language, now: number): string | null {
  const texts = STATUS_TEXTS[language];
  const { timeZone } = settings.calendar;
  const told = toldTime(item, now);
  if (!told) return null;
  const when = (at: number): string => formatWhen(at, language, timeZone);
  if (told.is === 'kept' || told.is === 'answeredLate') return texts[told.is];
  if (told.is === 'late') return told.newDueAt === null ? fill(texts.lateOnly, { when: when(told.dueAt) }) : fill(texts.late, { when: when(told.dueAt), newWhen: when(told.newDueAt) });
  const near = soon(told.dueAt, now, language, timeZone);
  return near === null ? fill(texts.promise, { when: when(told.dueAt) }) : fill(texts.promiseSoon, { when: near });
}

function stand(view: StatusView): string {
  const { item, language, settings, now, number } = view;
  const texts = STATUS_TEXTS[language];
  const stage = stageOf(item.status) ?? 'closed';
  const channel = (texts as Record<string, string>)[item.channel] ?? item.channel;
  const facts = [fill(texts.opened, { date: dayOf(item.openedAt, language, settings.calendar.timeZone) })!, fill(texts.channel, { channel })!];
  const time = timeLine(item, settings, language, now);
  const late = toldTime(item, now)?.is === 'late';
  const { incident } = settings;
  const fault = incident && isMoment(incident.nextUpdateAt) && fill(texts.incident, { what: oneLine(incident.what[language]), nextUpdate: formatWhen(incident.nextUpdateAt, language, settings.calendar.timeZone) });
  return `<header><h1>${marked(texts.title, { number: showCaseNumber(number) })!}</h1></header>
<section class="stand">
<p class="stage ${stage}">${escapeHtml(texts[stage])}</p>
${time === null ? '' : `<p class="time${late ? ' late' : ''}">${escapeHtml(time)}</p>\n`}<p class="quiet">${facts.map((fact) => `<span>${escapeHtml(fact)}</span>`).join(' · ')}</p>
</section>
${fault ? `<p class="fault" role="note">${escapeHtml(fault)}</p>` : ''}`;
}

const hidden = (view: StatusView): string => `<input type="hidden" name="submission" value="${escapeHtml(view.submission)}">`;
const wrong = (view: StatusView, where: StatusTrouble['where'], id: string): string => `<p class="wrong" id="${id}" role="alert">${view.trouble?.where === where ? escapeHtml(view.trouble.text) : ''}</p>`;
const typed = (view: StatusView, where: StatusTrouble['where']): string => (view.trouble?.where === where ? escapeHtml(view.trouble.typed) : '');

// A question and two buttons; what is missing is asked only of who says that something is.
function solvedForm(view: StatusView, texts: StatusTexts): string {
  if (!view.mayJudge || !asksWhetherSolved(view.item)) return '';
  const no = view.mayAdd ? `<details${view.trouble?.where === 'notYet' ? ' open' : ''}><summary>${escapeHtml(texts.notYet)}</summary>
<form method="post" action="/s/${view.token}/not-yet">${hidden(view)}
<label for="moked-missing">${escapeHtml(texts.missing)}</label>
<textarea id="moked-missing" name="text" rows="4" aria-describedby="moked-missing-wrong">\n${typed(view, 'notYet')}</textarea>
${wrong(view, 'notYet', 'moked-missing-wrong')}
<button type="submit">${escapeHtml(texts.send)}</button></form></details>` : '';
  return `<section class="ask pair" aria-labelledby="moked-solved"><h2 id="moked-solved">${escapeHtml(texts.solvedAsk)}</h2>
<form method="post" action="/s/${view.token}/solved">${hidden(view)}<button type="submit">${escapeHtml(texts.yes)}</button></form>
${no}</section>`;
}

function ratingForm(view: StatusView, texts: StatusTexts): string {
  if (!view.mayJudge || !mayRate(view.item)) return '';
  const given = view.item.rating?.score;
  const choices = ([1, 2, 3, 4, 5] as const).map((score) => `<label><input type="radio" name="score" value="${score}" required${given === score ? ' checked' : ''}> <span><bdi>${score}</bdi> ${escapeHtml(texts[`rate${score}`])}</span></label>`).join('\n');
  return `<section class="ask"><form method="post" action="/s/${view.token}/rating">${hidden(view)}
<fieldset><legend>${escapeHtml(texts.ratingAsk)}</legend>
<div class="scores">${choices}</div></fieldset>
${wrong(view, 'rating', 'moked-rating-wrong')}
<button type="submit">${escapeHtml(texts.send)}</button></form></section>`;
}

function detailsForm(view: StatusView, texts: StatusTexts): string {
  if (!view.mayAdd) return '';
  const { language, limits, token } = view;
  const form = FORM_TEXTS[language];
  const attach = limits.files === 0 ? '' : `<div class="field" id="moked-attach" hidden>
<label for="moked-files" class="attach">${escapeHtml(texts.attach)}</label>
<input id="moked-files" type="file" multiple aria-describedby="moked-files-hint moked-files-wrong">
<p class="quiet" id="moked-files-hint">${escapeHtml(fill(form.attachHint, { files: String(limits.files), max: String(Math.floor(limits.fileBytes / MEGABYTE)) })!)}</p>
<ul id="moked-list"></ul>
<p class="wrong" id="moked-files-wrong"></p>
</div>`;
  const spoken = Object.fromEntries((['remove', 'fileTooLarge', 'tooManyFiles', 'failed', 'textMissing', 'textTooLong', 'send', 'sending', 'uploading'] as const).map((key) => [key, form[key]]));
  return `<section id="add"><h2 id="moked-add">${escapeHtml(texts.add)}</h2>
<form id="moked-form" method="post" action="/s/${token}/details" data-words="${escapeHtml(JSON.stringify(spoken))}" data-uploads="/s/${token}/uploads" data-done="/s/${token}?done=added" data-files="${limits.files}" data-bytes="${limits.fileBytes}" data-characters="${limits.textCharacters}">${hidden(view)}
<div class="field"><textarea id="moked-text" name="text" rows="6" required aria-labelledby="moked-add" aria-describedby="moked-text-wrong">\n${typed(view, 'details')}</textarea>
${wrong(view, 'details', 'moked-text-wrong')}</div>
${attach}
<button type="submit">${escapeHtml(texts.send)}</button>
</form></section>`;
}

// What was added goes the way of every message: it is in the history some seconds later.
const isOnItsWay = ({ done, history, now }: StatusView): boolean => (done === 'added' || done === 'saidNo') && !history.some(({ onPage, at }) => onPage && now - at < JUST_NOW_MS);

/** A case as its customer sees it. It works without its script, which adds files alone. */
export function statusPage(view: StatusView): string {
  const { language, history, done, number } = view;
  const texts = STATUS_TEXTS[language];
  const shown = history.slice(-SHOWN);
  const rating = ratingForm(view, texts);
  return shell(view, { title: fill(texts.title, { number: showCaseNumber(number) })!, script: true }, `${stand(view)}
${done === null ? '' : `<p class="done" id="moked-done" role="status">${escapeHtml(texts[done])}${isOnItsWay(view) ? ` ${escapeHtml(texts.soonHere)}` : ''}</p>`}
${rating === '' && view.trouble?.where === 'rating' ? wrong(view, 'rating', 'moked-rating-wrong') : ''}
${solvedForm(view, texts)}
${rating}
<section aria-labelledby="moked-history"><h2 id="moked-history">${escapeHtml(texts.history)}</h2>
${shown.length < history.length ? `<p class="quiet">${escapeHtml(texts.earlier)}</p>\n` : ''}<ol class="history">
${shown.map((item) => entry(view, item)).join('\n')}
</ol></section>
${detailsForm(view, texts)}
${footOf(view)}`);
}
