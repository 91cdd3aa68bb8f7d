import { lazy } from 'react';
import type { ComponentType } from 'react';
import { InboxPage } from './inbox.tsx';
import { QuarantinePage } from './quarantine.tsx';

// The first view brings the inbox; every other screen comes when it is asked for. The inbox takes what no other has.
export const PAGES: { path: string; page: ComponentType }[] = [
  { path: '/quarantine', page: QuarantinePage },
  { path: '/since', page: lazy(async () => import('./since.tsx')) },
  { path: '/closing', page: lazy(async () => import('./closing.tsx')) },
  { path: '/now', page: lazy(async () => import('./dashboard.tsx')) },
  { path: '/mentions', page: lazy(async () => import('./mentions.tsx')) },
  { path: '/approvals', page: lazy(async () => import('./approvals.tsx')) },
  { path: '/alerts/:id?/:act?', page: lazy(async () => import('./alerts.tsx')) },
  { path: '/incidents/:id?/:alert?', page: lazy(async () => import('./incidents.tsx')) },
  { path: '/replay', page: lazy(async () => import('./replay.tsx')) },
  { path: '/post/:id', page: lazy(async () => import('./post.tsx')) },
  { path: '/contact/:id', page: lazy(async () => import('./contact.tsx')) },
  { path: '/ledger', page: lazy(async () => import('./ledger.tsx')) },
  { path: '/stuck', page: lazy(async () => import('./stuck.tsx')) },
  { path: '/channels', page: lazy(async () => import('./channels.tsx')) },
  { path: '/canned', page: lazy(async () => import('./canned.tsx')) },
  { path: '/templates', page: lazy(async () => import('./templates.tsx')) },
  { path: '/team', page: lazy(async () => import('./team.tsx')) },
  { path: '/settings', page: lazy(async () => import('./settings.tsx')) },
  { path: '/inbox/:queue?/:number?', page: InboxPage },
  { path: '/channel/:channel/:number?', page: InboxPage },
  { path: '/teams/:team/:number?', page: InboxPage },
  { path: '/incident/:incident/:number?', page: InboxPage },
  { path: '/view/:id/:number?', page: InboxPage },
  { path: '/filter/:spec/:number?', page: InboxPage },
  { path: '*', page: InboxPage },
];
