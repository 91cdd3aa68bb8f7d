import type { AlertFacts, AlertRecord, StepKind } from '../domain/alert.ts';
import { directionOf, directionOfLanguage, type Direction } from '../domain/direction.ts';
import type { Language } from '../domain/message.ts';
import { clip, oneLine } from '../domain/subject.ts';
import { ALERT_TEXTS, channelName, clockTime, say, type AlertContext, type AlertLines, type Post } from './alert-lines.ts';
import { block, COLOURS, escapeHtml, page } from './html.ts';
import { companyName } from './render.ts';

// By how often the usual; each keeps 4.5 to 1 to its ground, on light pages and dark ones alike.
const HEAT = [{ from: 4, ground: '#9f1d12', ink: '#ffffff' }, { from: 2.5, ground: '#c2410c', ink: '#ffffff' }, { from: 1.5, ground: '#ffb866', ink: '#1f1f1f' }, { from: 0.5, ground: '#ffe9c7', ink: '#1f1f1f' }, { from: 0, ground: '#eef1f4', ink: '#1f1f1f' }];
const BAR = 10 * 60_000;
const POST_CHARACTERS = 220;

const CASE_NUMBER = /\b\d{3}-\d{3}-\d{3}\b/g;
// A number is never broken over two lines.
const marked = (content: string): string => escapeHtml(content).replaceAll('\n', '<br>').replace(CASE_NUMBER, (shown) => `<bdi dir="ltr" style="white-space:nowrap">${shown}</bdi>`);

const heatOf = (count: number, usual: number): (typeof HEAT)[number] => HEAT.find(({ from }) => count / Math.max(1, usual) >= from)!;

function usualIn(usual: number, language: Language): string {
  const texts = ALERT_TEXTS[language];
  return say(texts.usual, { usual: usual < 1 ? texts.lessThanOne : String(Math.round(usual)) });
}

/** One row a channel, ten minutes a cell: coloured by how unusual it is, and numbered, so that it needs neither pictures nor colours. */
function barsTable(facts: AlertFacts, { settings, now }: AlertContext): string {
  const language = settings.alertLanguage;
  const direction = directionOfLanguage(language);
  const side = direction === 'rtl' ? 'right' : 'left';
  const cell = 'padding:6px 0;text-align:center;font-size:16px;font-weight:bold;border:2px solid transparent;background-clip:padding-box';
  const head = facts.bars[0]!.counts.map((_, place) => `<th scope="col" dir="ltr" class="quiet" style="font-size:12px;font-weight:normal;color:${COLOURS.light.quiet};padding:0;text-align:center">${clockTime(facts.from + place * BAR, now, language, settings.calendar.timeZone).slice(-5)}</th>`);
  const rows = facts.bars.map(({ channel, counts, usual }) => {
    const cells = counts.map((count) => {
      const { ground, ink } = heatOf(count, usual);
      return `<td align="center" bgcolor="${ground}" style="${cell};background-color:${ground};color:${ink}">${count}</td>`;
    });
    const name = `<th scope="row" dir="${direction}" align="${side}" class="text" style="font-size:15px;padding-inline-end:6px;text-align:${side};color:${COLOURS.light.text}"><bdi>${escapeHtml(channelName(channel, language))}</bdi><div dir="${direction}" class="quiet" style="font-size:12px;font-weight:normal;color:${COLOURS.light.quiet}">${escapeHtml(usualIn(usual, language))}</div></th>`;
    return `<tr>${name}${cells.join('')}</tr>`;
  });
  return `<table dir="${direction}" width="100%" cellpadding="0" cellspacing="0" border="0" style="table-layout:fixed;border-collapse:separate;margin:0 0 16px"><colgroup><col style="width:76px"></colgroup><tr><td style="width:76px"></td>${head.join('')}</tr>${rows.join('')}</table>`;
}

