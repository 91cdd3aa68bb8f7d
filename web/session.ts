import type { Routes } from '../shared/api-shapes/routes.ts';

// The sign-in lives as long as the tab. It comes once in the address and leaves it at once.
const KEY = 'token';

/** Takes a token out of `?token=` or `#token=`; answers with what is left of the address, or undefined when there was none. */
export function tokenIn(address: URL): { token: string; rest: string } | undefined {
  const query = address.searchParams.get(KEY);
  const fragment = new URLSearchParams(address.hash.slice(1)).get(KEY);
  const token = query ?? fragment;
  if (!token) return undefined;
  return { token, rest: `${address.pathname}${query ? '' : address.search}${fragment ? '' : address.hash}` };
}

export const token = (): string | null => sessionStorage.getItem(KEY);
export const signOut = (): void => { sessionStorage.removeItem(KEY); };

const base64url = (bytes: Uint8Array): string => btoa(String.fromCharCode(...bytes)).replaceAll('+', '-').replaceAll('/', '_').replace(/=+$/, '');
const random = (): string => base64url(crypto.getRandomValues(new Uint8Array(32)));

/** RFC 7636, S256. */
export async function challengeOf(verifier: string): Promise<string> {
  return base64url(new Uint8Array(await crypto.subtle.digest('SHA-256', new TextEncoder().encode(verifier))));
}

/** Where to go to sign in: authorization code with PKCE; what comes back is checked against what is kept here. */
export async function beginSignIn(facts: Routes['GET /sign-in.json']['answer']): Promise<string> {
  const [verifier, state] = [random(), random()];
  sessionStorage.setItem('sign-in', JSON.stringify({ verifier, state, place: location.hash }));
  const address = new URL(facts.authorize);
  for (const [name, value] of Object.entries({ response_type: 'code', client_id: facts.clientId, redirect_uri: `${location.origin}/`, scope: facts.scope, state, code_challenge: await challengeOf(verifier), code_challenge_method: 'S256' })) address.searchParams.set(name, value);
  return address.href;
}

/** What the issuer sent back, when it did; throws `signInState` when it answers a sign-in that did not begin here. */
function returnedCode(address: URL): { code: string; verifier: string; place: string } | undefined {
  const code = address.searchParams.get('code');
  if (!code) return undefined;
  const kept = JSON.parse(sessionStorage.getItem('sign-in') ?? '{}') as { verifier?: string; state?: string; place?: string };
  sessionStorage.removeItem('sign-in');
  if (!kept.verifier || kept.state !== address.searchParams.get('state')) throw new Error('signInState');
  return { code, verifier: kept.verifier, place: kept.place ?? '' };
}

/** Done before the first screen: true when there is a token to try. */
export async function openSession(exchange: (body: Routes['POST /sign-in']['body']) => Promise<{ token: string }>): Promise<boolean> {
  const address = new URL(location.href);
  const given = tokenIn(address);
  if (given) {
    sessionStorage.setItem(KEY, given.token);
    history.replaceState(null, '', given.rest);
    return true;
  }
  const returned = returnedCode(address);
  if (returned) {
    // The issuer comes back to the front page: whoever followed a link to a case still gets there.
    history.replaceState(null, '', address.pathname + (address.hash || returned.place));
    sessionStorage.setItem(KEY, (await exchange({ code: returned.code, verifier: returned.verifier, redirect: `${location.origin}/` })).token);
  }
  return token() !== null;
}
