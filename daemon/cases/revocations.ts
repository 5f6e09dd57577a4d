/** 憑證廢止: one person asks, another approves, and the RA revokes once. */
import type { RevocationReason } from '../../sync/connector.js';
import type { Localized } from '../contract/messages.js';
import type { Audit } from '../audit/audit.js';
import { classify } from '../failures/classify.js';
import { Failure } from '../contract/failures/failure.js';
import type { StaffActor } from '../operators/actor.js';
import type { ApprovalAction, Approvals } from '../operators/approvals.js';
import type { ApprovalView } from '../operators/approvalView.js';
import type { Ras } from '../ras/ras.js';
import type { Claims } from './claims.js';

export interface RevocationsParts {
  readonly ras: Ras;
  readonly claims: Pick<Claims, 'requireNotTaken'>;
  readonly approvals: Pick<Approvals, 'ask'>;
}

/** What the application form says. */
type Cause = 'dataChanged' | 'keyDamaged' | 'keyLost' | 'keyExposed' | 'notNeeded' | 'withdrawn' | 'other';

export interface RevocationRequest {
  /** Absent: the only RA when there is one. */
  readonly raId?: string | undefined;
  readonly registrationId: string;
  /** null: all that are in force. */
  readonly serials: readonly string[] | null;
  readonly cause: Cause;
  /** How the application form reached the counter. */
  readonly form: 'inPerson' | 'mail';
  /** Needed where the cause is `other`. */
  readonly note: string;
}

/** For each cause on the application form: the reason of RFC 5280 §5.3.1, and the words for the second person. */
const causes: Readonly<Record<Cause, { readonly reason: RevocationReason; readonly words: Localized }>> = {
  dataChanged: {
    reason: 'affiliationChanged',
    words: { 'zh-TW': '用戶資料變更', en: 'the subscriber’s data changed' },
  },
  keyDamaged: {
    reason: 'superseded',
    words: { 'zh-TW': '私密金鑰毀損（晶片卡損壞）', en: 'the private key or its card is damaged' },
  },
  keyLost: {
    reason: 'keyCompromise',
    words: { 'zh-TW': '私密金鑰遺失（晶片卡遺失）', en: 'the private key or its card is lost' },
  },
  keyExposed: {
    reason: 'keyCompromise',
    words: {
      'zh-TW': '私密金鑰外洩、遭竄改，或有此疑慮',
      en: 'the private key was exposed or tampered with, or is at risk of it',
    },
  },
  notNeeded: { reason: 'cessationOfOperation', words: { 'zh-TW': '不再使用', en: 'it is no longer needed' } },
  withdrawn: { reason: 'privilegeWithdrawn', words: { 'zh-TW': '註冊資格取消', en: 'the registration is withdrawn' } },
  other: { reason: 'unspecified', words: { 'zh-TW': '其他', en: 'another reason' } },
};

const forms: Readonly<Record<'inPerson' | 'mail', Localized>> = {
  inPerson: { 'zh-TW': '親自臨櫃', en: 'form handed in' },
  mail: { 'zh-TW': '郵寄', en: 'form by mail' },
};

const inForce: ReadonlySet<string> = new Set(['valid', 'expiringSoon', 'suspended']);

const revokeActionName = 'certificate.revoke';

/** The facts of the approval request: exactly what will be done. */
interface RevokeFacts extends Readonly<Record<string, string>> {
  readonly ra: string;
  readonly registration: string;
  readonly name: string;
  readonly userIdentifier: string;
  /** Separated by spaces; empty: all certificates in force. */
  readonly serials: string;
  readonly cause: Cause;
  readonly form: 'inPerson' | 'mail';
  readonly note: string;
}

export class Revocations {
  readonly #parts: RevocationsParts;

  constructor(parts: RevocationsParts) {
    this.#parts = parts;
  }

  /** @throws {Failure} `case.claim.taken`, `revocation.ask.*`, `ra.*` */
  async ask(actor: StaffActor, request: RevocationRequest): Promise<ApprovalView> {
    const { ras, claims, approvals } = this.#parts;
    const { registrationId, serials, cause, form, note } = request;
    const { connector, profile } = ras.choose(request.raId);
    claims.requireNotTaken(actor, { raId: profile.id, registrationId });
    if (cause === 'other' && note === '') throw new Failure('revocation.ask.noteMissing');
    const ground = { kind: 'counter', operator: actor.operator } as const;
    const { registration, certificates } = await connector
      .registrationRecord(registrationId, ground)
      .catch((error: unknown) => {
        throw classify(error);
      });
    const revocable = certificates.filter(({ status }) => inForce.has(status)).map(({ serial }) => serial);
    const chosen = serials ?? revocable;
    if (chosen.length === 0 || chosen.some((serial) => !revocable.includes(serial))) {
      throw new Failure('revocation.ask.notInForce');
    }
    const facts: RevokeFacts = {
      ra: profile.id,
      registration: registrationId,
      name: registration.name,
      userIdentifier: registration.userIdentifier,
      serials: serials?.join(' ') ?? '',
      cause,
      form,
      note,
    };
    return approvals.ask(actor, { action: revokeActionName, subject: registrationId, facts });
  }
}

export function revokeAction({
  ras,
  audit,
}: {
  readonly ras: Ras;
  readonly audit: Pick<Audit, 'append'>;
}): ApprovalAction {
  return {
    name: revokeActionName,
    permission: 'revoke',
    describe(facts) {
      const { name, userIdentifier, serials, cause, form, note } = facts as RevokeFacts;
      const which =
        serials === ''
          ? { 'zh-TW': '全部有效憑證', en: 'all certificates in force' }
          : { 'zh-TW': `憑證 ${serials}`, en: `certificate ${serials}` };
      const [why, how] = [causes[cause].words, forms[form]];
      const said = note === '' ? { 'zh-TW': '', en: '' } : { 'zh-TW': `（${note}）`, en: ` (${note})` };
      return {
        'zh-TW': `廢止「${name}」（${userIdentifier}）的${which['zh-TW']}。原因：${why['zh-TW']}${said['zh-TW']}。申請書：${how['zh-TW']}。廢止後不能復原`,
        en: `Revoke ${which.en} of ${name} (${userIdentifier}): ${why.en}${said.en}; ${how.en}. It cannot be undone.`,
      };
    },
    async execute(facts, { approvalId, askedBy, approvedBy }) {
      const { ra, registration: registrationId, serials, cause, form, note } = facts as RevokeFacts;
      const { connector, link } = ras.byId(ra);
      const { reason, words } = causes[cause];
      const revocation = {
        registrationId,
        reason,
        form,
        askedBy,
        approvedBy,
        serials: serials === '' ? null : serials.split(' '),
        note: note === '' ? words['zh-TW'] : `${words['zh-TW']}：${note}`,
      };
      const done = await connector.revoke(revocation, approvalId);
      const { revokedAt } = done;
      const revoked = done.serials.join(' ');
      await audit.append({
        actor: askedBy,
        action: 'certificate.revoked',
        subject: registrationId,
        facts: { ra, reason, cause, form, serials: revoked, revokedAt, askedBy, approvedBy, approval: approvalId },
      });
      await link.refreshRegistrations();
      return { revokedAt, serials: revoked };
    },
  };
}
