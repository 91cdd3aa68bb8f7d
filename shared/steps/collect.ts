import type { Arrival, Polled, VolumeCount } from '../channels/arrival.ts';
import type { Api, ChannelFacts } from '../channels/channel.ts';
import type { Http, Tools } from '../channels/handing.ts';
import type { InboundCount } from '../domain/inbound-note.ts';
import type { InboundMessage } from '../domain/message.ts';
import { TryLater } from '../errors.ts';
import type { Log } from '../log.ts';
import type { ChannelState, Clock, Cursor, Queue } from '../ports.ts';
import { broughtBy } from './accept.ts';
import { arrivalOf, type Around } from './arrived.ts';
import { countOf, endOf } from './counted.ts';
import type { Brought } from './counted.ts';
import type { InboundEntry } from './sheaves.ts';

export interface CollectDeps<S> {
  facts: ChannelFacts;
  api: Api<S>;
  settings: S;
  http: Http;
  inbound: Queue<InboundEntry | InboundCount>;
  state: ChannelState;
  idKey: string;
  now: Clock;
  log: Log;
  /** No further page is begun after this moment. */
  until: number;
  /** What the platform counted for us; nobody hears of it when left out. */
  keepCounts?: (inbox: string, counts: VolumeCount[]) => Promise<void>;
}

const MINUTE = 60_000;
/** A clock that ticks a little early must not skip a turn. */
const SLACK = 5_000;
const LOOK_UPS = 50;
const LONGEST_REST = 15 * MINUTE;

/**
 * Fetches what a platform has for each connected account, and what a webhook named by ids only. The cursor moves only after
 * the queue has the page; whoever comes late or twice brings what is there already, and the table takes each item once.
 * One account's trouble stops no other.
 */
export function collect<S>(deps: CollectDeps<S>) {
  return async (): Promise<void> => {
    const accounts = deps.api.accounts(deps.settings);
    const around: Around = {
      facts: deps.facts, idKey: deps.idKey, namesOf: (inbox) => accounts.find((account) => account.inbox === inbox)?.names ?? [],
      answersPublicly: deps.api.answersPublicly?.(deps.settings) ?? false, wroteAsUs: (author) => deps.api.wroteAsUs?.(deps.settings, author) ?? false,
    };
    await fetchNamed(deps, around);
    if (!deps.api.poll) return;
    for (const { inbox } of accounts) {
      try {
        await fetchAccount(deps, around, inbox);
      } catch (error) {
        deps.log('error', 'poll.failed', { channel: deps.facts.name, error });
      }
    }
  };
}

async function fetchAccount<S>(deps: CollectDeps<S>, around: Around, inbox: string): Promise<void> {
  const { facts, state, now } = deps;
  let at: (Cursor & { movedAt: number }) | null = await state.cursor(facts.name, inbox);
  if (at && at.notBefore > now() + SLACK) return;
  const next = now() + (facts.pollMinutes ?? 1) * MINUTE;
  for (let more = true; more;) {
    let page: Polled;
    try {
      page = await deps.api.poll!(toolsOf(deps), { inbox, cursor: at?.cursor ?? null });
    } catch (error) {
      if (!(error instanceof TryLater)) throw error;
      deps.log('info', 'poll.later', { channel: facts.name, count: error.seconds });
      await state.moveCursor(facts.name, inbox, { cursor: at?.cursor ?? null, notBefore: now() + error.seconds * 1000, movedAt: at?.movedAt ?? now() }, at?.version ?? null);
      return;
    }
    for (const { part, reason } of page.refused ?? []) deps.log('error', 'poll.refused', { channel: facts.name, key: part, reason });
    await queue(deps, broughtBy({ around, log: deps.log }, page.arrivals, now()));
    await hold(deps, inbox, page.arrivals);
    if (page.counts && page.counts.length > 0) await deps.keepCounts?.(inbox, page.counts);
    more = page.more && now() < deps.until;
    // Who asked for nothing has fetched nothing. Settings may change meanwhile: no rest is taken for granted for long.
    const movedAt = page.restsUntil === undefined ? now() : at?.movedAt ?? now();
    const rested = Math.max(next, Math.min(page.restsUntil ?? 0, now() + LONGEST_REST));
    const moved = await state.moveCursor(facts.name, inbox, { cursor: page.cursor, notBefore: page.more ? 0 : rested, movedAt }, at?.version ?? null);
    // Another run fetches the same account: it goes on, this one has done no harm.
    if (!moved) return;
    at = { cursor: page.cursor, version: (at?.version ?? 0) + 1, notBefore: page.more ? 0 : rested, movedAt };
  }
  if (at) await lookAgain(deps, around, inbox, at);
}

