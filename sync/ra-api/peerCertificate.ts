import { once } from 'node:events';
import { connect } from 'node:tls';

/**
 * The certificate that an RA shows, whoever signed it and whether or not it is in force: for looking at, not for trusting.
 * Nothing is sent on the connection.
 * @param url base address of the RA's API
 * @param own PEM: the gateway's certificate and key, where the RA asks for them
 * @returns X.509 DER
 * @throws when no TLS connection comes about
 */
export async function peerCertificate(
  url: string,
  own: { readonly ca: string; readonly certificate: string; readonly key: string },
  signal: AbortSignal,
): Promise<Uint8Array> {
  const { hostname, port } = new URL(url);
  const host = hostname.replace(/^\[|\]$/g, '');
  const socket = connect({
    host,
    port: port === '' ? 443 : Number(port),
    ...(/[a-z]/i.test(host) && !host.includes(':') && { servername: host }),
    ca: own.ca,
    cert: own.certificate,
    key: own.key,
    rejectUnauthorized: false,
  });
  try {
    await once(socket, 'secureConnect', { signal });
    return new Uint8Array(socket.getPeerCertificate().raw);
  } finally {
    socket.on('error', () => undefined);
    socket.destroy();
  }
}
