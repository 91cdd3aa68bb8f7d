const HEBREW = /[\u05d0-\u05ea]/;
const BRACKETS = '()[]{}<>';
const TURNED = ')(][}{><';

/** A visually stored text was written from the left, line by line: turned round, with its digits and Latin words kept as they were. */
export function turnRound(text: string): string {
  return text.split('\n').map((whole) => {
    if (!HEBREW.test(whole)) return whole;
    const line = whole.endsWith('\r') ? whole.slice(0, -1) : whole;
    const turned = [...line].toReversed().join('').replace(/[()[\]{}<>]/g, (bracket) => TURNED[BRACKETS.indexOf(bracket)]!);
    return turned.replace(/[0-9A-Za-z](?:[0-9A-Za-z.,:/@_+%&'-]*[0-9A-Za-z])?/g, (run) => [...run].toReversed().join('')) + (line === whole ? '' : '\r');
  }).join('\n');
}

/**
 * `visual` or `logical` by the five letters that only end a word: a word that begins with one was written backwards.
 * Null when the text has none of them.
 */
export function writtenOrder(text: string): 'visual' | 'logical' | null {
  const begins = text.match(/(?<![\u05d0-\u05ea'"])[םןץףך][\u05d0-\u05ea]/g)?.length ?? 0;
  const ends = text.match(/[\u05d0-\u05ea][םןץףך](?![\u05d0-\u05ea'"])/g)?.length ?? 0;
  if (begins === ends) return null;
  return begins > ends ? 'visual' : 'logical';
}
