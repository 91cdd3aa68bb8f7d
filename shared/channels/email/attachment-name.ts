import { clip } from './clean-text.ts';
import { oneLine } from './header-words.ts';

// They turn the rest of a name round, so that `exe.pdf` shows what is no PDF. The marks that only lean stay: Hebrew needs them.
const TURNING = /[\u202a-\u202e\u2066-\u2069]/g;
const NAME_LIMIT = 255;

/** A file's name as the sender wrote it, without path, control characters and marks that turn it round; null when it has none. */
export function tidyName(named: string | null, repairs: Set<string>): string | null {
  if (!named) return null;
  const straight = named.replace(TURNING, '');
  if (straight !== named) repairs.add('name:turning-marks');
  return clip(oneLine(straight).replace(/^.*[/\\]/, ''), NAME_LIMIT) || null;
}

/** Names without repeats: the second `photo.jpg` is `photo (2).jpg`. */
export function distinctNames(names: (string | null)[], repairs: Set<string>): (string | null)[] {
  const used = new Set(names.filter((name) => name !== null));
  const next = new Map<string, number>();
  return names.map((name) => {
    if (name === null) return null;
    const seen = next.get(name) ?? 1;
    next.set(name, seen + 1);
    if (seen === 1) return name;
    const dot = name.lastIndexOf('.');
    const [stem, ending] = dot > 0 ? [name.slice(0, dot), name.slice(dot)] : [name, ''];
    let number = seen;
    while (used.has(`${stem} (${number})${ending}`)) number++;
    next.set(name, number + 1);
    const distinct = `${stem} (${number})${ending}`;
    used.add(distinct);
    repairs.add('name:repeated');
    return distinct;
  });
}

const BY_ENDING: Record<string, string> = {
  pdf: 'application/pdf', png: 'image/png', jpg: 'image/jpeg', jpeg: 'image/jpeg', gif: 'image/gif', webp: 'image/webp', heic: 'image/heic', tif: 'image/tiff', tiff: 'image/tiff', bmp: 'image/bmp',
  doc: 'application/msword', docx: 'application/vnd.openxmlformats-officedocument.wordprocessingml.document', xls: 'application/vnd.ms-excel',
  xlsx: 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet', pptx: 'application/vnd.openxmlformats-officedocument.presentationml.presentation', rtf: 'application/rtf',
  txt: 'text/plain', csv: 'text/csv', ics: 'text/calendar', zip: 'application/zip', mp3: 'audio/mpeg', m4a: 'audio/mp4', ogg: 'audio/ogg', opus: 'audio/ogg', wav: 'audio/wav', mp4: 'video/mp4', mov: 'video/quicktime', eml: 'message/rfc822',
};

/** The media type of a file: what it declares, or what its name ends in where that says nothing. Only a type's own characters. */
export function mediaType(declared: string, name: string | null): string {
  const known = /^[\w.+-]{1,60}\/[\w.+-]{1,80}$/.test(declared) ? declared.toLowerCase() : '';
  if (known && known !== 'application/octet-stream') return known;
  return BY_ENDING[/\.([a-z0-9]{1,5})$/i.exec(name ?? '')?.[1]?.toLowerCase() ?? ''] ?? 'application/octet-stream';
}
