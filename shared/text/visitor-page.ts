import { directionOfLanguage } from '../domain/direction.ts';
import type { Language } from '../domain/message.ts';
import { escapeHtml, HEAD } from './html.ts';

/** The frame of the pages that anybody may open, the form's, the status page's and the one about an erasure: dressed in itself, found by nobody, read from its language's side. `script`: whole, where there is one. */
export function visitorPage({ language, title, style, script = '', bodyClass = '' }: { language: Language; title: string; style: string; script?: string; bodyClass?: string }, main: string): string {
  return `<!doctype html>
<html lang="${language}" dir="${directionOfLanguage(language)}">
<head>
${HEAD}
<meta name="robots" content="noindex">
<title>${escapeHtml(title)}</title>
<style>${style}</style>${script && `\n${script}`}
</head>
<body${bodyClass === '' ? '' : ` class="${bodyClass}"`}>
<main>
${main}
</main>
</body>
</html>
`;
}
