import { TwitterApi, type ITwitterApiClientPlugin } from 'twitter-api-v2';
import type { Tools } from '../handing.ts';
import { failureOf, type Call } from './failures.ts';
import type { XSettings } from './facts.ts';

// Where the library believes X to be; it has no setting for it.
const LIBRARY_BASE = 'https://api.x.com';

function textsOf(values: Record<string, unknown> | undefined): Record<string, string> {
  return Object.fromEntries(Object.entries(values ?? {}).flatMap(([name, value]) => (typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean' ? [[name, String(value)]] : [])));
}

/** The library with our `http` under it: its methods and shapes, our time-outs, our address, our reading of failures. */
export function openLibrary({ settings, http, now }: Tools<XSettings>, call: Call): TwitterApi['v2'] {
  const overHttp: ITwitterApiClientPlugin = {
    async onBeforeRequestConfig({ params }) {
      if (!params.url.startsWith(`${LIBRARY_BASE}/2/`)) throw new Error('the library calls another address than the one we replace');
      const path = params.url.slice(LIBRARY_BASE.length).replace(/:(\w+)/g, (_whole, name: string) => encodeURIComponent(String(params.params?.[name])));
      const answer = await http({
        method: params.method.toUpperCase() as 'GET' | 'POST', url: `${settings.apiBase}${path}`, query: textsOf(params.query), headers: { authorization: `Bearer ${settings.accessToken}` },
        ...(params.body === undefined ? {} : { body: params.body }),
      });
      if (answer.status < 200 || answer.status > 299) throw failureOf(answer, call, now());
      return { data: answer.body, headers: answer.headers };
    },
  };
  return new TwitterApi(settings.accessToken, { plugins: [overHttp] }).v2;
}
