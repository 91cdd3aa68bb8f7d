import type { CrossOriginRule } from '../servers/cross-origin.ts';
import { physicalName, refuseProperties, type ResourceModule } from './resource.ts';

/** Buckets. Versions, encryption and expiry mean nothing on a laptop; what would start something is refused. */
export const bucket: ResourceModule = {
  types: ['AWS::S3::Bucket'],
  make(resource, laptop) {
    refuseProperties(resource, ['NotificationConfiguration', 'ReplicationConfiguration', 'WebsiteConfiguration']);
    const name = physicalName(resource, laptop, resource.properties['BucketName'], 63).toLowerCase();
    laptop.stores.s3.createBucket(name);
    laptop.stores.crossOrigin.set(name, (resource.properties['CorsConfiguration'] as { CorsRules: CrossOriginRule[] } | undefined)?.CorsRules ?? []);
    const { region } = laptop.assembly;
    return { ref: name, name, attributes: { Arn: `arn:aws:s3:::${name}`, DomainName: `${name}.s3.amazonaws.com`, RegionalDomainName: `${name}.s3.${region}.amazonaws.com` } };
  },
};
