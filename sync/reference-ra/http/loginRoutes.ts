/** The operations that take a website password or a card's proof. */
import type { Express, Request } from 'express';
import { Secret } from '../../../base/secret.js';
import type { Office } from '../office.js';
import { authoriseUnblock } from '../operations/authorisations.js';
import { authoriseByCard, challengeCard } from '../operations/cardLogins.js';
import { authoriseByPassword, changeWebsitePassword } from '../operations/logins.js';
import { bodyOf, handler } from './request.js';

/** The passwords leave the request at once, and are disposed of when `work` is done. */
async function withSecrets<T>(
  request: Request,
  texts: readonly string[],
  work: (...secrets: readonly Secret[]) => Promise<T>,
): Promise<T> {
  const secrets = texts.map((text) => Secret.fromText(text));
  request.body = undefined;
  try {
    return await work(...secrets);
  } finally {
    for (const secret of secrets) secret.dispose();
  }
}

export function addLoginRoutes(app: Express, office: Office): void {
  app.post(
    '/v1/password-authorisations',
    handler<'authoriseByPassword'>((request, gateway) => {
      const { account, password } = bodyOf<'authoriseByPassword'>(request);
      return withSecrets(request, [password], (secret) => authoriseByPassword(office, gateway, account, secret));
    }),
  );
  app.post(
    '/v1/password-changes',
    handler<'changeWebsitePassword'>((request, gateway) => {
      const { account, oldPassword, newPassword } = bodyOf<'changeWebsitePassword'>(request);
      return withSecrets(request, [oldPassword, newPassword], (old, fresh) =>
        changeWebsitePassword(office, gateway, account, old, fresh),
      );
    }),
  );
  app.post(
    '/v1/unblock-authorisations',
    handler<'authoriseUnblock'>((request, gateway) => {
      const { account, password, cardSerial, pin } = bodyOf<'authoriseUnblock'>(request);
      return withSecrets(request, [password], (secret) =>
        authoriseUnblock(office, gateway, secret, { account, cardSerial, pin }),
      );
    }),
  );
  app.post(
    '/v1/card-challenges',
    handler<'challengeCard'>((request, gateway) =>
      challengeCard(office, gateway, bodyOf<'challengeCard'>(request).certificateSerial),
    ),
  );
  app.post(
    '/v1/card-authorisations',
    handler<'authoriseByCard'>((request, gateway) => {
      const { challengeId, signature } = bodyOf<'authoriseByCard'>(request);
      return authoriseByCard(office, gateway, challengeId, signature);
    }),
  );
}
