import { TwitterApi, type ITwitterApiClientPlugin } from 'twitter-api-v2';
import type { Tools } from '../handing.ts';
import { callAs } from './calls.ts';
import type { Call } from './failures.ts';
import type { XSettings } from './facts.ts';

// Where the library believes X to be; it has no setting for it.
const LIBRARY_BASE = 'https://api.x.com';

function textOf(value: unknown): string | undefined {
  if (Array.isArray(value)) return value.map(String).join(',');
  return typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean' ? String(value) : undefined;
}

function textsOf(values: Record<string, unknown> | undefined): Record<string, string> {
  return Object.fromEntries(Object.entries(values ?? {}).flatMap(([name, value]) => {
    const text = textOf(value);
    return text === undefined ? [] : [[name, text]];
  }));
}

/** The library with our `http` under it: its methods and shapes, our time-outs, our address, our reading of failures. */
export function openLibrary(tools: Tools<XSettings>, call: Call): TwitterApi['v2'] {
  const overHttp: ITwitterApiClientPlugin = {
    async onBeforeRequestConfig({ params }) {
      if (!params.url.startsWith(`${LIBRARY_BASE}/2/`)) throw new Error('the library calls another address than the one we replace');
      const path = params.url.slice(LIBRARY_BASE.length).replace(/:(\w+)/g, (_whole, name: string) => encodeURIComponent(String(params.params?.[name])));
      const answer = await callAs(tools, call, params.method.toUpperCase() as 'GET' | 'POST', path, { query: textsOf(params.query), body: params.body });
      return { data: answer.body, headers: answer.headers };
    },
  };
  return new TwitterApi(tools.settings.accessToken, { plugins: [overHttp] }).v2;
}
