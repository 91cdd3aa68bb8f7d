import { describe, expect, it } from '@jest/globals';
import type { ChannelFacts } from '../../shared/channels/channel.ts';
import { mailFiles } from '../../shared/channels/email/outgoing-files.ts';
import { facts as facebook } from '../../shared/channels/facebook/facts.ts';
import { facts as instagram } from '../../shared/channels/instagram/facts.ts';
import { facts as linkedin } from '../../shared/channels/linkedin/facts.ts';
import { facts as x } from '../../shared/channels/x/facts.ts';
import type { Outgoing } from '../../shared/domain/outgoing.ts';
import { Refused } from '../../shared/errors.ts';
import { uploadsFor } from '../../shared/steps/answer-files.ts';
import { reply } from '../../shared/steps/desk-reply.ts';
import { retry } from '../../shared/steps/desk-retry.ts';
import { waysOf } from '../../shared/steps/ways.ts';
import { memoryUploads } from '../support/memory-uploads.ts';
import { comment, platformWorld, privately } from '../support/platform-world.ts';

const AGENT = { id: 'dana', name: 'דנה' };

/** Somebody has written on this platform, in private unless it is said otherwise. */
async function asked(facts: ChannelFacts, arrival = privately('אפשר לראות תמונה?')) {
  const bucket = memoryUploads();
  const world = platformWorld(facts, { answerFiles: { store: bucket, byMail: mailFiles() } });
  await world.take([arrival]);
  world.handed.splice(0);
  const { number: caseNumber } = world.caseOf(arrival.nativeId)!;
  let keys = 0;
  const ask = async (...files: { name: string; size: number }[]) => uploadsFor({ ...world.deskDeps, newKey: () => `upload-${++keys}` }, { number: caseNumber, agent: AGENT, via: 'reply', files });
  const upload = async (name: string) => {
    const { uploads: [ticket] } = await ask({ name, size: 4 });
    bucket.put(ticket!, 'data');
    return { key: ticket!.key, name };
  };
  const messages = () => [...world.store.messages.values()].filter(({ direction, agent }) => direction === 'out' && agent === 'dana').sort((a, b) => a.at - b.at);
  return { ...world, bucket, caseNumber, ask, upload, messages };
}

