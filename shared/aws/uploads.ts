import { CopyObjectCommand, HeadObjectCommand } from '@aws-sdk/client-s3';
import { createHmac } from 'node:crypto';
import type { AnswerFiles } from '../ports.ts';
import { whileSomebodyWaits } from './client-settings.ts';
import { objectsClient } from './clients.ts';

/** Uploads that nothing names are forgotten with this prefix (infra/storage.ts). */
const UPLOADS = 'uploads';
const KEPT = 'parts';
const TICKET_MS = 15 * 60_000;
/** Whatever a visitor sends is only ever downloaded, never shown by a browser as a page of this bucket. */
const AS_DOWNLOAD = { 'Content-Type': 'application/octet-stream', 'Content-Disposition': 'attachment' };

const hmac = (key: string | Buffer, text: string): Buffer => createHmac('sha256', key).update(text).digest();

interface Signer { accessKeyId: string; secretAccessKey: string; sessionToken?: string | undefined }

/** The signature of a policy that is base64 already; `day` as YYYYMMDD. */
export function policySignature(policy: string, { day, region, secretAccessKey }: { day: string; region: string; secretAccessKey: string }): string {
  const key = hmac(hmac(hmac(hmac(`AWS4${secretAccessKey}`, day), region), 's3'), 'aws4_request');
  return hmac(key, policy).toString('hex');
}

/**
 * The fields of a form that S3 takes from a browser, and whose policy holds it to one key and size.
 * https://docs.aws.amazon.com/AmazonS3/latest/API/sigv4-HTTPPOSTConstructPolicy.html
 */
export function signedFields(given: { bucket: string; key: string; maximumBytes: number; region: string; now: number }, signer: Signer): Record<string, string> {
  const stamp = new Date(given.now).toISOString().replace(/[-:]|\.\d+/g, '');
  const day = stamp.slice(0, 8);
  const fields: Record<string, string> = {
    key: given.key, ...AS_DOWNLOAD, 'x-amz-algorithm': 'AWS4-HMAC-SHA256', 'x-amz-credential': `${signer.accessKeyId}/${day}/${given.region}/s3/aws4_request`, 'x-amz-date': stamp,
    ...(signer.sessionToken ? { 'x-amz-security-token': signer.sessionToken } : {}),
  };
  const policy = Buffer.from(JSON.stringify({
    expiration: new Date(given.now + TICKET_MS).toISOString(),
    conditions: [{ bucket: given.bucket }, ...Object.entries(fields).map(([name, value]) => ({ [name]: value })), ['content-length-range', 0, given.maximumBytes]],
  })).toString('base64');
  return { ...fields, policy, 'x-amz-signature': policySignature(policy, { day, region: given.region, secretAccessKey: signer.secretAccessKey }) };
}

/** What the bucket holds in a place; undefined: nothing has arrived there. */
async function unlessMissing<T>(asked: Promise<T>): Promise<T | undefined> {
  try {
    return await asked;
  } catch (error) {
    if (error instanceof Error && (error.name === 'NotFound' || error.name === 'NoSuchKey')) return undefined;
    throw error;
  }
}

/** The files that come with the form, or that agents put beside their answers (`cases`). `endpoint`: where buckets are when not at AWS. */
export function uploads({ bucket, region, endpoint, room }: { bucket: string; region: string; endpoint: string | undefined; room: 'form' | 'cases' }): AnswerFiles & { origin: string } {
  const url = endpoint === undefined ? `https://${bucket}.s3.${region}.amazonaws.com/` : new URL(bucket, `${endpoint.replace(/\/$/, '')}/`).href;
  const keyOf = (folder: string, place: number): string => `${UPLOADS}/${room}/${folder}/${place}`;
  const look = async (Key: string) => unlessMissing(objectsClient().send(new HeadObjectCommand({ Bucket: bucket, Key }), whileSomebodyWaits));
  return {
    origin: new URL(url).origin,
    async ticket(folder, place, maximumBytes, now) {
      const signer = await objectsClient().config.credentials();
      return { url, fields: signedFields({ bucket, key: keyOf(folder, place), maximumBytes, region, now }, signer) };
    },
    async size(folder, place) {
      const found = await look(keyOf(folder, place));
      return found && (found.ContentLength ?? 0);
    },
    async keep(folder, place) {
      const key = keyOf(folder, place);
      const found = await look(key);
      if (!found) return undefined;
      const { ContentLength = 0, ETag = '' } = found;
      // Named by its content: another file in the same place, sent with a corrected text, replaces nothing.
      const kept = `${KEPT}/${room}/${folder}/${place}-${ETag.replace(/[^\w-]/g, '')}`;
      const copied = await unlessMissing(objectsClient().send(new CopyObjectCommand({ Bucket: bucket, Key: kept, CopySource: `${bucket}/${key}`, CopySourceIfMatch: ETag }), whileSomebodyWaits));
      return copied && { key: kept, size: ContentLength };
    },
  };
}
