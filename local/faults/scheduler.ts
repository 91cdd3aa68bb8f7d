import type { seeded } from './seeded.ts';
import type { Trace } from './trace.ts';

/** What becomes of a call: it is made; it fails before it did anything; it is made and the answer gets lost; the same and the client makes it again; of several things only some are done. */
export type Verdict = 'goes' | 'fails' | 'answerLost' | 'again' | 'partly';

/** Something that runs and may die at any of its calls: one invocation of a function, or one request of a person. */
export interface Actor {
  name: string;
  startedAt: number;
  /** A fault of outside has been planted in it: what it throws now is no mistake of its own. */
  struck: boolean;
  /** Others get far ahead of it. */
  slow: boolean;
}

/** How an actor came to its end. `failed`: it threw. */
export type End = { how: 'done' } | { how: 'failed'; error: unknown } | { how: 'died' };

/** How bad the times are: shares of calls at which something goes wrong. */
export interface Weather { crash: number; fails: number; answerLost: number; again: number }

export const CALM: Weather = { crash: 0, fails: 0, answerLost: 0, again: 0 };

/** A function's own limit: it dies then. */
const LIMIT_MS = 60_000;

interface Turn { actor: Actor; what: string; may: readonly Verdict[]; go: (verdict: Verdict) => void }

/**
 * One turn at a time: whoever has to make a call waits, one is picked by chance, and may die right there. What is dead
 * goes on with nothing, not even with its clean-up. Clock and chance are the seed's, so that a run can be run again.
 */
export class Scheduler {
  now: number;
  weather: Weather = CALM;
  readonly dice: ReturnType<typeof seeded>;
  readonly trace: Trace;
  readonly running = new Map<Actor, (end: End) => void>();
  #turns: Turn[] = [];
  #begun = 0;

  constructor(dice: ReturnType<typeof seeded>, trace: Trace, now: number) {
    this.dice = dice;
    this.trace = trace;
    this.now = now;
  }

  /** Waits for its turn. The dead wait for ever. */
  async turn(actor: Actor, what: string, may: readonly Verdict[] = ['goes']): Promise<Verdict> {
    return new Promise((go) => {
      if (this.running.has(actor)) this.#turns.push({ actor, what, may, go });
    });
  }

  start(name: string, work: (actor: Actor) => Promise<void>, ended: (end: End) => void): void {
    const actor: Actor = { name: `${name}-${++this.#begun}`, startedAt: this.now, struck: false, slow: this.dice.chance(0.15) };
    this.running.set(actor, ended);
    const run = async (): Promise<void> => {
      const end = await work(actor).then((): End => ({ how: 'done' }), (error: unknown): End => ({ how: 'failed', error }));
      this.#end(actor, end);
    };
    void run();
  }

  count(name: string): number {
    return [...this.running.keys()].filter((actor) => actor.name.startsWith(`${name}-`)).length;
  }

  note(line: string): void {
    this.trace.write(`${String(this.now - START).padStart(10)} ${line}`);
  }

  /** Lets one of those who wait make its call. False when nobody waits. */
  async step(): Promise<boolean> {
    for (const actor of this.running.keys()) if (this.now - actor.startedAt > LIMIT_MS) this.#end(actor, { how: 'died' });
    const [turn] = this.#turns.splice(this.#pick(), 1);
    if (turn) {
      const { crash } = this.weather;
      if (crash > 0 && this.dice.chance(crash)) this.#end(turn.actor, { how: 'died' });
      else {
        const verdict = this.#verdict(turn.may);
        if (verdict !== 'goes' && verdict !== 'again') turn.actor.struck = true;
        this.note(`${turn.actor.name} ${turn.what}${verdict === 'goes' ? '' : ` ${verdict}`}`);
        turn.go(verdict);
      }
    }
    // All that follows from it happens in microtasks: when they are through, everybody waits again or has ended.
    await new Promise((resolve) => { setImmediate(resolve); });
    return turn !== undefined;
  }

  #pick(): number {
    const place = this.dice.below(this.#turns.length);
    return this.#turns[place]?.actor.slow && this.dice.chance(0.9) ? this.dice.below(this.#turns.length) : place;
  }

  #verdict(may: readonly Verdict[]): Verdict {
    const { fails, answerLost, again } = this.weather;
    if (may.includes('fails') && fails > 0 && this.dice.chance(fails)) return may.includes('partly') && this.dice.chance(0.5) ? 'partly' : 'fails';
    if (may.includes('answerLost') && answerLost > 0 && this.dice.chance(answerLost)) return 'answerLost';
    if (may.includes('again') && again > 0 && this.dice.chance(again)) return 'again';
    return 'goes';
  }

  #end(actor: Actor, end: End): void {
    const ended = this.running.get(actor);
    if (!ended) return;
    this.running.delete(actor);
    this.#turns = this.#turns.filter((turn) => turn.actor !== actor);
    this.note(`${actor.name} ${end.how}${end.how === 'failed' ? `: ${end.error instanceof Error ? end.error.name : 'no error'}` : ''}`);
    ended(end);
  }
}

/** Sunday 22 November 2026, 10:00 in Israel: every story begins there. */
export const START = Date.parse('2026-11-22T08:00:00Z');
