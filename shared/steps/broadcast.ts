import type { BroadcastTexts } from '../api-shapes/incidents.ts';
import { broadcastIncident } from '../domain/incident.ts';
import { answerMany, previewAnswers } from './desk-answers.ts';
import type { AnswersPlan } from './desk-answers.ts';
import type { Agent } from './desk.ts';
import { untilItStands } from './desk.ts';
import type { ManyDone } from './desk-edit.ts';
import { doing, incidentOf, replace } from './incidents.ts';
import type { IncidentDeps } from './incidents.ts';

interface Broadcast { id: string; numbers: string[]; texts: BroadcastTexts }

/** Whom news of an incident reach, by which way, and whom not and why. */
export async function previewBroadcast(deps: IncidentDeps, { id, numbers, texts }: Broadcast): Promise<AnswersPlan> {
  await incidentOf(deps, id);
  return previewAnswers(deps, { numbers, text: texts, notice: id });
}

/**
 * News of an incident to customers of its cases, in the language of each, as separate answers through the outbox; each once,
 * however often it is pressed. They stand in the history of the incident before they go. What their customers have
 * asked stays unanswered: a first response is a person's answer, and this is none.
 */
export async function broadcast(deps: IncidentDeps, act: Broadcast & { key: string; versions?: ReadonlyMap<string, string>; agent: Agent }): Promise<ManyDone> {
  const { id, numbers, texts, key, versions, agent } = act;
  await untilItStands(async () => {
    const { incident, open } = await incidentOf(deps, id);
    const told = broadcastIncident(incident, texts, doing(deps, agent, 'broadcast', id, key));
    if (told) await replace(deps, open, told, incident);
  });
  return answerMany(deps, { numbers, text: texts, agent, key, notice: id, ...(versions ? { versions } : {}) });
}
