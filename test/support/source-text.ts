/** A source with its comments, and with its strings and patterns too, blanked out; every place stays where it was. */
export interface SourceText {
  withoutComments: string;
  bare: string;
  comments: string[];
}

const blank = (text: string): string => text.replace(/[^\n]/g, ' ');
// After these a slash begins a pattern; after a value it divides.
const BEFORE_PATTERN = /(?:^|[(,=:[!&|?{};+*%<>~^-]|\b(?:return|typeof|case|in|of|do|else|void|yield|await))\s*$/;

const endOf = (source: string, start: number, end: RegExp): number => {
  end.lastIndex = start;
  const found = end.exec(source);
  return found ? found.index + found[0].length : source.length;
};

function endOfPattern(source: string, start: number): number {
  let inClass = false;
  for (let i = start + 1; i < source.length && source[i] !== '\n'; i++) {
    if (source[i] === '\\') i++;
    else if (source[i] === '[') inClass = true;
    else if (source[i] === ']') inClass = false;
    else if (source[i] === '/' && !inClass) return endOf(source, i + 1, /[a-z]*/y);
  }
  return start + 1;
}

function endOfQuoted(source: string, start: number): number {
  for (let i = start + 1; i < source.length; i++) {
    if (source[i] === '\\') i++;
    else if (source[i] === source[start] || source[i] === '\n') return i + 1;
  }
  return source.length;
}

/** Reads TypeScript just far enough to tell code from comments, strings, templates and patterns. */
export function readSource(source: string): SourceText {
  let withoutComments = '';
  let bare = '';
  const comments: string[] = [];
  /** For each open `${`, how many braces are open inside it. */
  const templates: number[] = [];
  const keep = (text: string, asBare = text): void => {
    withoutComments += text;
    bare += asBare;
  };
  const template = (from: number): number => {
    for (let i = from; i < source.length; i++) {
      if (source[i] === '\\') i++;
      else if (source[i] === '`') return i + 1;
      else if (source.startsWith('${', i)) {
        templates.push(0);
        return i + 2;
      }
    }
    return source.length;
  };
  for (let i = 0; i < source.length;) {
    const here = source[i]!;
    let end = i + 1;
    if (source.startsWith('//', i) || source.startsWith('/*', i)) {
      end = source[i + 1] === '/' ? endOf(source, i, /(?=\n)/g) : endOf(source, i + 2, /\*\//g);
      comments.push(source.slice(i, end));
      keep(blank(source.slice(i, end)));
    } else if (here === '\'' || here === '"') {
      end = endOfQuoted(source, i);
      keep(source.slice(i, end), blank(source.slice(i, end)));
    } else if (here === '`' || (here === '}' && templates.at(-1) === 0)) {
      if (here === '}') templates.pop();
      end = template(i + 1);
      keep(source.slice(i, end), blank(source.slice(i, end)));
    } else if (here === '/' && BEFORE_PATTERN.test(bare.slice(-40))) {
      end = endOfPattern(source, i);
      keep(source.slice(i, end), blank(source.slice(i, end)));
    } else {
      if (templates.length > 0 && here === '{') templates[templates.length - 1]!++;
      if (templates.length > 0 && here === '}') templates[templates.length - 1]!--;
      keep(here);
    }
    i = end;
  }
  return { withoutComments, bare, comments };
}

/** What a source imports or re-exports from, statically or not. */
export function importsOf({ withoutComments, bare }: SourceText): string[] {
  return [...withoutComments.matchAll(/\b(?:from|import)\s*\(?\s*(['"])([^'"\n]+)\1/g)]
    .filter((match) => /^(?:from|import)/.test(bare.slice(match.index)))
    .map((match) => match[2]!);
}
