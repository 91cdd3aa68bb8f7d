import { withStep } from '../domain/alert.ts';
import { readSeries } from '../domain/counting.ts';
import { closeSlots, offsetAt } from '../domain/live-series.ts';
import { unusualSilence } from '../domain/spike.ts';
import { lastWholeSlot, type Watermark } from '../domain/watermark.ts';
import type { SeriesState } from '../ports/counting.ts';
import { notify, remind, targetsOf } from './notify.ts';
import { newRecord } from './raise.ts';
import { setupOf, type WatchDeps } from './watch.ts';
import { afterClosing, sameTime, unknownSlots, unwatchedNow, watermark } from './watermarks.ts';

/** A series that has slept for longer is brought up to date, so that the next mention has no weeks to catch up with. */
const LONG_SLEEP = 86_400_000;
const aboutSilence = (brand: string, channel: string): string => `silence/${brand}/${channel}`;

/**
 * Looks at every series that sleeps: is it silent for longer than its own pauses explain? Then a token is dead or a door broken.
 * And notes which channels nobody brings at the moment, so that what is missing teaches nothing.
 */
export async function lookForSilence(deps: WatchDeps): Promise<void> {
  const { counts } = deps;
  const marks = new Map<string, Watermark>();
  const { awake } = await counts.agenda();
  const busy = new Set(awake.map(({ series }) => series));
  for (const [series, state] of await counts.states()) {
    const { channel } = readSeries(series);
    const mark = marks.get(channel) ?? await watermark(deps, channel);
    marks.set(channel, mark);
    const unwatched = unwatchedNow(state.unwatched, mark.brokenSince, deps.now());
    if (!busy.has(series)) await lookAtOne(deps, series, { ...state, unwatched }, mark, !sameTime(unwatched, state.unwatched));
    else {
      await heardAgain(deps, series);
      if (!sameTime(unwatched, state.unwatched)) await counts.putState(series, { spike: state.spike, unwatched }, state.version);
    }
  }
}

async function lookAtOne(deps: WatchDeps, series: string, { spike, unwatched, version }: SeriesState, mark: Watermark, changed: boolean): Promise<void> {
  const { counts, now } = deps;
  const setup = setupOf(await deps.settings());
  const walked = closeSlots(spike, { counts: [], until: lastWholeSlot(mark.until), unknown: unknownSlots(unwatched, now()), now: now() }, setup).state;
  const { kind, topic } = readSeries(series);
  const silence = topic === '' && kind !== 'volume' ? unusualSilence(walked, offsetAt(setup.timeZone, now())) : null;
  if (silence) await raiseSilence(deps, series, silence);
  // An outage is written down when it begins and when it ends, a long sleep once a day.
  const sleepsLong = walked.at !== null && walked.at - (spike.at ?? 0) > LONG_SLEEP;
  if (changed || sleepsLong) await counts.putState(series, { spike: sleepsLong ? walked : spike, unwatched: sleepsLong ? afterClosing(unwatched, walked.at) : unwatched }, version);
}

async function raiseSilence(deps: WatchDeps, series: string, { since, usualPerHour }: { since: number; usualPerHour: number }): Promise<void> {
  const { brand, channel } = readSeries(series);
  const about = aboutSilence(brand, channel);
  if ((await deps.alerts.open()).some((one) => one.about === about)) return;
  const now = deps.now();
  const record = newRecord(about, now, { kind: 'silence', brand, since, silence: { channel, usualPerHour } });
  if (await deps.alerts.put(withStep(record, 'begins', null, await targetsOf(deps), now), null)) await notify(deps, about);
}

async function heardAgain(deps: WatchDeps, series: string): Promise<void> {
  const { brand, channel } = readSeries(series);
  const record = (await deps.alerts.open()).find((one) => one.about === aboutSilence(brand, channel) && one.endedAt === null);
  if (!record) return;
  const now = deps.now();
  if (await deps.alerts.put(withStep({ ...record, endedAt: now }, 'over', null, await targetsOf(deps), now), record.version)) {
    await notify(deps, record.about);
    await remind(deps, record.about);
  }
}
