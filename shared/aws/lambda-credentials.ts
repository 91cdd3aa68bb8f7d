import { CallerEnvironment, readEnvironment } from '../config.ts';

/**
 * Who a function is: Lambda says it in the environment (https://docs.aws.amazon.com/lambda/latest/dg/configuration-envvars.html).
 * In a function's bundle this takes the place of the SDK's own search through files, processes and other services, which
 * would be a fifth of a webhook (infra/bundle.ts).
 */
export const defaultProvider = () => async (): Promise<{ accessKeyId: string; secretAccessKey: string; sessionToken?: string }> => {
  const { AWS_ACCESS_KEY_ID, AWS_SECRET_ACCESS_KEY, AWS_SESSION_TOKEN } = readEnvironment(CallerEnvironment);
  return { accessKeyId: AWS_ACCESS_KEY_ID, secretAccessKey: AWS_SECRET_ACCESS_KEY, ...(AWS_SESSION_TOKEN ? { sessionToken: AWS_SESSION_TOKEN } : {}) };
};
