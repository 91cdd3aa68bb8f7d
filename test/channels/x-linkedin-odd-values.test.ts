import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, it } from '@jest/globals';
import type { Arrival } from '../../shared/channels/arrival.ts';
import { door as linkedInDoor } from '../../shared/channels/linkedin/door.ts';
import { facts as linkedInFacts, LinkedInSettings } from '../../shared/channels/linkedin/facts.ts';
import { door as xDoor } from '../../shared/channels/x/door.ts';
import { facts as xFacts, XSettings } from '../../shared/channels/x/facts.ts';
import { Unreadable } from '../../shared/errors.ts';
import { SUNDAY_MORNING } from '../support/make.ts';

const ODD: unknown[] = [null, undefined, true, -1, 1e300, 0.5, '', 'constructor', '\u0000', '\ud800', '2'.repeat(99), [null], { data: null }];
const READERS = {
  x: (body: Buffer) => xDoor.normalise(body, XSettings.parse(xFacts.example), SUNDAY_MORNING),
  linkedin: (body: Buffer) => linkedInDoor.normalise(body, LinkedInSettings.parse(linkedInFacts.example), SUNDAY_MORNING),
};

/** Every place in a value, as the way to it. */
function placesIn(value: unknown, way: string[] = []): string[][] {
  return [way, ...(typeof value === 'object' && value !== null ? Object.entries(value).flatMap(([key, inner]) => placesIn(inner, [...way, key])) : [])];
}

function replaced(value: unknown, [key, ...rest]: string[], odd: unknown): unknown {
  if (key === undefined) return odd;
  const copy = (Array.isArray(value) ? [...value] : { ...(value as object) }) as Record<string, unknown>;
  copy[key] = replaced(copy[key], rest, odd);
  return copy;
}

/** What any arrival must be for the steps to take it. */
function faultsOf(arrival: Arrival): string[] {
  const faults = [];
  if (typeof arrival.nativeId !== 'string' || arrival.nativeId === '') faults.push('nativeId');
  if (typeof arrival.inbox !== 'string' || arrival.inbox === '') faults.push('inbox');
  if (!Number.isSafeInteger(arrival.at)) faults.push('at');
  if (arrival.raw === undefined) faults.push('raw');
  if (arrival.kind === 'note') return faults;
  if (typeof arrival.text !== 'string' || typeof arrival.author.id !== 'string' || typeof arrival.conversation !== 'string') faults.push('text');
  if (arrival.author.id === '' && !arrival.lookUp) faults.push('author');
  return faults;
}

describe.each(Object.keys(READERS) as (keyof typeof READERS)[])('the door of %s', (channel) => {
  const folder = new URL(`../../events/${channel}/`, import.meta.url);
  const examples = readdirSync(folder).filter((file) => file.endsWith('.json') && !file.endsWith('.expected.json'));

  it.each(examples)('reads %s with an odd value in any place, or says that it cannot', (file) => {
    const whole: unknown = JSON.parse(readFileSync(new URL(file, folder), 'utf8'));
    const wrong: unknown[] = [];
    for (const place of placesIn(whole)) {
      for (const odd of ODD) {
        try {
          for (const arrival of READERS[channel](Buffer.from(JSON.stringify(replaced(whole, place, odd)) ?? ''))) {
            const faults = faultsOf(arrival);
            if (faults.length > 0) wrong.push([place.join('.'), odd, faults]);
          }
        } catch (error) {
          if (!(error instanceof Unreadable)) wrong.push([place.join('.'), odd, String(error)]);
        }
      }
    }
    expect(wrong).toEqual([]);
  });
});
