import * as z from 'zod';
import { showCaseNumber } from '../../shared/domain/case-number.ts';
import { Moment } from '../../shared/domain/moment.ts';
import { Invalid, NotFound, Refused } from '../../shared/errors.ts';
import { casesOfContact } from '../../shared/steps/contact-view.ts';
import { caseRow } from '../../shared/steps/case-row.ts';
import { whyUnassigned } from '../../shared/steps/assign.ts';
import { countQueues, listCases, PLACE } from '../../shared/steps/case-list.ts';
import { withCustomerNames, withNamesInside } from '../../shared/steps/customer-name.ts';
import { caseView, messagesOf, quarantineRow } from '../../shared/steps/case-view.ts';
import { uploaded, uploadsFor } from '../../shared/steps/answer-files.ts';
import { answerMany, previewAnswers } from '../../shared/steps/desk-answers.ts';
import { edit, editMany } from '../../shared/steps/desk-edit.ts';
import { merge, unmerge } from '../../shared/steps/desk-merge.ts';
import { note, noteFile, shownNote } from '../../shared/steps/desk-note.ts';
import { promote, release } from '../../shared/steps/desk-release.ts';
import { replyOrPark } from '../../shared/steps/desk-reply.ts';
import { retry } from '../../shared/steps/desk-retry.ts';
import { fileOf } from '../../shared/steps/desk.ts';
import { revokeLinks } from '../../shared/steps/revoke-links.ts';
import { teamsOf, viewersBy } from '../../shared/steps/people.ts';
import type { ApiDeps } from './deps.ts';
import { Answered, Id, IncidentId, Key, Numbers, Page, Version, Versions, actorOf, asPreview, asShown, caseNumber, caseNumbers, fits, versionsOf } from './handling.ts';
import type { Handlers } from './handling.ts';

const Queue = z.enum(['open', 'mine', 'unassigned', 'tagged', 'soon', 'breached', 'waiting', 'snoozed', 'resolved', 'spam']);
const Status = z.enum(['new', 'open', 'waiting_on_customer', 'snoozed', 'resolved', 'closed', 'spam']);
const Priority = z.enum(['low', 'normal', 'high', 'urgent']);
const Assignee = z.string().min(1).max(200).nullable();
const TeamId = z.string().regex(/^[\w-]{1,40}$/).nullable();
const Tag = z.string().trim().min(1).max(80);
const Text = z.string().trim().min(1).max(20_000);

// Each percent-encoded, so that a tag may hold a comma.
const Tags = z.string().max(4000).transform((text, context) => {
  try {
    return text.split(',').filter((tag) => tag !== '').map(decodeURIComponent).slice(0, 20);
  } catch (error) {
    if (!(error instanceof URIError)) throw error;
    context.addIssue('is not percent-encoded');
    return z.NEVER;
  }
});
const Word = z.string().min(1).max(200).optional();
const Cases = Page.extend({ queue: Queue.default('open'), channel: Word, tags: Tags.optional(), topic: Word, assignee: Word, team: Word, priority: Priority.optional(), incident: IncidentId.optional(), sort: z.enum(['due', 'waiting', 'newest']).default('due') });
const Edit = z.object({ version: Version, status: Status.optional(), until: Moment.optional(), assignee: Assignee.optional(), team: TeamId.optional(), priority: Priority.optional(), tags: z.array(Tag).max(50).optional(), topic: z.string().max(60).nullable().optional(), incident: IncidentId.nullable().optional() });
const Via = z.enum(['reply', 'public', 'handOver']);
// How many there may be, and how large, its way says.
const AnswerFiles = z.array(z.object({ key: Key, name: z.string().max(1000), type: z.string().max(200).optional() })).max(100).default([]);
const UploadsBody = z.object({ via: z.enum([...Via.options, 'note']), files: z.array(z.object({ name: z.string().max(1000), size: z.number().int().min(0), key: Key.optional() })).min(1).max(100) });
const ReplyBody = z.object({ text: Text, files: AnswerFiles, key: Key.optional(), via: Via.optional(), after: z.enum(['stay', 'resolve', 'wait']).optional(), version: Version.optional() });
const NoteBody = z.object({ text: Text, key: Key, mentions: z.array(z.string().min(1).max(200)).max(50).default([]), files: AnswerFiles });
const BulkAct = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('assign'), assignee: Assignee }), z.object({ kind: z.literal('team'), team: TeamId }), z.object({ kind: z.literal('status'), status: Status, until: Moment.optional() }),
  z.object({ kind: z.literal('priority'), priority: Priority }), z.object({ kind: z.literal('tag'), tag: Tag }), z.object({ kind: z.literal('untag'), tag: Tag }), z.object({ kind: z.literal('topic'), topic: z.string().max(60).nullable() }),
  z.object({ kind: z.literal('incident'), incident: IncidentId.nullable() }),
]);
const ReleaseBody = z.object({ acknowledge: z.boolean().default(false) });

