// https://developers.facebook.com/docs/pages-api/webhooks-for-pages and https://developers.facebook.com/docs/messenger-platform/reference/send-api
import { door } from './door.ts';
import { facts } from './facts.ts';

export const facebook = { facts, door, api: async () => (await import('./api.ts')).api, again: async () => (await import('./again.ts')).again };
