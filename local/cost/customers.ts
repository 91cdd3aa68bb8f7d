import type { Ready } from '../engine.ts';

export type Way = 'mail' | 'message';
export interface Customer { key: string; name: string; place: 'email' | 'facebook' | 'instagram' | 'x' }

const TEXTS = [
  'שלום, ההזמנה שלי ORD-2026-55431 עדיין לא הגיעה ואין עדכון במעקב מיום שני. חויבתי פעמיים על אותה חשבונית. אנא בדקו את החשבון שלי ועדכנו אותי מתי אקבל החזר. תודה מראש, דנה',
  'Hello, my order ORD-2026-55432 has still not arrived and the tracking page shows no update since Monday. I was charged twice for the same invoice. Please look into my account and tell me when I can expect a refund. Thanks, Emma',
];
const PLACES = { mail: ['email'], message: ['facebook', 'instagram', 'x'] } as const;

/** People who write to an engine, each in Hebrew or English, through the same doors as anybody. */
export function customers(ready: Ready) {
  let made = 0;
  const post = async (act: object): Promise<void> => {
    const answer = await fetch(new URL('/customer/acts', ready.api), { method: 'POST', headers: { 'content-type': 'application/json' }, body: JSON.stringify(act) });
    if (!answer.ok) throw new Error(`a customer could not write: ${answer.status} ${await answer.text()}`);
  };
  const textOf = (n: number): string => TEXTS[n % TEXTS.length]!;

  async function answerTo({ key }: Customer): Promise<object | null> {
    const story = (await (await fetch(new URL(`/customer/story?person=${key}`, ready.api))).json()) as { subject: string; mail?: { to: string; messageId: string } }[];
    const acknowledgement = story.findLast(({ mail }) => mail !== undefined);
    return acknowledgement?.mail ? { to: acknowledgement.mail.to, messageId: acknowledgement.mail.messageId, subject: `Re: ${acknowledgement.subject}`.slice(0, 300) } : null;
  }

  return {
    /** Somebody nobody knows opens a case. */
    async begin(way: Way): Promise<Customer> {
      const n = made++;
      const customer: Customer = { key: `c${String(n).padStart(6, '0')}`, name: n % 2 === 0 ? 'דנה כהן' : 'Emma Brown', place: PLACES[way][n % PLACES[way].length]! };
      await post({ person: { key: customer.key, name: customer.name }, place: customer.place, way: 'message', text: textOf(n), ...(way === 'mail' ? { subject: n % 2 === 0 ? 'איפה ההזמנה?' : 'Where is my order?' } : {}) });
      return customer;
    },
    /** Writes again in the same case: a mail answers the acknowledgement. */
    async goOn(customer: Customer): Promise<void> {
      const answers = customer.place === 'email' ? await answerTo(customer) : null;
      if (customer.place === 'email' && !answers) throw new Error('a customer who wrote a mail has no acknowledgement to answer');
      await post({ person: { key: customer.key, name: customer.name }, place: customer.place, way: 'message', text: textOf(Number(customer.key.slice(1))), answers });
    },
  };
}
