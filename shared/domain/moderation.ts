import * as z from 'zod';

/** What we do to a public item on its platform, beside answering it. */
export const ModerationAct = z.enum(['hide', 'unhide', 'like', 'unlike']);
export type ModerationAct = z.infer<typeof ModerationAct>;

/** What an act turns on or off. */
export type Switch = 'hidden' | 'liked';
export const SWITCHES: readonly Switch[] = ['hidden', 'liked'];

export const switchOf = (act: ModerationAct): Switch => (act === 'hide' || act === 'unhide' ? 'hidden' : 'liked');
export const turnsOn = (act: ModerationAct): boolean => act === 'hide' || act === 'like';

/** The latest act of ours on one switch, and how its handing over stands. */
export interface Moderating {
  id: string;
  act: ModerationAct;
  /** Platforms take the same act twice as one: what is not known to have arrived is planned again. */
  state: 'planned' | 'sending' | 'sent' | 'failed';
  attempt: number;
  leaseUntil: number | null;
  reason: string | null;
  plannedAt: number;
  changedAt: number;
  by: { id: string; name: string };
}

/** How a switch stands on the platform, as we did it or were told. `elsewhere`: somebody turned it there. */
export interface Switched { is: boolean; at: number; elsewhere: boolean }

/** Kept on the message that it is about. */
export interface Moderated { hiding?: Moderating; liking?: Moderating; hidden?: Switched; liked?: Switched }

/** Where the latest act of a switch is kept. */
export const ACT_OF = { hidden: 'hiding', liked: 'liking' } as const satisfies Record<Switch, keyof Moderated>;
export const MODERATED: readonly (keyof Moderated)[] = ['hiding', 'liking', 'hidden', 'liked'];

/** One switch as people see it: what is under way counts as done, what failed does not. */
export interface SwitchShown { is: boolean; state: Moderating['state'] | null; act: ModerationAct | null; reason: string | null; by: string | null; at: number | null; elsewhere: boolean }

export function switchShown(kept: Moderated, what: Switch): SwitchShown {
  const [act, there] = [kept[ACT_OF[what]], kept[what]];
  // Whoever turned it on the platform afterwards has the last word.
  if (!act || (there && there.elsewhere && there.at >= act.changedAt && act.state !== 'planned' && act.state !== 'sending')) {
    return { is: there?.is ?? false, state: null, act: null, reason: null, by: null, at: there?.at ?? null, elsewhere: there?.elsewhere ?? false };
  }
  const pending = act.state === 'planned' || act.state === 'sending';
  return { is: pending ? turnsOn(act.act) : (there?.is ?? false), state: act.state, act: act.act, reason: act.reason, by: act.by.name, at: act.changedAt, elsewhere: false };
}

/** The platform's word about a switch; undefined when a later one is known. */
export function heardSwitch(kept: Moderated, what: Switch, { is, at }: { is: boolean; at: number }): Switched | undefined {
  const there = kept[what];
  if (there && there.at > at) return undefined;
  // What we have done already stands there as it is: only an act under way is heard of before it is settled.
  const act = kept[ACT_OF[what]];
  const ours = act !== undefined && turnsOn(act.act) === is && (act.state === 'sending' || act.state === 'planned');
  return { is, at, elsewhere: there?.is === is ? there.elsewhere : !ours };
}
