/** Where a link of a mail leads, as one may follow it: web, mail and telephone only; undefined for anything else. */
export function linkShown(link: string): { href: string; host: string | null } | undefined {
  if (!URL.canParse(link)) return undefined;
  const address = new URL(link);
  if (address.protocol === 'mailto:' || address.protocol === 'tel:') return { href: address.href, host: null };
  // The host as it is looked up: letters that only look like Latin ones show as xn--.
  return address.protocol === 'https:' || address.protocol === 'http:' ? { href: address.href, host: address.host } : undefined;
}
