import sanitize from 'sanitize-html';
import { convert, type HtmlToTextOptions } from 'html-to-text';

/** HTML longer than this is not worth a browser's time: it is shown as text. */
const HTML_LIMIT = 2_000_000;

const COLOUR = [/^#[0-9a-f]{3,8}$/i, /^[a-z]{3,20}$/i, /^rgba?\([\d\s.,%]{5,40}\)$/i];
const LENGTH = [/^-?\d{1,4}(?:\.\d{1,3})?(?:px|pt|em|rem|%)?$/i];
const LENGTHS = [/^(?:-?\d{1,4}(?:\.\d{1,3})?(?:px|pt|em|rem|%)?\s*){1,4}$/i];

const STYLES: Record<string, RegExp[]> = {
  'color': COLOUR, 'background-color': COLOUR, 'direction': [/^(?:ltr|rtl)$/i], 'text-align': [/^(?:left|right|center|justify|start|end)$/i],
  'font-weight': [/^(?:normal|bold|bolder|lighter|[1-9]00)$/i], 'font-style': [/^(?:normal|italic|oblique)$/i],
  'text-decoration': [/^(?:none|underline|line-through)$/i], 'font-size': LENGTH, 'line-height': LENGTH,
  'white-space': [/^(?:normal|nowrap|pre|pre-wrap|pre-line)$/i], 'vertical-align': [/^(?:top|middle|bottom|baseline)$/i],
  'padding': LENGTHS, 'margin': LENGTHS,
};

// Declaration by declaration: what is not a listed property with one of its plain values is left out, brackets and quotes never pass.
function plainStyle(style: string): string {
  const kept: string[] = [];
  for (const declaration of style.slice(0, 5_000).split(';')) {
    const colon = declaration.indexOf(':');
    const name = declaration.slice(0, Math.max(0, colon)).trim().toLowerCase();
    const value = declaration.slice(colon + 1).replace(/!\s*important\s*$/i, '').trim();
    if (Object.hasOwn(STYLES, name) && STYLES[name]!.some((pattern) => pattern.test(value))) kept.push(`${name}:${value}`);
  }
  return kept.join(';');
}

function withPlainStyle(tagName: string, attributes: sanitize.Attributes): sanitize.Tag {
  const style = attributes['style'];
  if (style === undefined) return { tagName, attribs: attributes };
  const { style: _, ...others } = attributes;
  const plain = plainStyle(style);
  return { tagName, attribs: plain ? { ...others, style: plain } : others };
}

// A picture is named, never loaded: the screen asks before it fetches anything from outside.
function hidePicture(tagName: string, attributes: sanitize.Attributes): sanitize.Tag {
  const source = attributes['src'] ?? '';
  const shown: sanitize.Attributes = {};
  for (const name of ['alt', 'width', 'height']) if (attributes[name]) shown[name] = attributes[name];
  if (/^(?:https?:\/\/|cid:)/i.test(source) && source.length <= 2000) shown['data-src'] = source;
  return { tagName, attribs: shown };
}

const PROFILE: sanitize.IOptions = {
  allowedTags: [
    'a', 'abbr', 'address', 'b', 'bdi', 'bdo', 'big', 'blockquote', 'br', 'caption', 'center', 'cite', 'code', 'col', 'colgroup', 'dd', 'del', 'div', 'dl', 'dt',
    'em', 'font', 'h1', 'h2', 'h3', 'h4', 'h5', 'h6', 'hr', 'i', 'img', 'ins', 'li', 'ol', 'p', 'pre', 'q', 's', 'small', 'span', 'strike', 'strong', 'sub', 'sup',
    'table', 'tbody', 'td', 'tfoot', 'th', 'thead', 'tr', 'tt', 'u', 'ul',
  ],
  allowedAttributes: {
    '*': ['dir', 'lang', 'align', 'valign', 'style'],
    'a': ['href', 'rel', 'target', 'title'],
    'img': ['alt', 'width', 'height', 'data-src'],
    'td': ['colspan', 'rowspan', 'width', 'bgcolor'], 'th': ['colspan', 'rowspan', 'width', 'bgcolor'],
    'table': ['width', 'border', 'cellpadding', 'cellspacing', 'bgcolor'], 'font': ['color', 'size'],
    'ol': ['start', 'type'], 'ul': ['type'], 'blockquote': ['type'],
  },
  allowedSchemes: ['http', 'https', 'mailto'],
  allowProtocolRelative: false,
  disallowedTagsMode: 'discard',
  nonTextTags: ['script', 'style', 'textarea', 'option', 'noscript', 'title', 'head', 'svg', 'math', 'template', 'iframe', 'object', 'embed', 'select', 'button', 'xmp', 'noembed', 'noframes', 'plaintext'],
  nestingLimit: 150,
  transformTags: {
    '*': withPlainStyle,
    img: hidePicture,
    a: (tagName, attributes) => ({ tagName, attribs: attributes['href'] ? { href: attributes['href'], rel: 'noopener noreferrer nofollow', target: '_blank', ...(attributes['title'] ? { title: attributes['title'] } : {}) } : {} }),
  },
  parseStyleAttributes: false,
};

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
  return html.length > HTML_LIMIT || isTooDeep(html) ? null : sanitize(html, PROFILE);
}

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
  ],
};

