import { afterAll, describe, expect, it } from '@jest/globals';
import { parserInWorker } from '../../shared/channels/email/parse-in-worker.ts';
import { acceptMail } from '../../shared/steps/accept-mail.ts';
import { mail, mailWorld } from '../support/mail-world.ts';

const parser = parserInWorker();
afterAll(() => parser.close());

const multipart = { 'MIME-Version': '1.0', 'Content-Type': 'multipart/mixed; boundary=b' };
const files = (count: number, name = 'f'): string => Array.from({ length: count }, (_, at) => `--b\r\nContent-Type: image/png\r\nContent-Disposition: attachment; filename="${name}${at}.png"\r\n\r\nx\r\n`).join('');

async function readInWorker(raw: Buffer | string, attempt = 1) {
  const world = mailWorld({ parse: parser.read });
  const { failed } = await acceptMail(world.deps, [world.arrive('bad', raw, {}, attempt)]);
  return { failed, world, message: world.messages[0]! };
}

describe('mails that break the rules', () => {
  it('reads bytes without any header as words of nobody', async () => {
    const { message } = await readInWorker('just words\r\nand more');
    expect(message).toMatchObject({ text: 'just words\nand more', author: { id: '' }, sender: { machine: 'noAddress' } });
  });

  it('reads an empty mail', async () => {
    const { message } = await readInWorker('');
    expect(message).toMatchObject({ text: '', subject: '', sender: { machine: 'noAddress' } });
  });

  it('lists a thousand attachments', async () => {
    const { message } = await readInWorker(mail(multipart, `--b\r\n\r\nall my pictures\r\n${files(1000)}--b--\r\n`));
    expect(message.attachments).toHaveLength(1000);
  });

  it('stays under the queue\'s limit with a thousand long names', async () => {
    const { message } = await readInWorker(mail(multipart, `--b\r\n\r\nall my pictures\r\n${files(1000, 'שם ארוך מאוד '.repeat(15))}--b--\r\n`));
    expect(Buffer.byteLength(JSON.stringify(message))).toBeLessThan(200_000);
  });

  it('shows the words of a mail with more parts than the parser takes, at the first attempt', async () => {
    const { message } = await readInWorker(mail(multipart, `--b\r\nContent-Type: text/plain; charset=utf-8\r\n\r\nכל התמונות שלי\r\n${files(1500)}--b--\r\n`));
    expect(message).toMatchObject({ text: 'כל התמונות שלי', repairs: ['minimal:refused'] });
  });

  it('shows the words of 100 kB of nested elements', async () => {
    const { message } = await readInWorker(mail({ 'Content-Type': 'text/html' }, `${'<div>'.repeat(20_000)}hello${'</div>'.repeat(20_000)}`));
    expect(message.text).toBe('hello');
  });

  it('keeps no HTML that is nested beyond reading', async () => {
    const { message } = await readInWorker(mail({ 'Content-Type': 'text/html' }, `${'<div>'.repeat(20_000)}hello`));
    expect(message).toMatchObject({ htmlKey: null, repairs: ['html:left-out'] });
  });

  it('reads a mail with 15 kB of recipients', async () => {
    const { message } = await readInWorker(mail({ To: `${'someone@customer.example, '.repeat(600)}care@company.example` }));
    expect(message.text).toContain('did not arrive');
  });

  it('reads a mail whose headers are larger than it looks at', async () => {
    const { message } = await readInWorker(`${mail().replace(/\r\n\r\n.*$/s, '\r\n')}${'X-Noise: 1\r\n'.repeat(100_000)}\r\nstill here\r\n`);
    expect(message).toMatchObject({ text: 'still here\n', author: { id: 'dana@customer.example' }, repairs: ['headers:cut'] });
  });

  it('reads a From line of nothing but brackets', async () => {
    const { message } = await readInWorker(mail({ From: '('.repeat(60_000) }));
    expect(message.sender.machine).toBe('noAddress');
  });

  it('reads multiparts nested beyond sense', async () => {
    let deep = 'hello';
    for (let at = 0; at < 2000; at++) deep = `Content-Type: multipart/mixed; boundary=b${at}\r\n\r\n--b${at}\r\n${deep}\r\n--b${at}--`;
    const { message } = await readInWorker(mail().replace(/\r\n\r\n.*$/s, '\r\n') + deep);
    expect(message.repairs).toEqual(['minimal:refused']);
  });

  it('reads a mail of 40 MB whole', async () => {
    const head = Buffer.from(mail(multipart, '--b\r\n\r\nthe whole film\r\n--b\r\nContent-Type: video/mp4\r\nContent-Transfer-Encoding: base64\r\nContent-Disposition: attachment; filename=film.mp4\r\n\r\n'));
    const foot = Buffer.from('\r\n--b--\r\n');
    const line = `${'A'.repeat(76)}\r\n`;
    const body = Buffer.alloc(Math.floor((40 * 1024 * 1024 - head.length - foot.length) / 78) * 78, line);
    const { message } = await readInWorker(Buffer.concat([head, body, foot]));
    expect(message.attachments).toEqual([expect.objectContaining({ name: 'film.mp4', size: body.length / 78 * 57 })]);
  }, 60_000);
});

describe('header injection', () => {
  it('leaves no line end in a subject that smuggles one', async () => {
    const { message } = await readInWorker(mail({ Subject: '=?utf-8?B?SGVsbG8NCkJjYzogdmljdGltQHg=?=' }));
    expect(message.subject).toBe('Hello Bcc: victim@x');
  });

  it('leaves no line end in a name that smuggles one', async () => {
    const { message } = await readInWorker(mail({ From: '=?utf-8?Q?Dana=0D=0ABcc:_victim@x?= <dana@customer.example>' }));
    expect(message.author).toEqual({ id: 'dana@customer.example', name: 'Dana Bcc: victim@x' });
  });

  it('takes no address out of an encoded name', async () => {
    const { message } = await readInWorker(mail({ From: '=?utf-8?Q?=22boss@company.example=22?= <dana@customer.example>' }));
    expect(message.author.id).toBe('dana@customer.example');
  });

  it('leaves no path and no line end in a file\'s name', async () => {
    const { message } = await readInWorker(mail(multipart, '--b\r\n\r\nsee\r\n--b\r\nContent-Type: image/png\r\nContent-Disposition: attachment; filename*=utf-8\'\'..%2F..%2Fetc%0D%0A%2Fpasswd\r\n\r\nx\r\n--b--\r\n'));
    expect(message.attachments[0]!.name).toBe('passwd');
  });

  it('passes no foreign characters on as a media type', async () => {
    const { message } = await readInWorker(mail(multipart, '--b\r\n\r\nsee\r\n--b\r\nContent-Type: image/pñg"x\r\nContent-Disposition: attachment; filename=a.png\r\n\r\nx\r\n--b--\r\n'));
    expect(message.attachments[0]!.type).toBe('image/png');
  });

  it('believes no verdict that the mail itself brings', async () => {
    const world = mailWorld();
    const message = await world.read(mail({ 'Authentication-Results': 'mx.company.example; dmarc=pass', 'X-SES-DMARC-Verdict': 'PASS' }), { verdicts: { dmarc: 'GRAY' } });
    expect(message.mail!.authenticated).toBe(false);
  });
});
