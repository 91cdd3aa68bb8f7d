/** One delivery to a webhook, as it is put on the wire. */
export interface Delivery { body: string; headers: Record<string, string> }

/** Posts a delivery; answers with the status. No redirects, as the platforms follow none. */
export async function deliver(url: string, { body, headers }: Delivery): Promise<number> {
  const answer = await fetch(url, { method: 'POST', body, headers: { 'content-type': 'application/json', ...headers }, redirect: 'manual' });
  await answer.arrayBuffer();
  return answer.status;
}

/** Each delivery as often as told, in the order that `below` throws: platforms promise neither once nor in order. */
export function again<T>(deliveries: T[], times: number, below: (n: number) => number): T[] {
  const all = Array.from({ length: times }, () => deliveries).flat();
  for (let left = all.length - 1; left > 0; left--) {
    const other = below(left + 1);
    [all[left], all[other]] = [all[other]!, all[left]!];
  }
  return all;
}
