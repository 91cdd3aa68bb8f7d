// https://learn.microsoft.com/en-us/linkedin/marketing/community-management/organizations/organization-social-action-notifications
import { door } from './door.ts';
import { facts } from './facts.ts';

export const linkedin = { facts, door, api: async () => (await import('./api.ts')).api, again: async () => (await import('./again.ts')).again };
