import axios from 'axios';
import { TryLater } from '../errors.ts';
import type { Http } from './handing.ts';

const LARGEST_ANSWER = 10 << 20;

/**
 * The one way to a platform: short time-outs, no redirects (a redirect would carry the token elsewhere), every status an
 * answer, nothing retried, nothing logged. A connection that was refused never reached anybody: TryLater.
 */
export function platformHttp(timeoutSeconds = 10): Http {
  const client = axios.create({
    timeout: timeoutSeconds * 1000, maxRedirects: 0, validateStatus: () => true, maxContentLength: LARGEST_ANSWER, maxBodyLength: LARGEST_ANSWER, proxy: false,
    // Ids of 64 bits lose digits as numbers: whoever reads the answer decides how.
    responseType: 'text', transformResponse: (text: unknown) => text,
  });
  return async ({ method, url, headers, query, body }) => {
    try {
      const answer = await client.request<string>({ method, url, ...(headers ? { headers } : {}), ...(query ? { params: query } : {}), ...(body === undefined ? {} : { data: body }) });
      return {
        status: answer.status, body: readBody(answer.data),
        headers: Object.fromEntries(Object.entries(answer.headers).map(([name, value]) => [name.toLowerCase(), String(value)])),
      };
    } catch (error) {
      const code = axios.isAxiosError(error) ? error.code : undefined;
      if (code === 'ECONNREFUSED' || code === 'ENOTFOUND' || code === 'EAI_AGAIN') throw new TryLater(60, 'the platform cannot be reached', { cause: bare(error) });
      throw bare(error);
    }
  };
}

// Numbers too long for a double stay text.
function readBody(text: string): unknown {
  if (text === '') return null;
  try {
    return JSON.parse(text, (_key, value: unknown, context?: { source?: string }) => (typeof value === 'number' && !Number.isSafeInteger(value) && /^-?\d+$/.test(context?.source ?? '') ? context!.source : value));
  } catch (error) {
    if (error instanceof SyntaxError) return text;
    throw error;
  }
}

// axios' errors carry the whole request, token and all.
function bare(error: unknown): Error {
  return axios.isAxiosError(error) ? new Error(`the platform did not answer: ${error.code ?? 'no code'}`) : error instanceof Error ? error : new Error('the call failed');
}
