import * as z from 'zod';
import { Unreadable, Untrusted } from '../../errors.ts';
import type { Arrival } from '../arrival.ts';
import type { Door } from '../channel.ts';
import { parseExact } from '../exact-json.ts';
import { hmac, matchesOne, secretsOf } from '../signed.ts';
import type { LinkedInSettings } from './facts.ts';
import { idOf, note, readNotification } from './notifications.ts';

// Whoever asks for a challenge has a text of their choice signed: without a brace it cannot be a delivery.
const BRACE = 0x7b;
const CODE = /^[\w-]{1,200}$/;
const PREFIX = 'hmacsha256=';

const Delivery = z.object({ type: z.string(), notifications: z.array(z.unknown()) });
const OtherDelivery = z.object({ type: z.string() });

function parse(body: Buffer): unknown {
  try {
    return parseExact(body.toString('utf8'));
  } catch (error) {
    throw new Unreadable('a delivery of LinkedIn that is no JSON', { cause: error });
  }
}

function readDelivery(parsed: unknown, around: { inbox: string; receivedAt: number }): Arrival[] {
  const delivery = Delivery.safeParse(parsed);
  if (delivery.success) return delivery.data.notifications.map((item) => readNotification(item, around));
  if (!OtherDelivery.safeParse(parsed).success) throw new Unreadable('a delivery of LinkedIn in no envelope we know');
  return [note(around, { what: 'unknown', nativeId: idOf(parsed), raw: parsed })];
}

export const door: Door<LinkedInSettings> = {
  inboxes: ({ organizationId }) => [organizationId],
  names: ({ organizationName }) => (organizationName === undefined ? [] : [organizationName]),

  /** Asked every two hours, blocked after three failures. https://learn.microsoft.com/en-us/linkedin/shared/api-guide/webhook-validation */
  challenge({ method, query }, settings) {
    const code = query['challengeCode'];
    if (method !== 'GET' || code === undefined) return undefined;
    const [secret] = secretsOf(settings.clientSecret);
    if (!secret || !CODE.test(code)) throw new Untrusted('no challenge of LinkedIn');
    return { status: 200, type: 'application/json', body: JSON.stringify({ challengeCode: code, challengeResponse: hmac(secret, code).toString('hex') }) };
  },

  /** The documentation puts a prefix before the body that is hashed, working integrations put it before the header: both are taken. */
  verify({ headers, body }, settings) {
    const given = headers['x-li-signature'];
    const bare = given?.startsWith(PREFIX) ? given.slice(PREFIX.length) : given;
    const wanted = secretsOf(settings.clientSecret, settings.previousClientSecret).flatMap((secret) => [hmac(secret, PREFIX, body).toString('hex'), hmac(secret, body).toString('hex')]);
    if (!bare || body[0] !== BRACE || !matchesOne(bare, wanted)) throw new Untrusted('a delivery that LinkedIn did not sign');
  },

  normalise(body, settings, receivedAt) {
    try {
      return readDelivery(parse(body), { inbox: settings.organizationId, receivedAt });
    } catch (error) {
      // Brackets nested some ten thousand deep are more than the stack holds.
      if (error instanceof RangeError) throw new Unreadable('a delivery of LinkedIn nested too deep', { cause: error });
      throw error;
    }
  },
};