// What mail programs wrap the quoted history in. A forward is wrapped alike and must stay: see quotedIn.
const QUOTED = [
  'div.gmail_quote', 'blockquote.gmail_quote', 'div.gmail_extra', 'blockquote[type=cite]', 'div.yahoo_quoted', 'div.moz-cite-prefix', 'div.moz-signature',
  'div.protonmail_quote', 'blockquote.protonmail_quote', 'div.zmail_extra', 'div.tutanota_quote', 'blockquote.tutanota_quote', 'div.gmail_attr', 'div.ymail_android_signature',
  'div.gmail_signature',
];

function strip(html: string): string {
  return html.replace(/<(script|style|head|title)\b[^<]*(?:<(?!\/\1)[^<]*)*<\/\1>/gi, ' ').replace(/<(?:br|\/p|\/div|\/tr|\/li)\b[^>]{0,500}>/gi, '\n').replace(/<[^<>]{0,5000}>/g, ' ').replace(/[ \t]+/g, ' ').replace(/ ?\n[ \n]*/g, '\n').trim();
}

function toText(html: string, options: HtmlToTextOptions): string {
  const input = html.slice(0, HTML_LIMIT);
  if (isTooDeep(input)) return strip(input);
  try {
    return convert(input, options).replace(/\u00a0/g, ' ').replace(/[ \t]+$/gm, '').replace(/\n{3,}/g, '\n\n').trim();
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
const FORWARDED = /-{4,}\s*(?:Forwarded message|Forwarded Message|הודעה שהועברה|Begin forwarded message|Weitergeleitete Nachricht)|Begin forwarded message:/i;

/** The words of an HTML reply without the history that mail programs mark; null when nothing is marked, or when it is a forward. */
export function htmlWithoutHistory(html: string): string | null {
  const input = html.slice(0, HTML_LIMIT);
  if (FORWARDED.test(input)) return null;
  const begins = [HISTORY_BEGINS, HISTORY_CLASS, OUTLOOK_LINE].map((pattern) => input.search(pattern)).filter((at) => at >= 0);
  const cut = begins.length > 0 ? input.slice(0, Math.min(...begins)) : input;
  const marked = /gmail_quote|gmail_extra|type=["']?cite|yahoo_quoted|moz-cite-prefix|protonmail_quote|zmail_extra|tutanota_quote/i.test(cut);
  if (begins.length === 0 && !marked) return null;
  const text = toText(cut, { ...TEXT, selectors: [...(TEXT.selectors ?? []), ...QUOTED.map((selector) => ({ selector, format: 'skip' }))] });
  return text || null;
}
