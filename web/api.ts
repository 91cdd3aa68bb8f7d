import type { ApiError, CaseList, CaseView, QuarantineList, Released } from '../shared/api-shapes.ts';

// The sign-in comes once in the address and leaves it at once; it lives as long as the tab.
const given = new URLSearchParams(location.search).get('token');
if (given) {
  sessionStorage.setItem('token', given);
  history.replaceState(null, '', location.pathname);
}

export class ApiFailure extends Error {
  override readonly name = 'ApiFailure';
  readonly key: string;
  constructor(key: string) {
    super(key);
    this.key = key;
  }
}

async function call<T>(method: string, path: string, body?: unknown): Promise<T> {
  const answer = await fetch(path, {
    method, headers: { authorization: `Bearer ${sessionStorage.getItem('token') ?? ''}`, ...(body === undefined ? {} : { 'content-type': 'application/json' }) },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  });
  if (answer.ok) return await answer.json() as T;
  if (answer.status === 401) throw new ApiFailure('signIn');
  const said = await answer.json().catch(() => undefined) as ApiError | undefined;
  throw new ApiFailure(said?.error.key ?? String(answer.status));
}

export const api = {
  cases: async () => call<CaseList>('GET', '/cases?status=new,open,waiting_on_customer,snoozed&limit=100'),
  case: async (number: string) => call<CaseView>('GET', `/cases/${number}`),
  quarantine: async () => call<QuarantineList>('GET', '/quarantine?limit=100'),
  reply: async (number: string, text: string, key: string) => call<{ id: string }>('POST', `/cases/${number}/replies`, { text, key }),
  release: async (id: string) => call<Released>('POST', `/quarantine/${id}/release`, {}),
};
