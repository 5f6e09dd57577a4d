/** Orders and certificates of the RA contract. Parallel requests of many cards are sent together. */
import { toBase64 } from '../../base/bytes.js';
import type { CertificateRequest, IssuedCertificate, Order } from '../connector.js';
import { RequestBatcher } from '../requestBatcher.js';
import * as answers from './answers.js';
import type { HttpsLink } from './httpsLink.js';

/** The contract allows no more in one request. */
const limit = 50;

interface OrderRequest {
  readonly idempotencyKey: string;
  readonly registrationId: string;
  readonly card: { readonly cardSerial: string; readonly family: string };
}

interface CertificatesRequest {
  readonly idempotencyKey: string;
  readonly orderId: string;
  /** PKCS #10 in base64 */
  readonly requests: readonly { readonly use: CertificateRequest['use']; readonly request: string }[];
}

/** Single requests use the operations for one card; parallel ones are batched into the operations for many. */
export class Issuing {
  readonly #orders = new RequestBatcher<OrderRequest, Order>((requests) => this.#openOrders(requests), limit);
  readonly #certificates = new RequestBatcher<CertificatesRequest, readonly IssuedCertificate[]>(
    (requests) => this.#certify(requests),
    limit,
  );

  readonly #link: HttpsLink;

  constructor(link: HttpsLink) {
    this.#link = link;
  }

  openOrder(registrationId: string, card: OrderRequest['card'], idempotencyKey: string): Promise<Order> {
    const { cardSerial, family } = card;
    return this.#orders.ask({ idempotencyKey, registrationId, card: { cardSerial, family } });
  }

  requestCertificates(
    orderId: string,
    requests: readonly CertificateRequest[],
    idempotencyKey: string,
  ): Promise<readonly IssuedCertificate[]> {
    const wire = requests.map(({ use, request }) => ({ use, request: toBase64(request) }));
    return this.#certificates.ask({ idempotencyKey, orderId, requests: wire });
  }

  async #openOrders(requests: readonly OrderRequest[]): Promise<readonly (Order | Error)[]> {
    const [first, ...others] = requests;
    if (first !== undefined && others.length === 0) return [await this.#openOne(first)];
    const { results } = await this.#link.ask(answers.ordersAnswer, (client) =>
      client.POST('/order-requests', { body: { requests } }),
    );
    return results.map((result) => answers.answerOf(result, ({ order }) => order));
  }

  #openOne({ idempotencyKey, ...body }: OrderRequest): Promise<Order> {
    return this.#link.ask(answers.orderAnswer, (client) =>
      client.POST('/orders', { params: { header: { 'Idempotency-Key': idempotencyKey } }, body }),
    );
  }

  async #certify(requests: readonly CertificatesRequest[]): Promise<readonly (readonly IssuedCertificate[] | Error)[]> {
    const [first, ...others] = requests;
    if (first !== undefined && others.length === 0) return [await this.#certifyOne(first)];
    const { results } = await this.#link.ask(answers.certifiedAnswer, (client) =>
      client.POST('/certificate-requests', { body: { requests } }),
    );
    return results.map((result) => answers.answerOf(result, ({ certificates }) => certificates));
  }

  async #certifyOne({ idempotencyKey, orderId, requests }: CertificatesRequest): Promise<readonly IssuedCertificate[]> {
    const { certificates } = await this.#link.ask(answers.certificatesAnswer, (client) =>
      client.POST('/orders/{orderId}/certificates', {
        params: { path: { orderId }, header: { 'Idempotency-Key': idempotencyKey } },
        body: { requests },
      }),
    );
    return certificates;
  }
}
