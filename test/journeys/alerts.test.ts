import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { execFile } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { simpleParser } from 'mailparser';
import { commentOnFacebook, deliver, mentionOnX } from '../support/burst.ts';
import { startEngine } from '../support/engine.ts';
import type { TestEngine } from '../support/engine.ts';
import { exportMessages } from '../support/export.ts';

const run = promisify(execFile);
const LEAD = 'lead@company.example';
const SECOND = 1_000;
const MINUTE = 60_000;

let engine: TestEngine;
let room: string;
const command = async (name: string, ...given: string[]): Promise<string> => (await run(process.execPath, ['--disable-warning=ExperimentalWarning', `local/commands/${name}.ts`, ...given, '--data', engine.ready.data], { env: { ...process.env, NODE_OPTIONS: '' } })).stdout;

beforeAll(async () => {
  engine = await startEngine();
  room = mkdtempSync(join(tmpdir(), 'moked-alerts-'));
  writeFileSync(join(room, 'settings.json'), JSON.stringify({ alertEmails: [LEAD], watchedTopics: [{ id: 'app', name: { he: 'אפליקציה', en: 'The app' }, words: { he: ['אפליקציה'], en: ['app'] }, tags: [] }] }));
  await command('settings', join(room, 'settings.json'));
}, 120 * SECOND);
afterAll(async () => {
  await engine.stop();
  rmSync(room, { recursive: true, force: true });
});

const alertMails = async () => Promise.all((await engine.sent()).filter(({ to }) => to.includes(LEAD)).map(async ({ at, raw }) => ({ at: Date.parse(at), mail: await simpleParser(Buffer.from(raw, 'base64')) })));
const stored = async (count: number): Promise<boolean> => (await exportMessages(engine.ready.data)).filter(({ visibility }) => visibility === 'public').length >= count;
const tallied = async (): Promise<void> => {
  const { functions } = await engine.state();
  const before = functions['moked-local-tally']!.invocations;
  await engine.until(async () => (await engine.state()).functions['moked-local-tally']!.invocations > before, 'tally has been called again');
};
const evaluateNow = async (): Promise<void> => expect((await engine.api('/engine/schedules/moked-local-evaluate', { method: 'POST' })).status).toBe(200);

describe('what many people write at once on X and Facebook', () => {
  const BURST = 60;

  it('is one alert, within a minute of our receiving the message that crosses the line, and not twenty', async () => {
    // What an outage kept back comes first: it was written hours ago, and is no news.
    const hoursAgo = Date.now() - 3 * 60 * MINUTE;
    const backlog = Array.from({ length: BURST }, (_, n) => (n % 2 ? mentionOnX(n, hoursAgo + n * SECOND) : commentOnFacebook(n, hoursAgo + n * SECOND)));
    expect(new Set(await deliver(engine.ready.api, backlog))).toEqual(new Set([200]));
    await engine.until(async () => stored(BURST), 'the backlog is stored', 120 * SECOND);
    await evaluateNow();
    expect(await alertMails()).toEqual([]);

    const begin = Date.now();
    const now = Array.from({ length: BURST }, (_, n) => (n % 2 ? mentionOnX(1_000 + n, begin - n * 100) : commentOnFacebook(1_000 + n, begin - n * 100)));
    const counted = tallied();
    expect(new Set(await deliver(engine.ready.api, now))).toEqual(new Set([200]));
    await engine.until(async () => (await alertMails()).length > 0, 'an alert is out', 60 * SECOND);
    await engine.until(async () => stored(2 * BURST), 'all are stored', 120 * SECOND);
    await counted;
    await evaluateNow();
    const mails = await alertMails();
    expect(mails.map(({ mail }) => mail.subject)).toEqual([expect.stringMatching(/^זינוק באזכורים: .+, מאז \d\d:\d\d$/)]);
    expect(mails[0]!.at - begin).toBeLessThan(60 * SECOND);
  }, 300 * SECOND);

  it('is told whole: how many, since when, where, in which words, with links that can be pressed', async () => {
    const [{ mail } = { mail: undefined }] = await alertMails();
    expect(mail!.text).toMatch(/^\d+ אזכורים ב-5 הדקות האחרונות\./m);
    expect(mail!.text).toMatch(/^איפה, בשעה האחרונה: /m);
    expect(mail!.text).toMatch(/^מילים בולטות: .*האפליקציה/m);
    expect(mail!.text).toContain(`${engine.ready.api}/#/alerts/`);
    expect(mail!.html).toMatch(/<html lang="he" dir="rtl">/);
  });

  it('is not another alert when the platforms deliver it all again', async () => {
    const begin = Date.now();
    const again = Array.from({ length: BURST }, (_, n) => (n % 2 ? mentionOnX(1_000 + n, begin - n * 100) : commentOnFacebook(1_000 + n, begin - n * 100)));
    await deliver(engine.ready.api, again);
    await engine.until(async () => stored(3 * BURST), 'all are stored', 120 * SECOND);
    await evaluateNow();
    expect(await alertMails()).toHaveLength(1);
  }, 200 * SECOND);

  it('is counted the same when everything is counted anew', async () => {
    const rebuilt = JSON.parse(await command('rebuild')) as { messages: number; removed: number };
    expect(rebuilt).toMatchObject({ messages: 3 * BURST, removed: 0 });
    const { stdout } = { stdout: await command('rebuild') };
    expect(JSON.parse(stdout)).toEqual(rebuilt);
  }, 100 * SECOND);
});
