/** Places in a text where one of several wordings is taken: `{Hello|Hi}`. */
const CHOICE = /\{([^{}]*\|[^{}]*)\}/g;
/** Texts that one writes for many stay below this. */
const MOST = 500;

/** Every wording of a text that its choices allow, none twice. */
export function wordingsOf(text: string): string[] {
  const choices = [...text.matchAll(CHOICE)].map(([, inside]) => inside!.split('|').map((one) => one.trim()));
  const count = Math.min(MOST, choices.reduce((product, { length }) => product * length, 1));
  return [...new Set(Array.from({ length: count }, (_, place) => {
    let [at, left, turned] = [0, place, 0];
    // Counted as with digits, each turned on by those before it: neighbours differ in all of them.
    return text.replace(CHOICE, () => {
      const options = choices[at++]!;
      const chosen = (left + turned) % options.length;
      left = Math.floor(left / options.length);
      turned += chosen;
      return options[chosen]!;
    }).replace(/ {2,}/g, ' ').trim();
  }))];
}

/** So many texts out of several, turn by turn, none twice before all were used. Empty when there is no text. */
export function spread(texts: string[], count: number): string[] {
  const wordings = texts.filter((text) => text.trim() !== '').map(wordingsOf);
  const longest = Math.max(0, ...wordings.map(({ length }) => length));
  const all = [...new Set(Array.from({ length: longest }, (_, place) => wordings.flatMap((one) => one[place] ?? [])).flat())];
  return all.length === 0 ? [] : Array.from({ length: count }, (_, place) => all[place % all.length]!);
}
