import fc from 'fast-check';
import { describe, expect, it } from '@jest/globals';
import { InboundMessage } from '../../shared/domain/message.ts';
import { FORM_TEXTS } from '../../shared/text/form.ts';
import { FormSettings } from '../../shared/channels/form/facts.ts';
import { formWorld, SUBMISSION } from '../support/form-world.ts';

const JSON_TYPE = { 'content-type': 'application/json' };

describe('a page that somebody was led to', () => {
  const REF = 'r'.repeat(22);
  it('sends along what led there, in the other language too, and after a mistake', async () => {
    const world = formWorld();
    const { body } = await world.call('GET', '/form', { query: { ref: REF, lang: 'he' } });
    expect([body.includes(`name="ref" value="${REF}"`), body.includes(`href="/form?lang=en&amp;ref=${REF}"`)]).toEqual([true, true]);
    expect((await world.sendPage({ ref: REF, text: '' })).body).toContain(`name="ref" value="${REF}"`);
  });

  it('sends nothing along that is no reference of ours', async () => {
    const { body } = await formWorld().call('GET', '/form', { query: { ref: '"><script>' } });
    expect([body.includes('name="ref" value=""'), body.includes('"><script>')]).toEqual([true, false]);
  });
});

describe('the page', () => {
  it.each([['he', 'rtl', 'תוכן הפנייה'], ['en', 'ltr', 'Your message']])('in %s reads %s', async (lang, dir, label) => {
    const { body, headers } = await formWorld().call('GET', '/form', { query: { lang } });
    expect(body).toContain(`<html lang="${lang}" dir="${dir}">`);
    expect(body).toContain(label);
    expect(headers['Content-Type']).toBe('text/html; charset=utf-8');
  });

  it('speaks the language that the browser prefers', async () => {
    expect((await formWorld().call('GET', '/form', { headers: { 'accept-language': 'he-IL,he;q=0.9' } })).body).toContain('<html lang="he" dir="rtl">');
  });

  it('works without a script: each field has its name, and the page its submission', async () => {
    const { body } = await formWorld().call('GET', '/form');
    for (const name of ['name', 'email', 'subject', 'text', 'website', 'submission', 'lang']) expect(body).toContain(`name="${name}"`);
    expect(body).toContain(`name="submission" value="${SUBMISSION}"`);
    expect(body).toMatch(/<form [^>]*method="post" action="\/form\?lang=en"/);
  });

  it('says what the details are for, and where to read more when there is a place', async () => {
    const page = async (privacyLink: string | null) => (await formWorld({ settings: { privacyLink } }).call('GET', '/form', { query: { lang: 'he' } })).body;
    expect(await page(null)).toContain('בלי כתובת לא נוכל להשיב.</p>');
    expect(await page('https://company.example/privacy')).toMatch(/מידע נוסף וזכויותיך: <a href="https:\/\/company\.example\/privacy" dir="ltr"/);
  });

  it('may be shown within our own pages and those of the sites that are listed', async () => {
    const policy = async (origins: string[]) => (await formWorld({ limits: FormSettings.parse({ origins }) }).call('GET', '/form')).headers['Content-Security-Policy'];
    expect(await policy([])).toMatch(/frame-ancestors 'self'$/);
    expect(await policy(['https://www.company.example'])).toMatch(/frame-ancestors 'self' https:\/\/www\.company\.example$/);
  });

  it('runs nothing but its own script and its own style', async () => {
    const { headers } = await formWorld().call('GET', '/form');
    expect(headers['Content-Security-Policy']).toMatch(/^default-src 'none'; script-src 'self'; style-src 'sha256-[^']+'; connect-src 'self' https:\/\/bucket\.example; form-action 'self'; base-uri 'none';/);
    expect(headers).toMatchObject({ 'Cache-Control': 'no-store', 'Referrer-Policy': 'same-origin', 'X-Content-Type-Options': 'nosniff' });
  });

  it('hands out the script that other sites load', async () => {
    expect(await formWorld().call('GET', '/form/embed.js')).toMatchObject({ statusCode: 200, body: 'void 0', headers: { 'Content-Type': 'text/javascript; charset=utf-8', 'Cross-Origin-Resource-Policy': 'cross-origin' } });
  });

  it('has the same words in both languages', () => {
    expect(Object.keys(FORM_TEXTS.he)).toEqual(Object.keys(FORM_TEXTS.en));
    const places = (text: string): string[] => [...text.matchAll(/\{\w+\}/g)].map(([place]) => place).sort();
    for (const key of Object.keys(FORM_TEXTS.he) as (keyof typeof FORM_TEXTS.he)[]) expect([key, places(FORM_TEXTS.en[key])]).toEqual([key, places(FORM_TEXTS.he[key])]);
  });
});

