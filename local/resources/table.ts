import { arn, physicalName, refuseProperties, type Resource, type ResourceModule } from './resource.ts';

interface Described { Table: { KeySchema: unknown; GlobalSecondaryIndexes?: { IndexName: string; Projection?: { NonKeyAttributes?: string[] } }[]; LatestStreamArn?: string; TableStatus: string } }

const PASSED_ON = ['AttributeDefinitions', 'KeySchema', 'LocalSecondaryIndexes'];

function withoutThroughput(indexes: unknown): Record<string, unknown>[] {
  return ((indexes as Record<string, unknown>[] | undefined) ?? []).map(({ IndexName, KeySchema, Projection }) => ({ IndexName, KeySchema, Projection }));
}

const sameKeys = (left: unknown, right: unknown): boolean => {
  const keys = (schema: unknown): string => (schema as { AttributeName: string; KeyType: string }[]).map(({ AttributeName, KeyType }) => `${KeyType}:${AttributeName}`).sort().join();
  return keys(left) === keys(right);
};

const named = (error: unknown, name: string): boolean => error instanceof Error && error.name === name;

/** Tables, kept by the DynamoDB-compatible server. */
export const table: ResourceModule = {
  types: ['AWS::DynamoDB::Table'],
  async make(resource: Resource, laptop) {
    refuseProperties(resource, ['ImportSourceSpecification', 'KinesisStreamSpecification']);
    const { properties } = resource;
    const TableName = physicalName(resource, laptop, properties['TableName'], 255);
    const { database } = laptop;
    const describe = async (): Promise<Described | undefined> => {
      try {
        return (await database.call('DescribeTable', { TableName })) as unknown as Described;
      } catch (error) {
        if (named(error, 'ResourceNotFoundException')) return undefined;
        throw error;
      }
    };
    const indexes = withoutThroughput(properties['GlobalSecondaryIndexes']);
    const stream = properties['StreamSpecification'] as { StreamViewType: string } | undefined;
    const existing = await describe();
    if (!existing) {
      await database.call('CreateTable', {
        TableName,
        ...Object.fromEntries(PASSED_ON.flatMap((name) => (properties[name] === undefined ? [] : [[name, properties[name]]]))),
        ...(indexes.length > 0 ? { GlobalSecondaryIndexes: indexes } : {}),
        BillingMode: 'PAY_PER_REQUEST',
        ...(stream ? { StreamSpecification: { StreamEnabled: true, StreamViewType: stream.StreamViewType } } : {}),
      });
    } else {
      if (!sameKeys(existing.Table.KeySchema, properties['KeySchema'])) throw new Error(`${resource.type} ${resource.logicalId}: the data directory holds this table with other keys; start with a new directory (--data).`);
      const there = new Set((existing.Table.GlobalSecondaryIndexes ?? []).map(({ IndexName }) => IndexName));
      // What an index holds cannot be changed: it is built anew.
      const wanted = (name: string): string => ((indexes.find(({ IndexName }) => IndexName === name)?.['Projection'] as { NonKeyAttributes?: string[] } | undefined)?.NonKeyAttributes ?? []).toSorted().join();
      for (const { IndexName, Projection } of existing.Table.GlobalSecondaryIndexes ?? []) {
        if (!indexes.some((index) => index['IndexName'] === IndexName) || (Projection?.NonKeyAttributes ?? []).toSorted().join() === wanted(IndexName)) continue;
        await database.call('UpdateTable', { TableName, GlobalSecondaryIndexUpdates: [{ Delete: { IndexName } }] });
        there.delete(IndexName);
      }
      for (const index of indexes.filter(({ IndexName }) => !there.has(String(IndexName)))) {
        await database.call('UpdateTable', { TableName, AttributeDefinitions: properties['AttributeDefinitions'], GlobalSecondaryIndexUpdates: [{ Create: index }] });
      }
    }
    const timeToLive = properties['TimeToLiveSpecification'] as { AttributeName: string; Enabled: boolean } | undefined;
    if (timeToLive?.Enabled && !existing) await database.call('UpdateTimeToLive', { TableName, TimeToLiveSpecification: { AttributeName: timeToLive.AttributeName, Enabled: true } });
    if (stream) database.indexStreams();
    const streamArn = (await describe())?.Table.LatestStreamArn;
    return { ref: TableName, name: TableName, attributes: { Arn: arn('dynamodb', laptop, `table/${TableName}`), ...(streamArn ? { StreamArn: streamArn } : {}) } };
  },
};
