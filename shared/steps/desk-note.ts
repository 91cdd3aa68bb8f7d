import type { Note } from '../api-shapes/desk.ts';
import { showCaseNumber } from '../domain/case-number.ts';
import { keyedId } from '../domain/ids.ts';
import { Invalid, NotFound } from '../errors.ts';
import type { CaseNote } from '../ports/desk.ts';
import { attached, plannedFiles } from './answer-files.ts';
import type { GivenFile } from './answer-files.ts';
import { fileOf, lastFileOf, nextAct, untilItStands } from './desk.ts';
import type { Agent, DeskDeps } from './desk.ts';

/** A word among colleagues. It never leaves the team, and stops no clock; whoever is named finds it in a queue of their own. `key` makes it safe to press twice. */
export async function note(deps: DeskDeps, act: { number: string; agent: Agent; text: string; key: string; mentions: string[]; files?: readonly GivenFile[] }): Promise<CaseNote> {
  return untilItStands(async () => {
    // On a case that was merged nobody looks: it stands on the one that its work goes on in.
    const { item, notes } = await lastFileOf(deps, act.number);
    const id = keyedId(deps.keys.id, 'note', act.number, act.agent.id, act.key);
    const there = notes.find((one) => one.id === id);
    if (there) {
      // What was erased meanwhile is not compared.
      if (there.text !== '' && there.text !== act.text) throw new Invalid(['key'], 'the key has been used for another note', { key: 'keyUsed' });
      return there;
    }
    const at = deps.now();
    const files = plannedFiles(await attached(deps, { number: act.number, agent: act.agent, files: act.files ?? [] }, deps.answerFiles?.byMail));
    const written: CaseNote = { id, at, by: { id: act.agent.id, name: act.agent.name }, text: act.text, mentions: [...new Set(act.mentions)], ...(files.length > 0 ? { files } : {}) };
    await deps.store.act({
      cases: [{ before: item, after: { ...item, acts: nextAct(item) } }], heads: [], note: { caseNumber: item.number, note: written },
      events: [{ caseNumber: item.number, event: { id, at, what: 'noted', by: act.agent.id, act: nextAct(item) } }],
    });
    return written;
  });
}

/** Which file of which note: what `GET /attachments/:id` is asked for. No thread is called so. */
const NOTE_FILE = /^note-(\d{9})\.([\w-]{1,64})\.(\d{1,3})$/;

/** A note as the console gets it. `on`: the case that it is shown on. */
export function shownNote({ files, of, ...note }: CaseNote, on: string): Note {
  return { ...note, ...(of === undefined ? {} : { of: showCaseNumber(of) }), ...(files ? { files: files.map(({ name, type, size }, place) => ({ id: `note-${of ?? on}.${note.id}.${place}`, name, type, size })) } : {}) };
}

/** Undefined: it is no file of a note. Throws NotFound. */
export async function noteFile(deps: Pick<DeskDeps, 'store'>, id: string): Promise<{ key: string; name: string } | undefined> {
  const [, number, note, place] = NOTE_FILE.exec(id) ?? [];
  if (number === undefined) return undefined;
  const file = (await fileOf(deps, number)).notes.find((one) => one.id === note)?.files?.[Number(place)];
  if (!file) throw new NotFound('no such file');
  return file;
}