describe('a visitor who sends', () => {
  it.each([
    ['he', /^פנייתך התקבלה\. מספר הפנייה: \d{3}-\d{3}-\d{3}\. נשיב לך עד יום \S+, \d+ ב\S+, בשעה \d\d:\d\d\. שלחנו אישור לכתובת dana@customer\.example\.$/],
    ['en', /^We have your message\. Case number: \d{3}-\d{3}-\d{3}\. We will answer by \w+day \d+ \w+, \d\d:\d\d \(Israel time\)\. A confirmation is on its way to dana@customer\.example\.$/],
  ])('in %s hears number and time at once', async (lang, sentence) => {
    const { status, said } = await formWorld().send({ lang });
    expect([status, said.text]).toEqual([201, expect.stringMatching(sentence)]);
  });

  it('without a script sees a page with the same', async () => {
    const { statusCode, body } = await formWorld().sendPage({ lang: 'he' });
    expect(statusCode).toBe(200);
    expect(body).toMatch(/<h2>פנייתך התקבלה\.<\/h2>\s*<p>מספר הפנייה: <bdi dir="ltr" class="number">\d{3}-\d{3}-\d{3}<\/bdi>/);
    expect(body).toContain('<html lang="he" dir="rtl">');
  });

  it('Hebrew as bytes is understood byte for byte', async () => {
    const world = formWorld();
    await world.call('POST', '/form', { base64: true, headers: JSON_TYPE, body: JSON.stringify({ submission: SUBMISSION, email: 'dana@customer.example', text: 'שלום עולם' }) });
    expect(world.queued[0]?.text).toBe('שלום עולם');
  });

  it('what cannot be is told so, in words and by key', async () => {
    const { status, said } = await formWorld().send({ lang: 'he', email: 'dana' });
    expect([status, said]).toEqual([400, { error: { key: 'emailInvalid', values: { text: 'הכתובת אינה תקינה' } } }]);
  });

  it('what cannot be, without a script, finds every word again', async () => {
    const { statusCode, body } = await formWorld().sendPage({ lang: 'he', email: 'dana@', text: 'שלום <b>"עולם"</b>' });
    expect(statusCode).toBe(400);
    expect(body).toContain('שלום &lt;b&gt;&quot;עולם&quot;&lt;/b&gt;</textarea>');
    expect(body).toMatch(/value="dana@" ?>|value="dana@"/);
    expect(body).toMatch(/id="moked-email-wrong">הכתובת אינה תקינה</);
    expect(body).toContain(`name="submission" value="${SUBMISSION}"`);
  });

  it('while we are broken, without a script, finds every word again', async () => {
    const { statusCode, body } = await formWorld({ inbound: { send: () => Promise.reject(new Error('no queue')) } }).sendPage({ text: 'Where is my order?' });
    expect([statusCode, body]).toEqual([503, expect.stringContaining('Where is my order?</textarea>')]);
    expect(body).toContain('role="alert">Sending failed; your text is kept here. Try again.');
  });

  it('while we are broken hears no number', async () => {
    await expect(formWorld({ inbound: { send: () => Promise.reject(new Error('no queue')) } }).send()).rejects.toThrow('no queue');
  });
});

