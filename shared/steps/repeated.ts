import { isRepeatContact, withSign } from '../domain/urgency.ts';
import type { Log } from '../log.ts';
import type { Contacts } from '../ports/contacts.ts';
import { casesOfContact } from './contact-view.ts';
import { SYSTEM } from './desk.ts';
import type { DeskDeps } from './desk.ts';
import { edit, refusalOf } from './desk-edit.ts';

export interface RepeatedDeps extends Pick<DeskDeps, 'store' | 'settings' | 'keys' | 'now'> { contacts: Contacts; log: Log }

/** So far back an earlier case is one matter with this one, as far as patience goes. */
const RECENT_MS = 30 * 86_400_000;
const LOOKED_AT = 20;

/**
 * New cases of customers who have had to write again and again go first. Here and not in `record`, since who somebody is
 * over all channels is known only now; what the customer was told stays. A person's own choice of priority stands.
 */
export function raisingRepeated(deps: RepeatedDeps) {
  return async (numbers: string[]): Promise<number> => {
    let raised = 0;
    for (const number of numbers) if (await raiseOne(deps, number)) raised++;
    return raised;
  };
}

async function raiseOne(deps: RepeatedDeps, number: string): Promise<boolean> {
  const file = await deps.store.file(number);
  if (!file || file.item.contact === null || file.events.some(({ what, by }) => what === 'priority' && by !== SYSTEM.id)) return false;
  const { item } = file;
  // Whoever only says thanks waits for nothing.
  if ((item.urgency ?? []).some(({ sign }) => sign === 'repeated' || sign === 'thanks')) return false;
  const others = (await casesOfContact(deps, item.contact!)).filter((other) => other !== number).slice(0, LOOKED_AT);
  if (!isRepeatContact(others.length + 1)) return false;
  const earlier = (await deps.store.cases(others)).filter(({ status, mergedInto, openedAt }) => status !== 'spam' && mergedInto === null && openedAt <= item.openedAt && item.openedAt - openedAt <= RECENT_MS);
  if (!isRepeatContact(earlier.length + 1)) return false;
  const { priority, why } = withSign({ priority: item.priority, why: item.urgency ?? [] }, { sign: 'repeated', evidence: [] });
  try {
    await edit(deps, { number, agent: SYSTEM, priority, urgency: why });
    return true;
  } catch (error) {
    // It was merged or taken up meanwhile.
    if (refusalOf(error) === undefined) throw error;
    deps.log('info', 'priority.later', { caseNumber: number });
    return false;
  }
}
