import type { Again } from './again.ts';
import type { Api, ChannelFacts, Door } from './channel.ts';
import { facebook } from './facebook/index.ts';
import { instagram } from './instagram/index.ts';
import { linkedin } from './linkedin/index.ts';
import { x } from './x/index.ts';

/** One platform: its facts, its door, and its api, which is loaded where it is called; so is how its kept originals are read again. */
export interface Channel<S> { facts: ChannelFacts; door: Door<S>; api: () => Promise<Api<S>>; again: () => Promise<Again<S>> }

/** The list of platforms. Stack, secrets, local engine and console take it from here. */
// Each has settings of its own kind; whoever calls one gives it what its own `facts.settings` has read.
export const PLATFORMS: readonly Channel<never>[] = [facebook, instagram, x, linkedin];

export function platformOf(name: string): Channel<never> | undefined {
  return PLATFORMS.find(({ facts }) => facts.name === name);
}
