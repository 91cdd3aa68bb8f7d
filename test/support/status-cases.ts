import { readCaseNumber } from '../../shared/domain/case-number.ts';
import { mail } from './make.ts';
import { statusWorld } from './status-world.ts';

/** A case of one Hebrew mail, and the path of its page. */
export async function statusCase(fields: Parameters<typeof mail>[0] = {}, given: Parameters<typeof statusWorld>[0] = {}) {
  const world = statusWorld(given);
  const number = await world.receive(mail({ from: 'dana@example.org', text: 'איפה ההזמנה?', replyText: 'איפה ההזמנה?', language: 'he', ...fields }));
  return { ...world, number, path: `/s/${world.tokenOf(number)}` };
}

/** Two cases, the first merged into the second by an agent who was asked whether they mean it. */
export async function withTwoCases(one: string, other: string) {
  const world = statusWorld();
  const [first, second] = [await world.receive(mail({ from: one, replyText: 'מילים של הראשון', language: 'he' })), await world.receive(mail({ from: other, replyText: 'מילים של השני', language: 'he' }))];
  await world.mergeCases(first, second);
  return { world, first, second };
}

/** The case number that a page is about. */
export const caseNumberOfText = (page: string): string | undefined => readCaseNumber(/<h1>[^0-9]*(\d{3}-\d{3}-\d{3})/.exec(page)?.[1] ?? '');
