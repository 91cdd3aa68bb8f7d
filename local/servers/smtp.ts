import type { AddressInfo } from 'node:net';
import { SMTPServer, type SMTPServerDataStream, type SMTPServerSession } from 'smtp-server';
import type { Envelope } from '../received-mail.ts';
import { portTaken } from './loopback.ts';

export interface MailDoor {
  address: string;
  close(): Promise<void>;
}

export interface MailDoorRules {
  accepts(recipient: string): boolean;
  /** Makes the mail durable; resolves when it may be acknowledged. */
  receive(raw: Buffer, envelope: Envelope): Promise<void>;
  failed(error: unknown): void;
}

const LARGEST_MAIL = 40 << 20;

const refusal = (responseCode: number, text: string): Error => Object.assign(new Error(text), { responseCode });

async function collect(stream: SMTPServerDataStream): Promise<Buffer | undefined> {
  const chunks: Buffer[] = [];
  let length = 0;
  for await (const chunk of stream as AsyncIterable<Buffer>) {
    length += chunk.length;
    // Reads on without keeping: the client hears of it when it has finished.
    if (length <= LARGEST_MAIL) chunks.push(chunk);
  }
  return length > LARGEST_MAIL ? undefined : Buffer.concat(chunks);
}

async function receive(stream: SMTPServerDataStream, session: SMTPServerSession, rules: MailDoorRules): Promise<void> {
  const raw = await collect(stream);
  if (!raw) throw refusal(552, '5.3.4 Message size exceeds the limit of 40 MB');
  const { mailFrom, rcptTo } = session.envelope;
  await rules.receive(raw, { from: mailFrom === false ? '' : mailFrom.address, to: rcptTo.map(({ address }) => address), helo: session.hostNameAppearsAs || 'localhost' });
}

/** The SMTP server on loopback that plays SES's inbound side. Throws one sentence when the port is taken. */
export function openMailDoor(port: number, rules: MailDoorRules): Promise<MailDoor> {
  const server = new SMTPServer({
    name: 'inbound-smtp.localhost',
    banner: 'Moked, playing SES',
    size: LARGEST_MAIL,
    logger: false,
    authOptional: true,
    disabledCommands: ['AUTH', 'STARTTLS'],
    disableReverseLookup: true,
    closeTimeout: 500,
    socketTimeout: 5 * 60_000,
    onRcptTo({ address }, _session, callback) {
      callback(rules.accepts(address) ? null : refusal(550, '5.1.1 No such mailbox here'));
    },
    onData(stream, session, callback) {
      const answer = async (): Promise<void> => {
        const problem = await receive(stream, session, rules).catch((error: unknown) => {
          if (error instanceof Error && 'responseCode' in error) return error;
          rules.failed(error);
          return refusal(451, '4.3.0 Not stored, try again');
        });
        if (problem) callback(problem);
        else callback(null, 'OK stored');
      };
      void answer();
    },
  });
  // Clients that go away in the middle of a mail are not acknowledged and try again: nothing to report.
  server.on('error', (error: NodeJS.ErrnoException) => {
    if (!['ECONNRESET', 'EPIPE', 'ETIMEDOUT'].includes(error.code ?? '')) rules.failed(error);
  });
  return new Promise((resolve, reject) => {
    server.server.once('error', (error: NodeJS.ErrnoException) => reject(error.code === 'EADDRINUSE' ? portTaken(port, '--smtp-port') : error));
    server.listen(port, '127.0.0.1', () => {
      const { port: actual } = server.server.address() as AddressInfo;
      resolve({ address: `127.0.0.1:${actual}`, close: () => new Promise((closed) => { server.close(() => closed()); }) });
    });
  });
}
