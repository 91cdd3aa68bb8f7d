import { Readable } from 'node:stream';
import SMTPConnection from 'nodemailer/lib/smtp-connection';
import { isBeyondAscii } from '../../domain/addresses.ts';
import { Refused, TryLater } from '../../errors.ts';
import type { MailOut } from '../../ports.ts';
import type { RelaySettings } from './facts.ts';

const CONNECT_MS = 10_000;
const SILENCE_MS = 20_000;
const WHOLE_MS = 40_000;
const isLoopback = (host: string): boolean => host === '127.0.0.1' || host === 'localhost';

interface SmtpError extends Error { code?: string; responseCode?: number }

function dial(settings: RelaySettings): SMTPConnection {
  const { hostname: host, port, protocol } = new URL(settings.address);
  const secure = protocol === 'smtps:';
  return new SMTPConnection({
    host, port: Number(port) || (secure ? 465 : 587), secure,
    // Nobody's password travels in the open, except on the machine itself.
    requireTLS: !secure && !isLoopback(host), ignoreTLS: isLoopback(host),
    connectionTimeout: CONNECT_MS, greetingTimeout: CONNECT_MS, dnsTimeout: CONNECT_MS, socketTimeout: SILENCE_MS,
  });
}

/** One conversation with the server, within the time that a function has. The connection is closed whatever happens. */
async function converse<T>(settings: RelaySettings, say: (connection: SMTPConnection) => Promise<T>): Promise<T> {
  const connection = dial(settings);
  let timer: NodeJS.Timeout | undefined;
  try {
    return await Promise.race([
      new Promise<never>((_resolve, reject) => {
        connection.once('error', reject);
        timer = setTimeout(() => reject(new Error('the relay took too long')), WHOLE_MS);
      }),
      (async () => {
        await heard((done) => { connection.connect(done); });
        await heard((done) => { connection.login({ credentials: { user: settings.user, pass: settings.password } }, done); });
        return say(connection);
      })(),
    ]);
  } finally {
    clearTimeout(timer);
    // What comes after the end is nobody's trouble, and without a listener it would end the process.
    connection.on('error', () => undefined);
    connection.close();
  }
}

const heard = async <T>(call: (done: (error?: Error | null, answer?: T) => void) => void): Promise<T> => new Promise((resolve, reject) => {
  call((error, answer) => { if (error) reject(error); else resolve(answer as T); });
});

/** Signs in and says nothing: does the server take these settings? Throws what the server said. */
export async function tryRelay(settings: RelaySettings): Promise<void> {
  await converse(settings, async () => undefined);
}

const MESSAGE_ID = /^Message-ID: <([^<>\s]+)>\r?$/im;

/** Hands mail to a relay, if one is connected. The id is the mail's own Message-ID: its bounce, which comes to us as a mail, names it. */
export function relayOut(connected: () => Promise<RelaySettings | undefined>): MailOut {
  return {
    async hand(mail) {
      const settings = await connected();
      if (!settings) throw new Refused('noRelay', 'no relay is connected, and the mail service takes no such address');
      const id = MESSAGE_ID.exec(mail.raw.subarray(0, 65_536).toString('latin1').split('\r\n\r\n')[0] ?? '')?.[1];
      if (id === undefined) throw new Error('the mail has no Message-ID');
      let begun = false;
      const content = Readable.from((function* bytes() { begun = true; yield mail.raw; })());
      try {
        await converse(settings, async (connection) => heard((done) => { connection.send({ from: mail.from, to: [mail.to] }, content, done); }));
        return id;
      } catch (error) {
        throw meaning(error as SmtpError, begun);
      }
    },
  };
}

/** Was it taken? Surely not and later (TryLater), surely not and never (Refused), or nobody knows (the error itself). */
function meaning(error: SmtpError, begun: boolean): Error {
  const { code, responseCode: said } = error;
  // A wrong password and a server that is away are mended by somebody; until then the mail waits.
  if (code === 'EAUTH' || code === 'ETLS') return new TryLater(900, 'the relay does not take our sign-in', { cause: error });
  if (said !== undefined && said >= 500) return new Refused('rejected', 'the relay refuses this mail', { cause: error });
  if (said !== undefined && said >= 400) return new TryLater(300, 'the relay says later', { cause: error });
  // Before its words began to go, it cannot have been taken.
  return begun ? error : new TryLater(60, 'the relay cannot be reached', { cause: error });
}

/** By the mail service; by the relay, where only it can deliver. */
export function mailByAddress(service: MailOut, relay: MailOut): MailOut {
  return { hand: async (mail, tags) => (isBeyondAscii(mail.to) ? relay : service).hand(mail, tags) };
}
