// https://developers.facebook.com/docs/instagram-platform/webhooks and https://developers.facebook.com/docs/instagram-platform/overview/
import { door } from './door.ts';
import { facts } from './facts.ts';

export const instagram = { facts, door, api: async () => (await import('./api.ts')).api, again: async () => (await import('./again.ts')).again };
