import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { Synthesised } from './synthesised.ts';

let stack: Synthesised;
beforeAll(() => { stack = new Synthesised(); }, 180_000);
afterAll(() => stack.remove());

describe('who hears people\'s wishes', () => {
  it('answers the addresses that Meta is told, and the page of a request', () => {
    const { id } = stack.functions().get('privacy')!;
    const integrations = stack.of('AWS::ApiGatewayV2::Integration').filter(([, one]) => JSON.stringify(one.Properties['IntegrationUri']).includes(`"${id}"`)).map(([key]) => key);
    const routes = stack.of('AWS::ApiGatewayV2::Route').filter(([, one]) => integrations.some((key) => JSON.stringify(one.Properties['Target']).includes(`"${key}"`)));
    expect(routes.map(([, one]) => String(one.Properties['RouteKey'])).sort()).toEqual([
      'GET /privacy/deletions/{code}', 'POST /privacy/facebook/deauthorise', 'POST /privacy/facebook/deletion', 'POST /privacy/instagram/deauthorise', 'POST /privacy/instagram/deletion',
    ]);
  });

  it('reads the secrets of these two platforms, and may write but not search the table', () => {
    const read = stack.allowed('privacy').filter(({ action }) => action.startsWith('ssm:')).flatMap(({ resources }) => resources).map((resource) => /:parameter\/moked\/local\/([^"]+)"/.exec(resource)![1]!);
    expect([read.sort(), stack.allowed('privacy').map(({ action }) => action).filter((action) => action.startsWith('dynamodb:'))]).toEqual([['channels/facebook', 'channels/instagram', 'key'], ['dynamodb:GetItem', 'dynamodb:PutItem']]);
  });

  it('is loaded in a moment: nothing that calls platforms or reads mail', () => {
    expect(stack.ingredients('privacy').filter((path) => /node_modules\/(?:axios|twitter-api-v2|mailparser|nodemailer|hono)\/|\/api\.ts$/.test(path))).toEqual([]);
  });
});

it('what people who were erased had in the bucket is taken away by the hourly sweep, which reads none of it and reaches nothing else there', () => {
  const onBucket = stack.allowed('sweep').filter(({ action }) => action.startsWith('s3:'));
  const prefixes = (action: string): string[] => onBucket.filter((one) => one.action === action).flatMap(({ resources }) => resources).map((resource) => /\/(\w+)\/\*/.exec(resource)?.[1] ?? 'the bucket').sort();
  expect([prefixes('s3:DeleteObject'), prefixes('s3:DeleteObjectVersion'), prefixes('s3:ListBucketVersions'), new Set(onBucket.map(({ action }) => action)).size]).toEqual([['parts', 'raw'], ['parts', 'raw'], ['the bucket'], 3]);
});
