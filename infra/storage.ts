import { Duration, RemovalPolicy } from 'aws-cdk-lib';
import { AttributeType, BillingMode, ProjectionType, StreamViewType, Table, TableEncryption } from 'aws-cdk-lib/aws-dynamodb';
import type { PolicyStatement } from 'aws-cdk-lib/aws-iam';
import { BlockPublicAccess, Bucket, BucketEncryption, HttpMethods } from 'aws-cdk-lib/aws-s3';
import { Construct } from 'constructs';
import { parameterPrefix } from './deployment.ts';
import { allow } from './permissions.ts';

/** Under `raw/` lie the originals as they came, under `parts/` what was taken out of them, under `uploads/` what a form's visitor is about to send. */
export const RAW_PREFIX = 'raw/';
export const PARTS_PREFIX = 'parts/';
export const UPLOADS_PREFIX = 'uploads/';
/** Under which the words lie by which messages are found. */
export const WORDS_PREFIX = 'words/';
type Prefix = typeof RAW_PREFIX | typeof PARTS_PREFIX | typeof UPLOADS_PREFIX | typeof WORDS_PREFIX;
const RAW_KEPT_DAYS = 30;

/** What outlives everything else: the table and the bucket. */
export class Storage extends Construct {
  readonly table: Table;
  readonly bucket: Bucket;
  /** What a function has to know that works with both. */
  readonly environment: { MOKED_STAGE: string; MOKED_PARAMETERS: string; MOKED_TABLE: string; MOKED_BUCKET: string };

  constructor(scope: Construct, id: string, props: { stage: string; lasting: boolean }) {
    super(scope, id);
    const { lasting } = props;
    const removalPolicy = lasting ? RemovalPolicy.RETAIN : RemovalPolicy.DESTROY;

    // A fixed name: a stack made anew beside the kept table stops, instead of quietly starting with an empty one.
    this.table = new Table(this, 'Table', {
      tableName: `moked-${props.stage}`,
      partitionKey: { name: 'pk', type: AttributeType.STRING },
      sortKey: { name: 'sk', type: AttributeType.STRING },
      billingMode: BillingMode.PAY_PER_REQUEST,
      encryption: TableEncryption.DEFAULT,
      stream: StreamViewType.NEW_AND_OLD_IMAGES,
      timeToLiveAttribute: 'expiresAt',
      pointInTimeRecoverySpecification: { pointInTimeRecoveryEnabled: lasting },
      deletionProtection: lasting,
      removalPolicy,
    });
    // A changed projected attribute is paid for in the index too, so as little as queues, saved views and figures ask; the times change together with the place.
    this.table.addGlobalSecondaryIndex({
      indexName: 'byDue',
      partitionKey: { name: 'queue', type: AttributeType.STRING },
      sortKey: { name: 'due', type: AttributeType.STRING },
      projectionType: ProjectionType.INCLUDE,
      nonKeyAttributes: ['assignee', 'team', 'topic', 'tags', 'channel', 'priority', 'openedAt', 'answeredAt', 'lastAnsweredAt', 'unansweredSince', 'snoozedUntil'],
    });
    this.table.addGlobalSecondaryIndex({
      indexName: 'byOwner',
      partitionKey: { name: 'owner', type: AttributeType.STRING },
      sortKey: { name: 'due', type: AttributeType.STRING },
      projectionType: ProjectionType.KEYS_ONLY,
    });

    this.bucket = new Bucket(this, 'Bucket', {
      blockPublicAccess: BlockPublicAccess.BLOCK_ALL,
      encryption: BucketEncryption.S3_MANAGED,
      enforceSSL: true,
      versioned: lasting,
      // A browser shows how far an upload is only where the bucket lets other origins' pages send. What is taken, and from whom, the
      // signed policy of each upload says; which page holds it is not asked.
      cors: [{ allowedMethods: [HttpMethods.POST], allowedOrigins: ['*'], maxAge: 3_600 }],
      lifecycleRules: [
        { id: 'originals', prefix: RAW_PREFIX, expiration: Duration.days(RAW_KEPT_DAYS), ...(lasting ? { noncurrentVersionExpiration: Duration.days(1) } : {}) },
        { id: 'uploads', prefix: UPLOADS_PREFIX, expiration: Duration.days(1), ...(lasting ? { noncurrentVersionExpiration: Duration.days(1) } : {}) },
        // Written anew every hour, and without what was erased.
        ...(lasting ? [{ id: 'words', prefix: WORDS_PREFIX, noncurrentVersionExpiration: Duration.days(1) }] : []),
        { id: 'unfinished', abortIncompleteMultipartUploadAfter: Duration.days(1) },
        ...(lasting ? [{ id: 'replaced', noncurrentVersionExpiration: Duration.days(RAW_KEPT_DAYS), expiredObjectDeleteMarker: true }] : []),
      ],
      removalPolicy,
    });
    this.environment = { MOKED_STAGE: props.stage, MOKED_PARAMETERS: parameterPrefix(props.stage), MOKED_TABLE: this.table.tableName, MOKED_BUCKET: this.bucket.bucketName };
  }

  /** The objects under one of the prefixes. */
  objects(prefix: Prefix): string {
    return this.bucket.arnForObjects(`${prefix}*`);
  }

  /**
   * Reading objects. Who may not list is told 403 for an object that is not there, which looks like an outage of S3 and
   * would hold up a whole batch (https://docs.aws.amazon.com/AmazonS3/latest/API/API_GetObject.html).
   */
  reading(...prefixes: Prefix[]): PolicyStatement[] {
    return [allow(['s3:GetObject'], prefixes.map((prefix) => this.objects(prefix))), allow(['s3:ListBucket'], [this.bucket.bucketArn])];
  }
}
