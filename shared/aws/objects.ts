import { GetObjectCommand, PutObjectCommand } from '@aws-sdk/client-s3';
import { NotFound } from '../errors.ts';
import type { Objects } from '../ports.ts';
import { whileSomebodyWaits } from './client-settings.ts';
import { objectsClient } from './clients.ts';

/** The bucket of raw originals (`raw/`) and parts (`parts/`). */
export function objects(bucket: string): Objects {
  return {
    async get(key) {
      try {
        const found = await objectsClient().send(new GetObjectCommand({ Bucket: bucket, Key: key }), whileSomebodyWaits);
        if (!found.Body) throw new NotFound(`object ${key}`);
        return Buffer.from(await found.Body.transformToByteArray());
      } catch (error) {
        if (error instanceof Error && (error.name === 'NoSuchKey' || error.name === 'NotFound')) throw new NotFound(`object ${key}`, { cause: error });
        throw error;
      }
    },
    async put(key, bytes, type) {
      await objectsClient().send(new PutObjectCommand({ Bucket: bucket, Key: key, Body: bytes, ContentType: type }));
    },
  };
}