function postsHtml(posts: Post[], { settings, now }: AlertContext): string {
  const language = settings.alertLanguage;
  const texts = ALERT_TEXTS[language];
  const direction = directionOfLanguage(language);
  return posts.map(({ channel, author, text, link, at }) => {
    const shown = clip(oneLine(text), POST_CHARACTERS);
    const own: Direction = directionOf(shown, direction);
    const by = `${author ? `<bdi>${escapeHtml(clip(oneLine(author), 60))}</bdi> · ` : ''}<bdi>${escapeHtml(channelName(channel, language))}</bdi> · <bdi>${escapeHtml(clockTime(at, now, language, settings.calendar.timeZone))}</bdi>`;
    const to = link && /^https?:\/\//.test(link) ? ` · <a href="${escapeHtml(link)}" class="link" style="color:${COLOURS.light.link}">${escapeHtml(texts.post)}</a>` : '';
    return `${block(escapeHtml(shown), own, `margin:0;color:${COLOURS.light.text};overflow-wrap:anywhere`)}\n${block(by + to, direction, `margin:0 0 12px;font-size:14px;color:${COLOURS.light.quiet}`, 'quiet')}`;
  }).join('\n');
}

// Two beside each other, high enough for a thumb; links, no forms: opening one changes nothing.
function actionsTable(actions: AlertLines['actions'], direction: Direction): string {
  const cells = actions.map(({ name, link }, place) => `<td dir="${direction}" align="center" width="50%" style="padding:4px"><a href="${escapeHtml(link)}" style="display:block;padding:12px 4px;border-radius:6px;border:2px solid #0b57d0;font-weight:bold;text-decoration:none;${place === 0 ? 'background-color:#0b57d0;color:#ffffff' : 'background-color:#ffffff;color:#0b57d0'}">${escapeHtml(name)}</a></td>`);
  const rows: string[] = [];
  for (let from = 0; from < cells.length; from += 2) rows.push(`<tr>${cells.slice(from, from + 2).join('')}</tr>`);
  return `<table role="presentation" dir="${direction}" width="100%" cellpadding="0" cellspacing="0" border="0" style="margin:0 0 16px">${rows.join('')}</table>`;
}

/** An alert as a mail's page: what rises, since when, how far, where and what to press stand on a telephone's first screen. */
export function alertHtml(record: AlertRecord, kind: StepKind, lines: AlertLines, context: AlertContext): string {
  const language = context.settings.alertLanguage;
  const texts = ALERT_TEXTS[language];
  const direction = directionOfLanguage(language);
  const { text: ink, quiet } = COLOURS.light;
  const line = (content: string, style = '', tone: 'text' | 'quiet' = 'text'): string => block(marked(content), direction, `margin:0 0 12px;color:${tone === 'text' ? ink : quiet}${style}`, tone);
  const { facts } = record;
  const rise = facts !== null && kind !== 'over';
  return page({
    language, title: lines.subject, preheader: lines.first,
    paragraphs: [
      line(lines.subject, ';font-size:22px;line-height:1.3;font-weight:bold'),
      ...(lines.first ? [line(lines.first, ';font-size:18px')] : []),
      ...(lines.where ? [line(lines.where, ';font-weight:bold')] : []),
      ...(lines.actions.length > 0 ? [actionsTable(lines.actions, direction)] : []),
      ...(lines.who ? [line(lines.who)] : []),
      ...(rise && facts.bars.length > 0 ? [line(texts.byChannel, ';margin-bottom:4px;font-weight:bold'), barsTable(facts, context)] : []),
      ...lines.details.map((detail) => line(detail, ';margin-bottom:4px')),
      ...(rise && context.posts.length > 0 ? [line(texts.posts, ';margin:16px 0 4px;font-weight:bold'), postsHtml(context.posts, context)] : []),
      line(say(texts.foot, { company: companyName(context.settings, language) }), ';font-size:13px;margin-top:16px', 'quiet'),
    ],
  });
}
