import list from './prices.json' with { type: 'json' };

export type PriceName = keyof typeof list.prices;

export interface Price { service: string; item: string; usd: number; per: number; source: string; published: string; checked: boolean; note?: string }

export const PRICES: Record<PriceName, Price> = list.prices;
export const PRICE_LIST = { region: list.region, readAt: list.readAt };

/** So much of something that has a price. `by`: who used it, and for what. */
export interface Used { price: PriceName; quantity: number; by: string }

/** What was used, added up by price and by who used it. */
export class Usage {
  readonly #sums = new Map<string, Used>();

  add(price: PriceName, quantity: number, by: string): this {
    const key = `${price} ${by}`;
    const sum = this.#sums.get(key);
    if (sum) sum.quantity += quantity;
    else if (quantity !== 0) this.#sums.set(key, { price, quantity, by });
    return this;
  }

  addAll(other: Usage, times = 1): this {
    for (const { price, quantity, by } of other.all()) this.add(price, quantity * times, by);
    return this;
  }

  all(): Used[] {
    return [...this.#sums.values()];
  }

  of(price: PriceName): number {
    return this.all().reduce((sum, used) => sum + (used.price === price ? used.quantity : 0), 0);
  }
}

/** Reads of secrets. */
export const isSecret = (price: PriceName): boolean => price === 'kms.request' || price === 'ssm.request';

export const dollars = ({ price, quantity }: Pick<Used, 'price' | 'quantity'>): number => quantity * PRICES[price].usd / PRICES[price].per;

/** Whole units of a size: a started one counts. */
export const started = (bytes: number, unit: number): number => Math.max(1, Math.ceil(bytes / unit));
