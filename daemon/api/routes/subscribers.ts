/** Subscribers at a screen: log in, look at the record, change the website password, find and save certificates. */
import { subscriberRoutes } from '../../contract/routes/subscribers.js';
import { defineHandlers } from '../route.js';
import { giveToken } from './session.js';

export const subscriberHandlers = defineHandlers(subscriberRoutes, {
  logInSubscriber: async ({ screen, response, body: { raId, account, password } }, context) => {
    const { subscribers, screenSessions, websitePasswords } = context;
    const login = await websitePasswords.attempt(screen.screen.id, () =>
      subscribers.login(screen.actor, { raId, account }, password),
    );
    giveToken(response, screenSessions.renew(screen));
    return login;
  },
  changeWebsitePassword: ({ screen, body }, { subscribers, websitePasswords }) => {
    const { raId, account, oldPassword, newPassword } = body;
    const passwords = { old: oldPassword, new: newPassword };
    return websitePasswords.attempt(screen.screen.id, () =>
      subscribers.changeWebsitePassword(screen.actor, { raId, account }, passwords),
    );
  },
  getRecord: ({ screen }, { subscribers }) => subscribers.record(screen.actor),
  findPartnerCertificate: async ({ screen, params: { serial }, query: { raId } }, { subscribers }) => ({
    certificate: await subscribers.partnerCertificate(screen.actor, raId, serial),
  }),
  listSaveTargets: (_call, { saves }) => saves.targets(),
  saveCertificates: ({ screen: { actor }, body: { serials, target } }, { subscribers, saves }) => {
    const certificates = subscribers.shown(actor, serials);
    return saves.save(certificates, target, actor.kind === 'staff' ? actor.operator : 'kiosk');
  },
});
