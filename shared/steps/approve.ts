import type { Approval, ApprovalList } from '../api-shapes/posts.ts';
import { ownerOf } from '../domain/case-merge.ts';
import { keyedId } from '../domain/ids.ts';
import { versionAfter } from '../domain/lifecycle.ts';
import { clip } from '../domain/subject.ts';
import { NotFound, Refused } from '../errors.ts';
import type { CaseFile, WaitingReply } from '../ports/desk.ts';
import type { StoredMessage } from '../ports.ts';
import { decidedMeanwhile, eventOf, named } from './approve-park.ts';
import { shownWaiting } from './approve-view.ts';
import { postId } from './case-view.ts';
import { reply } from './desk-reply.ts';
import { lastFileOf, nextAct, threadsOf, untilItStands } from './desk.ts';
import type { Agent, DeskDeps } from './desk.ts';

const SHOWN = 200;
const TEXT = 1_000;

/** One waiting answer with what it answers. `me`: whoever looks, since nobody approves their own. */
async function approval({ store }: Pick<DeskDeps, 'store'>, waiting: WaitingReply, me: string): Promise<Approval> {
  const item = await store.case(waiting.caseNumber);
  const found = (await Promise.all((item?.threads ?? []).map(async (thread) => store.message(thread, waiting.answers)))).find((one): one is StoredMessage => one !== undefined);
  const post = found?.message.platform?.post;
  return {
    ...shownWaiting(waiting), mine: waiting.by.id === me,
    answers: found ? { author: found.message.author, text: clip(found.message.text, TEXT), language: found.message.language, at: found.at, link: found.message.platform?.link ?? null } : null,
    post: found && post ? postId(found.message.channel, found.message.inbox, post) : null,
  };
}

/** What waits for approval, the oldest first. */
export async function listWaiting(deps: Pick<DeskDeps, 'store'>, me: string): Promise<ApprovalList> {
  const waiting = await deps.store.waiting(SHOWN);
  return { waiting: await Promise.all(waiting.map(async (one) => approval(deps, one, me))) };
}

function waitingIn(file: CaseFile, id: string): WaitingReply {
  const found = file.waiting.find((one) => one.id === id);
  if (!found) throw new NotFound(`waiting answer ${id}`);
  return found;
}

export interface ApproveAct { number: string; id: string; agent: Agent; /** Other words than the writer's. */ text?: string; /** The version of the case that it goes out over; without it the one that its writer left. */ version?: string }

// Its case was merged since: the version of the one says nothing about the other, and what was said there is looked for itself.
async function heardSince({ store }: Pick<DeskDeps, 'store'>, { item }: CaseFile, { caseNumber, at }: WaitingReply): Promise<boolean> {
  return (await threadsOf({ store }, item)).some(({ messages }) => messages.some((message) => ownerOf(message) === caseNumber && message.storedAt > at));
}

/** Sends a waiting answer in its writer's name, past the same guard as any answer. Throws NotFound, Refused, Stale. */
export async function approve(deps: DeskDeps, { number, id, agent, text, version }: ApproveAct): Promise<{ id: string; state: string; version: string }> {
  const file = await lastFileOf(deps, number);
  const waiting = waitingIn(file, id);
  if ((text ?? waiting.text).trim() === '') throw new Refused('emptyText', 'nothing to send');
  const seen = version ?? waiting.version;
  const over = waiting.caseNumber !== file.item.number && seen === waiting.version && !await heardSince(deps, file, waiting) ? {} : { version: seen };
  const { stored, version: now } = await reply(deps, {
    caseNumber: file.item.number, text: text ?? waiting.text, agent: waiting.by, key: waiting.id, via: waiting.via, ...(waiting.after ? { after: waiting.after } : {}), answers: waiting.answers,
    ...over, approves: { waiting, by: agent },
  });
  return { id: stored?.id ?? id, state: stored?.sending?.state ?? 'planned', version: now };
}

/** Gives it back to its writer with a word why, which reaches them as a note that names them. Throws NotFound, Refused, Stale. */
export async function giveBack(deps: DeskDeps, { number, id, agent, note, version }: { number: string; id: string; agent: Agent; note: string; /** That was read. */ version?: string }): Promise<{ version: string }> {
  return untilItStands(async () => {
    const file = await lastFileOf(deps, number);
    const { item } = file;
    const before = waitingIn(file, id);
    const now = deps.now();
    if (before.by.id === agent.id) throw new Refused('ownReply', 'nobody decides on what they wrote themselves');
    if (before.state === 'returned' && before.decided?.by.id === agent.id) return { version: versionAfter(item, item, version) };
    if (before.state !== 'waiting') throw decidedMeanwhile(item, before, now);
    const after = { ...item, acts: nextAct(item) };
    const noteId = keyedId(deps.keys.id, 'note', before.caseNumber, id, 'returned');
    await deps.store.act({
      cases: [{ before: item, after }], heads: [], events: [{ caseNumber: item.number, event: eventOf(deps, item, 'approvalReturned', agent, now) }],
      waits: { before, after: { ...before, state: 'returned', v: before.v + 1, decided: { by: named(agent), at: now, note: noteId } } },
      note: { caseNumber: item.number, note: { id: noteId, at: now, by: named(agent), text: note, mentions: [before.by.id] } },
    });
    return { version: versionAfter(item, after, version) };
  });
}
