import type { NoteArrival } from '../../shared/channels/arrival.ts';
import { act, eraseSome } from './agents.ts';
import { consumersOf } from './consumers.ts';
import { plan, write } from './customers.ts';
import type { Word } from './customers.ts';
import { arrive, fetchPages, hasUnfetched, hasUntold, knock, lookForUntold } from './doors.ts';
import type { Plant } from './plants.ts';
import { judge } from './promises.ts';
import type { Broken } from './promises.ts';
import { CALM, START, Scheduler } from './scheduler.ts';
import { seeded } from './seeded.ts';
import { Trace } from './trace.ts';
import { World } from './world.ts';

/** What came of one seed. */
export interface Played {
  seed: number;
  inbound: number;
  lost: number;
  duplicateEntries: number;
  duplicateAcks: number;
  unacknowledged: number;
  unknown: number;
  /** Second attempts that the promise allows: silence, and an event of a later hand-over. */
  secondAttempts: number;
  broken: Broken[];
  trace: Trace;
}

const SECOND = 1_000;
const MINUTE = 60 * SECOND;
const HOUR = 60 * MINUTE;
/** Times in which things go wrong last so many turns at least, and a story so many at most. */
const STORM = 500;
const LONGEST = 40_000;
const LOOKS = 40;

/** Plays one story to its end and judges it from outside. The same seed is the same story, turn by turn. */
export async function play(seed: number, plant?: Plant): Promise<Played> {
  const dice = seeded(seed);
  const trace = new Trace();
  const scheduler = new Scheduler(dice, trace, START);
  const world = new World(scheduler, plant);
  // Each seed has weather of its own: some are hit by one kind of fault only.
  scheduler.weather = { crash: dice.pick([0, 0.01, 0.04]), fails: dice.pick([0, 0.02, 0.08]), answerLost: dice.pick([0, 0.02, 0.06]), again: dice.pick([0, 0, 0.05]) };
  world.twice = dice.pick([0, 0.05, 0.4]);
  // An outage keeps entries away for as long as it lasts.
  const visibilityMs = dice.pick([10 * SECOND, 6 * MINUTE, 5 * HOUR]);
  for (const queue of Object.values(world.queues)) queue.visibilityMs = visibilityMs;
  const story = new Story(world);
  let idle = 0;
  for (let steps = 0; ; steps++) {
    if (steps > LONGEST) return judge(seed, world, 'the story did not end');
    if (steps > STORM && story.isTold && !world.provider.calm) {
      world.provider.calm = true;
      scheduler.weather = CALM;
      world.twice = 0;
      trace.write('calm');
    }
    story.goOn();
    const moved = await scheduler.step();
    idle = moved ? 0 : idle + 1;
    if (idle > 100 && scheduler.running.size > 0) return judge(seed, world, 'somebody waits for nothing');
    if (!moved && scheduler.running.size === 0 && !story.skip()) break;
    scheduler.now += dice.below(40);
    // The hourly look may fail for days, and is not left out for longer than it looks back.
    if (!world.provider.calm && dice.chance(0.01)) scheduler.now += dice.pick([20 * SECOND, 2 * MINUTE, 16 * MINUTE, ...(hasUntold(world) ? [] : [5 * HOUR, 48 * HOUR])]);
  }
  return judge(seed, world);
}

/** What happens of itself: customers, agents, the platform's and the mail service's news, and whoever has to run. */
class Story {
  readonly world: World;
  #left: ReturnType<typeof plan>;
  #written = 0;
  #acts = 0;
  #looks = 0;
  readonly #mayErase: boolean;
  #mayRepeat = true;

  constructor(world: World) {
    this.world = world;
    this.#left = plan(world.scheduler.dice, START);
    this.#mayErase = world.scheduler.dice.chance(0.25);
  }

  get isTold(): boolean {
    return this.#left.length === 0;
  }

