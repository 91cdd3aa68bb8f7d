// https://docs.x.com/x-api/webhooks/introduction and https://docs.x.com/x-api/activity/introduction
import { door } from './door.ts';
import { facts } from './facts.ts';

export const x = { facts, door, api: async () => (await import('./api.ts')).api, again: async () => (await import('./again.ts')).again };
