import type { Figure, Figures, Sum } from './figures.ts';
import { PRICES, PRICE_LIST, type PriceName } from './usage.ts';

const money = (usd: number): string => usd.toFixed(usd !== 0 && Math.abs(usd) < 0.1 ? 3 : 2);
const NAME = 62;
const row = (name: string, ...cells: string[]): string => `  ${name.padEnd(NAME)}${cells.map((cell) => cell.padStart(10)).join('')}`;
const verdict = (counted: number, target: number): string => (counted <= target ? 'met' : 'missed');
const WHOM = 6;
/** Less than half a cent has no line of its own. */
const LEAST = 0.005;
const APART = ['SES', 'S3'];

function priceRows(sums: Sum[]): string[] {
  const prices = [...new Set(sums.flatMap(({ lines }) => lines.map(({ price }) => price)))];
  const usd = (sum: Sum, price: PriceName): number => sum.lines.find((line) => line.price === price)?.usd ?? 0;
  const shown = prices.filter((price) => sums.some((sum) => usd(sum, price) >= LEAST)).sort((one, other) => Number(APART.includes(PRICES[one].service)) - Number(APART.includes(PRICES[other].service)));
  const counted = sums[0]!.counted;
  return shown.map((price) => {
    const { service, item } = PRICES[price];
    const isApart = APART.includes(service);
    return row(`${isApart ? 'apart: ' : ''}${service}: ${item}`, ...sums.map((sum) => money(usd(sum, price))), isApart || counted === 0 ? '' : `${Math.round(usd(sums[0]!, price) / counted * 100)} %`);
  });
}

function block({ name, target, together, alone, month }: Figure): string[] {
  const sums = [together, alone, month].filter((sum) => sum !== undefined);
  const heads = month ? ['a month'] : ['together', 'alone'];
  const least = sums.map((sum) => sum.by.filter(({ usd }) => usd >= LEAST).slice(0, WHOM).map(({ by, usd }) => `${by} ${money(usd)}`).join(', '));
  return [
    row(name, ...heads, 'share').slice(2), ...priceRows(sums),
    row(`all${month ? '' : ', without SES and S3'} (target ${target.toFixed(2)})`, ...sums.map(({ counted }) => money(counted))) + `   ${sums.map(({ counted }) => verdict(counted, target)).join(', ')}`,
    ...(least[0] ? [`  by whom${month ? '' : ' (together)'}: ${least[0]}`] : []), '',
  ];
}

/** The figures as a person reads them, about one screen. */
export function report({ messages, cases, core, watching, options, assumed, unchecked }: Figures): string {
  return [
    `Dollars by the list prices of ${PRICE_LIST.region} (${PRICE_LIST.readAt}), without free allowances.`, '',
    ...[messages, cases, core, watching].flatMap(block),
    'Options', ...options.map(({ name, usd }) => row(name, money(usd))), '',
    'Assumed', ...assumed.map((line) => `  ${line}`),
    `  Prices and where they are from: local/cost/prices.json. Not compared with AWS's own list: ${unchecked.join(', ')}.`,
  ].join('\n');
}
