import { standInsOf, type Values } from './connect-settings.ts';
import { AUDIENCE } from './identity.ts';

/** `renewed`: what somebody put in its place before, as it holds in this run of the engine. */
export interface LocalParameter { name: string; value: string; type: 'String' | 'SecureString'; renewed?: (kept: string) => string }

/** Secrets and settings of the stage `local`: constants that everybody may know, since they protect nothing. */
export const localParameters = (issuer: string, connections: { channel: string; settings: Values }[]): LocalParameter[] => [
  { name: '/moked/local/key', value: 'local-deployment-key-not-secret', type: 'SecureString' },
  { name: '/moked/local/oidc', value: JSON.stringify({ issuer, audience: AUDIENCE, rolesClaim: 'roles' }), type: 'String' },
  ...connections.map(({ channel, settings }) => ({
    name: `/moked/local/channels/${channel}`, value: JSON.stringify(settings), type: 'SecureString' as const,
    // Stand-ins listen somewhere else at each start; whoever connected a channel keeps everything but that.
    renewed: (kept: string) => JSON.stringify({ ...JSON.parse(kept) as Values, ...standInsOf(settings) }),
  })),
];
