import type { ComponentType } from 'react';
import { InboxPage } from './inbox.tsx';
import { QuarantinePage } from './quarantine.tsx';

// The inbox takes every address that no other screen has.
export const PAGES: { path: string; page: ComponentType }[] = [
  { path: '/quarantine', page: QuarantinePage },
  { path: '/inbox/:queue?/:number?', page: InboxPage },
  { path: '/channel/:channel/:number?', page: InboxPage },
  { path: '*', page: InboxPage },
];
