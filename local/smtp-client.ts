import { connect } from 'node:net';

/** The server's last word on one mail. */
export interface SmtpAnswer { code: number; text: string }

/**
 * Sends one mail as the very bytes given (dots at line starts are doubled on the way, as the protocol wants) and
 * answers with the server's last reply. Rejects when the connection breaks before that.
 */
export function sendRawMail(address: string, raw: Buffer, envelope: { from: string; to: string | string[] }): Promise<SmtpAnswer> {
  const at = address.lastIndexOf(':');
  const commands = ['EHLO localhost', `MAIL FROM:<${envelope.from}> SIZE=${raw.length} SMTPUTF8`, ...[envelope.to].flat().map((to) => `RCPT TO:<${to}>`), 'DATA'];
  const text = raw.toString('latin1').replace(/^\./gm, '..');
  const body = Buffer.from(`${text}${text.endsWith('\r\n') ? '' : '\r\n'}.\r\n`, 'latin1');
  return new Promise((resolve, reject) => {
    const socket = connect(Number(address.slice(at + 1)), address.slice(0, at));
    let received = '';
    let step = 0;
    let closed = false;
    const finish = (answer: SmtpAnswer): void => {
      closed = true;
      socket.end('QUIT\r\n');
      resolve(answer);
    };
    const take = (answer: SmtpAnswer): void => {
      const isData = commands[step - 1] === 'DATA';
      if (answer.code >= 400 || step > commands.length) finish(answer);
      else if (isData) {
        step++;
        socket.write(body);
      } else socket.write(`${commands[step++]}\r\n`);
    };
    socket.on('data', (chunk) => {
      received += chunk.toString('utf8');
      for (let end = received.indexOf('\n'); end >= 0; end = received.indexOf('\n')) {
        const line = received.slice(0, end).trim();
        received = received.slice(end + 1);
        if (!closed && /^\d{3}(?: |$)/.test(line)) take({ code: Number(line.slice(0, 3)), text: line.slice(4) });
      }
    });
    socket.on('error', reject);
    socket.on('close', () => {
      if (!closed) reject(new Error('the mail server closed the connection before it had answered'));
    });
  });
}
