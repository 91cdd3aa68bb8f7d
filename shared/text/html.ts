import { directionOfLanguage, type Direction, type DirectedLine } from '../domain/direction.ts';
import type { Language } from '../domain/message.ts';
import { fill, type Values } from './fill.ts';

/** Both grounds a mail is read on. Each colour keeps a contrast of at least 4.5 to 1 (WCAG 2.2, 1.4.3) to its ground. */
export const COLOURS = {
  light: { ground: '#ffffff', text: '#1f1f1f', quiet: '#595959', link: '#0b57d0' },
  dark: { ground: '#1b1b1d', text: '#f1f1f1', quiet: '#bdbdbd', link: '#9ecbff' },
} as const;

const ENTITIES: Record<string, string> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;', "'": '&#39;' };

/** Any text as HTML text or attribute value. */
export function escapeHtml(text: string): string {
  return text.replace(/[&<>"']/g, (character) => ENTITIES[character]!);
}

function anchor(address: string): string {
  const shown = escapeHtml(address);
  return `<a href="${shown}" dir="ltr" class="link" style="color:${COLOURS.light.link};overflow-wrap:anywhere">${shown}</a>`;
}

const isLink = (value: string): boolean => /^https?:\/\//i.test(value) && URL.canParse(value);

// Names and numbers from elsewhere keep their own order; a case number is never broken over two lines.
function showValue(name: string, value: string): string {
  if (name === 'number') return `<bdi dir="ltr" style="white-space:nowrap;font-weight:bold">${escapeHtml(value)}</bdi>`;
  if (name === 'urgentPhone') return `<bdi dir="ltr" style="white-space:nowrap">${escapeHtml(value)}</bdi>`;
  if (isLink(value)) return anchor(value);
  return `<bdi>${escapeHtml(value)}</bdi>`;
}

// What the texts say themselves, in their own language.
const OWN_WORDS = new Set(['when', 'opens', 'nextUpdate', 'reason']);

/** One line of a text with its values marked up; null when a value is empty. */
export function fillHtml(template: string, values: Values): string | null {
  const filled = fill(template, values, (name, value) => (OWN_WORDS.has(name) ? escapeHtml(value) : showValue(name, value)), escapeHtml);
  return filled === null ? null : filled.replaceAll('\n', '<br>');
}

const sideOf = (direction: Direction): string => (direction === 'rtl' ? 'right' : 'left');

/** A block that says its own direction: mail programs drop what stands outside it, and guess where nothing is said. */
export function block(html: string, direction: Direction, style: string, className = 'text'): string {
  return `<div dir="${direction}" align="${sideOf(direction)}" class="${className}" style="${style};text-align:${sideOf(direction)}">${html}</div>`;
}

/** Lines that belong together: one block each, so that each may have its own direction. */
export function paragraph(lines: { html: string; direction: Direction }[], direction: Direction, kind: 'text' | 'quiet' = 'text'): string {
  const inner = lines.map(({ html, direction: own }) => block(html, own, `margin:0;color:${COLOURS.light[kind]}`, kind)).join('\n');
  return block(inner, direction, 'margin:0 0 16px', kind);
}

// Links, and tokens with a digit that are more than a plain number: `ORD-2026-55431`, `482-109-379`.
const MARKED = /(https?:\/\/[^\s<>"]*[^\s<>".,;:!?)\]])|([A-Za-z0-9#][A-Za-z0-9#/_.-]*[A-Za-z0-9])/gi;

/** A person's line: order numbers keep their order inside it, links can be followed. `show`: how a link looks. */
export function personsLine({ text, direction }: DirectedLine, show: (address: string) => string = anchor): { html: string; direction: Direction } {
  let html = '';
  let done = 0;
  for (const match of text.matchAll(MARKED)) {
    const [token, link] = match;
    html += escapeHtml(text.slice(done, match.index));
    done = match.index + token.length;
    if (link && isLink(link)) html += show(link);
    else html += /\d/.test(token) && /[A-Za-z#/_-]/.test(token) ? `<bdi>${escapeHtml(token)}</bdi>` : escapeHtml(token);
  }
  return { html: html + escapeHtml(text.slice(done)), direction };
}

/** What every page and mail says of itself first: how it is encoded, that it fits any width and either ground, and that a number in it is no telephone. */
export const HEAD = `<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="format-detection" content="telephone=no,date=no,address=no">
<meta name="color-scheme" content="light dark">`;

function darkStyle(): string {
  const { ground, text, quiet, link } = COLOURS.dark;
  return `:root{color-scheme:light dark}@media (prefers-color-scheme:dark){.ground{background-color:${ground}!important}.text{color:${text}!important}.quiet{color:${quiet}!important}.link{color:${link}!important}}`;
}

/** A whole mail: one column, nothing fetched from anywhere, readable without its style element. */
export function page({ language, title, preheader, paragraphs }: { language: Language; title: string; preheader: string | null; paragraphs: string[] }): string {
  const direction = directionOfLanguage(language);
  const side = sideOf(direction);
  const says = `lang="${language}" dir="${direction}"`;
  const ground = `background-color:${COLOURS.light.ground}`;
  const hidden = preheader === null ? '' : `<div ${says} style="display:none;max-height:0;overflow:hidden;mso-hide:all">${escapeHtml(preheader)}</div>\n`;
  return `<!doctype html>
<html ${says}>
<head>
${HEAD}
<meta name="supported-color-schemes" content="light dark">
<title>${escapeHtml(title)}</title>
<style>${darkStyle()}</style>
</head>
<body ${says} class="ground" style="margin:0;padding:0;${ground}">
${hidden}<table role="presentation" ${says} width="100%" cellpadding="0" cellspacing="0" border="0" class="ground" style="${ground}">
<tr><td ${says} align="${side}" class="ground" style="${ground};padding:24px 20px;font-family:Arial,Helvetica,sans-serif;font-size:16px;line-height:1.5;text-align:${side}">
<div ${says} align="${side}" style="max-width:600px;text-align:${side}">
${paragraphs.join('\n')}
</div>
</td></tr>
</table>
</body>
</html>
`;
}
