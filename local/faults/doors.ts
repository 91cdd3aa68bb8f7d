import type { Arrival } from '../../shared/channels/arrival.ts';
import type { Api, Door } from '../../shared/channels/channel.ts';
import { minimalBody } from '../../shared/channels/email/minimal-body.ts';
import { scan } from '../../shared/channels/email/scan.ts';
import { facts } from '../../shared/channels/facebook/facts.ts';
import { NotFound, TryLater } from '../../shared/errors.ts';
import type { ChannelState, Queue } from '../../shared/ports.ts';
import { acceptMail } from '../../shared/steps/accept-mail.ts';
import { accept } from '../../shared/steps/accept.ts';
import { collect } from '../../shared/steps/collect.ts';
import { reconcile } from '../../shared/steps/reconcile.ts';
import { ADDRESSES, KEYS, asFetched } from './customers.ts';
import type { Word } from './customers.ts';
import { BUCKET, Fault, flaky } from './flaky.ts';
import type { Receipt } from './memory-queue.ts';
import type { Actor, Scheduler } from './scheduler.ts';
import type { World } from './world.ts';

const MINUTE = 60_000;
const PAGE = 3;

/** A platform's own shapes and signatures are for its own tests: here it brings what they are read into. */
const door: Door<object> = {
  inboxes: () => ['PAGE1'], challenge: () => undefined, verify: () => undefined,
  normalise: (body) => JSON.parse(body.toString('utf8')) as Arrival[],
};

/** A platform knocks until it hears 200, and now and then once more. */
export function knock(world: World, arrivals: Arrival[], heard: () => void): void {
  const { scheduler } = world;
  scheduler.start('webhook', async (actor) => {
    const { inbound } = world.portsOf(actor);
    const queue: Queue<never> = world.plant?.answersFirst ? { send: async (entries) => { inTheBackground(world, entries); } } : inbound;
    const answer = await accept({ ...world.around(actor), facts, door, settings: {}, inbound: queue, idKey: KEYS.id })({ method: 'POST', headers: {}, query: {}, body: Buffer.from(JSON.stringify(arrivals)) });
    if (answer.status !== 200) throw new Error(`a door that says ${answer.status}`);
  }, (end) => {
    if (end.how === 'done') heard();
    if (end.how !== 'done' || (!world.provider.calm && scheduler.dice.chance(0.1))) world.later(scheduler.now + scheduler.dice.below(30 * MINUTE), () => { knock(world, arrivals, heard); });
  });
}

function inTheBackground(world: World, entries: unknown[]): void {
  world.scheduler.start('afterwards', async (actor) => { await world.portsOf(actor).inbound.send(entries); }, () => undefined);
}

/** A mail lies in the bucket: from then on it is ours. The mail service tells of it once, twice, late or never. */
export function arrive(world: World, word: Word, { id, recipients }: { id: string; recipients: string[] }): void {
  const { scheduler: { dice, now }, bucket, queues } = world;
  const source = word.machine ? '' : word.person;
  // The mail service writes the envelope above the mail, under its own id.
  const stamp = `Return-Path: <${source}>\r\nReceived: from people.example by inbound-smtp.example with SMTP id ${id} for ${recipients[0]}; ${new Date(now).toUTCString()}\r\n`;
  bucket.set(`raw/${id}`, { bytes: Buffer.concat([Buffer.from(stamp), word.mail!.raw]), storedAt: now });
  word.acceptedAt ??= now;
  const pass = { status: 'PASS' };
  const body = JSON.stringify({
    notificationType: 'Received', mail: { timestamp: new Date(now).toISOString(), messageId: id, source, destination: recipients },
    receipt: { recipients, spamVerdict: pass, virusVerdict: pass, spfVerdict: pass, dkimVerdict: pass, dmarcVerdict: pass, action: { type: 'S3', objectKey: `raw/${id}` } },
  });
  if (!world.provider.calm && dice.chance(0.04)) return;
  for (let times = dice.chance(0.1) ? 2 : 1; times > 0; times--) queues.mail.put(body, now + dice.below(dice.chance(0.1) ? 60 * MINUTE : 2_000));
}

