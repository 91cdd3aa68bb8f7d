import type { CaseView } from '../../shared/api-shapes.ts';
import type { Topic } from '../../shared/api-shapes/desk.ts';
import { directionOfLanguage } from '../../shared/domain/direction.ts';
import { Say, useConsole } from '../console-context.tsx';
import { eventText } from '../event-text.ts';
import { Name, When } from './said.tsx';

/** One line of a case's history: what was done, until when it holds, by whom, and when. */
export function EventLine({ event, topics }: { event: CaseView['events'][number]; topics: readonly Topic[] | undefined }) {
  const { t, language } = useConsole();
  return (
    <>
      <bdi dir={directionOfLanguage(language)}>{eventText(language, event, topics)}{event.until ? <> <Say k="event.untilWhen" values={{ when: <When at={event.until} /> }} /></> : null}</bdi>
      {event.by ? <> · <Name>{event.by === 'system' || event.by === 'customer' ? t(`case.${event.by}`) : (event.byName ?? event.by)}</Name></> : null} · <span className="quiet"><When at={event.at} /></span>
    </>
  );
}
