// What a post may hold beside plain words: escaped signs, names with who they are, hashtags in their long form. Bounded, so that a text costs its length.
const ELEMENT = /\\([\\|{}@[\]()<>#*_~])|@\[((?:\\.|[^\]\\]){0,300})\]\s?\(urn:li:[\w:-]{1,100}\)|\{hashtag\|(?:\\#|#|＃)\|((?:\\.|[^}\\]){0,300})\}/gu;

/** A post's text as its readers see it. https://learn.microsoft.com/en-us/linkedin/marketing/community-management/shares/little-text-format */
export function readLittleText(text: string): string {
  return text.replace(ELEMENT, (_whole, sign: string | undefined, name: string | undefined, hashtag: string | undefined) =>
    sign ?? (name === undefined ? `#${readLittleText(hashtag ?? '')}` : `@${readLittleText(name)}`));
}
