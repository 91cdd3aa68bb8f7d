import type { DeliveryOutcome } from '../ports.ts';
import type { Job } from './look-around.ts';

/** What became of a mail's delivery; null for what no bucket keeps. */
export function outcome(job: Job, kind: DeliveryOutcome['outcome'], at: number): DeliveryOutcome | null {
  return job.message.mail && { deliveryId: job.message.deliveryId, outcome: kind, key: job.message.raw.key, at, message: job.message.id };
}
