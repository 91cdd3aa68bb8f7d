import type { Language } from '../../domain/message.ts';

const LANGUAGES: Record<string, Language> = { he: 'he', iw: 'he', en: 'en' };

/** The language that an address names (`?lang=`), else the one that the browser prefers among ours, else English. */
export function languageAskedFor(named: unknown, accepted: string | undefined): Language {
  const chosen = typeof named === 'string' ? LANGUAGES[named.toLowerCase()] : undefined;
  if (chosen) return chosen;
  const wishes = (accepted ?? '').slice(0, 1000).split(',').map((wish) => {
    const [tag = '', ...parameters] = wish.trim().toLowerCase().split(';');
    const quality = Number(/^\s*q=([\d.]+)$/.exec(parameters.find((parameter) => parameter.trim().startsWith('q=')) ?? '')?.[1] ?? 1);
    return { language: LANGUAGES[tag.split('-')[0] ?? ''], quality: Number.isNaN(quality) ? 0 : quality };
  });
  let best: { language: Language; quality: number } | undefined;
  for (const { language, quality } of wishes) if (language && quality > (best?.quality ?? 0)) best = { language, quality };
  return best?.language ?? 'en';
}

/** Who counts as one client: an address, of IPv6 the half of it that a household has to itself. */
export function clientOf(address: string): string {
  if (!address.includes(':')) return address;
  const mapped = /^::ffff:(\d+\.\d+\.\d+\.\d+)$/i.exec(address)?.[1];
  if (mapped) return mapped;
  const [head = '', tail] = address.toLowerCase().split('%')[0]!.split('::');
  const front = head === '' ? [] : head.split(':');
  const back = tail === undefined || tail === '' ? [] : tail.split(':');
  const groups = tail === undefined ? front : [...front, ...Array.from({ length: Math.max(0, 8 - front.length - back.length) }, () => '0'), ...back];
  return `${groups.slice(0, 4).map((group) => Number.parseInt(group, 16).toString(16)).join(':')}::/64`;
}
