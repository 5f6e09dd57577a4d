/** Password letters (密碼單) of the RA contract. */
import { toBase64 } from '../../base/bytes.js';
import { RaUnavailableError, type LetterRecord, type LetterReleases, type RaRefusedError } from '../connector.js';
import * as answers from './answers.js';
import type { HttpsLink } from './httpsLink.js';

/** The part of the connector that deals with password letters. */
export class Letters {
  readonly #link: HttpsLink;

  constructor(link: HttpsLink) {
    this.#link = link;
  }

  async list(days: number): Promise<readonly LetterRecord[]> {
    const { letters } = await this.#link.ask(answers.lettersAnswer, (client) =>
      client.GET('/letters', { params: { query: { days } } }),
    );
    return letters;
  }

  async find(letterId: string): Promise<LetterRecord | null> {
    const { letter } = await this.#link.ask(answers.foundLetterAnswer, (client) =>
      client.GET('/letters/{letterId}', { params: { path: { letterId } } }),
    );
    return letter;
  }

  async of(registrationIds: readonly string[]): Promise<readonly LetterRecord[]> {
    if (registrationIds.length === 0) return [];
    const { letters } = await this.#link.ask(answers.lettersAnswer, (client) =>
      client.POST('/letter-lookups', { body: { registrationIds } }),
    );
    return letters;
  }

  async release({
    letters,
    operator,
    recipientCertificate,
  }: LetterReleases): Promise<readonly (Uint8Array | RaRefusedError | RaUnavailableError)[]> {
    const { results } = await this.#link.ask(answers.releasesAnswer, (client) =>
      client.POST('/letter-releases', {
        body: { letters, operator, recipientCertificate: toBase64(recipientCertificate) },
      }),
    );
    if (results.length !== letters.length) throw new RaUnavailableError('the RA did not answer for every letter');
    return results.map((result) => answers.answerOf(result, ({ sealedLetter }) => sealedLetter));
  }
}
