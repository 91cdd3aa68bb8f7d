import type * as z from 'zod';
import { alertStore } from '../shared/aws/alert-store.ts';
import { channelState } from '../shared/aws/channel-state.ts';
import { counts } from '../shared/aws/counts.ts';
import { notifier } from '../shared/aws/notifications.ts';
import { settings } from '../shared/aws/settings.ts';
import { readMessages } from '../shared/aws/stream.ts';
import type { TallyEnvironment } from '../shared/config.ts';
import type { WatchDeps } from '../shared/steps/watch.ts';
import { logOf, now } from './entry.ts';

/** What every function needs that raises alerts. */
export function watching(name: string, environment: z.infer<typeof TallyEnvironment>): WatchDeps {
  const table = environment.MOKED_TABLE;
  const log = logOf(name);
  return {
    now, log,
    counts: counts(table),
    alerts: alertStore(table),
    channels: channelState(table),
    notifier: notifier({ prefix: environment.MOKED_PARAMETERS, from: environment.MOKED_CARE_ADDRESSES.split(',')[0] ?? '', topicArn: environment.MOKED_ALERT_TOPIC, now, log }),
    read: async (refs) => readMessages(table, refs),
    settings: settings(table, now, log),
    console: environment.MOKED_CONSOLE.replace(/\/$/, ''),
    alarmEmail: environment.MOKED_ALARM_EMAIL,
  };
}
