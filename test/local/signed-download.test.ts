import { describe, expect, it } from '@jest/globals';
import { headersAskedFor, isSignedDownload, refusesDownload } from '../../local/servers/signed-download.ts';
import { presigned } from '../../shared/aws/downloads.ts';

const NOW = Date.parse('2026-11-22T08:00:00Z');
const SECRET = 'local-not-secret';
const SIGNER = { accessKeyId: 'LOCALapiW1', secretAccessKey: SECRET };
const link = (key = 'parts/email/חשבונית 1.pdf', signer = SIGNER): URL => new URL(presigned({
  url: new URL(`http://127.0.0.1:4566/bucket/${key.split('/').map(encodeURIComponent).join('/')}`), region: 'eu-west-1', query: { 'response-content-disposition': 'attachment; filename="a (1).pdf"' }, now: NOW,
}, signer));
const refused = (url: URL, now = NOW): string | undefined => refusesDownload({ url: `${url.pathname}${url.search}`, host: url.host, now }, SECRET)?.code;

describe('an address to download a file from', () => {
  it('holds for five minutes, as it was signed', () => {
    expect(refused(link())).toBeUndefined();
    expect(refused(link(), NOW + 299_000)).toBeUndefined();
    expect(refused(link(), NOW + 301_000)).toBe('AccessDenied');
  });

  it('holds for no other file, and not with other words in it', () => {
    const other = link();
    other.pathname = '/bucket/raw/somebody-elses';
    expect(refused(other)).toBe('SignatureDoesNotMatch');
    const shown = link();
    shown.searchParams.set('response-content-disposition', 'inline');
    expect(refused(shown)).toBe('SignatureDoesNotMatch');
  });

  it('is nobody else\'s to sign', () => {
    expect(refused(link(undefined, { accessKeyId: 'LOCALapiW1', secretAccessKey: 'other' }))).toBe('SignatureDoesNotMatch');
    expect(refused(link(undefined, { accessKeyId: 'AKIAOTHER', secretAccessKey: SECRET }))).toBe('AccessDenied');
  });

  it('is only for reading, and says how the file is to be handed out', () => {
    const { pathname, search } = link();
    expect([isSignedDownload({ method: 'GET', url: pathname + search }), isSignedDownload({ method: 'PUT', url: pathname + search }), isSignedDownload({ method: 'GET', url: pathname })]).toEqual([true, false, false]);
    expect(headersAskedFor(pathname + search)).toEqual({ 'content-disposition': 'attachment; filename="a (1).pdf"' });
  });
});
