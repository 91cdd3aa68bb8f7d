import { keyedId } from '../domain/ids.ts';
import type { CaseNote } from '../ports/desk.ts';
import { lastFileOf, nextAct, untilItStands } from './desk.ts';
import type { Agent, DeskDeps } from './desk.ts';

/** A word among colleagues. It never leaves the team, and stops no clock; whoever is named finds it in a queue of their own. `key` makes it safe to press twice. */
export async function note(deps: DeskDeps, act: { number: string; agent: Agent; text: string; key: string; mentions: string[] }): Promise<CaseNote> {
  return untilItStands(async () => {
    // On a case that was merged nobody looks: it stands on the one that its work goes on in.
    const { item, notes } = await lastFileOf(deps, act.number);
    const id = keyedId(deps.keys.id, 'note', act.number, act.agent.id, act.key);
    const there = notes.find((one) => one.id === id);
    if (there) return there;
    const at = deps.now();
    const written: CaseNote = { id, at, by: { id: act.agent.id, name: act.agent.name }, text: act.text, mentions: [...new Set(act.mentions)] };
    await deps.store.act({
      cases: [{ before: item, after: { ...item, acts: nextAct(item) } }], heads: [], note: { caseNumber: item.number, note: written },
      events: [{ caseNumber: item.number, event: { id, at, what: 'noted', by: act.agent.id, act: nextAct(item) } }],
    });
    return written;
  });
}
