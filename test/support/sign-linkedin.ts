import { createHmac } from 'node:crypto';

/** The documented form of LinkedIn's signature, written from its page and not from our door. */
export function signAsLinkedIn(body: Buffer, secret: string): string {
  return createHmac('sha256', secret).update(Buffer.concat([Buffer.from('hmacsha256='), body])).digest('hex');
}

/** The other form, seen in a working integration: the prefix before the header, the body hashed alone. */
export function signAsLinkedInOtherwise(body: Buffer, secret: string): string {
  return `hmacsha256=${createHmac('sha256', secret).update(body).digest('hex')}`;
}

/** Many notifications in one delivery, and the native ids that must come out of it. */
export function linkedInFlood(count: number): { body: Buffer; nativeIds: string[] } {
  const nativeIds = Array.from({ length: count }, (_, index) => `urn:li:comment:(urn:li:activity:1,${index})`);
  const notifications = nativeIds.map((id, index) => ({
    notificationId: index, organizationalEntity: 'urn:li:organization:1', action: 'COMMENT', sourcePost: 'urn:li:activity:1', generatedActivity: id.replace('urn:li:activity', 'activity'), lastModifiedAt: 1_790_000_000_000 + index,
    decoratedGeneratedActivity: { comment: { entity: id, object: 'urn:li:activity:1', owner: `urn:li:person:${index % 50}`, text: `שלום ${index}` } },
  }));
  return { body: Buffer.from(JSON.stringify({ type: 'ORGANIZATION_SOCIAL_ACTION_NOTIFICATIONS', notifications })), nativeIds };
}
