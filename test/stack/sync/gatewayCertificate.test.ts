/** The gateway's own certificate: renewed with a key that the gateway made. */
import { readFile } from 'node:fs/promises';
import t from 'tap';
import { createCertificationRequest } from '../../../base/pki/certificationRequest.js';
import { RaApiConnector } from '../../../sync/ra-api/connector.js';
import { openssl, pem, privatePem, softKey, Workbench } from '../../unit/sync/openssl.js';
import { refusalOf } from './card.js';
import { startRa } from './ra.js';

const gatewayName = '櫃檯 A, 1 樓';
const { server, ra } = await startRa('--gateway-name', gatewayName);

const name = [{ type: 'CN', value: gatewayName }] as const;

for (const kind of ['rsa', 'ec'] as const) {
  void t.test(`a new ${kind} key opens the RA’s door`, async (t) => {
    const bench = await Workbench.open();
    t.teardown(() => bench.close());
    const key = softKey(kind);
    const certificate = await ra.renewGatewayCertificate(await createCertificationRequest(name, key));
    const file = await bench.put('gateway.pem', pem(certificate));
    t.match(await openssl(`verify -purpose sslclient -CAfile ${server.ready.gateway.caFile} ${file}`), /OK/);
    const renewed = new RaApiConnector({
      url: server.ready.url,
      ca: await readFile(server.ready.gateway.caFile, 'utf8'),
      certificate: pem(certificate),
      key: privatePem(key),
      timeoutMs: 10_000,
    });
    t.teardown(() => renewed.close());
    t.equal(await refusalOf(renewed.ping()), 'none');
    t.equal(await refusalOf(ra.ping()), 'none', 'the old one stays good');
    const again = renewed.renewGatewayCertificate(await createCertificationRequest(name, key));
    t.equal(await refusalOf(again), 'publicKeyReused');
  });
}

void t.test('what is not certified', async (t) => {
  const key = softKey('ec');
  const other = [{ type: 'CN', value: 'gateway-2' }] as const;
  const refused = async (request: Promise<Uint8Array>): Promise<string> =>
    refusalOf(ra.renewGatewayCertificate(await request));
  t.equal(await refused(createCertificationRequest(other, key)), 'notAllowed', 'another gateway');
  t.equal(await refused(createCertificationRequest(name, softKey('rsa', 1024))), 'badRequest', 'a weak key');
  const foreign = createCertificationRequest(name, {
    publicKey: key.publicKey,
    sign: (data) => softKey('ec').sign(data),
  });
  t.equal(await refused(foreign), 'proofOfPossessionFailed');
  t.equal(await refused(Promise.resolve(Buffer.from('no request'))), 'badRequest');
});

// Only now may the hooks of `after` run: what is open would keep the process from ending by itself.
t.end();