describe('a private answer with files', () => {
  it.each<[string, ChannelFacts]>([['Messenger', facebook], ['Instagram', instagram]])('on %s goes as its words, and each file by itself at an address of a few minutes', async (_, facts) => {
    const world = await asked(facts);
    const files = [await world.upload('המוצר.JPG'), await world.upload('חשבונית.pdf')];
    await world.answer({ caseNumber: world.caseNumber, text: 'הנה', files });
    expect(world.handed.map(({ text, attachment, route }) => [text, attachment?.type, route.kind])).toEqual([['הנה', undefined, 'private'], ['', 'image', 'private'], ['', 'file', 'private']]);
    expect(world.handed.slice(1).map(({ attachment }) => attachment!.url)).toEqual([
      expect.stringMatching(/^https:\/\/bucket\.example\/parts\/cases\/\d{9}\/[\w-]{22}\/0-tag\?name=.*\.JPG&type=image\/jpeg$/), expect.stringMatching(/type=application\/pdf$/),
    ]);
    expect(world.messages().map(({ message, sending }) => [message.text, message.attachments.map(({ name }) => name), sending?.state])).toEqual([['הנה', [], 'planned'], ['', ['המוצר.JPG'], 'planned'], ['', ['חשבונית.pdf'], 'planned']]);
    expect([world.store.cases.get(world.caseNumber)!.status, world.store.cases.get(world.caseNumber)!.unansweredSince ?? null]).toEqual(['waiting_on_customer', null]);
  });

  it('gives its words a start over its files', async () => {
    const world = await asked(facebook);
    const sent: [string, number][] = [];
    const outbox = { send: async (entries: Outgoing[], { delaySeconds = 0 } = {}) => { sent.push(...entries.map((entry): [string, number] => [entry.kind === 'reply' ? entry.plan.text : '', delaySeconds])); } };
    await reply({ ...world.deskDeps, outbox }, { agent: AGENT, key: 'press-0001', caseNumber: world.caseNumber, text: 'Here', files: [await world.upload('a.png')] });
    expect(sent).toEqual([['Here', 1], ['', 3]]);
  });

  it('pressed twice goes once; with other files under the same press it is refused', async () => {
    const world = await asked(facebook);
    const files = [await world.upload('a.png'), await world.upload('b.png')];
    const act = { caseNumber: world.caseNumber, text: 'Here', files };
    const first = await world.answer(act);
    expect((await world.answer(act)).id).toBe(first.id);
    expect([world.messages().length, world.handed.length]).toEqual([3, 3]);
    await expect(world.answer({ ...act, files: [files[0]!] })).rejects.toMatchObject({ name: 'Invalid', key: 'keyUsed' });
    await expect(world.answer({ ...act, files: [] })).rejects.toMatchObject({ key: 'keyUsed' });
  });

  it('whose file the platform refuses: the words have gone, and the file alone is tried again', async () => {
    const world = await asked(facebook);
    world.platform.takes = ({ attachment }, count) => {
      if (attachment) throw new Refused('badRequest', 'could not fetch it');
      return { id: `own-${count}` };
    };
    await world.answer({ caseNumber: world.caseNumber, text: 'Here', files: [await world.upload('a.png')] });
    const [said, sent] = world.messages().map((message) => ({ message, state: world.sendings.kept.get(`${message.thread}/${message.id}`)?.sending.state }));
    expect([said!.state, sent!.state]).toEqual(['sent', 'failed']);
    world.platform.takes = (_, count) => ({ id: `own-${count}` });
    world.desk.table.messages.get(`${sent!.message.thread}/${sent!.message.id}`)!.sending!.state = 'failed';
    const again = await retry(world.deskDeps, { number: world.caseNumber, id: sent!.message.id });
    expect([again.plan!.kind, world.outbox.map(({ id }) => id)]).toEqual(['reply', [`reply-${sent!.message.id}`]]);
  });
});

describe('what a platform takes', () => {
  const filesOf = async (facts: ChannelFacts, arrival = privately('שלום')) => {
    const world = await asked(facts, arrival);
    return waysOf([...world.store.messages.values()], { acknowledgement: null }, world.clock.now, mailFiles()).map(({ via, files }) => [via, files?.count]);
  };

  it('is said for each way: in private where it takes files, in public never', async () => {
    expect(await filesOf(facebook)).toEqual([['reply', 5]]);
    expect(await filesOf(instagram)).toEqual([['reply', 5]]);
    expect(await filesOf(facebook, comment('שלום, ההזמנה לא הגיעה'))).toEqual([['public', undefined], ['handOver', undefined]]);
    expect(await filesOf(x)).toEqual([['reply', undefined]]);
    expect((await filesOf(linkedin, comment('Where is my order?'))).every(([, count]) => count === undefined)).toBe(true);
  });

  it('is held to its sizes and kinds before anything is uploaded', async () => {
    const world = await asked(instagram);
    for (const [file, key] of [[{ name: 'a.png', size: (8 << 20) + 1 }, 'filesTooLarge'], [{ name: 'a.docx', size: 1 }, 'fileRefused'], [{ name: 'noEnding', size: 1 }, 'fileRefused']] as const) await expect(world.ask(file)).rejects.toMatchObject({ name: 'Invalid', key });
    await expect(world.answer({ caseNumber: world.caseNumber, text: 'x', files: [{ key: (await world.upload('a.png')).key, name: 'a.docx' }] })).rejects.toMatchObject({ key: 'fileRefused' });
    expect([world.bucket.kept.size, world.handed]).toEqual([0, []]);
  });
});
