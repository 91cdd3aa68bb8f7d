import { describe, expect, it } from '@jest/globals';
import { htmlToPlain, htmlWithoutHistory, sanitiseMailHtml } from '../../shared/channels/email/html.ts';
import { replyTextOf } from '../../shared/channels/email/reply-text.ts';

describe('a mail\'s HTML', () => {
  it.each([
    ['a script', '<script>alert(1)</script>'],
    ['a style sheet', '<style>body{background:url(https://x.example)}</style>'],
    ['a frame', '<iframe src="https://x.example"></iframe>'],
    ['a drawing', '<svg onload="x()"><script>x()</script></svg>'],
    ['a formula', '<math><mi xlink:href="javascript:x()">a</mi></math>'],
    ['an object', '<object data="x.swf"></object><embed src="x.swf">'],
    ['a base address', '<base href="https://x.example/">'],
    ['a redirection', '<meta http-equiv="refresh" content="0;url=https://x.example">'],
    ['a form\'s fields', '<form action="https://x.example"><input name="p"><button>Send</button></form>'],
    ['a linked sheet', '<link rel="stylesheet" href="https://x.example/a.css">'],
    ['a comment', '<!--[if mso]><script>x()</script><![endif]-->'],
  ])('keeps nothing of %s', (_what, html) => {
    expect(sanitiseMailHtml(html)).toBe('');
  });

  it.each([
    ['an event handler', '<p onmouseover="x()">a</p>', '<p>a</p>'],
    ['a script address', '<a href="javascript:x()">a</a>', '<a rel="noopener noreferrer nofollow" target="_blank">a</a>'],
    ['an address with hidden characters', '<a href="java\tscript:x()">a</a>', '<a rel="noopener noreferrer nofollow" target="_blank">a</a>'],
    ['a data address', '<a href="data:text/html,x">a</a>', '<a rel="noopener noreferrer nofollow" target="_blank">a</a>'],
    ['an address in a style', '<p style="background:url(https://x.example)">a</p>', '<p>a</p>'],
    ['a position', '<p style="position:fixed;top:0;color:red">a</p>', '<p style="color:red">a</p>'],
    ['an expression', '<p style="width:expression(x())">a</p>', '<p>a</p>'],
    ['a class and an id', '<p class="a" id="b">a</p>', '<p>a</p>'],
  ])('loses %s', (_what, html, left) => {
    expect(sanitiseMailHtml(html)).toBe(left);
  });

  it('names a remote picture without loading it', () => {
    expect(sanitiseMailHtml('<img src="https://x.example/pixel.gif" alt="x" srcset="https://x.example/2.gif">')).toBe('<img alt="x" data-src="https://x.example/pixel.gif" />');
  });

  it('keeps direction and tables', () => {
    expect(sanitiseMailHtml('<div dir="rtl" style="text-align:right"><table><tr><td>א</td></tr></table></div>')).toBe('<div dir="rtl" style="text-align:right"><table><tr><td>א</td></tr></table></div>');
  });

  it('keeps a link to write or to read, and lets it know nothing of us', () => {
    expect(sanitiseMailHtml('<a href="https://x.example/a?b=1&amp;c=2">a</a>')).toBe('<a href="https://x.example/a?b=1&amp;c=2" rel="noopener noreferrer nofollow" target="_blank">a</a>');
  });
});

describe('the words of an HTML mail', () => {
  it('keep their lines', () => {
    expect(htmlToPlain('<div>שלום</div><div>ההזמנה לא הגיעה<br>מתי תגיע?</div>')).toBe('שלום\nההזמנה לא הגיעה\nמתי תגיע?');
  });

  it('hold no script, style or title', () => {
    expect(htmlToPlain('<html><head><title>t</title><style>p{}</style></head><body><script>x()</script>words</body></html>')).toBe('words');
  });

  it('are not written in capitals for a heading', () => {
    expect(htmlToPlain('<h1>Refund</h1>')).toBe('Refund');
  });
});

describe('an HTML reply without its history', () => {
  it.each([
    ['Gmail', '<div>mine</div><div class="gmail_quote">On Sunday X wrote:<blockquote class="gmail_quote">theirs</blockquote></div>'],
    ['Outlook', '<div>mine</div><div id="divRplyFwdMsg"><b>From:</b> X</div><div>theirs</div>'],
    ['Outlook on the web', '<div>mine</div><div id="appendonsend"></div><hr><div>theirs</div>'],
    ['Outlook for Windows', '<p>mine</p><div style="border:none;border-top:solid #E1E1E1 1.0pt;padding:3.0pt"><p><b>From:</b> X</p></div><p>theirs</p>'],
    ['Yahoo', '<div>mine</div><div class="yahoo_quoted">theirs</div>'],
    ['Thunderbird', '<div class="moz-cite-prefix">On Sunday X wrote:</div><blockquote type="cite">theirs</blockquote><p>mine</p>'],
    ['Apple Mail', '<div>mine</div><blockquote type="cite">theirs</blockquote>'],
  ])('by %s', (_client, html) => {
    expect(replyTextOf(htmlWithoutHistory(html)!)).toBe('mine');
  });

  it.each([
    ['between the quotes of Gmail', '<div class="gmail_quote"><div class="gmail_attr">On Sun, 22 Nov 2026, Care &lt;c@x.example&gt; wrote:<br></div><blockquote class="gmail_quote">which day?</blockquote><div>Tuesday</div><blockquote class="gmail_quote">which hour?</blockquote><div>Nine</div></div>', 'Tuesday\n\nNine'],
    ['between the quotes of Apple Mail', '<blockquote type="cite">which day?</blockquote><div>יום שלישי</div><blockquote type="cite">which hour?</blockquote><div>תשע</div>', 'יום שלישי\n\nתשע'],
    ['indented by the mail program', '<div>mine</div><blockquote style="margin:0 0 0 40px;border:none;padding:0px"><div>mine too</div></blockquote><div class="gmail_quote"><div class="gmail_attr">On Sunday X wrote:</div><blockquote class="gmail_quote">theirs</blockquote></div>', 'mine\n\nmine too'],
    ['above a quoted page with a body of its own', '<html><body><div>mine</div><blockquote type="cite"><html><head><title>t</title></head><body dir="rtl"><p>theirs</p></body></html></blockquote></body></html>', 'mine'],
    ['above a history without marks', '<div>mine</div><div class="yahoo_quoted">On Sunday X wrote:<div>theirs</div></div>', 'mine'],
  ])('keeps what was written %s', (_where, html, words) => {
    expect(replyTextOf(htmlWithoutHistory(html)!)).toMatch(new RegExp(`^${words.replace(/\n\n/g, '\\n+')}$`));
  });

  it('is not looked for in a forward', () => {
    expect(htmlWithoutHistory('<div>see</div><div class="gmail_quote">---------- Forwarded message ---------<br>bill</div>')).toBeNull();
  });

  it('is not looked for where nothing is marked', () => {
    expect(htmlWithoutHistory('<blockquote>a saying I like</blockquote>')).toBeNull();
  });
});