describe('bad input', () => {
  it('a body that is too large is refused before it is read', async () => {
    const world = formWorld();
    const body = `{"text":"${'x'.repeat(300 * 1024)}`;
    expect(await world.call('POST', '/form', { body, headers: JSON_TYPE })).toMatchObject({ statusCode: 413, body: '{"error":{"key":"tooLarge","values":{}}}' });
    expect(await world.call('POST', '/form', { body, headers: JSON_TYPE, base64: true })).toMatchObject({ statusCode: 413 });
    expect(await world.call('POST', '/form/uploads', { body, headers: JSON_TYPE })).toMatchObject({ statusCode: 413 });
    expect(await world.call('POST', '/form', { body, headers: { 'content-type': 'application/x-www-form-urlencoded' } })).toMatchObject({ statusCode: 400, body: expect.stringContaining('longer than 20000 characters') as unknown });
    expect(world.queued).toEqual([]);
  });

  it.each(['', 'x', '[]', 'null', '{"text":', '"text"'])('the body %j is refused', async (body) => {
    expect(await formWorld().call('POST', '/form', { body, headers: JSON_TYPE })).toMatchObject({ statusCode: 400, body: '{"error":{"key":"badRequest","values":{}}}' });
  });

  it('of any other kind is refused or taken, and breaks nothing', async () => {
    const anything = fc.record({ submission: fc.oneof(fc.constant(SUBMISSION), fc.jsonValue()), email: fc.oneof(fc.constant('dana@customer.example'), fc.jsonValue()), text: fc.oneof(fc.string({ unit: 'binary' }), fc.jsonValue()), name: fc.string({ unit: 'binary' }), subject: fc.string({ unit: 'binary' }), lang: fc.jsonValue(), files: fc.jsonValue() }, { requiredKeys: [] });
    const world = formWorld({ settings: { formPerHour: 1_000_000 } });
    await fc.assert(fc.asyncProperty(fc.oneof(anything, fc.jsonValue()), async (fields) => {
      const body = JSON.stringify(fields);
      expect([201, 400]).toContain((await world.call('POST', '/form', { body, headers: JSON_TYPE })).statusCode);
      expect([200, 400]).toContain((await world.call('POST', '/form/uploads', { body, headers: JSON_TYPE })).statusCode);
      expect([200, 400]).toContain((await world.call('POST', '/form', { body: String(new URLSearchParams({ text: body, email: 'dana@customer.example', submission: SUBMISSION })), headers: { 'content-type': 'application/x-www-form-urlencoded' } })).statusCode);
    }), { numRuns: 100, seed: 7 });
    for (const message of world.queued) expect(InboundMessage.safeParse(message).success).toBe(true);
  });

  it('fields of another kind are named, their values are not repeated', async () => {
    const { status, said } = await formWorld().send({ text: { a: 'secret' }, name: 17 });
    expect([status, said.error.key, said.error.values['fields']]).toEqual([400, 'badRequest', 'name, text']);
    expect(JSON.stringify(said)).not.toContain('secret');
  });

  it('from another site’s page is refused, unless that site is listed', async () => {
    const post = async (origin: string, origins: string[] = []) => formWorld({ limits: FormSettings.parse({ origins }) }).call('POST', '/form', { headers: { ...JSON_TYPE, origin }, body: JSON.stringify({ submission: SUBMISSION, email: 'dana@customer.example', text: 'Hello' }) });
    expect(await post('https://evil.example')).toMatchObject({ statusCode: 403, body: '{"error":{"key":"foreignOrigin","values":{}}}' });
    expect(await post('null')).toMatchObject({ statusCode: 403 });
    expect((await post('https://care.company.example')).statusCode).toBe(201);
    expect(await post('https://www.company.example', ['https://www.company.example'])).toMatchObject({ statusCode: 201, headers: { 'Access-Control-Allow-Origin': 'https://www.company.example', Vary: 'Origin' } });
  });

  it('from one address, too often in an hour, is told where else to write', async () => {
    const world = formWorld({ settings: { formPerHour: 2 } });
    const ids = ['A', 'B', 'C'].map((letter) => letter.repeat(22));
    for (const submission of ids.slice(0, 2)) expect((await world.send({ submission })).status).toBe(201);
    const { status, said, headers } = await world.send({ submission: ids[2] });
    expect([status, said.error.key, headers['Retry-After']]).toEqual([429, 'tooMany', '3600']);
    expect(said.error.values['text']).toContain('care@company.example');
    expect((await world.send({ submission: ids[0] })).status).toBe(201);
    expect((await world.send({ submission: ids[2] }, '203.0.113.9')).status).toBe(201);
    world.clock.now += 3_600_000;
    expect((await world.send({ submission: ids[2] })).status).toBe(201);
  });
});

describe('files', () => {
  const ask = async (files: { name: string; size: number }[]) => JSON.parse((await formWorld().call('POST', '/form/uploads', { headers: JSON_TYPE, body: JSON.stringify({ submission: SUBMISSION, lang: 'he', files }) })).body) as unknown;

  it('get a place each, held to its size', async () => {
    const fields = (place: number) => ({ url: 'https://bucket.example/', fields: { key: `uploads/form/${SUBMISSION}/${place}`, maximum: '10485760' } });
    expect(await ask([{ name: 'a', size: 1 }, { name: 'b', size: 2 }])).toEqual({ uploads: [fields(0), fields(1)] });
  });

  it('that are too large are named', async () => {
    expect(await ask([{ name: 'סרטון.mp4', size: 99_999_999 }])).toEqual({ error: { key: 'fileTooLarge', values: { file: 'סרטון.mp4', max: '10', text: 'הקובץ סרטון.mp4 גדול מ-10 מ״ב' } } });
  });
});
