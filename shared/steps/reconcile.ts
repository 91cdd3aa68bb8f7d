import { facts } from '../channels/email/facts.ts';
import { foundNotification } from '../channels/email/notification.ts';
import { mailReceipt, sheetsOf } from '../domain/ledger.ts';
import { idIn, nextWalk } from '../domain/reconcile.ts';
import type { Log } from '../log.ts';
import type { Ledger } from '../ports/ledger.ts';
import type { Deliveries, OriginalsList } from '../ports/reconciling.ts';
import type { Clock, Queue } from '../ports.ts';

export interface ReconcileDeps {
  originals: OriginalsList;
  deliveries: Deliveries;
  /** The queue that the mail service tells of mails on. */
  mail: Queue<unknown>;
  /** A mail that lies in the bucket was received, whatever becomes of it. */
  ledger?: Pick<Ledger, 'add'>;
  now: Clock;
  log: Log;
}

/** A thousand objects each: what lies there beyond that is looked at in the next hour. */
const PAGES = 100;

/**
 * Finds mails that lie in the bucket while nobody told of them, and tells of them. Its place moves only after the queue has
 * them; who comes twice, or is told of late, is known by its own identity. Answers with how many there were.
 */
export function reconcile(deps: ReconcileDeps) {
  return async (until: number): Promise<number> => {
    const { originals, deliveries, mail, ledger, now, log } = deps;
    let walk = nextWalk(await deliveries.walk(), now());
    let count = 0;
    for (let page = 0, more = true; more && page < PAGES && now() < until; page++) {
      const listed = await originals.list(walk.after);
      const asked = new Map(listed.originals.flatMap((one) => { const id = idIn(one, walk); return id === undefined ? [] : [[id, one] as const]; }));
      const unknown = asked.size === 0 ? [] : await deliveries.unknown([...asked.keys()]);
      const found = unknown.map((id) => ({ id, ...asked.get(id)! }));
      if (found.length > 0) {
        await mail.send(found.map(foundNotification));
        await ledger?.add(sheetsOf(found.map(({ id }) => ({ source: facts.name, at: now(), receipt: mailReceipt(facts.name, id), is: 'received' }))));
        await deliveries.noteFound(found, now());
        for (const { id } of found) log('warn', 'mail.untold', { deliveryId: id });
      }
      count += found.length;
      ({ more } = listed);
      walk = { ...walk, after: more ? listed.originals.at(-1)?.key ?? null : null };
      await deliveries.keepWalk(walk);
    }
    log('info', 'reconcile.done', { count });
    return count;
  };
}
