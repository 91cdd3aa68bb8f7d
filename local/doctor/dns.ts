import { Resolver } from 'node:dns/promises';
import type { DomainSeen } from './seen.ts';

export interface Names { resolveMx(name: string): Promise<{ exchange: string }[]>; resolveTxt(name: string): Promise<string[][]> }

const NOTHING = new Set(['ENODATA', 'ENOTFOUND']);

async function orNone<T>(asked: Promise<T[]>): Promise<T[]> {
  try {
    return await asked;
  } catch (error) {
    if (NOTHING.has((error as NodeJS.ErrnoException).code ?? '')) return [];
    throw error;
  }
}

/** What the DNS says about a domain's mail. */
export async function domainSeen(domain: string, names: Names = new Resolver({ timeout: 5_000, tries: 2 })): Promise<DomainSeen> {
  const [exchangers, own, policies] = await Promise.all([orNone(names.resolveMx(domain)), orNone(names.resolveTxt(domain)), orNone(names.resolveTxt(`_dmarc.${domain}`))]);
  const starting = (records: string[][], word: RegExp): string[] => records.map((parts) => parts.join('')).filter((record) => word.test(record));
  return { domain, mailExchangers: exchangers.map(({ exchange }) => exchange.toLowerCase().replace(/\.$/, '')), spf: starting(own, /^v=spf1(?: |$)/i), dmarc: starting(policies, /^v=DMARC1\b/i) };
}
