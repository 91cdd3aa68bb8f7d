import { readSeries, SLOT, slotOf } from '../domain/counting.ts';
import { closeSlots, isNews, type SlotCount, type Who } from '../domain/live-series.ts';
import { lastWholeSlot } from '../domain/watermark.ts';
import type { Awake } from '../ports/counting.ts';
import { endEpisode, followAlerts } from './follow-alerts.ts';
import { lookForSilence } from './look-for-silence.ts';
import { raise } from './raise.ts';
import { setupOf, slotCount, stateOf, watch, whoWrote, type WatchDeps } from './watch.ts';
import { afterClosing, unknownSlots, unwatchedNow, watermark } from './watermarks.ts';

const LOOK_AROUND = 15 * 60_000;

/**
 * `evaluate`, every minute: closes slots behind their channel's watermark, learns from them, ends episodes, and looks once more
 * at what is still filling. While nothing happens it reads one small item. Every quarter of an hour it looks for silence.
 */
export function evaluate(deps: WatchDeps) {
  return async (): Promise<void> => {
    const { counts, now, log } = deps;
    const { awake, lookedAroundAt } = await counts.agenda();
    const slots = awake.filter(({ series }) => !series.startsWith('!'));
    const names = [...new Set(slots.map(({ series }) => series))];
    for (const series of names) {
      // One series' trouble closes no other; it stays awake for the next minute.
      try {
        await closeOne(deps, series, slots.filter((one) => one.series === series));
      } catch (error) {
        log('error', 'series.failed', { key: series, error });
      }
    }
    if (awake.length > 0) await followAlerts(deps, awake);
    if (now() - lookedAroundAt < LOOK_AROUND) return;
    await lookForSilence(deps);
    await counts.lookedAround(now());
  };
}

async function closeOne(deps: WatchDeps, series: string, awake: Awake[]): Promise<void> {
  const { counts, now } = deps;
  const { channel } = readSeries(series);
  const setup = setupOf(await deps.settings());
  const { until, brokenSince } = await watermark(deps, channel);
  const last = lastWholeSlot(until);
  const slots = awake.map(({ slot }) => slot).sort((a, b) => a - b);
  const closing = slots.filter((slot) => slot <= last);
  if (closing.length > 0) {
    const { stored, spike } = await stateOf(counts, series, slots[0]!);
    const known = await Promise.all(closing.filter((slot) => slot > (spike.at ?? 0)).map(async (slot): Promise<SlotCount> => slotCount(counts, series, slot)));
    const end = closing.at(-1)!;
    const unwatched = unwatchedNow(stored?.unwatched ?? null, brokenSince, now());
    const walk = { counts: known, until: end, unknown: unknownSlots(unwatched, now()), now: now() };
    let closed = closeSlots(spike, walk, setup);
    if (closed.verdicts.some(({ alert }) => alert !== null)) {
      const who = new Map<number, Who>();
      for (const { at } of known) {
        const found = await whoWrote(counts, series, at);
        if (found) who.set(at, found);
      }
      closed = closeSlots(spike, { ...walk, who }, setup);
    }
    for (const verdict of closed.verdicts) if (verdict.alert && isNews(verdict.at, now())) await raise(deps, { series, verdict });
    const ended = closed.verdicts.findLast((verdict) => verdict.ended !== null)?.ended;
    if (ended) await endEpisode(deps, series, ended);
    const wasWritten = await counts.putState(series, { spike: closed.state, unwatched: afterClosing(unwatched, closed.state.at) }, stored?.version ?? null);
    // Another was faster: everything is as before, and the next minute closes it.
    if (!wasWritten) return;
    const { episode } = closed.state;
    // An episode is followed to its end, however quiet it gets.
    if (episode && !episode.over) await counts.wake([{ series, slot: end + SLOT }]);
    await counts.rest(closing.map((slot) => ({ series, slot })));
  }
  const live = slots.filter((slot) => slot > last && slot <= slotOf(now()));
  if (live.length > 0) await watch(deps, [series], live.map((slot) => ({ series, slot })));
}
