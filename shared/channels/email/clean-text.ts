/** Line ends as one character, and no other control characters but tabs: none of them is ever a customer's word. */
export function cleanText(text: string): string {
  return text.replace(/\r\n?/g, '\n').replace(/[^\P{Cc}\n\t]/gu, '');
}
