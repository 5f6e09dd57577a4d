/** The settings of the syslog receiver: what goes together, and what does not. */
import t from 'tap';
import { configSchema } from '../../../config/schema.js';

const taken = (syslog: object): boolean => configSchema.safeParse({ ras: ['a.yaml'], audit: { syslog } }).success;

void t.test('off without settings', (t) => {
  t.equal(configSchema.parse({ ras: ['a.yaml'] }).audit.syslog, null);
  t.end();
});

void t.test('transports and their files', (t) => {
  const address = { host: 'siem.example', port: 6514 };
  t.ok(taken({ ...address, transport: 'udp' }));
  t.ok(taken({ ...address, transport: 'tcp', facility: 10, enterpriseNumber: 99 }));
  t.ok(taken({ ...address, transport: 'tls', caFile: 'ca.pem' }));
  t.ok(taken({ ...address, transport: 'tls', caFile: 'ca.pem', certificateFile: 'c.pem', keyFile: 'k.pem' }));
  t.notOk(taken({ ...address, transport: 'tls' }), 'no CA');
  t.notOk(taken({ ...address, transport: 'tcp', caFile: 'ca.pem' }), 'looks protected, and is not');
  t.notOk(taken({ ...address, transport: 'tls', caFile: 'ca.pem', keyFile: 'k.pem' }), 'half a pair');
  t.notOk(taken({ ...address, transport: 'unix' }), 'Node has no datagram sockets of that family');
  t.notOk(taken({ ...address, transport: 'udp', facility: 24 }));
  t.notOk(taken({ ...address, transport: 'udp', appName: 'card gateway' }));
  t.end();
});
