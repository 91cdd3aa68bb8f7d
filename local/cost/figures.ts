import type { TemplateResource } from '../template.ts';
import { LATENCY_MS } from './calls.ts';
import { dearestWaiting, idleOf, KEPT_MINUTES, MINUTES_A_MONTH, monthOf, pollingOf } from './idle.ts';
import type { Measurements, PerMessage, TimerRun } from './measure.ts';
import { dollars, PRICES, Usage, type PriceName } from './usage.ts';

export interface Line { price: PriceName; quantity: number; usd: number }
export interface Sum {
  lines: Line[];
  usd: number;
  /** What counts against the target: without SES and S3. */
  counted: number;
  /** The same by who used it, dearest first. */
  by: { by: string; usd: number }[];
  /** Messages that record was handed at a time. */
  fill?: number;
}
export interface Figure { name: string; target: number; together?: Sum; alone?: Sum; month?: Sum }
export interface Figures {
  messages: Figure;
  cases: Figure;
  core: Figure;
  watching: Figure;
  options: { name: string; usd: number }[];
  assumed: string[];
  unchecked: string[];
}

const MILLION = 1_000_000;
const NEW_SHARE = 0.25;
const TARGETS = { messages: 4, cases: 8, core: 1, watching: 4 };
const APART = new Set(['SES', 'S3']);

function sumOf(usage: Usage, fill?: number): Sum {
  const byPrice = Map.groupBy(usage.all(), ({ price }) => price);
  const lines = [...byPrice].map(([price, used]): Line => {
    const quantity = used.reduce((sum, one) => sum + one.quantity, 0);
    return { price, quantity, usd: dollars({ price, quantity }) };
  }).sort((one, other) => other.usd - one.usd);
  const total = (of: Line[]): number => of.reduce((sum, { usd }) => sum + usd, 0);
  const by = [...Map.groupBy(usage.all().filter(({ price }) => !APART.has(PRICES[price].service)), (used) => used.by.split(/[ ,:]/)[0]!)].map(([name, used]) => ({ by: name, usd: used.reduce((sum, one) => sum + dollars(one), 0) }));
  return { lines, usd: total(lines), counted: total(lines.filter(({ price }) => !APART.has(PRICES[price].service))), by: by.sort((one, other) => other.usd - one.usd), ...(fill === undefined ? {} : { fill }) };
}

/** One message of each kind, in the given shares; a million of them. */
function mixed(kinds: PerMessage[], newShare: number, mailShare: number): { usage: Usage; fill: number } {
  const usage = new Usage();
  let invocations = 0;
  for (const { way, kind, usage: own, fill } of kinds) {
    const share = (way === 'mail' ? mailShare : 1 - mailShare) * (kind === 'new' ? newShare : 1 - newShare);
    usage.addAll(own, share * MILLION);
    invocations += share / fill;
  }
  return { usage, fill: 1 / invocations };
}

/** What a month's timers do more when messages come in all the time. */
function busier(busy: TimerRun[], connected: TimerRun[]): Usage {
  const more = new Usage();
  for (const run of busy) {
    const calm = connected.find(({ name }) => name === run.name);
    if (!calm || run.name.startsWith('poll-')) continue;
    const minutes = ['evaluate', 'remind'].includes(run.name) ? 1 : 60;
    more.addAll(monthOf({ ...run, fresh: run.warm }, minutes)).addAll(monthOf({ ...calm, fresh: calm.warm }, minutes), -1);
  }
  return more;
}

export interface Circumstances { mailShare: number; cpuFactor: number; together: number; alone: number }

/** Dollars from what was measured and from the template of a stage that lasts. */
export function figuresOf(measured: Measurements, resources: Record<string, TemplateResource>, { mailShare, cpuFactor, together, alone }: Circumstances): Figures {
  const idle = idleOf(resources, measured.idle);
  const timers = busier(measured.busy, measured.connected);
  const both = (newShare: number, more = new Usage()): Pick<Figure, 'together' | 'alone'> => {
    const [cheap, dear] = [mixed(measured.together, newShare, mailShare), mixed(measured.alone, newShare, mailShare)];
    return { together: sumOf(cheap.usage.addAll(more), cheap.fill), alone: sumOf(dear.usage.addAll(more), dear.fill) };
  };
  const waiting = dollars({ price: 'sqs.request', quantity: idle.core.of('sqs.request') });
  const one = (price: PriceName, quantity = 1): number => dollars({ price, quantity });
  return {
    messages: { name: 'A million messages, one in four of them opening a case', target: TARGETS.messages, ...both(NEW_SHARE, timers) },
    cases: { name: 'A million new cases, with their acknowledgements', target: TARGETS.cases, ...both(1) },
    core: { name: 'A month in which nothing happens: the core', target: TARGETS.core, month: sumOf(idle.core) },
    watching: { name: 'The same: watching, of stages that last', target: TARGETS.watching, month: sumOf(idle.watching) },
    options: [
      ...pollingOf(measured.connected, measured.idle).map(({ channel, usage }) => ({ name: `${channel} connected, for its fetching, a month`, usd: sumOf(usage).usd })),
      { name: 'each agent who signs in by the own user pool, a month', usd: one('cognito.user') },
      { name: 'each GB in the table, a month', usd: one('dynamodb.gbMonth') },
      { name: 'the same GB, to be brought back as of any second', usd: one('dynamodb.pitrGbMonth') },
      { name: 'each GB in the bucket, a month', usd: one('s3.gbMonth') },
      { name: 'the figures on reputation, of months with mail', usd: one('cloudwatch.metric', 2) },
    ],
    assumed: [
      `Together: ${together} of each kind at once, ${both(NEW_SHARE).together!.fill!.toFixed(1)} in a batch; alone: ${alone}, each by itself, as when a million come evenly over a month.`,
      `Messages of 250 letters in Hebrew and English; ${Math.round(mailShare * 100)} % mail, the rest private messages. Agents' work in the console is not in it.`,
      `Lambda: processor time of this machine × ${cpuFactor}, by each function's share of a processor, and for calls ${Object.entries(LATENCY_MS).map(([service, ms]) => `${service} ${ms}`).join(', ')} ms. Copies are warm.`,
      `Waiting at empty queues: two requests where Lambda may go down to two, five at outbox. With five everywhere the core is $${(sumOf(idle.core).usd + sumOf(dearestWaiting(resources)).usd - waiting).toFixed(2)}.`,
      `Hourly functions are loaded each time. Each busy copy reads a channel's secret every five minutes, $${one('kms.request', MINUTES_A_MONTH / KEPT_MINUTES).toFixed(3)} a month, however many messages there are.`,
    ],
    unchecked: [...new Set(Object.values(PRICES).filter(({ checked, usd }) => !checked && usd > 0).map(({ service }) => service))],
  };
}
