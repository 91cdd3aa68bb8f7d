import { describe, expect, it } from '@jest/globals';
import { Parser } from 'htmlparser2';
import { mutate } from '../../local/mail-report/mutate.ts';
import { sanitise } from '../../shared/channels/email/sanitise.ts';
import { CLIENTS } from '../support/clients.ts';

const ATTACKS = [
  '<scr<script>ipt>x()</script>', '<img src=x onerror=x()//', '<a href="jav&#x09;ascript:x()">y</a>', '<svg><style><img src=x onerror=x()></style></svg>',
  '<math><mtext></form><form><mglyph><style></math><img src onerror=x()>', '<noscript><p title="</noscript><img src=x onerror=x()>">', '<p style="color:red;x:expression(x())">a</p>',
  '<xmp><img src=x></xmp>', '<plaintext>a<b', '<table><tr><td><td>x</table>y</td>', '<![CDATA[<b>x]]>', '<?php x ?>', '</p>a</br>b', '<b><i>x</b>y</i>', '<td dir="rtl\'">a', '&lt;script&gt;&amp;&nbsp;',
  '<textarea><b></textarea>', '<a hre', '<p title=a"b onclick=x()>c', '<div style="background:url(javascript:x())">d</div>', '<a href="https://a.example" style="position:fixed">e</a>', '<font><p>f</font></p>',
];
const PAGES = Object.values(CLIENTS).map((write) => write('שלום לכם\nאיפה ההזמנה?', 'he').html).filter((html) => html !== undefined);
const BROKEN = Array.from({ length: 1_000 }, (_, seed) => mutate(Buffer.from([...ATTACKS, ...PAGES][seed % (ATTACKS.length + PAGES.length)]!), seed).toString());

function piecesOf(html: string): { tags: string[]; attributes: string[]; text: string } {
  const found = { tags: [] as string[], attributes: [] as string[], text: '' };
  const parser = new Parser({
    onopentag(tag, attributes) { found.tags.push(tag); for (const [name, value] of Object.entries(attributes)) found.attributes.push(`${tag}.${name}=${value.trim()}`); },
    ontext(text) { found.text += text; },
  });
  parser.write(html);
  parser.end();
  return found;
}

describe('sanitised HTML', () => {
  it('links to the web and to mail alone, however the page is broken', () => {
    const links = [...ATTACKS, ...PAGES, ...BROKEN].flatMap((html) => piecesOf(sanitise(html)).attributes).filter((attribute) => attribute.startsWith('a.href='));
    expect(links.filter((link) => !/^a\.href=(?:https?:\/\/|mailto:)/i.test(link))).toEqual([]);
  });

  it('is understood the same way when it is sanitised again', () => {
    const unstable = [...ATTACKS, ...PAGES, ...BROKEN].filter((html) => { const once = sanitise(html); return piecesOf(sanitise(once)).text !== piecesOf(once).text; });
    expect(unstable).toEqual([]);
  });

  it('runs, loads and submits nothing', () => {
    const active = [...ATTACKS, ...PAGES, ...BROKEN].map((html) => piecesOf(sanitise(html))).filter(({ tags, attributes }) => tags.some((tag) => /^(?:script|style|iframe|form|input|svg|math|object|embed|link|meta|base|video|audio)$/.test(tag)) || attributes.some((attribute) => /^[\w-]+\.(?:on|src|srcset|background|action|id|class|name)\b|url\(|expression/i.test(attribute)));
    expect(active).toEqual([]);
  });

  it('leads nowhere within the page that shows it', () => {
    expect(sanitise('<a href="/cases">a</a><a href="#x">b</a><a href="//x.example">c</a>')).not.toContain('href');
  });

  it('keeps a picture of the mail by its content id', () => {
    expect(sanitise('<img src="cid:logo@x" alt="לוגו">')).toBe('<img alt="לוגו" data-src="cid:logo@x" />');
  });
});
