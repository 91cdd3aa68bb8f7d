import { started, type Usage } from './usage.ts';

/** One call of a function to a service, as it went over the wire. */
export interface Call {
  /** The access key it was signed with, by which the engine knows each copy of a function; null for a platform's API. */
  caller: string | null;
  service: string;
  action: string;
  begunAt: number;
  endedAt: number;
  request: Buffer;
  status: number;
  answer: Buffer;
}

const KB = 1024;
// https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/sqs-pricing.html and https://aws.amazon.com/sns/pricing/
export const MESSAGE_CHUNK = 64 * KB;

interface Capacity { CapacityUnits?: number; Table?: { CapacityUnits?: number }; GlobalSecondaryIndexes?: Record<string, { CapacityUnits?: number }> }

const WRITES = /^(?:Put|Update|Delete|BatchWrite|TransactWrite)Item/;
const READS = /^(?:Get|BatchGet|TransactGet)Item|^Query|^Scan/;

const json = (bytes: Buffer): Record<string, unknown> => JSON.parse(bytes.toString('utf8')) as Record<string, unknown>;

/** The bytes of an item as DynamoDB counts them: names and values in UTF-8. https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/CapacityUnitCalculations.html */
export function itemBytes(value: unknown): number {
  if (typeof value !== 'object' || value === null) return 0;
  const size = (typed: Record<string, unknown>): number => {
    const [kind = '', content] = Object.entries(typed)[0] ?? [];
    if (kind === 'S') return Buffer.byteLength(String(content));
    if (kind === 'N') return Math.ceil(String(content).replace(/^-?0*\.?0*|\./g, '').length / 2) + 1;
    if (kind === 'B') return Buffer.from(String(content), 'base64').length;
    if (kind === 'SS' || kind === 'NS' || kind === 'BS') return (content as string[]).reduce((sum, one) => sum + size({ [kind[0]!]: one }), 0);
    if (kind === 'L') return 3 + (content as Record<string, unknown>[]).reduce((sum, one) => sum + 1 + size(one), 0);
    if (kind === 'M') return 3 + Object.keys(content as object).length + itemBytes(content);
    return 1;
  };
  return Object.entries(value).reduce((sum, [name, typed]) => sum + Buffer.byteLength(name) + size(typed as Record<string, unknown>), 0);
}

function tableUse({ action, request, status, answer }: Call, by: string, usage: Usage): void {
  const price = WRITES.test(action) ? 'dynamodb.write' : READS.test(action) ? 'dynamodb.read' : undefined;
  if (!price) throw new Error(`The price of ${action} on the table is not known: name it in local/cost/calls.ts.`);
  const given = json(answer);
  if (status === 200) {
    const capacity = [given['ConsumedCapacity'] ?? []].flat() as Capacity[];
    for (const one of capacity) usage.add(price, one.CapacityUnits ?? 0, by);
    return;
  }
  // A write whose condition did not hold is paid like one that did: by the size of what is there.
  if (String(given['__type']).endsWith('ConditionalCheckFailedException')) usage.add(price, started(itemBytes(given['Item'] ?? json(request)['Item']), KB), `${by}, refused`);
}

/** S3's requests by their method and query. https://aws.amazon.com/s3/pricing/ */
function bucketUse({ action }: Call, by: string, usage: Usage): void {
  if (action === 'DELETE' || action === 'DeleteObjects') return;
  usage.add(action === 'GET' || action === 'HEAD' ? 's3.get' : 's3.put', 1, by);
}

/** What a call costs, under the name of the function that made it. */
export function useOf(call: Call, name: string, usage: Usage): void {
  const { service, action, request, status, answer } = call;
  const by = `${name} ${action}`;
  switch (service) {
    case 'dynamodb': return tableUse(call, by, usage);
    case 'sqs': return void usage.add('sqs.request', action === 'SendMessageBatch' || action === 'SendMessage' ? started(bodyBytes(json(request)), MESSAGE_CHUNK) : 1, by);
    case 'sns': return void usage.add('sns.publish', started(request.length, MESSAGE_CHUNK), by);
    case 's3': return bucketUse(call, by, usage);
    case 'ses': return void (action === 'SendRawEmail' && status === 200 && usage.add('ses.send', 1, by));
    case 'ssm': {
      const what = `${by} ${(json(request) as { Name?: string }).Name?.replace(/^\/moked\/[^/]+\//, '')}`;
      usage.add('ssm.request', 1, what);
      const { Parameter } = json(answer) as { Parameter?: { Type?: string } };
      if (Parameter?.Type === 'SecureString') usage.add('kms.request', 1, what);
      return;
    }
    case 'platform': return;
    default: throw new Error(`The price of ${service} is not known: name it in local/cost/calls.ts.`);
  }
}

function bodyBytes({ MessageBody = '', Entries = [] }: { MessageBody?: string; Entries?: { MessageBody: string }[] }): number {
  return Entries.reduce((sum, entry) => sum + Buffer.byteLength(entry.MessageBody), Buffer.byteLength(MessageBody));
}

/** Milliseconds that a call takes within a region, where this machine's own would say nothing: rough medians. */
export const LATENCY_MS: Record<string, number> = { dynamodb: 5, sqs: 8, sns: 20, s3: 30, ses: 80, ssm: 20, platform: 300 };

/** How long one copy of a function waited in all: calls under way together count once, by the longest chain of them. */
export function waitedMs(calls: Pick<Call, 'service' | 'begunAt' | 'endedAt'>[]): number {
  const inOrder = calls.toSorted((one, other) => one.endedAt - other.endedAt);
  const chains: number[] = [];
  inOrder.forEach((call, at) => {
    const before = inOrder.slice(0, at).reduce((longest, earlier, place) => (earlier.endedAt <= call.begunAt ? Math.max(longest, chains[place]!) : longest), 0);
    chains.push(before + (LATENCY_MS[call.service] ?? 0));
  });
  return Math.max(0, ...chains);
}
