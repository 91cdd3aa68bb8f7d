import { isSafeRecipient } from '../domain/addresses.ts';
import { personKey } from '../domain/ids.ts';
import type { Outgoing, Sendable } from '../domain/outgoing.ts';
import type { Settings } from '../domain/settings.ts';
import type { SendDeps } from './send.ts';

type Acknowledgement = Extract<Outgoing, { kind: 'acknowledgement' }>;

/** Whoever asked for no automatic texts gets none, not even an apology. */
export async function whyNotAutomatic({ sendings, keys }: SendDeps, { plan, channel }: Sendable): Promise<string | null> {
  if (!('automatic' in plan) || !plan.automatic || !plan.route) return null;
  return (await sendings.optedOut(personKey(keys.id, channel, plan.to))) ? 'optedOut' : null;
}

/** Why an acknowledgement does not go to this person; null: it goes. */
export async function whyStopped(deps: SendDeps, outgoing: Acknowledgement, settings: Settings): Promise<string | null> {
  const { plan, channel } = outgoing;
  if (!plan.route) return isSafeRecipient(plan.to) ? overCap(deps, outgoing, settings) : null;
  return (await deps.sendings.optedOut(personKey(deps.keys.id, channel, plan.to))) ? 'optedOut' : overCap(deps, outgoing, settings);
}

async function overCap(deps: SendDeps, outgoing: Acknowledgement, settings: Settings): Promise<string | null> {
  const { id, plan } = outgoing;
  const now = deps.now();
  // Counted apart: who writes in somebody's name must not use up what that person may get.
  const contact = await deps.sendings.takeCap({ address: plan.route ? `${outgoing.channel}:${plan.to}` : plan.authenticated ? plan.to : `unverified.${plan.to}`, perHour: settings.capPerHour, perDay: settings.capPerDay, id, now });
  if (!contact) return plan.authenticated ? 'capContact' : 'capUnauthenticated';
  if (plan.authenticated) return null;
  const domain = plan.to.slice(plan.to.lastIndexOf('@'));
  const within = await deps.sendings.takeCap({ address: domain, perHour: settings.unauthenticatedPerDomainHour, perDay: settings.unauthenticatedPerDomainHour * 8, id, now })
    && await deps.sendings.takeCap({ address: 'everybody', perHour: settings.unauthenticatedPerHour, perDay: settings.unauthenticatedPerHour * 24, id, now });
  return within ? null : 'capUnauthenticated';
}
