/** The TLS certificate of an RA. */
import { once } from 'node:events';
import { connect } from 'node:tls';

/**
 * Reads the certificate that an RA presents, also an untrusted or expired one: it is for display and must not be trusted.
 * No request is sent on the connection.
 * @param url base address of the RA's API
 * @param own PEM: the gateway's certificate and key, where the RA asks for them
 * @returns X.509 DER
 * @throws {Error} when the TLS handshake fails
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
