import type { AddressInfo } from 'node:net';
import { afterEach, describe, expect, it } from '@jest/globals';
import { SMTPServer, type SMTPServerOptions } from 'smtp-server';
import { mailByAddress, relayOut, tryRelay } from '../../shared/channels/email/relay.ts';
import { composeStatusLink } from '../../shared/channels/email/compose.ts';
import { DEFAULT_SETTINGS } from '../../shared/domain/settings.ts';

const refusal = (responseCode: number): Error => Object.assign(new Error('5.x'), { responseCode });
const SIGN_IN = { user: 'care', password: 'right' };
let server: SMTPServer | undefined;

afterEach(async () => { await new Promise<void>((done) => { if (server) server.close(done); else done(); }); server = undefined; });

/** A relay on loopback that behaves as told; answers with its connection. */
async function relay(behaviour: SMTPServerOptions = {}, listensOn = '127.0.0.1'): Promise<{ address: string; user: string; password: string }> {
  server = new SMTPServer({
    logger: false, disabledCommands: ['STARTTLS'], allowInsecureAuth: true, disableReverseLookup: true, closeTimeout: 50,
    onAuth: ({ password }, _session, done) => { if (password === SIGN_IN.password) done(null, { user: 'care' }); else done(refusal(535)); },
    ...behaviour,
  });
  // What a client breaks off is this test's own doing.
  server.on('error', () => undefined);
  await new Promise<void>((listening) => { server!.listen(0, listensOn, listening); });
  return { address: `smtp://${listensOn}:${(server.server.address() as AddressInfo).port}`, ...SIGN_IN };
}

const composed = async () => composeStatusLink({ to: 'דנה@customer.example', from: 'care@company.example', language: 'he', caseNumber: '482109379' }, DEFAULT_SETTINGS, { replyTo: 'care@company.example', link: 'https://care.company.example/s/x' });

async function handed(settings: { address: string; user: string; password: string } | undefined): Promise<unknown> {
  const mail = await composed();
  return relayOut(async () => settings).hand(mail, {}).catch((error: unknown) => error);
}

describe('mail to an address with letters beyond ASCII', () => {
  it('is handed to the relay as UTF-8, and is known by its own Message-ID', async () => {
    let taken = '';
    let envelope: unknown;
    const settings = await relay({ onData: (stream, session, done) => { envelope = session.envelope; stream.on('data', (chunk: Buffer) => { taken += chunk.toString(); }).on('end', () => done()); } });
    const id = await handed(settings);
    expect(taken).toContain(`Message-ID: <${id as string}>`);
    expect(taken).toContain('To: דנה@customer.example');
    expect(envelope).toMatchObject({ smtpUtf8: true, mailFrom: { address: 'care@company.example' }, rcptTo: [{ address: 'דנה@customer.example' }] });
  });

  it.each<[string, SMTPServerOptions, object]>([
    ['that refuses the address is final', { onRcptTo: (_to, _session, done) => done(refusal(550)) }, { name: 'Refused', reason: 'rejected' }],
    ['that refuses its words is final', { onData: (stream, _session, done) => { stream.resume().on('end', () => done(refusal(554))); } }, { name: 'Refused', reason: 'rejected' }],
    ['that is full says later', { onRcptTo: (_to, _session, done) => done(refusal(452)) }, { name: 'TryLater', seconds: 300 }],
    ['that does not take our password waits for somebody to mend it', { onAuth: (_given, _session, done) => done(refusal(535)) }, { name: 'TryLater', seconds: 900 }],
  ])('by a relay %s', async (_what, behaviour, expected) => {
    expect(await handed(await relay(behaviour))).toMatchObject(expected);
  });

  it('waits when nobody answers at the relay', async () => {
    const settings = await relay();
    await new Promise<void>((done) => { server!.close(done); });
    server = undefined;
    expect(await handed(settings)).toMatchObject({ name: 'TryLater', seconds: 60 });
  });

  it('has an unknown outcome when the relay goes away after it got the words', async () => {
    const settings = await relay({ onData: (stream) => { stream.resume().on('end', () => { for (const connection of server!.connections) connection._socket.destroy(); }); } });
    expect(await handed(settings)).toMatchObject({ name: 'Error' });
  });

  it('is refused where no relay is connected', async () => {
    expect(await handed(undefined)).toMatchObject({ name: 'Refused', reason: 'noRelay' });
  });

  it('alone takes this way', async () => {
    const ways: string[] = [];
    const out = mailByAddress({ hand: async () => { ways.push('service'); return '1'; } }, { hand: async () => { ways.push('relay'); return '2'; } });
    const mail = await composed();
    for (const to of ['dana@customer.example', 'dana@xn--4dbfg1f.example', 'דנה@customer.example', 'jdöe@xn--mchine-bua.example']) await out.hand({ ...mail, to }, {});
    expect(ways).toEqual(['service', 'service', 'relay', 'relay']);
  });
});

describe('connecting a relay', () => {
  it('signs in once, and says what the server said', async () => {
    const settings = await relay();
    await expect(tryRelay(settings)).resolves.toBeUndefined();
    await expect(tryRelay({ ...settings, password: 'wrong' })).rejects.toThrow(/535/);
  });

  it('never says a password in the open to another machine', async () => {
    let signedIn = 0;
    const settings = await relay({ onAuth: (_given, _session, done) => { signedIn++; done(null, { user: 'care' }); } }, '127.0.0.2');
    await expect(tryRelay(settings)).rejects.toThrow(/STARTTLS/);
    expect(signedIn).toBe(0);
  });
});
