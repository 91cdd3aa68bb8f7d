import type { CaseRow } from '../api-shapes.ts';
import { showCaseNumber } from '../domain/case-number.ts';
import { dueAtOf } from '../domain/case.ts';
import type { Case } from '../domain/case.ts';
import { withoutBidiControls } from '../domain/direction.ts';
import { heardInList } from '../domain/heard.ts';
import { versionOf } from '../domain/lifecycle.ts';
import { isAngry, moodOf } from '../domain/mood.ts';
import { clip, oneLine } from '../domain/subject.ts';
import type { CaseLine } from '../ports/desk.ts';
import type { StoredMessage } from '../ports.ts';

export const shown = (number: string | null): string | null => (number ? showCaseNumber(number) : null);
/** Of how many characters a list shows a beginning. */
const LINE = 140;
const FAILED = new Set(['failed', 'bounced', 'complained']);

/** A name as it is shown: none of the marks in it that turn round what stands beside it, and none at all when nothing else is in it. */
export const shownName = (name: string | null): string | null => (name === null ? null : withoutBidiControls(name).trim() || null);

/** Who answers to an id; an id that nobody has is shown as it is. */
export type NameOf = ((id: string) => string | null) & { team?: (id: string) => string | null };

// What a platform told only later: a private message brings no name, a comment by the same person does.
const authorOf = ({ customer, channel }: Case, last: StoredMessage | undefined): string | null => (last?.direction === 'in' && customer.id !== '' && last.message.channel === channel && last.message.author.id === customer.id ? last.message.author.name : null);

/** A case as a list shows it, with the version that what is done from there is done over. */
export const listRow = ({ item, last, heads }: CaseLine, nameOf: NameOf): CaseRow => ({ ...caseRow(item, last, nameOf), version: versionOf(item, heardInList(item, heads)) });

/** A case as lists show it. `last`: its latest message, as far as it may still be shown. */
export function caseRow(item: Case, last?: StoredMessage, nameOf: NameOf = () => null): CaseRow {
  const since = item.unansweredSince ?? null;
  const text = last && oneLine(clip(last.message.replyText || last.message.text, 1000));
  return {
    number: showCaseNumber(item.number), status: item.status, channel: item.channel, subject: item.subject, customer: { ...item.customer, name: shownName(item.customer.name ?? authorOf(item, last)) }, language: item.language,
    priority: item.priority, assignee: item.assignee, assigneeName: item.assignee === null ? null : nameOf(item.assignee), team: item.team ?? null, teamName: item.team ? nameOf.team?.(item.team) ?? null : null, openedAt: item.openedAt, dueAt: dueAtOf(item),
    acknowledgement: item.acknowledgement && { state: item.acknowledgement.state, reason: item.acknowledgement.reason },
    suppressedBecause: item.suppressedBecause, relatedTo: shown(item.relatedTo), visibility: item.visibility ?? 'private', contact: item.contact, topic: item.topic, tags: item.tags ?? [], ...(item.incident ? { incident: { id: item.incident.id, ...(item.incident.words ? { words: item.incident.words } : {}) } } : {}),
    unansweredSince: since, snoozedUntil: item.snoozedUntil ?? null, mergedInto: shown(item.mergedInto), urgentBecause: (item.urgency ?? []).flatMap(({ evidence }) => evidence),
    ...(last && text ? { last: { text: clip(text, LINE), direction: last.direction, at: last.at }, mood: last.direction === 'in' && isAngry(moodOf(text)) ? 'angry' as const : 'plain' as const } : {}),
    failed: last !== undefined && ((last.sending !== null && FAILED.has(last.sending.state)) || last.hiding?.state === 'failed' || last.liking?.state === 'failed'),
  };
}
