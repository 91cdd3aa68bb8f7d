// The package carries no types of its own; these are the parts used here.
declare module 'html-to-text' {
  export interface HtmlToTextOptions {
    wordwrap?: number | false;
    preserveNewlines?: boolean;
    limits?: { maxInputLength?: number; maxDepth?: number; maxChildNodes?: number };
    selectors?: { selector: string; format?: string; options?: Record<string, unknown> }[];
  }
  /** Reads the options once; what it answers turns page after page into text. */
  export function compile(options?: HtmlToTextOptions): (html: string) => string;
}
