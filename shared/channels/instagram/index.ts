// https://developers.facebook.com/docs/instagram-platform/webhooks and https://developers.facebook.com/docs/instagram-platform/overview/
import { api } from './api.ts';
import { door } from './door.ts';
import { facts } from './facts.ts';

export const instagram = { facts, door, api };
