import type { QueueName } from '../../shared/api-shapes/desk.ts';
import type { IconName } from './icon.tsx';

/** The queues of the sidebar, in their order. */
export const QUEUES: { name: QueueName; icon: IconName }[] = [
  { name: 'open', icon: 'inbox' }, { name: 'mine', icon: 'user' }, { name: 'unassigned', icon: 'nobody' }, { name: 'tagged', icon: 'at' }, { name: 'soon', icon: 'clock' },
  { name: 'breached', icon: 'alert' }, { name: 'waiting', icon: 'wait' }, { name: 'snoozed', icon: 'moon' }, { name: 'resolved', icon: 'check' },
];
