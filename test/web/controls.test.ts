import { describe, expect, it } from '@jest/globals';
import { say } from '../../web/text.ts';
import { consoleInBrowser } from '../support/console-browser.ts';
import { deskWithScreens } from '../support/console-screens.ts';

const LATE = '482-109-379';
// Turns what follows round, up to the end of the line: `exe.gpj` looks like `jpg.exe`.
const OVERRIDE = '\u202e';
const desk = consoleInBrowser(deskWithScreens);

describe('what turns text round unseen', () => {
  it.each(['he', 'en'] as const)('is in nothing that is shown: names, subjects, what was written, posts, mentions, hits of a search (%s)', async (language) => {
    const view = desk.world.cases.get(LATE)!;
    Object.assign(view.case, { subject: `חשבונית ${OVERRIDE}gpj`, customer: { id: 'noa@customer.example', name: `נועה ${OVERRIDE}לוי` } });
    Object.assign(view.entries[0]!, { subject: `עוד ${OVERRIDE}נושא`, text: `הקובץ ${OVERRIDE}gpj.exe`, replyText: `הקובץ ${OVERRIDE}gpj.exe`, author: { id: 'noa@customer.example', name: `נועה ${OVERRIDE}לוי` } });
    const { handlers } = desk.server;
    const [mentions, post] = [handlers['GET /mentions']!, handlers['GET /posts/:id']!];
    handlers['GET /mentions'] = async (asked) => { const found = await mentions(asked); return { ...found, mentions: found.mentions.map((row) => ({ ...row, text: `${row.text} ${OVERRIDE}gpj`, author: { ...row.author, name: `${OVERRIDE}מאיה` } })) }; };
    handlers['GET /posts/:id'] = async (asked) => { const found = await post(asked); return { ...found, text: `${found.text} ${OVERRIDE}gpj`, author: `${OVERRIDE}Brand` }; };
    handlers['GET /search'] = () => ({ hits: [{ kind: 'case', id: LATE, title: `הקובץ ${OVERRIDE}gpj`, excerpt: `${OVERRIDE}exe`, channel: 'email', status: 'open', at: 0 }] });
    const page = await desk.open(`/inbox/open/${LATE}`, language);
    const raw = async (): Promise<string[]> => page.evaluate((control) => [document.body.textContent ?? '', ...[...document.querySelectorAll('body *')].flatMap((element) => [...(element.children.length === 0 ? [element.textContent ?? ''] : []), element.getAttribute('aria-label') ?? '', element.getAttribute('title') ?? ''])].filter((text) => text.includes(control)), OVERRIDE);
    await page.locator('.entry').first().getByText('gpj.exe').waitFor();
    expect(await raw()).toEqual([]);
    await page.keyboard.press('Control+k');
    await page.keyboard.type('gpj');
    await page.getByRole('option').filter({ hasText: LATE }).waitFor();
    expect(await raw()).toEqual([]);
    await page.keyboard.press('Escape');
    for (const [hash, there] of [['/mentions', '.mention'], ['/post/P1', '.card']] as const) {
      await page.evaluate((to) => { location.hash = to; }, hash);
      await page.locator(there).filter({ hasText: 'gpj' }).first().waitFor();
      expect([hash, await raw()]).toEqual([hash, []]);
    }
  });

  it('comes into no text of the console by a name', () => {
    expect(say('he', 'view.saved', { name: `${OVERRIDE}שלי` })).toBe('התצוגה נשמרה: שלי');
  });
});
