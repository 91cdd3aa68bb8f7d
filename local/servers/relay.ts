import type { AddressInfo } from 'node:net';
import { SMTPServer, type SMTPServerSession } from 'smtp-server';
import { RELAY, type RelaySettings } from '../../shared/channels/email/facts.ts';
import { headerValue, splitMail } from '../mail-headers.ts';
import type { SentMails } from '../sent-mail.ts';
import type { Stores } from './fauxqs.ts';

export interface Relay {
  /** What the stage `local` finds as its connection. */
  connection: { channel: string; settings: RelaySettings };
  close(): Promise<void>;
}

const LARGEST_MAIL = 25 << 20;
const SIGN_IN = { user: 'local-relay', password: 'local-relay-secret' };
const refusal = (responseCode: number, text: string): Error => Object.assign(new Error(text), { responseCode });
const ASCII = /^[\0-\x7f]*$/;

/** A submission server that knows SMTPUTF8, as a company's own: what it takes is kept with everything else that went out. */
export async function startRelay(sent: SentMails, stores: Stores, failed: (error: unknown) => void): Promise<Relay> {
  const keep = async (stream: AsyncIterable<Buffer>, { mailFrom, rcptTo }: SMTPServerSession['envelope']): Promise<void> => {
    const chunks: Buffer[] = [];
    for await (const chunk of stream) chunks.push(chunk);
    const raw = Buffer.concat(chunks);
    const id = headerValue(splitMail(raw).headers, 'message-id')?.replace(/^<|>$/g, '');
    if (!id) throw refusal(550, '5.6.0 Without a Message-ID');
    // Two attempts with one mail are one.
    if (!sent.find(id)) stores.transaction(() => sent.add({ id, from: mailFrom === false ? '' : mailFrom.address, to: rcptTo.map(({ address }) => address), tags: {}, configurationSet: null, at: new Date().toISOString(), raw }));
    await stores.committed();
  };
  const server = new SMTPServer({
    name: 'relay.localhost', banner: 'Moked, playing a relay', size: LARGEST_MAIL, logger: false, disabledCommands: ['STARTTLS'], allowInsecureAuth: true,
    disableReverseLookup: true, closeTimeout: 500, socketTimeout: 60_000,
    onAuth({ username, password }, _session, callback) {
      if (username === SIGN_IN.user && password === SIGN_IN.password) callback(null, { user: username });
      else callback(refusal(535, '5.7.8 Authentication credentials invalid'));
    },
    onRcptTo({ address }, session, callback) {
      // RFC 6531, 3.5: who did not ask for SMTPUTF8 cannot name such an address.
      const asked = (session.envelope as { smtpUtf8?: boolean }).smtpUtf8 === true;
      callback(asked || ASCII.test(address) ? null : refusal(553, '5.6.7 The address needs SMTPUTF8'));
    },
    onData(stream, { envelope }, callback) {
      const answer = async (): Promise<void> => {
        const problem = await keep(stream, envelope).catch((error: unknown) => {
          if (error instanceof Error && 'responseCode' in error) return error;
          failed(error);
          return refusal(451, '4.3.0 Not stored, try again');
        });
        if (problem) callback(problem);
        else callback(null, 'OK queued');
      };
      void answer();
    },
  });
  server.on('error', (error: NodeJS.ErrnoException) => {
    if (!['ECONNRESET', 'EPIPE', 'ETIMEDOUT'].includes(error.code ?? '')) failed(error);
  });
  return new Promise((resolve, reject) => {
    server.server.once('error', reject);
    server.listen(0, '127.0.0.1', () => {
      const { port } = server.server.address() as AddressInfo;
      resolve({ connection: { channel: RELAY, settings: { address: `smtp://127.0.0.1:${port}`, ...SIGN_IN } }, close: () => new Promise((closed) => { server.close(() => closed()); }) });
    });
  });
}
