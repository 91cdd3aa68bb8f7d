import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import type { AxeResults } from 'axe-core';
import type { Page } from 'playwright-core';

const AXE = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');

// Mails stand in frames without an origin: no script of the page can look into them.
/** What axe-core holds against this page, each in one line: all rules of WCAG 2.2 AA and its best practices, whatever it calls their weight. Without `contrast` where `barriersOf` measures that already: it is the slowest of its rules; and `without` what another look has seen already. */
export async function violationsOf(page: Page, { contrast = true, without = [] }: { contrast?: boolean; without?: string[] } = {}): Promise<string[]> {
  if (!await page.evaluate(() => 'axe' in globalThis)) await page.evaluate(AXE);
  const { violations } = await page.evaluate(async ({ enabled, exclude }) => (globalThis as unknown as { axe: { run: (context: object, options: object) => Promise<AxeResults> } }).axe.run({ exclude }, { resultTypes: ['violations'], iframes: false, rules: { 'color-contrast': { enabled } } }), { enabled: contrast, exclude: without });
  return violations.flatMap(({ id, impact, nodes }) => nodes.map(({ html, failureSummary }) => `${impact} ${id}: ${html.slice(0, 140)} ${(failureSummary ?? '').split('\n')[1]?.trim() ?? ''}`));
}

/** What a screen reader or a keyboard could not use on this page, each in one line; nothing when all is well. */
export async function barriersOf(page: Page): Promise<string[]> {
  return page.evaluate(() => {
    const found: string[] = [];
    const shown = (element: Element): boolean => element.checkVisibility({ visibilityProperty: true }) && element.closest('[aria-hidden=true]') === null;
    const say = (what: string, element: Element): void => { found.push(`${what}: ${element.outerHTML.slice(0, 160)}`); };
    const labelOf = (element: Element): string => {
      const by = element.getAttribute('aria-labelledby');
      const labels = element instanceof HTMLInputElement || element instanceof HTMLSelectElement || element instanceof HTMLTextAreaElement ? [...(element.labels ?? [])].map((label) => label.textContent ?? '').join(' ') : '';
      const named = [...element.querySelectorAll('[aria-label], img[alt], svg[aria-label]')].map((one) => one.getAttribute('aria-label') ?? one.getAttribute('alt') ?? '').join(' ');
      return [element.getAttribute('aria-label') ?? '', by ? (document.getElementById(by)?.textContent ?? '') : '', labels, element instanceof HTMLInputElement ? '' : (element.textContent ?? ''), named, element.getAttribute('title') ?? ''].join('').trim();
    };
    for (const element of document.querySelectorAll('button, a[href], input, select, textarea, [role=textbox], [role=button], dialog, iframe, [role=img], meter:not([aria-hidden]), nav, [role=toolbar], [role=log], [role=list][aria-label], aside')) if (shown(element) && labelOf(element) === '') say('without a name', element);
    const ids = [...document.querySelectorAll('[id]')].map(({ id }) => id);
    for (const id of new Set(ids.filter((one, index) => ids.indexOf(one) !== index))) found.push(`two elements are called #${id}`);
    for (const element of document.querySelectorAll('[aria-labelledby], [aria-describedby], [aria-controls]')) for (const name of ['aria-labelledby', 'aria-describedby', 'aria-controls']) for (const id of (element.getAttribute(name) ?? '').split(' ').filter(Boolean)) if (shown(element) && !document.getElementById(id)) say(`${name} names nothing`, element);
    for (const element of document.querySelectorAll('button button, a a, a button, button a, label label')) say('a control within a control', element);
    for (const element of document.querySelectorAll('[tabindex]')) if (Number(element.getAttribute('tabindex')) > 0) say('jumps the order of the keyboard', element);
    for (const element of document.querySelectorAll('li')) if (!['UL', 'OL'].includes(element.parentElement?.tagName ?? '')) say('a list item without a list', element);
    for (const list of document.querySelectorAll('ul, ol')) for (const child of list.children) if (child.tagName !== 'LI') say('a list holds something else', child);
    const headings = [...document.querySelectorAll('h1, h2, h3, h4')].filter(shown).map((heading) => Number(heading.tagName[1]));
    if (!document.documentElement.lang || !document.documentElement.dir) found.push('the page names no language or direction');
    if (headings.length > 0 && !headings.includes(1)) found.push('no heading of the first rank');
    if (document.querySelectorAll('main').length !== 1) found.push('not one main part');
    return [...found, ...contrasts()];

    function contrasts(): string[] {
      const canvas = new OffscreenCanvas(1, 1).getContext('2d', { willReadFrequently: true })!;
      const rgb = (colour: string, over: number[]): number[] => {
        canvas.clearRect(0, 0, 1, 1);
        canvas.fillStyle = colour;
        canvas.fillRect(0, 0, 1, 1);
        const [r, g, b, a] = canvas.getImageData(0, 0, 1, 1).data as unknown as [number, number, number, number];
        return [r, g, b].map((value, index) => value * (a / 255) + over[index]! * (1 - a / 255));
      };
      const light = (colour: number[]): number => {
        const [r, g, b] = colour.map((value) => { const share = value / 255; return share <= 0.04045 ? share / 12.92 : ((share + 0.055) / 1.055) ** 2.4; }) as [number, number, number];
        return 0.2126 * r + 0.7152 * g + 0.0722 * b;
      };
      const ground = (element: Element): number[] => {
        const chain: string[] = [];
        for (let at: Element | null = element; at; at = at.parentElement) chain.unshift(getComputedStyle(at).backgroundColor);
        return chain.reduce((below, colour) => rgb(colour, below), [255, 255, 255]);
      };
      const poor: string[] = [];
      const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
      for (let node = walker.nextNode(); node; node = walker.nextNode()) {
        const element = node.parentElement!;
        if ((node.textContent ?? '').trim() === '' || !shown(element) || element.closest('button:disabled, fieldset:disabled, option, .skip')) continue;
        const style = getComputedStyle(element);
        const size = Number.parseFloat(style.fontSize);
        const back = ground(element);
        const [front, behind] = [light(rgb(style.color, back)), light(back)];
        const ratio = (Math.max(front, behind) + 0.05) / (Math.min(front, behind) + 0.05);
        const opacity = [element, ...(function* up(at: Element | null): Generator<Element> { for (let one = at; one; one = one.parentElement) yield one; })(element.parentElement)].reduce((product, one) => product * Number(getComputedStyle(one).opacity), 1);
        if (opacity > 0.99 && ratio < (size >= 24 || (size >= 18.66 && Number(style.fontWeight) >= 700) ? 3 : 4.5)) poor.push(`contrast ${ratio.toFixed(2)}: ${element.className} ${(node.textContent ?? '').slice(0, 40)}`);
      }
      return [...new Set(poor)];
    }
  });
}
