import type { Handing } from '../../shared/channels/handing.ts';
import type { Api } from '../../shared/channels/channel.ts';
import { Refused } from '../../shared/errors.ts';
import { mailOutlet, platformModerator, platformOutlet } from '../../shared/steps/outlets.ts';
import { record } from '../../shared/steps/record.ts';
import { send } from '../../shared/steps/send.ts';
import { takeMails } from './doors.ts';
import type { MemoryQueue, Receipt } from './memory-queue.ts';
import type { Actor } from './scheduler.ts';
import { QUEUE, flaky } from './flaky.ts';
import type { World } from './world.ts';

interface Outcome { failed: number[]; hideSeconds: Map<number, number> }

/** A function behind a queue: takes a batch, gives back what failed, and lets what is done be deleted, which may get lost. */
function consume(world: World, name: string, queue: MemoryQueue, most: number, step: (actor: Actor, receipts: Receipt[]) => Promise<Outcome>): void {
  const { scheduler } = world;
  const receipts = queue.receive(1 + scheduler.dice.below(most), scheduler.dice, world.twice);
  if (receipts.length === 0) return;
  scheduler.start(name, async (actor) => {
    const port = flaky(scheduler, actor, queue.name, queue, QUEUE);
    if (world.plant?.deletesFirst) await port.remove(receipts.map(({ id }) => id));
    const { failed, hideSeconds } = await step(actor, receipts);
    for (const [place, seconds] of hideSeconds) await port.hide(receipts[place]!.id, seconds);
    const done = receipts.filter((_, place) => !failed.includes(place) && !hideSeconds.has(place));
    if (done.length > 0) await port.remove(done.map(({ id }) => id));
  }, (end) => {
    // The batch comes back when its time is over; what is our own mistake is found by this.
    if (end.how === 'failed' && !isOutside(end.error)) world.surprises.push(`${name}: ${end.error instanceof Error ? `${end.error.name} ${end.error.message}` : 'no error'}`);
  });
}

/** A fault that was planted, or that one caused. */
function isOutside(error: unknown): boolean {
  return error instanceof Error && (error.name === 'Fault' || (error.cause !== undefined && isOutside(error.cause)));
}

export function consumeMail(world: World): void {
  // Told of again after it was erased with its writer: in the end it lies among the dead letters, for a person to look at.
  for (const [id, { body, receives }] of world.queues.mail.entries) if (receives > 10 && !world.bucket.has(originalIn(body))) world.queues.mail.entries.delete(id);
  consume(world, 'mail', world.queues.mail, 3, async (actor, receipts) => takeMails(world, actor, receipts));
}

const originalIn = (body: string): string => (JSON.parse(body) as { receipt: { action: { objectKey: string } } }).receipt.action.objectKey;

export function consumeInbound(world: World): void {
  consume(world, 'record', world.queues.inbound, 4, async (actor, receipts) => record(world.recordDeps(actor))(receipts));
}

/** As the function behind the outbox does it: one bad entry is its own trouble; when all fail, it is ours. */
export function consumeOutbox(world: World): void {
  consume(world, 'send', world.queues.outbox, 3, async (actor, receipts) => {
    const step = sendStep(world, actor);
    const results = await Promise.allSettled(receipts.map(async ({ body }) => step(body)));
    const failed: number[] = [];
    const hideSeconds = new Map<number, number>();
    for (const [place, result] of results.entries()) {
      if (result.status === 'rejected') {
        failed.push(place);
        if (!isOutside(result.reason)) world.surprised(actor, result.reason);
      } else if (!result.value.done) hideSeconds.set(place, result.value.hideSeconds);
      else hear(world, receipts[place]!.body);
    }
    if (failed.length === receipts.length) throw new Error('no entry of the batch could be handled', { cause: (results[0] as PromiseRejectedResult).reason });
    return { failed, hideSeconds };
  });
}

function hear(world: World, body: string): void {
  const event = JSON.parse(body) as { eventType?: string; mail?: { messageId: string } };
  if (event.eventType !== undefined && event.mail) world.provider.heard(event.mail.messageId);
}

function sendStep(world: World, actor: Actor): ReturnType<typeof send> {
  const { provider, scheduler } = world;
  const { sendings } = world.portsOf(actor);
  const now = (): number => scheduler.now;
  const byMail = mailOutlet(async ({ id, plan }) => {
    if (plan.to === '') throw new Refused('invalidRecipient', 'nobody');
    return { from: plan.from, to: plan.to, raw: Buffer.from(id) };
  }, { hand: async (composed, tags) => provider.handMail(actor, composed, tags) });
  const api: Api<never> = { accounts: () => [], health: async () => [], send: async (_, handing: Handing) => provider.handOver(actor, handing) };
  const connected = async () => ({ api, settings: {} });
  const http = async () => { throw new Error('no network here'); };
  const byPlatform = platformOutlet(connected, http, now);
  return send({
    ...world.around(actor), sendings, moderations: world.moderations, moderator: (channel) => platformModerator(channel, connected, http, now),
    outlet: ({ plan }) => (plan.route ? byPlatform : byMail), pace: async () => void await scheduler.turn(actor, 'mail.pace'),
  });
}

export type Consumer = [name: string, queue: MemoryQueue, begin: (world: World) => void];
export const consumersOf = ({ queues }: { queues: World['queues'] }): Consumer[] => [['mail', queues.mail, consumeMail], ['record', queues.inbound, consumeInbound], ['send', queues.outbox, consumeOutbox]];
