import type { Again } from '../again.ts';
import type { LinkedInSettings } from './facts.ts';
import { readNotification } from './notifications.ts';

export const again: Again<LinkedInSettings> = ({ raw, inbox, receivedAt }) => [readNotification(raw, { inbox, receivedAt })];
