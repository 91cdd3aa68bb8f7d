// https://learn.microsoft.com/en-us/linkedin/marketing/community-management/organizations/organization-social-action-notifications
import { api } from './api.ts';
import { door } from './door.ts';
import { facts } from './facts.ts';

export const linkedin = { facts, door, api };
