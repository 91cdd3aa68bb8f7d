import type { Routes } from '../../shared/api-shapes/routes.ts';
import type { Role } from '../sign-in.ts';

/** The routes behind the sign-in. */
export type ServedRoute = Exclude<keyof Routes, 'GET /sign-in.json' | 'POST /sign-in'>;

const TEAM: readonly Role[] = ['agent', 'lead', 'admin'];
const LEADS: readonly Role[] = ['lead', 'admin'];
const ADMINS: readonly Role[] = ['admin'];

/** Who may call what; a route that is not here is nobody's. */
export const ROUTE_ROLES: Record<ServedRoute, readonly Role[]> = {
  'GET /me': TEAM,
  'PUT /me/presence': TEAM,
  'GET /since-i-left': TEAM,
  'GET /before-closing': TEAM,
  'GET /views': TEAM,
  'PUT /views': TEAM,
  'GET /queues': TEAM,
  'GET /changes': TEAM,
  'GET /search': TEAM,
  'GET /cases': TEAM,
  'GET /cases/:number': TEAM,
  'PATCH /cases/:number': TEAM,
  'GET /cases/:number/entries/:id/html': TEAM,
  'POST /cases/:number/replies': TEAM,
  'POST /cases/:number/uploads': TEAM,
  'GET /cases/:number/uploads/:key': TEAM,
  'POST /cases/:number/entries/:id/retry': TEAM,
  'POST /cases/:number/notes': TEAM,
  'POST /cases/:number/merge': TEAM,
  'POST /cases/:number/unmerge': TEAM,
  'POST /cases/:number/revoke-links': TEAM,
  'PUT /cases/:number/presence': TEAM,
  'POST /cases/bulk': TEAM,
  'POST /answers/preview': TEAM,
  'POST /answers': TEAM,
  'GET /attachments/:id': TEAM,
  'GET /contacts/:id': TEAM,
  'POST /contacts/merge': TEAM,
  'POST /contacts/unmerge': TEAM,
  'GET /quarantine': TEAM,
  'POST /quarantine/:id/release': TEAM,
  'GET /mentions': TEAM,
  'POST /mentions/:thread/:id/promote': TEAM,
  'GET /posts/:id': TEAM,
  'PUT /posts/:id/owner': TEAM,
  'POST /posts/:id/answers/preview': TEAM,
  'POST /posts/:id/answers': TEAM,
  'POST /items/:thread/:id/acts': TEAM,
  'GET /approvals': LEADS,
  'POST /approvals/:number/:id/approve': LEADS,
  'POST /approvals/:number/:id/return': LEADS,
  'GET /incidents': TEAM,
  'GET /incidents/:id': TEAM,
  // That customers are told is for leads to say: openIncident refuses it from others.
  'POST /incidents': TEAM,
  'POST /incidents/look': TEAM,
  'PUT /incidents/:id': LEADS,
  'POST /incidents/:id/end': LEADS,
  'POST /incidents/:id/broadcast/preview': LEADS,
  'POST /incidents/:id/broadcast': LEADS,
  'GET /alerts': TEAM,
  'POST /alerts/:id/acknowledge': TEAM,
  'POST /alerts/:id/mute': LEADS,
  'POST /alerts/:id/notASpike': LEADS,
  'GET /figures/now': TEAM,
  'GET /figures/today': TEAM,
  'GET /figures/period': LEADS,
  'GET /figures/period/cases': LEADS,
  'GET /figures/period.csv': LEADS,
  'GET /ledger': LEADS,
  'GET /stuck': LEADS,
  'POST /stuck/:queue/:id/retry': LEADS,
  'POST /stuck/:queue/:id/keep': LEADS,
  'GET /channels': TEAM,
  'GET /settings': TEAM,
  'PUT /settings': ADMINS,
  'GET /canned': TEAM,
  'PUT /canned': LEADS,
  'GET /team': TEAM,
  'PUT /team': LEADS,
  'GET /known-fault': TEAM,
  'PUT /known-fault': LEADS,
  'GET /templates/preview': TEAM,
};

/** What these roles may call. */
export function routesOf(roles: readonly Role[]): ServedRoute[] {
  return (Object.keys(ROUTE_ROLES) as ServedRoute[]).filter((route) => ROUTE_ROLES[route].some((role) => roles.includes(role)));
}