async function queue<S>({ inbound }: Pick<CollectDeps<S>, 'inbound'>, brought: Brought): Promise<void> {
  const count = countOf(brought);
  const queued = [...brought.entries, ...(count ? [count] : [])];
  if (queued.length > 0) await inbound.send(queued);
}

// Only what others wrote in public: what of it is taken away later, nobody tells.
async function hold<S>({ api, settings, facts, state }: CollectDeps<S>, inbox: string, arrivals: Arrival[]): Promise<void> {
  const days = api.remembersDays?.(settings) ?? 0;
  const items = days === 0 ? [] : arrivals.flatMap((arrival) => (arrival.kind === 'message' && arrival.visibility === 'public' && !arrival.ours ? [{ id: arrival.nativeId, at: arrival.at }] : []));
  if (items.length > 0) await state.hold(facts.name, inbox, items, days);
}

/** Whether what is held is still there on the platform. Whatever comes of it, what was fetched is safe already. */
async function lookAgain<S>(deps: CollectDeps<S>, around: Around, inbox: string, at: Cursor & { movedAt: number }): Promise<void> {
  const { api, facts, state, now, log } = deps;
  if (!api.lookAgain || at.cursor === null || (api.remembersDays?.(deps.settings) ?? 0) === 0 || now() > deps.until) return;
  try {
    const again = await api.lookAgain(toolsOf(deps), { inbox, cursor: at.cursor, held: async (from, to) => state.held(facts.name, inbox, from, to) });
    if (!again) return;
    await queue(deps, broughtBy({ around, log }, again.arrivals, now()));
    if (again.gone) await state.letGo(facts.name, inbox, again.gone.hour, again.gone.ids);
    await state.moveCursor(facts.name, inbox, { cursor: again.cursor, notBefore: at.notBefore, movedAt: at.movedAt }, at.version);
  } catch (error) {
    log(error instanceof TryLater ? 'info' : 'error', 'lookAgain.failed', { channel: facts.name, error });
  }
}

// Of what was read again nobody is acknowledged, whenever the rest of it is fetched.
const asTold = ({ replayed }: InboundMessage, brought: Brought): Brought => (replayed ? { ...brought, entries: brought.entries.map((entry) => ('note' in entry ? entry : { ...entry, replayed })) } : brought);

// What a webhook could not tell: fetched here, where the platform's client is.
async function fetchNamed<S>(deps: CollectDeps<S>, around: Around): Promise<void> {
  const { api, facts, state, now } = deps;
  if (!api.lookUp) return;
  for (const pending of await state.pendingLookUps(facts.name, LOOK_UPS)) {
    if (now() > deps.until) return;
    try {
      const found = await api.lookUp(toolsOf(deps), arrivalOf(pending));
      if (found) await queue(deps, asTold(pending.message, broughtBy({ around, log: deps.log }, [found], pending.message.receivedAt)));
      else {
        deps.log('info', 'lookUp.gone', { channel: facts.name, messageId: pending.id });
        await deps.inbound.send([endOf(pending.message, 'noted.gone')]);
      }
      await state.finishLookUp(facts.name, pending.id);
    } catch (error) {
      // It stays for the next turn.
      deps.log(error instanceof TryLater ? 'info' : 'error', 'lookUp.failed', { channel: facts.name, messageId: pending.id, error });
      if (error instanceof TryLater) return;
    }
  }
}

function toolsOf<S>({ settings, http, now }: CollectDeps<S>): Tools<S> {
  return { settings, http, now };
}
