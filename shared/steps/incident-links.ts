import { incidentFinder, mayLinkByWords } from '../domain/incident.ts';
import type { Incident } from '../domain/incident.ts';
import { Conflict, Refused } from '../errors.ts';
import type { CaseLine, CasePlace, DeskStore } from '../ports/desk.ts';
import type { Incidents } from '../ports/incidents.ts';
import type { Clock, ReadSettings, StoredMessage } from '../ports.ts';
import { SYSTEM, fileOf } from './desk.ts';
import { edit, toMany } from './desk-edit.ts';

interface LinkDeps { store: DeskStore; settings: ReadSettings; keys: { id: string }; now: Clock }

/** Who wrote of it before it had a name did so within the last two days; older cases are linked by a person. */
const LOOK_BACK_MS = 48 * 3_600_000;
const LOOKED_AT = 500;

const textOf = ({ message }: Pick<StoredMessage, 'message'>): string => `${message.subject}\n${message.replyText.trim() === '' ? message.text : message.replyText}`;

// A rule has found words in it: whatever a person has decided stands. True when it was linked.
async function linkOne(deps: LinkDeps, number: string, found: { id: string; words: string[] }): Promise<void> {
  const { item, events } = await fileOf(deps, number);
  if (!mayLinkByWords(item, events, found.id)) throw new Refused('sameStatus', 'not by words');
  await edit(deps, { number, agent: SYSTEM, incident: found });
}

/** What has just come in, linked by the words of open incidents; what cannot be linked, or is already, stays as it is. Seen twice, it is linked once. */
export function linkingByWords(deps: LinkDeps & { incidents: Pick<Incidents, 'open'> }) {
  return async (messages: StoredMessage[]): Promise<number> => {
    const heard = messages.filter(({ direction, case: number, quarantined, message }) => direction === 'in' && number !== null && quarantined === null && (message.sender.machine === null || message.sender.machine === 'noAddress'));
    if (heard.length === 0) return 0;
    const { incidents } = await deps.incidents.open();
    if (incidents.length === 0) return 0;
    const find = incidentFinder(incidents);
    const found = new Map<string, { id: string; words: string[] }>();
    for (const stored of heard) {
      // What may be kept for hours only lies beside its message.
      const whole = stored.message.keep ? await deps.store.message(stored.thread, stored.id) : stored;
      const hit = whole && find(textOf(whole));
      if (hit) found.set(stored.case!, hit);
    }
    const { done, refused } = await toMany([...found.keys()], async (number) => linkOne(deps, number, found.get(number)!));
    // It changes all the time just now: what has come in is told again.
    if (refused.some(({ key }) => key === 'changedMeanwhile')) throw new Conflict('a case changed while it was linked');
    return done.length;
  };
}

/** Open cases of the last days that hold an incident's words, the latest first. */
export async function casesHolding({ store, now, freshBoard }: LinkDeps & { freshBoard?: () => Promise<CasePlace[]> }, incident: Pick<Incident, 'id' | 'words'>): Promise<Map<string, { id: string; words: string[] }>> {
  const find = incidentFinder([incident]);
  const since = now() - LOOK_BACK_MS;
  const recent = (await (freshBoard ?? (async () => store.board()))()).filter(({ openedAt, unansweredSince }) => Math.max(openedAt, unansweredSince ?? 0) >= since)
    .toSorted((a, b) => b.openedAt - a.openedAt).slice(0, LOOKED_AT);
  if (recent.length === 0 || incident.words.he.length + incident.words.en.length === 0) return new Map();
  const lines = (await store.lines(recent.map(({ number }) => number))).filter(({ item }) => !item.incident);
  const hits = await Promise.all(lines.map(async (line) => [line.item.number, find(await wordsOn(store, line))] as const));
  return new Map(hits.flatMap(([number, hit]) => (hit ? [[number, hit] as const] : [])));
}

// The customer's last words; where we have written since, those that began it.
async function wordsOn(store: DeskStore, { item, last }: CaseLine): Promise<string> {
  const theirs = last?.direction === 'in' ? last : await store.message(item.threads[0] ?? '', item.openedBy);
  return theirs ? textOf(theirs) : item.subject;
}

/** Links them; answers with how many. */
export async function linkFound(deps: Parameters<typeof casesHolding>[0], incident: Pick<Incident, 'id' | 'words'>): Promise<number> {
  const found = await casesHolding(deps, incident);
  return (await toMany([...found.keys()], async (number) => linkOne(deps, number, found.get(number)!))).done.length;
}
