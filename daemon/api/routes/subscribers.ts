/** Subscribers at a screen: log in, look at the record, change the website password, find and save certificates. */
import { subscriberRoutes } from '../../contract/routes/subscribers.js';
import { defineHandlers } from '../route.js';
import { certificateRecordToWire, loginToWire, recordToWire } from '../../subscribers/wire.js';
import { giveToken } from './session.js';

export const subscriberHandlers = defineHandlers(subscriberRoutes, {
  logInSubscriber: async ({ screen, response, body: { raId, account, password } }, context) => {
    const { subscribers, screenSessions, websitePasswords } = context;
    const login = await websitePasswords.attempt(screen.screen.id, () =>
      subscribers.login(screen.actor, { raId, account }, password),
    );
    giveToken(response, screenSessions.renew(screen));
    return loginToWire(login);
  },
  changeWebsitePassword: ({ screen, body }, { subscribers, websitePasswords }) => {
    const { raId, account, oldPassword, newPassword } = body;
    const passwords = { old: oldPassword, new: newPassword };
    return websitePasswords.attempt(screen.screen.id, () =>
      subscribers.changeWebsitePassword(screen.actor, { raId, account }, passwords),
    );
  },
  getRecord: async ({ screen }, { subscribers }) => recordToWire(await subscribers.record(screen.actor)),
  findPartnerCertificate: async ({ screen, params: { serial }, query: { raId } }, { subscribers }) => {
    const found = await subscribers.partnerCertificate(screen.actor, raId, serial);
    return { certificate: found && certificateRecordToWire(found) };
  },
  listSaveTargets: (_call, { saves }) => saves.targets(),
  saveCertificates: ({ screen: { actor }, body: { serials, target } }, { subscribers, saves }) => {
    const certificates = subscribers.shown(actor, serials);
    return saves.save(certificates, target, actor.kind === 'staff' ? actor.operator : 'kiosk');
  },
});
