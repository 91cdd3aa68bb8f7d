import { QueryClient, QueryClientProvider } from '@tanstack/react-query';
import { StrictMode } from 'react';
import { createRoot } from 'react-dom/client';
import { App } from './app.tsx';
import { call } from './api.ts';
import { mayPass } from './data.ts';
import { openSession } from './session.ts';
import './theme.css';
import './fonts.css';
import './base.css';
import './shell.css';
import './inbox.css';
import './case.css';
import './pages.css';
import './print.css';

// A browser that was started in the POSIX locale calls its language `en-US@posix`, which its own Intl refuses, and the chart asks for it.
try {
  Intl.getCanonicalLocales(navigator.language);
} catch {
  Object.defineProperty(navigator, 'language', { value: 'en-US', configurable: true });
}

const client = new QueryClient({ defaultOptions: { queries: { retry: mayPass, staleTime: 2_000, refetchOnWindowFocus: true } } });
const start = (problem?: unknown): void => {
  createRoot(document.querySelector('#console')!).render(<StrictMode><QueryClientProvider client={client}><App problem={problem} /></QueryClientProvider></StrictMode>);
};
openSession(async (body) => call('POST /sign-in', { body })).then(() => start(), start);
