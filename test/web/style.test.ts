import { readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from '@jest/globals';

const ROOT = join(import.meta.dirname, '../../web');
const withoutComments = (source: string): string => source.replace(/\/\*[\s\S]*?\*\//g, '');
const sheets = readdirSync(ROOT).filter((name) => name.endsWith('.css')).map((name) => [name, withoutComments(readFileSync(join(ROOT, name), 'utf8'))] as const);
const parts = ['parts', 'pages', '.'].flatMap((folder) => readdirSync(join(ROOT, folder)).filter((name) => name.endsWith('.tsx')).map((name) => [name, readFileSync(join(ROOT, folder, name), 'utf8')] as const));
const theme = sheets.find(([name]) => name === 'theme.css')![1];

const COLOUR = /#[0-9a-f]{3,8}\b|\b(?:rgb|hsl|oklch|color)a?\(|:\s*(?:white|black|red|gr[ae]y|blue|green)\b/gi;
const PHYSICAL = /(?:^|[{;\s])(?:(?:margin|padding|border|scroll-margin|scroll-padding)-(?:left|right|top|bottom)|(?:left|right|top|bottom|width|height|min-width|max-width|min-height|max-height)|border-(?:top|bottom)-(?:left|right)-radius)\s*:|(?:text-align|float|clear)\s*:\s*(?:left|right)/gm;

describe('the style sheets', () => {
  it.each(sheets.filter(([name]) => name !== 'theme.css'))('%s takes its colours from theme.css', (_, source) => {
    expect(source.match(COLOUR) ?? []).toEqual([]);
  });

  it.each(sheets)('%s knows no left and no right', (_, source) => {
    expect(source.match(PHYSICAL) ?? []).toEqual([]);
  });

  it('every token that is used is there', () => {
    const used = new Set([...sheets.map(([, source]) => source), ...parts.map(([, source]) => source)].flatMap((source) => [...source.matchAll(/var\(--([\w-]+)/g)].map(([, name]) => name!)));
    const there = new Set([...theme.matchAll(/--([\w-]+)\s*:/g)].map(([, name]) => name!));
    expect([...used].filter((name) => !there.has(name))).toEqual([]);
  });

  it('each colour has a light and a dark side', () => {
    const single = [...theme.matchAll(/--([\w-]+)\s*:\s*([^;]+);/g)].filter(([, name, value]) => /#|rgb/.test(value!) && !value!.includes('light-dark') && name !== 'paper');
    expect(single.map(([, name]) => name)).toEqual([]);
  });
});

describe('the parts of the console', () => {
  it.each(parts)('%s sets no colour and no side of its own', (_, source) => {
    expect(source.match(/style=\{\{[^}]*(?:color|left|right|margin|padding)[^}]*\}\}|dangerouslySetInnerHTML/g) ?? []).toEqual([]);
  });

  it('have their words in the texts, not in the code', () => {
    const hebrew = parts.filter(([, source]) => source.split('\n').some((line) => /[\u0590-\u05ff]/.test(line.replace(/placeholder="[^"]*"|'עברית'/g, '')))).map(([name]) => name);
    expect(hebrew).toEqual([]);
  });
});
