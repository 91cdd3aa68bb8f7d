import { SendRawEmailCommand } from '@aws-sdk/client-ses';
import { Refused, TryLater } from '../errors.ts';
import type { MailOut } from '../ports.ts';
import { mailClient } from './clients.ts';

/**
 * SES, SendRawEmail: https://docs.aws.amazon.com/ses/latest/APIReference/API_SendRawEmail.html. It writes its own
 * Message-ID and Date; the answered id is what its events carry. Without a configuration set there are none.
 */
export function mailOut(configurationSet?: string): MailOut {
  return {
    async hand(mail, tags) {
      try {
        const answer = await mailClient().send(new SendRawEmailCommand({
          Source: mail.from, Destinations: [mail.to], RawMessage: { Data: mail.raw }, ...(configurationSet === undefined ? {} : { ConfigurationSetName: configurationSet }),
          Tags: Object.entries(tags).map(([Name, Value]) => ({ Name, Value })),
        }));
        if (!answer.MessageId) throw new Error('the mail service answered without an id');
        return answer.MessageId;
      } catch (error) {
        throw meaning(error);
      }
    },
  };
}

// Final for this mail or this account until a person acts.
const FINAL = new Set(['MessageRejected', 'MailFromDomainNotVerifiedException', 'ConfigurationSetDoesNotExist', 'InvalidParameterValue', 'ValidationError', 'AccountSendingPausedException', 'ConfigurationSetSendingPausedException']);

/** Was it taken? Surely not and later (TryLater), surely not and never (Refused), or nobody knows (the error itself). */
function meaning(error: unknown): unknown {
  if (!(error instanceof Error)) return error;
  const status = (error as { $metadata?: { httpStatusCode?: number } }).$metadata?.httpStatusCode;
  if (/quota exceeded/i.test(error.message)) return new TryLater(900, 'the daily sending quota is used up', { cause: error });
  if (/^Throttling|TooManyRequests|ServiceUnavailable/.test(error.name) || status === 429 || status === 503) return new TryLater(10, 'the mail service says slow down', { cause: error });
  if (FINAL.has(error.name)) return new Refused(error.name === 'MessageRejected' ? 'rejected' : error.name, 'the mail service refuses this mail', { cause: error });
  // Refused connections never reached the service; anything later in the exchange may have.
  if ('code' in error && (error.code === 'ECONNREFUSED' || error.code === 'ENOTFOUND')) return new TryLater(30, 'the mail service cannot be reached', { cause: error });
  // Any other failure of the service may have come after it took the mail: nobody knows.
  return error;
}
