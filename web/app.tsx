import { useQuery, useQueryClient } from '@tanstack/react-query';
import { Direction } from 'radix-ui';
import { useCallback, useEffect, useMemo, useState } from 'react';
import { Route, Router, Switch } from 'wouter';
import { useHashLocation } from 'wouter/use-hash-location';
import { directionOfLanguage } from '../shared/domain/direction.ts';
import type { Language } from '../shared/domain/message.ts';
import { ApiFailure, call, signedOut } from './api.ts';
import type { AttachedFiles } from './attached-files.ts';
import { Batches } from './batch-sending.ts';
import { ConsoleContext, wordOf } from './console-context.tsx';
import type { Console, Theme } from './console-context.tsx';
import { PAGES } from './pages/pages.ts';
import { SignIn } from './pages/sign-in.tsx';
import { TakenBack } from './parts/pending-answers.tsx';
import { Shell } from './parts/shell.tsx';
import { Toasts, useToasts } from './parts/toasts.tsx';
import { attachedFiles } from './send-file.ts';
import { Outbox } from './sending.ts';
import { signOut, token } from './session.ts';
import { say } from './text.ts';

const TICK_MS = 30_000;
const kept = (key: string): string | null => localStorage.getItem(key);
const firstLanguage = (): Language => (kept('language') === 'en' ? 'en' : 'he');
const firstTheme = (): Theme => (['light', 'dark'].includes(kept('theme') ?? '') ? kept('theme') as Theme : 'system');
const MAC = /Mac|iPhone|iPad/.test(navigator.userAgent);

function useNow(): number {
  const [now, setNow] = useState(Date.now);
  useEffect(() => {
    const timer = setInterval(() => setNow(Date.now()), TICK_MS);
    return () => clearInterval(timer);
  }, []);
  return now;
}

function useOutboxes(): { outbox: Outbox; batches: Batches; attached: AttachedFiles } {
  const client = useQueryClient();
  return useMemo(() => {
    const around: Pick<ConstructorParameters<typeof Outbox>[0], 'settle' | 'problemOf' | 'keeping' | 'now' | 'later'> = {
      settle: async () => client.invalidateQueries(),
      problemOf: (error) => (error instanceof ApiFailure ? { key: error.key, values: error.values, version: error.stale?.version } : { key: 'ourFault', values: {}, version: undefined }),
      keeping: localStorage, now: Date.now,
      later: (work, ms) => {
        const timer = setTimeout(work, ms);
        return () => clearTimeout(timer);
      },
    };
    const outbox = new Outbox({ ...around, send: async (number, body, leaving) => call('POST /cases/:number/replies', { path: { number }, body, keepalive: leaving }) });
    const batches = new Batches({ ...around, send: async ({ incident, texts, text, ...body }) => (incident === undefined ? call('POST /answers', { body: { ...body, text } }) : call('POST /incidents/:id/broadcast', { path: { id: incident }, body: { ...body, texts: texts ?? {} } })) });
    addEventListener('pagehide', () => outbox.flush());
    // Many answers do not go while nobody can take them back: whoever leaves is asked.
    addEventListener('beforeunload', (event) => { if (batches.isPending()) event.preventDefault(); });
    return { outbox, batches, attached: attachedFiles() };
  }, [client]);
}

/** Everything of the console that is the same on every screen: language, theme, who is signed in. */
export function App({ problem }: { problem: unknown }) {
  const [language, setLanguage] = useState(firstLanguage);
  const [theme, setTheme] = useState(firstTheme);
  const [zone, setTimeZone] = useState('');
  const [signedIn, setSignedIn] = useState(() => token() !== null && problem === undefined);
  const now = useNow();
  const toasts = useToasts();
  const me = useQuery({ queryKey: ['GET /me'], queryFn: async () => call('GET /me'), enabled: signedIn, staleTime: 60_000 });

  useEffect(() => {
    const html = document.documentElement;
    html.lang = language;
    html.dir = directionOfLanguage(language);
    localStorage.setItem('language', language);
  }, [language]);
  useEffect(() => {
    if (theme === 'system') delete document.documentElement.dataset['theme'];
    else document.documentElement.dataset['theme'] = theme;
    localStorage.setItem('theme', theme);
  }, [theme]);
  useEffect(() => {
    const leave = (): void => {
      signOut();
      setSignedIn(false);
    };
    signedOut.addEventListener('signedOut', leave);
    return () => signedOut.removeEventListener('signedOut', leave);
  }, []);

  const t = useCallback<Console['t']>((key, values) => say(language, key, values), [language]);
  if (!signedIn || !me.data) return <SignIn language={language} setLanguage={setLanguage} problem={problem ?? me.error} waiting={signedIn && me.isPending} again={() => { void me.refetch(); }} signedIn={signedIn} />;
  return <SignedIn {...{ language, setLanguage, theme, setTheme, me: me.data, t, timeZone: zone || me.data.timeZone || '', setTimeZone, now, tell: toasts.tell, mac: MAC }} toasts={<Toasts {...toasts} />} />;
}

function SignedIn({ toasts, ...given }: Omit<Console, 'outbox' | 'batches' | 'attached' | 'can' | 'word'> & { toasts: React.ReactNode }) {
  const outboxes = useOutboxes();
  const routes = useMemo(() => new Set(given.me.routes), [given.me]);
  const can = useCallback<Console['can']>((route) => routes.has(route), [routes]);
  const word = useCallback<Console['word']>((place, key, values) => wordOf(given.language, place, key, values), [given.language]);
  const console: Console = { ...given, ...outboxes, can, word };
  return (
    <ConsoleContext value={console}>
      <Direction.Provider dir={directionOfLanguage(given.language)}>
        <Router hook={useHashLocation}>
          <Shell>
            <Switch>{PAGES.map(({ path, page }) => <Route key={path} path={path} component={page} />)}</Switch>
          </Shell>
          {toasts}
          <TakenBack />
        </Router>
      </Direction.Provider>
    </ConsoleContext>
  );
}

