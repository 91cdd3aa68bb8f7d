import { CallerEnvironment, readEnvironment } from '../config.ts';
import { TryLater } from '../errors.ts';
import { signed } from './signature.ts';

const TIMEOUT_MS = 5_000;
const TYPE = 'application/x-www-form-urlencoded; charset=utf-8';

/**
 * Publishes to a topic: https://docs.aws.amazon.com/sns/latest/api/API_Publish.html. Answers with SNS's id. Without the SDK's
 * client, for this one call. A topic's subject may hold ASCII only, so it has none.
 */
export async function publish(topicArn: string, message: string, attributes: Record<string, string>): Promise<string> {
  const caller = readEnvironment(CallerEnvironment);
  const url = new URL(caller.AWS_ENDPOINT_URL_SNS ?? `https://sns.${caller.AWS_REGION}.amazonaws.com`);
  const form = new URLSearchParams({ Action: 'Publish', Version: '2010-03-31', TopicArn: topicArn, Message: message });
  Object.entries(attributes).forEach(([name, value], place) => {
    const at = `MessageAttributes.entry.${place + 1}`;
    form.set(`${at}.Name`, name);
    form.set(`${at}.Value.DataType`, /^\d+$/.test(value) ? 'Number' : 'String');
    form.set(`${at}.Value.StringValue`, value);
  });
  const body = form.toString();
  const signer = { region: caller.AWS_REGION, accessKeyId: caller.AWS_ACCESS_KEY_ID, secretAccessKey: caller.AWS_SECRET_ACCESS_KEY, sessionToken: caller.AWS_SESSION_TOKEN };
  const headers = signed(signer, { service: 'sns', host: url.host, type: TYPE, body, at: new Date() });
  const answer = await fetch(url, { method: 'POST', headers, body, signal: AbortSignal.timeout(TIMEOUT_MS) });
  const text = await answer.text();
  const id = /<MessageId>([^<]+)<\/MessageId>/.exec(text)?.[1];
  if (answer.ok && id) return id;
  const code = /<Code>([\w.]+)<\/Code>/.exec(text)?.[1] ?? `status ${answer.status}`;
  if (answer.status === 429 || answer.status >= 500 || code.startsWith('Throttl')) throw new TryLater(60, `the topic says slow down: ${code}`);
  throw new Error(`the topic did not take it: ${code}`);
}