  /** Everything that is due by now, and what chance begins. */
  goOn(): void {
    const { world } = this;
    const { scheduler: { dice, now }, provider, future } = world;
    while (this.#left[0] && this.#left[0].at <= now) this.#write(this.#left.shift()!.talk);
    for (const told of due(provider.events, now)) world.queues.outbox.put(JSON.stringify(told.body), now);
    for (const echo of due(provider.echoes, now)) knock(world, [echoed(echo)], () => undefined);
    for (const one of due(future, now)) one.happens();
    for (const [name, queue, begin] of consumersOf(world)) if ((queue.next() ?? Infinity) <= now && world.scheduler.count(name) < 3 && (world.scheduler.running.size === 0 || dice.chance(0.3))) begin(world);
    if (world.scheduler.count('poll') < 2 && hasUnfetched(world) && dice.chance(provider.calm ? 0.5 : 0.03)) this.#run('poll', fetchPages);
    if (provider.calm) return;
    if (this.#written > 0 && dice.chance(0.02)) act(world, ++this.#acts);
    if (this.#mayErase && this.#written > 3 && dice.chance(0.003)) this.#erase();
    if (dice.chance(0.002)) this.#run('reconcile', lookForUntold);
  }

  /** Nobody runs: on to whatever comes next. False when nothing comes any more. */
  skip(): boolean {
    const { world } = this;
    const { scheduler, provider, future, queues } = world;
    const next = Math.min(...[queues.mail.next(), queues.inbound.next(), queues.outbox.next(), this.#left[0]?.at, ...[...provider.events, ...provider.echoes, ...future].map(({ at }) => at)].map((at) => at ?? Infinity));
    const far = !(next < scheduler.now + 2 * HOUR);
    if (far && hasUntold(world) && this.#looks++ < LOOKS) {
      scheduler.now += 71 * MINUTE;
      this.#run('reconcile', lookForUntold);
    } else if (Number.isFinite(next)) scheduler.now = Math.max(scheduler.now, next);
    else if (hasUnfetched(world)) {
      scheduler.now += MINUTE;
      this.#run('poll', fetchPages);
    } else if (world.ledger.size > 0 && this.#mayRepeat) {
      // What was being written while somebody was erased goes when the ledger is applied again.
      this.#mayRepeat = false;
      eraseSome(world);
    } else return !provider.calm;
    return true;
  }

  #run(name: string, work: typeof lookForUntold): void {
    const { world } = this;
    world.scheduler.start(name, async (actor) => work(world, actor, world.scheduler), (end) => {
      if (end.how === 'failed' && !(end.error instanceof Error && end.error.name === 'Fault')) world.surprises.push(`${name}: ${String(end.error)}`);
    });
  }

  #write(talk: Parameters<typeof write>[1]): void {
    const { world } = this;
    const { scheduler, provider } = world;
    const word = write(scheduler.dice, talk, { place: ++this.#written, now: scheduler.now, provider, remember: (first) => { talk.first = first; } });
    scheduler.trace.name(word.id, word.name);
    scheduler.note(`outside writes ${word.name} ${talk.kind} ${talk.name} ${word.person}${word.machine ? ' machine' : ''}`);
    world.words.push(word);
    if (word.mail) for (const [place, delivery] of word.mail.deliveries.entries()) world.later(scheduler.now + place * scheduler.dice.below(14 * MINUTE), () => { arrive(world, word, delivery); });
    else this.#bring(word);
  }

  // By its webhook, by fetching, or by both.
  #bring(word: Word): void {
    const { world } = this;
    const { dice, now } = world.scheduler;
    const ways = dice.below(10);
    if (ways > 2) {
      world.shown.push(word);
      word.acceptedAt = now;
    }
    if (ways !== 9) world.later(now + dice.below(dice.chance(0.1) ? 40 * MINUTE : 3_000), () => { knock(world, [word.arrival!], () => { word.acceptedAt ??= world.scheduler.now; }); });
  }

  #erase(): void {
    const { world } = this;
    const word = world.scheduler.dice.pick(world.words);
    eraseSome(world, { channel: word.channel, externalId: word.person });
  }
}

function due<T extends { at: number }>(waiting: T[], now: number): T[] {
  const ready = waiting.filter(({ at }) => at <= now);
  if (ready.length > 0) waiting.splice(0, waiting.length, ...waiting.filter(({ at }) => at > now));
  return ready;
}

/** The platform shows us what we handed over. */
function echoed({ reference, id, at, to }: { reference: string; id: string; at: number; to: string }): NoteArrival {
  return { kind: 'note', what: 'ownEcho', nativeId: `echo-${id}`, inbox: 'PAGE1', about: id, thread: [to], text: null, reference, at, raw: {} };
}
