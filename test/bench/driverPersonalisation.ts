/** Ours: the driver through the real transport, as the daemon uses it. */
import { EventEmitter, once } from 'node:events';
import { equalBytes } from '../../base/bytes.js';
import { Secret } from '../../base/secret.js';
import { openCard } from '../../card/drivers/registry.js';
import { PcscTransport } from '../../card/transport/pcscTransport.js';
import { certificateKeySigned } from '../../base/pki/certificate.js';
import type { PcscHarness } from '../harness/pcscHarness.js';
import { certificateFor } from '../unit/card/support/certificates.js';
import { Stopwatch } from './bench.js';
import { document, pin, puk } from './personalisationValues.js';

export class DriverStation {
  readonly #transport: PcscTransport;
  readonly #present = new Set<string>();
  readonly #news = new EventEmitter();

  constructor(harness: PcscHarness) {
    this.#transport = new PcscTransport({ socketPath: harness.socketPath });
  }

  async start(): Promise<void> {
    await this.#transport.start({
      readerChanged: ({ reader, card }) => {
        if (card.present) this.#present.add(reader);
        else this.#present.delete(reader);
        this.#news.emit('change');
      },
      readerRemoved: (reader) => this.#present.delete(reader),
      serviceChanged: () => undefined,
    });
  }

  stop(): Promise<void> {
    return this.#transport.stop();
  }

  /** Personalises one instance of the blank card in `reader`. @returns the time it took without the CA's, ms */
  async personalise(reader: string): Promise<number> {
    while (!this.#present.has(reader)) await once(this.#news, 'change');
    const watch = new Stopwatch();
    const { connection, driver, publicKey } = await watch.time(async () => {
      const connection = await this.#transport.connect(reader);
      const driver = await openCard(connection);
      await driver.setPuk(1, Secret.fromText(puk));
      await driver.createFileSystem(1, { token: 'bench', pin: 'PIN 1' });
      await driver.setInitialPin(1, Secret.fromText(pin));
      await driver.verifyPin(1, Secret.fromText(pin));
      const publicKey = await driver.generateKey('sign', 'a', 'rsa2048');
      await driver.writeKeyObjects('sign', 'a', publicKey);
      return { connection, driver, publicKey };
    });
    const certificate = certificateFor(publicKey, 0);
    const { readBack, signature } = await watch.time(async () => {
      await driver.writeCertificate('sign', 'a', certificate);
      const readBack = await driver.readCertificate('sign', 'a');
      const signature = await driver.sign('sign', 'a', document);
      await connection.disconnect('reset');
      return { readBack, signature };
    });
    if (readBack === null || !equalBytes(readBack, certificate)) throw new Error('another certificate was read back');
    if (!certificateKeySigned(certificate, document, signature)) throw new Error('the signature does not verify');
    return watch.ms;
  }
}
