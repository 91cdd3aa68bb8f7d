import { withStep } from '../domain/alert.ts';
import type { Alerts } from '../ports.ts';
import { notify, targetsOf, type NotifyDeps } from './notify.ts';
import { newRecord } from './raise.ts';

/** Alerts about connections go where all alerts go, and stay open until somebody takes them up. */
export function connectionAlerts(deps: NotifyDeps): Alerts {
  return {
    async raise({ key, channel, values, subject, text }) {
      const { alerts, now, log } = deps;
      log('warn', 'alert.raised', { channel, key });
      const about = `connection/${key}`;
      const there = (await alerts.open()).find((one) => one.about === about);
      // Told before and nobody has taken it up: told again.
      const record = there ?? newRecord(about, now(), { kind: 'connection', connection: { channel, finding: { key: key.split(':')[1] ?? key, values }, subject, text } });
      if (!await alerts.put(withStep(record, 'begins', null, await targetsOf(deps), now()), there ? there.version : null)) throw new Error('an alert changed while it was raised');
      await notify(deps, about);
    },
  };
}
