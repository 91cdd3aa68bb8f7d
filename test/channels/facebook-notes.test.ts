import { describe, expect, it } from '@jest/globals';
import type { Arrival } from '../../shared/channels/arrival.ts';
import { door } from '../../shared/channels/facebook/door.ts';
import { facts } from '../../shared/channels/facebook/facts.ts';

const settings = facts.settings.parse(facts.example);
const read = (field: string, value: unknown): Arrival => door.normalise(Buffer.from(JSON.stringify({ object: 'page', entry: [{ id: 'PAGE1', time: 1_790_000_090, changes: [{ field, value }] }] })), settings, 0)[0]!;
const comment = { item: 'comment', comment_id: '900_501', post_id: 'PAGE1_900', parent_id: 'PAGE1_900', created_time: 1_790_000_000 };

describe('a later word about a comment', () => {
  it.each(['edited', 'remove'])('of its author names the thread: post and author (%s)', (verb) => {
    expect(read('feed', { ...comment, verb, message: 'x', from: { id: '8001' } })).toEqual(expect.objectContaining({ about: '900_501', thread: ['PAGE1_900', '8001'] }));
  });

  it.each(['edited', 'remove'])('in the page’s own name names none: its answer lies with whom it answered, and a page takes away what others wrote (%s)', (verb) => {
    expect(read('feed', { ...comment, verb, message: 'x', from: { id: 'PAGE1' } })).not.toHaveProperty('thread');
  });

  it('whose author the platform never told lies with those that have none', () => {
    expect(read('feed', { ...comment, verb: 'remove' })).toEqual(expect.objectContaining({ thread: ['PAGE1_900', ''] }));
  });
});

describe('a later word about a mention', () => {
  it('names no thread where its author was not told, since the mention was looked up', () => {
    expect(read('mention', { item: 'comment', verb: 'remove', post_id: '8006_44', comment_id: '44_3' })).not.toHaveProperty('thread');
  });
});
