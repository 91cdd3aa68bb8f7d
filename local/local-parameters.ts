import { standInsOf, type Values } from './connect-settings.ts';
import { AUDIENCE } from './identity.ts';

/** `renewed`: what somebody put in its place before, as it holds in this run of the engine. */
export interface LocalParameter { name: string; value: string; type: 'String' | 'SecureString'; renewed?: (kept: string) => string }

/** Where the stand-ins listen, by channel. */
export const STAND_INS = '/moked/local/stand-ins';

/** Secrets and settings of the stage `local`: constants that everybody may know, since they protect nothing. */
export const localParameters = (issuer: string, connections: { channel: string; settings: Values }[]): LocalParameter[] => [
  { name: '/moked/local/key', value: 'local-deployment-key-not-secret', type: 'SecureString' },
  { name: '/moked/local/oidc', value: JSON.stringify({ issuer, audience: AUDIENCE, rolesClaim: 'roles' }), type: 'String' },
  // Apart from the connections: whoever removes one and connects anew is still led to its stand-in.
  { name: STAND_INS, value: JSON.stringify(Object.fromEntries(connections.map(({ channel, settings }) => [channel, standInsOf(settings)]))), type: 'String' },
  ...connections.map(({ channel, settings }) => ({
    name: `/moked/local/channels/${channel}`, value: JSON.stringify(settings), type: 'SecureString' as const,
    // Stand-ins listen somewhere else at each start; whoever connected a channel keeps everything but that.
    renewed: (kept: string) => JSON.stringify({ ...JSON.parse(kept) as Values, ...standInsOf(settings) }),
  })),
];
