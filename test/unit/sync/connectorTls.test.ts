/** The connector to an RA: with which certificate it comes, and whose server it talks to. */
import { EventEmitter, once } from 'node:events';
import { TLSSocket } from 'node:tls';
import t from 'tap';
import { basicConstraints, keyUsage } from '../../../base/pki/extensions.js';
import { RaApiConnector } from '../../../sync/ra-api/connector.js';
import { certificateOf, errorOf, FarEnd, key } from './farEnd.js';
import { privatePem, softKey } from './openssl.js';

const far = await FarEnd.start();
t.beforeEach(() => far.forget());
t.after(() => far.stop());

void t.test(
  'another certificate: for requests from now on; those under way are answered on their old connection',
  async (t) => {
    const other = softKey('ec');
    const renewed = await certificateOf({
      subject: 'renewed',
      publicKey: other.publicKey,
      issuerKey: key,
      extensions: [keyUsage('digitalSignature')],
    });
    const asked = new EventEmitter();
    far.answer = (request, response) => {
      if (!(request.socket instanceof TLSSocket)) throw new TypeError('not over TLS');
      const { subject } = request.socket.getPeerCertificate();
      asked.emit('request', subject.CN, () => {
        response.setHeader('content-type', 'application/json');
        response.end(JSON.stringify({ time: '2026-01-01T00:00:00Z', minimumGatewayVersion: '0.1.0' }));
      });
    };
    const line = far.connectorTo(far.url, 20_000);
    t.teardown(() => line.close());
    const arrives = async () => (await once(asked, 'request')) as [string, () => void];

    const [first, [before, answerFirst]] = [line.ping(), await arrives()];
    line.useIdentity({ certificate: renewed, key: privatePem(other) });
    const [second, [after, answerSecond]] = [line.ping(), await arrives()];
    t.strictSame([before, after], ['both ends', 'renewed']);
    answerSecond();
    await second;
    answerFirst();
    t.equal((await first).minimumGatewayVersion, '0.1.0');
  },
);

void t.test('a server that another CA vouches for is not the RA', async (t) => {
  const stranger = softKey('ec');
  const ca = await certificateOf({
    subject: 'both ends',
    publicKey: stranger.publicKey,
    issuerKey: stranger,
    extensions: [basicConstraints(true)],
  });
  const { certificate } = far;
  const careful = new RaApiConnector({ url: far.url, ca, certificate, key: privatePem(key), timeoutMs: 5_000 });
  t.teardown(() => careful.close());
  far.says(200, { time: '2026-03-04T00:00:00Z', minimumGatewayVersion: '0.1.0' });
  t.match(await errorOf(careful.ping()), { name: 'RaUnavailableError' });
  t.same(far.seen, [], 'nothing was sent to it');
});

// Only now may the hooks of `after` run: what is open would keep the process from ending by itself.
t.end();
