import { compile, type HtmlToTextOptions } from 'html-to-text';
import { sanitise } from './sanitise.ts';

/** HTML longer than this is not worth a browser's time: it is shown as text. */
const HTML_LIMIT = 2_000_000;

// Elements whose end must be written: nested far beyond any page they make every reader of HTML slow.
const NESTING = /<(\/?)(?:div|span|table|font|b|i|u|em|strong|small|big|a|blockquote|center|ul|ol|dl|h[1-6]|form|section|article)\b/gi;
const DEEPEST = 300;

function isTooDeep(html: string): boolean {
  let depth = 0;
  for (const [, closing] of html.matchAll(NESTING)) {
    depth = closing ? Math.max(0, depth - 1) : depth + 1;
    if (depth > DEEPEST) return true;
  }
  return false;
}

/** A mail's HTML by the strict mail profile: nothing that runs, loads, submits or leaves its place; null when too long or too deep. */
export function sanitiseMailHtml(html: string): string | null {
  return html.length > HTML_LIMIT || isTooDeep(html) ? null : sanitise(html);
}

// What mail programs wrap the quoted history in. A forward is wrapped alike and must stay: see quotedIn.
const SKIPPED = [
  'div.yahoo_quoted', 'div.moz-signature', 'pre.moz-signature', 'div.protonmail_quote', 'div.protonmail_signature_block', 'div.zmail_extra', 'div.tutanota_quote', 'div.ymail_android_signature',
  'div.gmail_signature', 'div.hw_quote', 'div.WPS_Mail_Quote', 'div.qmbox', 'div.ntes-mailmaster-quote', 'div.mailbird-quote', 'div.acompli_signature', 'div.ms-outlook-mobile-signature',
];
/** They become lines with marks: somebody may have written between two of them. */
const CITED = ['div.moz-cite-prefix', 'div.gmail_attr', 'blockquote[type=cite]', 'blockquote.gmail_quote', 'blockquote.protonmail_quote', 'blockquote.tutanota_quote', 'blockquote[cite]', 'blockquote.iosymail'];
/** Not a quote: mail programs indent a paragraph so. */
const INDENTED = ['blockquote[style*="border:none"]', 'blockquote[style*="border: none"]', 'blockquote.webkit-indent-blockquote', 'blockquote[style*="margin: 0 0 0 40px"]', 'blockquote[style*="margin:0 0 0 40px"]'];

const TEXT: HtmlToTextOptions = {
  wordwrap: false,
  preserveNewlines: false,
  limits: { maxInputLength: HTML_LIMIT },
  selectors: [
    { selector: 'a', options: { hideLinkHrefIfSameAsText: true, ignoreHref: true } },
    { selector: 'img', format: 'skip' },
    { selector: 'style', format: 'skip' }, { selector: 'script', format: 'skip' }, { selector: 'title', format: 'skip' }, { selector: 'head', format: 'skip' },
    { selector: 'ul', options: { itemPrefix: '- ' } },
    { selector: 'hr', options: { length: 10 } },
    ...['h1', 'h2', 'h3', 'h4', 'h5', 'h6'].map((selector) => ({ selector, options: { uppercase: false } })),
    { selector: 'p', options: { leadingLineBreaks: 1, trailingLineBreaks: 2 } },
    { selector: 'blockquote', options: { leadingLineBreaks: 1, trailingLineBreaks: 1 } },
    ...INDENTED.map((selector) => ({ selector, format: 'block', options: { leadingLineBreaks: 1, trailingLineBreaks: 1 } })),
    ...CITED.map((selector) => ({ selector, format: 'blockquote', options: { leadingLineBreaks: 1, trailingLineBreaks: 1 } })),
  ],
};

/** Without what mail programs wrap the history and the signature in. */
const WITHOUT_HISTORY: HtmlToTextOptions = { ...TEXT, selectors: [...(TEXT.selectors ?? []), ...SKIPPED.map((selector) => ({ selector, format: 'skip' }))] };

