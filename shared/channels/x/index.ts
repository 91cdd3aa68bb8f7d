// https://docs.x.com/x-api/webhooks/introduction and https://docs.x.com/x-api/activity/introduction
import { api } from './api.ts';
import { door } from './door.ts';
import { facts } from './facts.ts';

export const x = { facts, door, api };
