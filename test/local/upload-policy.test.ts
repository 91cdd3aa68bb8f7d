import { describe, expect, it } from '@jest/globals';
import { policySignature, signedFields } from '../../shared/aws/uploads.ts';
import { postedFile, refusesUpload } from '../../local/servers/upload-policy.ts';

const NOW = Date.parse('2026-11-22T08:00:00Z');
const SECRET = 'local-not-secret';
const MINUTE = 60_000;
const fields = (signer = { accessKeyId: 'LOCALformW1', secretAccessKey: SECRET }, now = NOW): Record<string, string> =>
  signedFields({ bucket: 'bucket', key: 'uploads/form/a/0', maximumBytes: 10, region: 'eu-west-1', now }, signer);
const refused = (given: Partial<Parameters<typeof refusesUpload>[0]> = {}): string | undefined => refusesUpload({ bucket: 'bucket', fields: fields(), size: 10, now: NOW, ...given }, SECRET)?.code;

describe('a file that a browser puts into the bucket', () => {
  it('is taken as the form’s door has signed it, whatever the case of its fields', () => {
    expect([refused(), refused({ size: 0 }), refused({ fields: Object.fromEntries(Object.entries(fields()).map(([name, value]) => [name.toUpperCase(), value])) })]).toEqual([undefined, undefined, undefined]);
  });

  it('is taken with a passing role’s token, too', () => {
    expect(refused({ fields: fields({ accessKeyId: 'LOCALformW1', secretAccessKey: SECRET, sessionToken: 'token/+=' } as never) })).toBeUndefined();
  });

  it.each<[string, Partial<Parameters<typeof refusesUpload>[0]>, string]>([
    ['larger than it may be', { size: 11 }, 'EntityTooLarge'],
    ['into another place', { fields: { ...fields(), key: 'parts/form/a/0' } }, 'AccessDenied'],
    ['into another bucket', { bucket: 'other' }, 'AccessDenied'],
    ['shown as a page', { fields: { ...fields(), 'Content-Type': 'text/html' } }, 'AccessDenied'],
    ['without its type', { fields: Object.fromEntries(Object.entries(fields()).filter(([name]) => name !== 'Content-Type')) }, 'AccessDenied'],
    ['with a field that nobody signed', { fields: { ...fields(), acl: 'public-read' } }, 'AccessDenied'],
    ['after its time', { now: NOW + 16 * MINUTE }, 'AccessDenied'],
    ['signed by somebody else', { fields: fields({ accessKeyId: 'LOCALformW1', secretAccessKey: 'other' }) }, 'SignatureDoesNotMatch'],
    ['by a key that is not the engine’s', { fields: fields({ accessKeyId: 'AKIAOTHER', secretAccessKey: SECRET }) }, 'AccessDenied'],
    ['with a policy of its own', { fields: { ...fields(), policy: Buffer.from('{"expiration":"2099-01-01T00:00:00Z","conditions":[]}').toString('base64') } }, 'SignatureDoesNotMatch'],
    ['with nothing at all', { fields: {} }, 'AccessDenied'],
  ])('%s is refused', (_, given, code) => {
    expect(refused(given)).toBe(code);
  });

  it('is measured by what stands in the form, and what is no form has nothing', async () => {
    const form = new FormData();
    form.append('key', 'uploads/form/a/0');
    form.append('file', new Blob(['שלום']), 'a.txt');
    form.append('late', 'ignored');
    const request = new Response(form);
    const type = request.headers.get('content-type')!;
    expect(await postedFile(Buffer.from(await request.arrayBuffer()), type)).toEqual({ fields: { key: 'uploads/form/a/0' }, size: 8 });
    expect(await postedFile(Buffer.from('no form'), type)).toEqual({ fields: {}, size: 0 });
  });
});

// AWS's worked example, word for word: https://docs.aws.amazon.com/AmazonS3/latest/API/sigv4-post-example.html
const EXAMPLE = `{ "expiration": "2015-12-30T12:00:00.000Z",
  "conditions": [
    {"bucket": "sigv4examplebucket"},
    ["starts-with", "$key", "user/user1/"],
    {"acl": "public-read"},
    {"success_action_redirect": "http://sigv4examplebucket.s3.amazonaws.com/successful_upload.html"},
    ["starts-with", "$Content-Type", "image/"],
    {"x-amz-meta-uuid": "14365123651274"},
    {"x-amz-server-side-encryption": "AES256"},
    ["starts-with", "$x-amz-meta-tag", ""],

    {"x-amz-credential": "AKIAIOSFODNN7EXAMPLE/20151229/us-east-1/s3/aws4_request"},
    {"x-amz-algorithm": "AWS4-HMAC-SHA256"},
    {"x-amz-date": "20151229T000000Z" }
  ]
}`;

describe('the signature of a policy', () => {
  it('is the one that AWS works out for its example', () => {
    const policy = Buffer.from(EXAMPLE.replaceAll('\n', '\r\n')).toString('base64');
    expect(policySignature(policy, { day: '20151229', region: 'us-east-1', secretAccessKey: 'wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY' })).toBe('8afdbf4008c03f22c2cd3cdb72e4afbb1f6a588f3255ac628749a66d7f09699e');
  });
});
