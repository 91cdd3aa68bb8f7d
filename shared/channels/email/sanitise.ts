import { Parser } from 'htmlparser2';

const COLOUR = [/^#[0-9a-f]{3,8}$/i, /^[a-z]{3,20}$/i, /^rgba?\([\d\s.,%]{5,40}\)$/i];
const LENGTH = [/^-?\d{1,4}(?:\.\d{1,3})?(?:px|pt|em|rem|%)?$/i];
const LENGTHS = [/^(?:-?\d{1,4}(?:\.\d{1,3})?(?:px|pt|em|rem|%)?\s*){1,4}$/i];

const STYLES = new Map<string, RegExp[]>(Object.entries({
  'color': COLOUR, 'background-color': COLOUR, 'direction': [/^(?:ltr|rtl)$/i], 'text-align': [/^(?:left|right|center|justify|start|end)$/i],
  'font-weight': [/^(?:normal|bold|bolder|lighter|[1-9]00)$/i], 'font-style': [/^(?:normal|italic|oblique)$/i],
  'text-decoration': [/^(?:none|underline|line-through)$/i], 'font-size': LENGTH, 'line-height': LENGTH,
  'white-space': [/^(?:normal|nowrap|pre|pre-wrap|pre-line)$/i], 'vertical-align': [/^(?:top|middle|bottom|baseline)$/i],
  'padding': LENGTHS, 'margin': LENGTHS,
}));

const TAGS = new Set([
  'a', 'abbr', 'address', 'b', 'bdi', 'bdo', 'big', 'blockquote', 'br', 'caption', 'center', 'cite', 'code', 'col', 'colgroup', 'dd', 'del', 'div', 'dl', 'dt',
  'em', 'font', 'h1', 'h2', 'h3', 'h4', 'h5', 'h6', 'hr', 'i', 'img', 'ins', 'li', 'ol', 'p', 'pre', 'q', 's', 'small', 'span', 'strike', 'strong', 'sub', 'sup',
  'table', 'tbody', 'td', 'tfoot', 'th', 'thead', 'tr', 'tt', 'u', 'ul',
]);
const VOID = new Set(['br', 'col', 'hr', 'img']);
/** Of these not even what stands in them is words. */
const WORDLESS = new Set(['script', 'style', 'textarea', 'option', 'noscript', 'title', 'head', 'svg', 'math', 'template', 'iframe', 'object', 'embed', 'select', 'button', 'xmp', 'noembed', 'noframes', 'plaintext']);
const EVERYWHERE = ['dir', 'lang', 'align', 'valign'];
const ON_TAG: Record<string, string[]> = {
  td: ['colspan', 'rowspan', 'width', 'bgcolor'], th: ['colspan', 'rowspan', 'width', 'bgcolor'],
  table: ['width', 'border', 'cellpadding', 'cellspacing', 'bgcolor'], font: ['color', 'size'], ol: ['start', 'type'], ul: ['type'], blockquote: ['type'],
};
const DEEPEST = 150;
const ATTRIBUTE_LIMIT = 2_000;

type Attributes = Record<string, string>;

const ESCAPES: Record<string, string> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;' };
const escapeText = (text: string): string => (/[&<>]/.test(text) ? text.replace(/[&<>]/g, (character) => ESCAPES[character]!) : text);
const escapeValue = (text: string): string => (/[&<>"]/.test(text) ? text.replace(/[&<>"]/g, (character) => ESCAPES[character]!) : text);

// Declaration by declaration: what is not a listed property with one of its plain values is left out; quotes and brackets never pass.
function plainStyle(style: string): string {
  const kept: string[] = [];
  for (const declaration of style.slice(0, 5_000).split(';')) {
    const colon = declaration.indexOf(':');
    const patterns = colon > 0 ? STYLES.get(declaration.slice(0, colon).trim().toLowerCase()) : undefined;
    const value = patterns ? declaration.slice(colon + 1).replace(/!\s*important\s*$/i, '').trim() : '';
    if (patterns?.some((pattern) => pattern.test(value))) kept.push(`${declaration.slice(0, colon).trim().toLowerCase()}:${value}`);
  }
  return kept.join(';');
}

function write(name: string, value: string | undefined): string {
  return value === undefined || value === '' || value.length > ATTRIBUTE_LIMIT ? '' : ` ${name}="${escapeValue(value)}"`;
}

// Links lead out, to an address that says where: a relative one would lead into the page that shows the mail.
function link(attributes: Attributes): string {
  const address = attributes['href'];
  if (!address) return '';
  const target = address.trim();
  return `${write('href', /^(?:https?:\/\/|mailto:)[^\p{Cc}]+$/iu.test(target) ? target : '')} rel="noopener noreferrer nofollow" target="_blank"${write('title', attributes['title'])}`;
}

// A picture is named, never loaded: the screen asks before it fetches anything from outside.
function picture(attributes: Attributes): string {
  const source = attributes['src'] ?? '';
  const alternative = attributes['alt'] === undefined || attributes['alt'] === '' ? '' : write('alt', attributes['alt']);
  return `${alternative}${write('width', attributes['width'])}${write('height', attributes['height'])}${write('data-src', /^(?:https?:\/\/|cid:)/i.test(source) ? source : '')}`;
}

function attributesOf(tag: string, attributes: Attributes): string {
  if (tag === 'a') return link(attributes);
  if (tag === 'img') return picture(attributes);
  let out = '';
  const own = ON_TAG[tag];
  for (const name of Object.keys(attributes)) {
    if (name === 'style') out += write('style', plainStyle(attributes[name]!));
    else if (EVERYWHERE.includes(name) || own?.includes(name)) out += write(name, attributes[name]);
  }
  return out;
}

/**
 * HTML by the strict mail profile: listed elements with listed attributes, written anew from what the parser understood;
 * nothing that runs, loads, submits or leaves its place.
 */
export function sanitise(html: string): string {
  let out = '';
  let wordlessFrom = 0;
  const open: { tag: string; kept: boolean }[] = [];
  const parser = new Parser({
    onopentag(tag, attributes) {
      const depth = open.length + 1;
      if (wordlessFrom === 0 && WORDLESS.has(tag)) wordlessFrom = depth;
      const kept = wordlessFrom === 0 && depth <= DEEPEST && TAGS.has(tag);
      open.push({ tag, kept });
      if (kept) out += `<${tag}${attributesOf(tag, attributes)}${VOID.has(tag) ? ' />' : '>'}`;
    },
    ontext(text) {
      if (wordlessFrom === 0) out += escapeText(text);
    },
    onclosetag(tag) {
      // At the end of a page the parser also closes a tag that was cut off before it opened.
      if (open.at(-1)?.tag !== tag) return;
      if (open.length === wordlessFrom) wordlessFrom = 0;
      if (open.pop()!.kept && !VOID.has(tag)) out += `</${tag}>`;
    },
  }, { decodeEntities: true });
  parser.write(html);
  parser.end();
  return out;
}