type CaseRoute =
  | 'GET /queues' | 'GET /cases' | 'GET /cases/:number' | 'PATCH /cases/:number' | 'GET /cases/:number/entries/:id/html' | 'POST /cases/:number/replies' | 'POST /cases/:number/uploads' | 'GET /cases/:number/uploads/:key' | 'POST /cases/:number/entries/:id/retry'
  | 'POST /cases/:number/notes' | 'POST /cases/:number/merge' | 'POST /cases/:number/unmerge' | 'POST /cases/:number/revoke-links' | 'PUT /cases/:number/presence' | 'POST /cases/bulk' | 'POST /answers/preview' | 'POST /answers'
  | 'GET /attachments/:id' | 'GET /quarantine' | 'POST /quarantine/:id/release' | 'POST /mentions/:thread/:id/promote';

/** Cases: seeing them, and everything that is done to them. */
export function caseHandlers(deps: ApiDeps): Handlers<CaseRoute> {
  const { store } = deps;

  async function hasColleague(id: string | null | undefined, me: string): Promise<void> {
    if (id == null || id === me || (await deps.nameOf())(id) !== null) return;
    throw new Invalid(['assignee'], 'nobody of the team');
  }

  async function isTeam(id: string | null | undefined): Promise<void> {
    if (id != null && !(await teamsOf(deps)).teams.some((team) => team.id === id)) throw new Invalid(['team'], 'no such team');
  }

  // Nothing is linked to what is over.
  async function incidentIn(id: string | null | undefined): Promise<{ incident?: { id: string } | null }> {
    if (id == null) return id === null ? { incident: null } : {};
    if (!(await deps.incidents.open()).incidents.some((one) => one.id === id)) throw new Refused('incidentOver', 'the incident is over');
    return { incident: { id } };
  }

  async function rowOf(number: string) {
    const [line] = await store.lines([number]);
    if (!line) throw new NotFound(`case ${number}`);
    return (await withCustomerNames(deps, [caseRow(line.item, line.last, await deps.nameOf())]))[0]!;
  }

  return {
    'GET /queues': async ({ agent }) => countQueues(deps, agent.id),
    'GET /cases': async ({ query, agent }) => {
      const { channel = null, tags = [], topic = null, assignee = null, team = null, priority = null, incident = null, after, ...rest } = fits(Cases, query);
      return listCases(deps, { ...rest, channel, tags, topic, assignee, team, priority, incident, agent: agent.id, ...(after ? { after } : {}) });
    },
    'GET /cases/:number': async ({ path, query, agent }) => {
      const { skip } = fits(z.object({ skip: z.coerce.number().int().min(0).max(100_000).default(0) }), query);
      const viewers = async (number: string) => (await viewersBy(deps, agent.id)).get(number) ?? [];
      const view = await withNamesInside(deps, await caseView({ ...deps, viewers, casesOf: async (contact) => casesOfContact(deps, contact) }, caseNumber(path['number']), { skip, actor: actorOf(agent).actor ?? 'agent' }));
      const unassignedBecause = await whyUnassigned(deps, { ...view.case, mergedInto: view.case.mergedInto ?? null, topic: view.case.topic ?? null, unansweredSince: view.case.unansweredSince ?? null, team: view.case.team ?? null });
      return { ...view, ...(unassignedBecause ? { unassignedBecause } : {}) };
    },
    'PATCH /cases/:number': async ({ path, body, agent }) => {
      const { incident, ...change } = fits(Edit, body);
      await hasColleague(change.assignee, agent.id);
      await isTeam(change.team);
      const number = caseNumber(path['number']);
      const { version, warnings } = await edit(deps, { number, agent: actorOf(agent), ...change, ...(await incidentIn(incident)) });
      return { case: await rowOf(number), version, warnings };
    },
    'GET /cases/:number/entries/:id/html': async ({ path }) => {
      const number = caseNumber(path['number']);
      const found = (await messagesOf(deps, await fileOf(deps, number))).find(({ id }) => id === path['id']);
      if (!found?.message.htmlKey) throw new NotFound('no design of this message');
      return { html: (await deps.files.html(found.message.htmlKey)) };
    },
    'POST /cases/:number/replies': async ({ path, body, agent }) => {
      const { text, files, key, via, after, version } = fits(ReplyBody, body);
      const { stored, waiting, version: now } = await replyOrPark(deps, { caseNumber: caseNumber(path['number']), text, files, agent: actorOf(agent), key: key ?? deps.newKey(), ...(via ? { via } : {}), ...(after ? { after } : {}), ...(version ? { version } : {}) });
      return new Answered(202, waiting ? { id: waiting.id, state: 'waitsForApproval', version: now } : { id: stored.id, state: stored.sending?.state ?? 'planned', version: now });
    },
    'POST /cases/:number/uploads': async ({ path, body, agent }) => {
      const { via, files } = fits(UploadsBody, body);
      return uploadsFor(deps, { number: caseNumber(path['number']), agent: actorOf(agent), via, files: files.map(({ name, size, key }) => ({ name, size, ...(key ? { key } : {}) })) });
    },
    'GET /cases/:number/uploads/:key': async ({ path, agent }) => uploaded(deps, { number: caseNumber(path['number']), agent, key: fits(Key, path['key']) }),
    'POST /cases/:number/entries/:id/retry': async ({ path }) => {
      const stored = await retry(deps, { number: caseNumber(path['number']), id: fits(Id, path['id']) });
      return new Answered(202, { id: stored.id, state: stored.sending?.state ?? 'planned' });
    },
    'POST /cases/:number/notes': async ({ path, body, agent }) => {
      const number = caseNumber(path['number']);
      return shownNote(await note(deps, { number, agent: actorOf(agent), ...fits(NoteBody, body) }), number);
    },
    'POST /cases/:number/merge': async ({ path, body, agent }) => {
      const { into, version, confirmed } = fits(z.object({ into: z.string(), version: Version, confirmed: z.boolean().default(false) }), body);
      const target = caseNumber(into, 'into');
      const { warnings } = await merge(deps, { from: caseNumber(path['number']), into: target, agent: actorOf(agent), version, confirmed });
      return { into: showCaseNumber(target), warnings };
    },
    'POST /cases/:number/unmerge': async ({ path, body, agent }) => {
      const { from } = await unmerge(deps, { number: caseNumber(path['number']), id: fits(z.object({ id: Id }), body).id, agent: actorOf(agent) });
      return { from: showCaseNumber(from) };
    },
    'POST /cases/:number/revoke-links': async ({ path, body, agent }) => revokeLinks(deps, { number: caseNumber(path['number']), agent: actorOf(agent), ...fits(z.object({ version: Version.optional() }), body ?? {}) }),
    'PUT /cases/:number/presence': async ({ path, body, agent }) => {
      const number = caseNumber(path['number']);
      const { state } = fits(z.object({ state: z.enum(['viewing', 'typing', 'gone']) }), body);
      await deps.presence.looks({ id: agent.id, name: agent.name, number: state === 'gone' ? null : number, state: state === 'typing' ? 'typing' : 'viewing', at: deps.now() });
      return { viewers: (await viewersBy(deps, agent.id)).get(number) ?? [] };
    },
    'POST /cases/bulk': async ({ body, agent }) => {
      const { numbers, act, versions } = fits(z.object({ numbers: Numbers, act: BulkAct, versions: Versions }), body);
      if (act.kind === 'assign') await hasColleague(act.assignee, agent.id);
      if (act.kind === 'team') await isTeam(act.team);
      const { kind, ...change } = act;
      return asShown(await editMany(deps, { numbers: caseNumbers(numbers), agent: actorOf(agent), change: 'tag' in change ? { [kind === 'untag' ? 'dropTag' : 'addTag']: change.tag } : 'incident' in change ? await incidentIn(change.incident) : change, ...versionsOf(versions) }));
    },
    'POST /answers/preview': async ({ body }) => {
      const { numbers, text } = fits(z.object({ numbers: Numbers, text: Text }), body);
      return asPreview(await previewAnswers(deps, { numbers: caseNumbers(numbers), text }));
    },
    'POST /answers': async ({ body, agent }) => {
      const { numbers, text, key, versions } = fits(z.object({ numbers: Numbers, text: Text, key: Key, versions: Versions }), body);
      return asShown(await answerMany(deps, { numbers: caseNumbers(numbers), text, key, agent: actorOf(agent), ...versionsOf(versions) }));
    },
    'GET /attachments/:id': async ({ path }) => {
      const asked = fits(z.string().regex(/^[\w-]{1,64}\.[\w-]{1,64}\.\d{1,3}$/), path['id']);
      const noted = await noteFile(deps, asked);
      if (noted) return { url: await deps.files.download(noted.key, noted.name) };
      const [thread = '', id = '', place = ''] = asked.split('.');
      const attachment = (await store.message(thread, id))?.message.attachments[Number(place)];
      if (!attachment?.key) throw new NotFound('no such file');
      return { url: await deps.files.download(attachment.key, attachment.name ?? 'file') };
    },
    'GET /quarantine': async ({ query }) => {
      const { limit, after } = fits(Page.extend({ after: z.string().max(300).regex(PLACE).optional() }), query);
      const found = await store.quarantine(limit, after);
      return { messages: found.messages.map(quarantineRow), next: found.next };
    },
    'POST /quarantine/:id/release': async ({ path, body, agent }) => {
      const { acknowledge } = fits(ReleaseBody, body);
      return { number: showCaseNumber((await release(deps, { id: fits(z.string().regex(/^[\w-]{22}$/), path['id']), agent: actorOf(agent), acknowledge })).case!) };
    },
    'POST /mentions/:thread/:id/promote': async ({ path, body, agent }) => {
      const { acknowledge } = fits(ReleaseBody, body);
      return { number: showCaseNumber((await promote(deps, { thread: fits(Id, path['thread']), id: fits(Id, path['id']), agent: actorOf(agent), acknowledge })).case!) };
    },
  };
}
