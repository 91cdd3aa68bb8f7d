/** Who the engine's own functions and commands are to its services. A constant that everybody may know: the services listen to this machine only. */
export const CREDENTIALS = { accessKeyId: 'LOCAL', secretAccessKey: 'local-not-secret' };