/** The mail step, its parser in this thread: what it reads of a plain text is the same. */
export async function takeMails(world: World, actor: Actor, receipts: Receipt[]): Promise<{ failed: number[]; hideSeconds: Map<number, number> }> {
  const objects = {
    get: async (key: string) => { const there = world.bucket.get(key); if (!there) throw new NotFound(key); return there.bytes; },
    put: async (key: string, bytes: Buffer) => void world.bucket.set(key, { bytes, storedAt: world.scheduler.now }),
  };
  const { failed, givenBack } = await acceptMail({
    ...world.around(actor), idKey: KEYS.id, careAddresses: ADDRESSES, inbound: world.portsOf(actor).inbound, objects: flaky(world.scheduler, actor, 'bucket', objects, BUCKET),
    parse: async (raw) => {
      if (await world.scheduler.turn(actor, 'parser.read', ['goes', 'fails']) === 'fails') throw new Fault('the parser died');
      return { ...minimalBody(raw, scan(raw), 'parser'), repairs: [] };
    },
  }, receipts);
  return { failed: [], hideSeconds: new Map([...givenBack.map((place) => [place, 1] as const), ...failed.map((place) => [place, Math.min(360, 2 ** receipts[place]!.attempt)] as const)]) };
}

/** Has the platform shown anything that no fetching has got past? */
export function hasUnfetched({ cursors, shown }: World): boolean {
  return Number(cursors.cursors.get('facebook PAGE1')?.cursor ?? 0) < shown.length;
}

/** Fetches what the platform shows, page by page, with one item of overlap. */
export async function fetchPages(world: World, actor: Actor): Promise<void> {
  const { scheduler, shown } = world;
  const { inbound, cursors } = world.portsOf(actor);
  const api: Api<object> = {
    accounts: () => [{ inbox: 'PAGE1', names: [] }], health: async () => [], send: async () => { throw new Error('nobody sends here'); },
    async poll(_, { cursor }) {
      await scheduler.turn(actor, `platform.fetch ${cursor ?? 'first'}`);
      if (!world.provider.calm && scheduler.dice.chance(0.05)) throw new TryLater(5 + scheduler.dice.below(300), 'slow down');
      const from = Number(cursor ?? 0);
      const page = shown.slice(Math.max(0, from - 1), from + PAGE);
      return { arrivals: page.map(({ arrival }) => asFetched(arrival!, scheduler.dice.below(5_000))), cursor: String(Math.min(shown.length, from + PAGE)), more: shown.length > from + PAGE };
    },
  };
  await collect({
    ...world.around(actor), facts, api, settings: {}, http: async () => { throw new Error('no network here'); }, idKey: KEYS.id, until: scheduler.now + 40_000,
    ...(world.plant?.movesFirst ? movingFirst(inbound, cursors) : { inbound: inbound, state: cursors }),
  })();
}

function movingFirst(inbound: Queue<unknown>, cursors: ChannelState): { inbound: Queue<never>; state: ChannelState } {
  const kept: unknown[] = [];
  const moveCursor: ChannelState['moveCursor'] = async (...given) => {
    const moved = await cursors.moveCursor(...given);
    if (kept.length > 0) await inbound.send(kept.splice(0));
    return moved;
  };
  return {
    inbound: { send: async (entries) => void kept.push(...entries) },
    state: new Proxy(cursors, { get: (target, name) => (name === 'moveCursor' ? moveCursor : Reflect.get(target, name, target) as unknown) }),
  };
}

/** Is there a mail that nobody has told of, and that the hourly look has not found either? */
export function hasUntold({ bucket, table }: World): boolean {
  return [...bucket.keys()].some((key) => !table.deliveries.has(key.slice('raw/'.length)));
}

export async function lookForUntold(world: World, actor: Actor, scheduler: Scheduler): Promise<void> {
  const { originals, deliveries, mail } = world.portsOf(actor);
  await reconcile({ ...world.around(actor), originals, deliveries, mail: mail })(scheduler.now + 40_000);
}
