import { GetQueueAttributesCommand, GetQueueUrlCommand } from '@aws-sdk/client-sqs';
import type { DeliveryOutcome } from '../ports.ts';
import type { DeliveryOutcomes } from '../ports/replaying.ts';
import { deliveryKey, keyName } from './items.ts';
import { queuesClient } from './queues.ts';
import { readAll } from './table.ts';

export function deliveryOutcomes(table: string): DeliveryOutcomes {
  return {
    async outcomes(ids) {
      const found = await readAll(table, ids.map(deliveryKey));
      return new Map(ids.flatMap((id) => {
        const item = found.get(keyName(deliveryKey(id)));
        return item ? [[id, { outcome: item['outcome'] as DeliveryOutcome['outcome'], ...(typeof item['message'] === 'string' ? { message: item['message'] } : {}) }] as const] : [];
      }));
    },
  };
}

/** The address of a queue by its name, for a person at a shell. */
export async function queueAddress(name: string): Promise<string> {
  const { QueueUrl } = await queuesClient().send(new GetQueueUrlCommand({ QueueName: name }));
  if (!QueueUrl) throw new Error(`there is no queue ${name}`);
  return QueueUrl;
}

/** How many entries wait in a queue, are being worked off, or hide. */
export async function waitingIn(url: string): Promise<number> {
  const { Attributes = {} } = await queuesClient().send(new GetQueueAttributesCommand({ QueueUrl: url, AttributeNames: ['ApproximateNumberOfMessages', 'ApproximateNumberOfMessagesNotVisible', 'ApproximateNumberOfMessagesDelayed'] }));
  return Object.values(Attributes).reduce((sum, count) => sum + Number(count), 0);
}
