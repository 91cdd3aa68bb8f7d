import { describe, expect, it } from '@jest/globals';
import { DEFAULT_SETTINGS } from '../../shared/domain/settings.ts';
import { snoozeChoices, snoozeWords } from '../../web/snooze.ts';
import { violationsOf } from '../support/accessible.ts';
import { consoleInBrowser } from '../support/console-browser.ts';
import { deskWithScreens } from '../support/console-screens.ts';

const LATE = '482-109-379';
const { calendar } = DEFAULT_SETTINGS;

describe('above an open case', () => {
  const desk = consoleInBrowser(deskWithScreens);

  it.each(['he', 'en'] as const)('stands until which working day it can be put off (%s)', async (language) => {
    const page = await desk.open(`/inbox/open/${LATE}`, language);
    await page.locator('.case-bar .button').first().waitFor();
    await page.keyboard.press('z');
    const items = page.getByRole('menuitem');
    await items.first().waitFor();
    const [tomorrow] = snoozeChoices(Date.now(), { timeZone: calendar.timeZone, calendar }).slice(2);
    const hour = new Date(tomorrow!.until).toLocaleTimeString('sv-SE', { timeZone: calendar.timeZone, hour: '2-digit', minute: '2-digit' });
    expect((await items.nth(2).innerText()).replace(/[\u2066-\u2069]/g, '')).toBe(`${snoozeWords(language, calendar.timeZone, tomorrow!, Date.now())} ${hour}`);
    expect(await items.nth(2).innerText()).toContain('09:00');
  });

  it.each([['he', 'לא בעמדה'], ['en', 'away']] as const)('is said that who has it is not there (%s)', async (language, away) => {
    Object.assign(desk.world.cases.get(LATE)!.case, { assignee: 'yossi', assigneeName: 'יוסי ברק' });
    const page = await desk.open(`/inbox/open/${LATE}`, language);
    const holder = page.locator('.case-bar button').filter({ hasText: 'יוסי ברק' });
    await holder.filter({ hasText: away }).waitFor();
    expect([await holder.getAttribute('aria-label'), await violationsOf(page)]).toEqual([expect.stringContaining(`יוסי ברק, ${away}`), []]);
  });
});
