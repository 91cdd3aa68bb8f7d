import { describe, expect, it } from '@jest/globals';
import { textPrint } from '../../shared/domain/alike.ts';
import { countsOf, readSeries } from '../../shared/domain/counting.ts';
import { DEFAULT_SETTINGS } from '../../shared/domain/settings.ts';
import { tellingPosts } from '../../shared/domain/telling-posts.ts';
import { topWords } from '../../shared/domain/top-words.ts';
import { SUNDAY_MORNING } from '../support/make.ts';
import { mention, MINUTE } from '../support/counting-world.ts';

const topic = (id: string, he: string[], en: string[], tags: string[] = []) => ({ id, name: { he: id, en: id }, words: { he, en }, tags });
const settings = { ...DEFAULT_SETTINGS, watchedTopics: [topic('delivery', ['משלוח*', 'שליח'], ['deliver*', 'courier']), topic('outage', ['קרסה', 'לא עובד*'], ['is down'], ['תקלה', 'outage'])] };
const seriesOf = (...given: Parameters<typeof mention>): string[] => countsOf(mention(...given), settings).map(({ series }) => series);

describe('what a message counts for', () => {
  it('is its brand on its channel, in the minute of its writing', () => {
    const [counted] = countsOf(mention(SUNDAY_MORNING + 59_000, { storedAt: SUNDAY_MORNING + 3 * MINUTE }), settings);
    expect(counted).toMatchObject({ series: 'mentions/main/x/', minute: SUNDAY_MORNING, entry: { late: false } });
  });

  it.each([
    ['המשלוחים שלכם לא מגיעים', ['delivery']], ['ובמשלוח האחרון הכול נשבר', ['delivery']], ['שליח אדיב, תודה', ['delivery']], ['the courier never came', ['delivery']], ['Deliveries are late', ['delivery']],
    ['האפליקציה קרסה והמשלוח נעלם', ['delivery', 'outage']], ['#תקלה אצלכם', ['outage']], ['#outage again', ['outage']], ['הכול טוב', []], ['all is well', []],
  ])('knows the topics of %s', (text, topics) => {
    expect(seriesOf(SUNDAY_MORNING, { text }).map((name) => readSeries(name).topic)).toEqual(['', ...topics]);
  });

  it('is the brand that its account belongs to, else the first', () => {
    const brands = [{ id: 'first', name: { he: 'א', en: 'A' }, inboxes: [] }, { id: 'second', name: { he: 'ב', en: 'B' }, inboxes: ['PAGE2', 'help@b.example'] }];
    const of = (inbox: string): string => readSeries(countsOf(mention(SUNDAY_MORNING, { inbox }), { ...settings, brands })[0]!.series).brand;
    expect([of('page2'), of('help@b.example'), of('somewhere')]).toEqual(['second', 'second', 'first']);
  });

  it('keeps private messages apart, and no place of them that anybody could be shown', () => {
    expect(countsOf(mention(SUNDAY_MORNING, { visibility: 'private' }), settings)[0]).toMatchObject({ series: 'messages/main/x/', entry: { ref: null, print: 0 } });
  });

  it('keeps no place of what its platform lets nobody keep', () => {
    expect(countsOf(mention(SUNDAY_MORNING, { channel: 'linkedin', keep: { text: 1, profile: 1 } }), settings)[0]!.entry.ref).toBeNull();
  });

  it('is nothing when we wrote it, or when it lies among the filtered', () => {
    const stored = mention(SUNDAY_MORNING);
    expect(countsOf({ ...stored, direction: 'out' }, settings)).toEqual([]);
    expect(countsOf({ ...stored, quarantined: 'spam' }, settings)).toEqual([]);
  });

  it('says that it is no news when it was stored long after it was written', () => {
    expect(countsOf(mention(SUNDAY_MORNING, { storedAt: SUNDAY_MORNING + 16 * MINUTE }), settings)[0]!.entry.late).toBe(true);
  });
});

describe('texts that are nearly the same', () => {
  it('share a number, whatever links, names and signs they carry', () => {
    const texts = ['חברים, תחרימו את החברה הזאת עכשיו! https://a.example/1', '@dana חברים, תחרימו את החברה הזאת עכשיו', 'חברים תחרימו את החברה הזאת עכשיו #boycott 123'];
    expect(new Set(texts.map(textPrint)).size).toBe(1);
  });

  it('are told from others, and short ones say nothing', () => {
    expect(textPrint('where is my parcel, it is two weeks late')).not.toBe(textPrint('the app crashes whenever I try to pay'));
    expect([textPrint('תודה רבה'), textPrint('well done'), textPrint('')]).toEqual([0, 0, 0]);
  });
});

describe('the words that texts have in common', () => {
  it('are found behind the letters that Hebrew writes onto words, and shown without them', () => {
    expect(topWords(['המשלוח שלי לא הגיע', 'איפה משלוח 22?', 'מחכה כבר שבוע למשלוח', 'ומשלוחים אין', 'תקלה באתר', 'האתר קרס'], 3)).toEqual(['משלוח', 'האתר']);
  });

  it('leave out what every text has, names, links and numbers', () => {
    expect(topWords(['@brand the delivery is late https://a.example', '@brand is my delivery late? 482', 'הי @brand תודה'], 5)).toEqual(['delivery', 'late']);
  });

  it('are none where no two texts share one', () => {
    expect(topWords(['אחת', 'שתיים', 'three'], 5)).toEqual([]);
  });
});

describe('the posts that say best what it is about', () => {
  it('are of different people, no two alike, and with the common words', () => {
    const post = (ref: string, text: string, author: string, negative = false) => ({ ref, text, author, negative, isCase: false });
    const posts = [
      post('1', 'ok', 'a'), post('2', 'האפליקציה קרסה באמצע תשלום וכועס מאוד', 'b', true), post('3', 'האפליקציה קרסה באמצע תשלום וכועס מאוד', 'c', true),
      post('4', 'האפליקציה לא נפתחת אצלי בכלל היום', 'b', true), post('5', 'the אפליקציה question of somebody else here', 'd'), post('6', '', 'e'),
    ];
    expect(tellingPosts(posts, ['אפליקציה'], 3).map(({ ref }) => ref)).toEqual(['2', '5', '1']);
  });
});
