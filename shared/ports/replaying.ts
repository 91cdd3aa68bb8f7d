import type { DeliveryOutcome } from '../ports.ts';

/** What the table knows of deliveries of mails, for whoever compares it with the originals. */
export interface DeliveryOutcomes {
  /** By the mail service's ids; those that nothing is known of are left out. */
  outcomes(ids: string[]): Promise<Map<string, Pick<DeliveryOutcome, 'outcome' | 'message'>>>;
}