type ToText = (html: string) => string;
const compiled = new Map<HtmlToTextOptions, ToText>();
// Selectors are compiled once: for a short mail that is most of the work.
function converterOf(options: HtmlToTextOptions): ToText {
  const found = compiled.get(options) ?? compile(options);
  compiled.set(options, found);
  return found;
}

function strip(html: string): string {
  return html.replace(/<(script|style|head|title)\b[^<]*(?:<(?!\/\1)[^<]*)*<\/\1>/gi, ' ').replace(/<(?:br|\/p|\/div|\/tr|\/li)\b[^>]{0,500}>/gi, '\n').replace(/<[^<>]{0,5000}>/g, ' ').replace(/[ \t]+/g, ' ').replace(/ ?\n[ \n]*/g, '\n').trim();
}

function toText(html: string, options: HtmlToTextOptions): string {
  // A quoted page brings its own body along: with these tags only one of the bodies would be read.
  const input = html.slice(0, HTML_LIMIT).replace(/<\/?(?:html|body)\b[^<>]{0,5000}>/gi, '\n');
  if (isTooDeep(input)) return strip(input);
  try {
    return converterOf(options)(input).replace(/\u00a0/g, ' ').replace(/[ \t]+$/gm, '').replace(/\n{3,}/g, '\n\n').trim();
  } catch (error) {
    // Nested beyond the stack: the words without their order in the page are better than none.
    if ((error as Error).name !== 'RangeError') throw error;
    return strip(input);
  }
}

/** The words of an HTML mail, links and pictures left out. */
export function htmlToPlain(html: string): string {
  return toText(html, TEXT);
}

// From these on, everything is the message that is answered.
const HISTORY_BEGINS = /<(?:div|a|span|hr|table|blockquote)\b[^<>]{0,400}\b(?:id|name)\s*=\s*["']?(?:divRplyFwdMsg|appendonsend|OLK_SRC_BODY_SECTION|_MailOriginal|mail-editor-reference-message-container|ms-outlook-mobile-reference-message|replySplit|stopSpelling)\b/i;
const HISTORY_CLASS = /<div\b[^<>]{0,400}\bclass\s*=\s*["']?(?:[^"'<>]{0,100}\s)?(?:OutlookMessageHeader|gmail_quote_container|WordSection1Quote|ms-outlook-mobile-reference-message|skiptranslate-quote)\b/i;
const OUTLOOK_LINE = /<div\b[^<>]{0,200}style\s*=\s*["'][^"'<>]{0,200}border(?:-top)?:\s*(?:solid|none)[^"'<>]{0,80}(?:#E1E1E1|#B5C4DF|windowtext)[^"'<>]{0,200}["']/i;
/** What Foxmail draws above a signature. */
const SIGNATURE_LINE = /<hr\b[^<>]{0,200}width: ?210px[^<>]{0,200}>/i;
const FORWARDED = /-{4,}\s*(?:Forwarded message|Forwarded Message|הודעה שהועברה|Begin forwarded message|Weitergeleitete Nachricht)|Begin forwarded message:/i;

/** The words of an HTML reply without the history that mail programs mark; null when nothing is marked, or when it is a forward. */
export function htmlWithoutHistory(html: string): string | null {
  const input = html.slice(0, HTML_LIMIT);
  if (FORWARDED.test(input)) return null;
  const begins = [HISTORY_BEGINS, HISTORY_CLASS, OUTLOOK_LINE].map((pattern) => input.search(pattern)).filter((at) => at >= 0);
  // The line that is drawn above the history belongs to it.
  const cut = begins.length > 0 ? input.slice(0, Math.min(...begins)).replace(/<hr\b[^<>]{0,500}>\s*$/i, '') : input;
  const marked = /gmail_quote|gmail_extra|gmail_signature|type=["']?cite|yahoo_quoted|moz-cite-prefix|moz-signature|protonmail_quote|zmail_extra|tutanota_quote|hw_quote|qmbox|ntes-mailmaster-quote|mailbird-quote|outlook-mobile-signature|acompli_signature/i.test(cut);
  if (begins.length === 0 && !marked) return null;
  const text = toText(cut.replace(SIGNATURE_LINE, '<div>-- </div>'), WITHOUT_HISTORY);
  return text || null;
}
