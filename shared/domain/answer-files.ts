import { oneLine } from './subject.ts';

/** What files may go with an agent's answer. */
export interface FileLimits {
  count: number;
  /** Of all of them together. */
  bytes: number;
  /** What a name may not end in, in lower case and without the dot. */
  refused?: readonly string[];
  /** What it has to end in, where only these are taken. */
  only?: readonly string[];
}

/** What is wrong with the files of an answer: a key of the console's texts. */
export interface FilesProblem { key: 'filesNotHere' | 'tooManyFiles' | 'filesTooLarge' | 'fileRefused' | 'fileMissing'; values: Record<string, string> }

const NAME_LIMIT = 150;
const MEGABYTE = 1024 * 1024;

const endingOf = (name: string): string => /\.[a-z0-9]{1,10}$/i.exec(name)?.[0] ?? '';

/** A file's name as its reader may see it: no path, no controls, nothing that turns it round, no encoded word; where it is cut its ending stays. */
export function fileName(given: string): string {
  const name = oneLine(given).replace(/^.*[/\\]/, '').replace(/["<>|]|=(?=\?)/g, '_').replace(/[. ]+$/, '');
  const ending = endingOf(name);
  const stem = Array.from(name.slice(0, name.length - ending.length)).slice(0, NAME_LIMIT - ending.length).join('');
  return `${stem}${ending}` || 'file';
}

/** The media type that it goes out under. What would be read as further parts of a mail is a file like any other. */
export function fileType(given: string): string {
  return /^(?!message\/|multipart\/)[\w.+-]{1,60}\/[\w.+-]{1,80}$/i.test(given) ? given.toLowerCase() : 'application/octet-stream';
}

/** What a platform has to be told of a file that it fetches. */
export type FileKind = 'image' | 'audio' | 'video' | 'file';
const KINDS: Record<string, [kind: FileKind, type: string]> = {
  jpg: ['image', 'image/jpeg'], jpeg: ['image', 'image/jpeg'], png: ['image', 'image/png'], gif: ['image', 'image/gif'], mp4: ['video', 'video/mp4'], mov: ['video', 'video/quicktime'], webm: ['video', 'video/webm'],
  mp3: ['audio', 'audio/mpeg'], m4a: ['audio', 'audio/mp4'], aac: ['audio', 'audio/aac'], wav: ['audio', 'audio/wav'], pdf: ['file', 'application/pdf'],
};

export function fileKind(name: string): { kind: FileKind; type: string } {
  const [kind, type] = KINDS[endingOf(name).slice(1).toLowerCase()] ?? ['file', 'application/octet-stream'];
  return { kind, type };
}

/** `6.9`: never more than may be sent. */
export const megabytes = (bytes: number): string => String(Math.floor((bytes / MEGABYTE) * 10) / 10);

/** Undefined when these may go together. `limits` undefined: nothing can be attached there. */
export function filesProblem(files: readonly { name: string; size: number }[], limits: FileLimits | undefined): FilesProblem | undefined {
  if (files.length === 0) return undefined;
  if (!limits) return { key: 'filesNotHere', values: {} };
  if (files.length > limits.count) return { key: 'tooManyFiles', values: { max: String(limits.count) } };
  const refused = files.find(({ name }) => {
    const ending = endingOf(fileName(name)).slice(1).toLowerCase();
    return limits.refused?.includes(ending) || (limits.only && !limits.only.includes(ending));
  });
  if (refused) return { key: 'fileRefused', values: { file: fileName(refused.name) } };
  return files.reduce((sum, { size }) => sum + size, 0) > limits.bytes ? { key: 'filesTooLarge', values: { max: megabytes(limits.bytes) } } : undefined;
}
