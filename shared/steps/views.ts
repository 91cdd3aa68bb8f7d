import * as z from 'zod';
import type { CaseFilter, SavedView, SavedViews } from '../api-shapes/desk.ts';
import { withoutBidiControls } from '../domain/direction.ts';
import { Conflict, Refused } from '../errors.ts';
import type { Documents } from '../ports/office.ts';
import type { NameOf } from './case-row.ts';

export interface ViewsDeps { documents: Documents; nameOf: () => Promise<NameOf> }

/** Who saves: leads and administrators keep the shared ones of others in order. */
export interface Saver { id: string; leads: boolean }

const OWN = 50;
const SHARED = 100;

const Word = z.string().trim().min(1).max(200).nullable();
const Filter = z.object({
  queue: z.enum(['open', 'mine', 'unassigned', 'tagged', 'soon', 'breached', 'waiting', 'snoozed', 'resolved', 'spam']),
  channel: Word.optional(), tags: z.array(z.string().trim().min(1).max(80)).max(20).optional(), topic: Word.optional(), assignee: Word.optional(), team: Word.optional(),
  priority: z.enum(['low', 'normal', 'high', 'urgent']).nullable().optional(), incident: z.string().regex(/^[1-9]\d{0,8}$/).nullable().optional(), sort: z.enum(['due', 'waiting', 'newest']).optional(),
});
const View = z.object({ id: z.string().regex(/^[\w-]{1,40}$/), name: z.string().overwrite((name) => withoutBidiControls(name)).trim().min(1).max(60).refine((name) => !/\p{Cc}/u.test(name), 'must be one line'), filter: Filter, by: z.string().max(200) });
const Views = z.array(View).max(SHARED);
type View = z.infer<typeof View>;

const Sent = z.array(View.omit({ by: true }).extend({ shared: z.boolean() })).max(OWN + SHARED)
  .refine((views) => new Set(views.map(({ id }) => id)).size === views.length, 'twice the same id')
  .refine((views) => views.filter(({ shared }) => !shared).length <= OWN && views.filter(({ shared }) => shared).length <= SHARED, `more than ${OWN} own or ${SHARED} shared views`);

// One that no longer fits takes no other with it.
const viewsIn = (value: unknown): View[] => (Array.isArray(value) ? value : []).flatMap((one) => View.safeParse(one).data ?? []).slice(0, SHARED);
const ownName = (agent: string): `views.${string}` => `views.${agent}`;

// What zod leaves as `undefined` is left out.
const filterOf = (filter: z.infer<typeof Filter>): CaseFilter => JSON.parse(JSON.stringify(filter)) as CaseFilter;

async function read({ documents }: Pick<ViewsDeps, 'documents'>, agent: string): Promise<{ own: View[]; shared: View[]; version: string; versions: [string, string] }> {
  const [own, shared] = await Promise.all([documents.read(ownName(agent)), documents.read('views')]);
  return { own: viewsIn(own.value), shared: viewsIn(shared.value), version: `${own.version}.${shared.version}`, versions: [own.version, shared.version] };
}

/** The views that somebody sees: their own, then those that are shared. */
export async function readViews(deps: ViewsDeps, agent: string): Promise<SavedViews> {
  const [{ own, shared, version }, nameOf] = await Promise.all([read(deps, agent), deps.nameOf()]);
  const shown = (views: View[], isShared: boolean): SavedView[] => views.map(({ filter, ...view }) => ({ ...view, filter: filterOf(filter), shared: isShared, byName: nameOf(view.by) }));
  return { views: [...shown(own, false), ...shown(shared, true)], version };
}

/** What lists and counts ask: names are left to the screen. */
export async function savedFilters(deps: Pick<ViewsDeps, 'documents'>, agent: string): Promise<{ id: string; filter: CaseFilter }[]> {
  const { own, shared } = await read(deps, agent);
  return [...own, ...shared].map(({ id, filter }) => ({ id, filter: filterOf(filter) }));
}

/** All that somebody sees in place of what they saw. Throws Conflict, Refused for another's shared view, or zod's error for what does not fit. */
export async function writeViews(deps: ViewsDeps, me: Saver, given: { views: unknown; version: string }): Promise<SavedViews> {
  const sent = Sent.parse(given.views);
  const before = await read(deps, me.id);
  const [ofOwn = '', ofShared = ''] = given.version.split('.');
  if (ofShared !== before.versions[1]) throw new Conflict('the shared views changed meanwhile');
  const was = new Map(before.shared.map((view) => [view.id, view]));
  const plain = ({ id, name, filter }: Omit<View, 'by'>, by: string): View => ({ id, name, filter, by });
  const own = sent.filter(({ shared }) => !shared).map((view) => plain(view, me.id));
  const shared = sent.filter((view) => view.shared).map((view) => plain(view, was.get(view.id)?.by ?? me.id));
  const now = new Map(shared.map((view) => [view.id, view]));
  const same = (one: View, other: View | undefined): boolean => other !== undefined && JSON.stringify([one.name, one.filter]) === JSON.stringify([other.name, other.filter]);
  if (!me.leads && before.shared.some((view) => view.by !== me.id && !same(Views.parse([view])[0]!, now.get(view.id)))) throw new Refused('notYours', 'a shared view of somebody else');
  // Shared ones first: where somebody was faster with those, nothing is written.
  if (JSON.stringify(shared) !== JSON.stringify(before.shared)) await deps.documents.write('views', shared, ofShared);
  await deps.documents.write(ownName(me.id), own, ofOwn);
  return readViews(deps, me.id);
}
