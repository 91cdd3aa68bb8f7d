import { DeleteObjectCommand, GetObjectCommand, HeadObjectCommand, ListObjectsV2Command, ListObjectVersionsCommand, PutObjectCommand } from '@aws-sdk/client-s3';
import type { Erasure } from '../domain/erasure.ts';
import type { ErasableObjects } from '../ports/erasing.ts';
import { objectsClient } from './clients.ts';

/** Beside the table, which may be set back to an hour before a line was written. */
const LEDGER = 'erasures/';

// Every version and every mark of an earlier deletion; nothing where a bucket keeps none.
async function versionsOf(bucket: string, key: string): Promise<string[]> {
  const found: string[] = [];
  for (let from: { KeyMarker?: string; VersionIdMarker?: string } | undefined = {}; from;) {
    const page: { Versions?: { Key?: string; VersionId?: string }[]; DeleteMarkers?: { Key?: string; VersionId?: string }[]; IsTruncated?: boolean; NextKeyMarker?: string; NextVersionIdMarker?: string }
      = await objectsClient().send(new ListObjectVersionsCommand({ Bucket: bucket, Prefix: key, ...from }));
    found.push(...[...(page.Versions ?? []), ...(page.DeleteMarkers ?? [])].filter((one) => one.Key === key && one.VersionId).map((one) => one.VersionId!));
    from = page.IsTruncated && page.NextKeyMarker ? { KeyMarker: page.NextKeyMarker, ...(page.NextVersionIdMarker ? { VersionIdMarker: page.NextVersionIdMarker } : {}) } : undefined;
  }
  return found;
}

/** Takes objects away for good, in all their versions, also when they are gone already. */
export function objectRemover(bucket: string): (key: string) => Promise<void> {
  return async (key) => {
    const versions = await versionsOf(bucket, key);
    for (const version of versions) await objectsClient().send(new DeleteObjectCommand({ Bucket: bucket, Key: key, VersionId: version }));
    // Not every server that speaks S3 tells versions where it keeps none.
    if (versions.length === 0) await objectsClient().send(new DeleteObjectCommand({ Bucket: bucket, Key: key }));
  };
}

/** The bucket, for what may never be read again. */
export function erasableObjects(bucket: string): ErasableObjects {
  const s3 = objectsClient();
  const remove = objectRemover(bucket);

  async function isThere(key: string): Promise<boolean> {
    try {
      await s3.send(new HeadObjectCommand({ Bucket: bucket, Key: key }));
      return true;
    } catch (error) {
      if (error instanceof Error && (error.name === 'NotFound' || error.name === 'NoSuchKey')) return false;
      throw error;
    }
  }

  return {
    async remove(key) {
      const there = (await versionsOf(bucket, key)).length > 0 || await isThere(key);
      if (there) await remove(key);
      return there;
    },

    async below(prefix) {
      const keys: string[] = [];
      for (let from: string | undefined, first = true; first || from; first = false) {
        const page: { Contents?: { Key?: string }[]; NextContinuationToken?: string } = await s3.send(new ListObjectsV2Command({ Bucket: bucket, Prefix: prefix, ...(from ? { ContinuationToken: from } : {}) }));
        keys.push(...(page.Contents ?? []).flatMap(({ Key }) => (Key === undefined ? [] : [Key])));
        from = page.NextContinuationToken;
      }
      return keys;
    },

    async keepLine({ person, channel, at }) {
      await s3.send(new PutObjectCommand({ Bucket: bucket, Key: `${LEDGER}${person}.json`, Body: JSON.stringify({ person, channel, at }), ContentType: 'application/json' }));
    },

    async lines() {
      const lines: Erasure[] = [];
      for (let from: string | undefined, first = true; first || from; first = false) {
        const page: { Contents?: { Key?: string }[]; NextContinuationToken?: string } = await s3.send(new ListObjectsV2Command({ Bucket: bucket, Prefix: LEDGER, ...(from ? { ContinuationToken: from } : {}) }));
        for (const { Key = '' } of page.Contents ?? []) {
          const { Body } = await s3.send(new GetObjectCommand({ Bucket: bucket, Key }));
          lines.push({ ...JSON.parse(await Body!.transformToString()) as Pick<Erasure, 'person' | 'channel' | 'at'>, done: [] });
        }
        from = page.NextContinuationToken;
      }
      return lines;
    },
  };
}
