import { AUDIENCE } from './identity.ts';

/** Secrets and settings of the stage `local`: constants that everybody may know, since they protect nothing. */
export const localParameters = (issuer: string, connections: { channel: string; settings: unknown }[]): { name: string; value: string; type: 'String' | 'SecureString' }[] => [
  { name: '/moked/local/key', value: 'local-deployment-key-not-secret', type: 'SecureString' },
  { name: '/moked/local/oidc', value: JSON.stringify({ issuer, audience: AUDIENCE, rolesClaim: 'roles' }), type: 'String' },
  ...connections.map(({ channel, settings }) => ({ name: `/moked/local/channels/${channel}`, value: JSON.stringify(settings), type: 'SecureString' as const })),
];
