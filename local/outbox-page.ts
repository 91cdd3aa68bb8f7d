import type { simpleParser } from 'mailparser';
import type { Reply } from './servers/loopback.ts';
import type { SentMail } from './sent-mail.ts';

// Loaded when somebody looks: it would cost every start a tenth of a second.
const parse: typeof simpleParser = async (...given: unknown[]) => (await import('mailparser')).simpleParser(...(given as Parameters<typeof simpleParser>));

const escapeHtml = (text: string): string => text.replace(/[&<>"']/g, (sign) => `&#${sign.codePointAt(0)};`);

// Nothing is loaded and nothing runs; a mail's own mark-up sits in a sandboxed frame under the same policy.
const POLICY = "default-src 'none'; style-src 'unsafe-inline'; frame-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

const STYLE = `
  :root { color-scheme: light dark; font: 16px/1.5 system-ui, sans-serif; }
  body { max-inline-size: 60rem; margin: 2rem auto; padding-inline: 1rem; }
  li { margin-block: .5rem; } time, .to { opacity: .75; }
  pre { white-space: pre-wrap; overflow-wrap: anywhere; }
  iframe { inline-size: 100%; block-size: 36rem; border: 1px solid #8886; border-radius: 6px; background: #fff; }`;

const page = (title: string, body: string): Reply => ({
  status: 200,
  headers: { 'content-type': 'text/html; charset=utf-8', 'content-security-policy': POLICY, 'referrer-policy': 'no-referrer', 'x-content-type-options': 'nosniff', 'cache-control': 'no-store' },
  body: `<!doctype html><html lang="en"><meta charset="utf-8"><meta name="viewport" content="width=device-width"><title>${escapeHtml(title)}</title><style>${STYLE}</style><body>${body}</body></html>`,
});

/** What the product has sent, newest first. */
export async function outboxPage(mails: SentMail[]): Promise<Reply> {
  const rows = await Promise.all(mails.toReversed().map(async (mail) => {
    const { subject } = await parse(mail.raw, { skipImageLinks: true, skipTextLinks: true });
    return `<li><time datetime="${mail.at}">${mail.at.slice(0, 19).replace('T', ' ')}</time> <a href="/engine/outbox/${mail.id}" dir="auto"><bdi>${escapeHtml(subject ?? '(no subject)')}</bdi></a> <span class="to">to <bdi>${escapeHtml(mail.to.join(', '))}</bdi></span></li>`;
  }));
  return page('Sent mail', `<h1>Sent mail</h1>${rows.length > 0 ? `<ul>${rows.join('')}</ul>` : '<p>Nothing has been sent yet. Write a mail to the care address and reload.</p>'}`);
}

/** One sent mail as its reader would see it. */
export async function sentMailPage(mail: SentMail): Promise<Reply> {
  const parsed = await parse(mail.raw);
  const headers = [`From: ${mail.from}`, `To: ${mail.to.join(', ')}`, `Date: ${mail.at}`, ...Object.entries(mail.tags).map(([name, value]) => `Tag: ${name}=${value}`)];
  const html = typeof parsed.html === 'string' ? `<h2>As HTML</h2><iframe sandbox srcdoc="${escapeHtml(parsed.html)}" title="The mail as HTML"></iframe>` : '';
  return page(parsed.subject ?? mail.id, `<p><a href="/engine/outbox">All sent mail</a> · <a href="/engine/outbox/${mail.id}/raw">Raw</a></p>
    <h1 dir="auto">${escapeHtml(parsed.subject ?? '(no subject)')}</h1><pre>${escapeHtml(headers.join('\n'))}</pre>
    ${html}<h2>As text</h2><pre dir="auto">${escapeHtml(parsed.text ?? '')}</pre>`);
}

export const rawMail = (mail: SentMail): Reply => ({
  status: 200,
  headers: { 'content-type': 'text/plain; charset=utf-8', 'content-security-policy': POLICY, 'x-content-type-options': 'nosniff', 'cache-control': 'no-store' },
  body: mail.raw,
});
