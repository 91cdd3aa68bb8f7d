import config from './weighted-length.json' with { type: 'json' };

// An address with a scheme, or a bare domain of Latin letters under an ending in common use; Hebrew domains are none to X.
const ADDRESS = /(?<![@#$\w\u0590-\u05ff.-])(?:https?:\/\/[^\s\u0590-\u05ff]+|(?:[a-z0-9](?:[a-z0-9-]*[a-z0-9])?\.)+(?:com|net|org|info|biz|gov|edu|io|co|il|me|app|dev|ai|tv|uk|eu|de|fr|us)(?:\/[^\s\u0590-\u05ff]*)?)(?![\w@])/giu;
// Keycaps, flags and sequences are one emoji each; digits alone are none.
const EMOJI = /^(?:\p{RGI_Emoji}|\p{Extended_Pictographic}\ufe0f?)$/v;

const segmenter = new Intl.Segmenter('en', { granularity: 'grapheme' });

function weightOf(code: number): number {
  return config.ranges.find(({ start, end }) => code >= start && code <= end)?.weight ?? config.defaultWeight;
}

function weightOfText(text: string): number {
  let weight = 0;
  for (const { segment } of segmenter.segment(text)) {
    if (EMOJI.test(segment)) weight += config.defaultWeight;
    else for (const character of segment) weight += weightOf(character.codePointAt(0)!);
  }
  return weight;
}

/** The addresses that X would make a link of. */
export function addressesIn(text: string): string[] {
  return [...text.matchAll(ADDRESS)].map(([address]) => address);
}

/**
 * Characters of a post as X counts them: NFC, an address 23, an emoji 2, what lies outside some ranges 2.
 * https://docs.x.com/fundamentals/counting-characters
 */
export function weightedLength(text: string): number {
  const composed = text.normalize('NFC');
  const addresses = addressesIn(composed).length;
  return (weightOfText(composed.replace(ADDRESS, '')) + addresses * config.transformedURLLength * config.scale) / config.scale;
}
