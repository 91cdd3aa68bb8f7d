import { createHmac, timingSafeEqual } from 'node:crypto';

/**
 * What S3 checks of a file that a browser posts: the policy is signed, still valid, and allows these very fields and this size.
 * https://docs.aws.amazon.com/AmazonS3/latest/API/sigv4-HTTPPOSTConstructPolicy.html
 */
type Condition = Record<string, string> | [string, string | number, string | number];

/** S3's answer to what it refuses. */
export interface Refusal { status: number; code: string; message: string }

const refusal = (code: string, message: string, status = 403): Refusal => ({ status, code, message });
const derived = (key: string | Buffer, text: string): Buffer => createHmac('sha256', key).update(text).digest();
// Not named by a policy: the policy itself, its signature, the file, and what a client may add.
const FREE = /^(?:policy|x-amz-signature|file|submit|x-ignore-.*)$/;

function readPolicy(encoded: string): { expiration: string; conditions: Condition[] } | undefined {
  try {
    const read = JSON.parse(Buffer.from(encoded, 'base64').toString('utf8')) as { expiration?: unknown; conditions?: unknown };
    return typeof read.expiration === 'string' && Array.isArray(read.conditions) ? { expiration: read.expiration, conditions: read.conditions as Condition[] } : undefined;
  } catch (error) {
    if (error instanceof SyntaxError) return undefined;
    throw error;
  }
}

/** The fields that come before the file, and the file's size. What is no such form has none, and is refused for it. */
export async function postedFile(body: Buffer, contentType: string): Promise<{ fields: Record<string, string>; size: number }> {
  const fields: Record<string, string> = {};
  try {
    for (const [name, value] of await new Response(new Uint8Array(body), { headers: { 'content-type': contentType } }).formData()) {
      if (typeof value !== 'string') return { fields, size: value.size };
      fields[name] = value;
    }
  } catch (error) {
    if ((error as { name?: unknown }).name !== 'TypeError') throw error;
    return { fields: {}, size: 0 };
  }
  return { fields, size: 0 };
}

/** Undefined when the upload may be stored. Field names in any case. */
export function refusesUpload(given: { bucket: string; fields: Record<string, string>; size: number; now: number }, secretAccessKey: string): Refusal | undefined {
  const fields = new Map(Object.entries(given.fields).map(([name, value]) => [name.toLowerCase(), value]));
  const [policyText = '', signature = '', credential = ''] = ['policy', 'x-amz-signature', 'x-amz-credential'].map((name) => fields.get(name));
  const [accessKey = '', day = '', region = '', service = '', terminator = ''] = credential.split('/');
  if (!accessKey.startsWith('LOCAL') || service !== 's3' || terminator !== 'aws4_request' || fields.get('x-amz-algorithm') !== 'AWS4-HMAC-SHA256') return refusal('AccessDenied', 'Access Denied');
  const expected = derived(derived(derived(derived(derived(`AWS4${secretAccessKey}`, day), region), service), terminator), policyText);
  const told = Buffer.from(signature, 'hex');
  if (told.length !== expected.length || !timingSafeEqual(told, expected)) return refusal('SignatureDoesNotMatch', 'The request signature we calculated does not match the signature you provided.');
  const policy = readPolicy(policyText);
  if (!policy) return refusal('InvalidPolicyDocument', 'Invalid Policy: Invalid JSON.', 400);
  if (!(Date.parse(policy.expiration) > given.now)) return refusal('AccessDenied', 'Invalid according to Policy: Policy expired.');
  return refusedBy(policy.conditions, new Map(fields).set('bucket', given.bucket), given.size);
}

function refusedBy(conditions: Condition[], fields: Map<string, string>, size: number): Refusal | undefined {
  const named = new Set<string>();
  for (const condition of conditions) {
    if (Array.isArray(condition)) {
      const [kind, first, second] = condition;
      if (kind === 'content-length-range') {
        if (size < Number(first)) return refusal('EntityTooSmall', 'Your proposed upload is smaller than the minimum allowed object size.', 400);
        if (size > Number(second)) return refusal('EntityTooLarge', 'Your proposed upload exceeds the maximum allowed object size.', 400);
        continue;
      }
      const name = String(first).replace(/^\$/, '').toLowerCase();
      const value = fields.get(name) ?? '';
      named.add(name);
      if (kind === 'eq' ? value === String(second) : kind === 'starts-with' && value.startsWith(String(second))) continue;
      return refusal('AccessDenied', `Invalid according to Policy: Policy Condition failed: ${JSON.stringify(condition)}`);
    }
    for (const [name, value] of Object.entries(condition)) {
      named.add(name.toLowerCase());
      if (fields.get(name.toLowerCase()) !== value) return refusal('AccessDenied', `Invalid according to Policy: Policy Condition failed: ["eq", "$${name}", ${JSON.stringify(value)}]`);
    }
  }
  const extra = [...fields.keys()].find((name) => !named.has(name) && !FREE.test(name) && name !== 'bucket');
  return extra === undefined ? undefined : refusal('AccessDenied', `Invalid according to Policy: Extra input fields: ${extra}`);
}
