// Generated from openapi.yaml by generate.mjs.

export interface paths {
    readonly "/ping": {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path?: never;
            readonly cookie?: never;
        };
        /** The RA's time, and the minimum version of gateways. */
        readonly get: operations["ping"];
        readonly put?: never;
        readonly post?: never;
        readonly delete?: never;
        readonly options?: never;
        readonly head?: never;
        readonly patch?: never;
        readonly trace?: never;
    };
    readonly "/registrations": {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path?: never;
            readonly cookie?: never;
        };
        /**
         * The subscribers' registrations that this gateway may see at its counter.
         * @description The counter's work list, without registrations for the batch line (批次製卡) and those of batch orders:
         *     there may be tens of thousands of them.
         */
        readonly get: operations["listRegistrations"];
        readonly put?: never;
        readonly post?: never;
        readonly delete?: never;
        readonly options?: never;
        readonly head?: never;
        readonly patch?: never;
        readonly trace?: never;
    };
    readonly "/registration-lookups": {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path?: never;
            readonly cookie?: never;
        };
        readonly get?: never;
        readonly put?: never;
        /** Registrations by their ids, of the counter and of the batch line. */
        readonly post: operations["lookUpRegistrations"];
        readonly delete?: never;
        readonly options?: never;
        readonly head?: never;
        readonly patch?: never;
        readonly trace?: never;
    };
    readonly "/registration-searches": {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path?: never;
            readonly cookie?: never;
        };
        readonly get?: never;
        readonly put?: never;
        /** Search for the registrations of a subscriber, of the counter and of the batch line. */
        readonly post: operations["searchRegistrations"];
        readonly delete?: never;
        readonly options?: never;
        readonly head?: never;
        readonly patch?: never;
        readonly trace?: never;
    };
    readonly "/batch-orders": {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path?: never;
            readonly cookie?: never;
        };
        /**
         * Orders of many cards (批次訂單) that wait for a batch line.
         * @description An order is listed until each of its cards is complete, or prepared where the product is `prepareCard`. Facts report the state of
         *     each card.
         */
        readonly get: operations["listBatchOrders"];
        readonly put?: never;
        readonly post?: never;
        readonly delete?: never;
        readonly options?: never;
        readonly head?: never;
        readonly patch?: never;
        readonly trace?: never;
    };
    readonly "/batch-orders/{batchOrderId}/entries": {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path?: never;
            readonly cookie?: never;
        };
        /** The cards of a batch order, in its order, a page at a time. */
        readonly get: operations["listBatchOrderEntries"];
        readonly put?: never;
        readonly post?: never;
        readonly delete?: never;
        readonly options?: never;
        readonly head?: never;
        readonly patch?: never;
        readonly trace?: never;
    };
    readonly "/registrations/{registrationId}/record": {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path?: never;
            readonly cookie?: never;
        };
        readonly get?: never;
        readonly put?: never;
        /**
         * The record of one subscriber, as far as the counter and the subscriber may see it.
         * @description The RA's audit log records each read, with the operator's name where the ground is the counter.
         */
        readonly post: operations["readRegistration"];
        readonly delete?: never;
        readonly options?: never;
        readonly head?: never;
        readonly patch?: never;
        readonly trace?: never;
    };
    readonly "/registrations/{registrationId}/revocations": {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path?: never;
            readonly cookie?: never;
        };
        readonly get?: never;
        readonly put?: never;
        /**
         * Revoke certificates of a subscriber (憑證廢止).
         * @description All certificates in force, or those of `serials`. An issued registration without a certificate in force afterwards is `revoked`.
         */
        readonly post: operations["revoke"];
        readonly delete?: never;
        readonly options?: never;
        readonly head?: never;
        readonly patch?: never;
        readonly trace?: never;
    };
    readonly "/registrations/{registrationId}/password-resets": {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path?: never;
            readonly cookie?: never;
        };
        readonly get?: never;
        readonly put?: never;
        /**
         * Put a random website password into a letter (網站密碼重設).
         * @description It lifts a suspension, has to be changed at the next login, and makes letters with earlier website passwords void.
         */
        readonly post: operations["resetWebsitePassword"];
        readonly delete?: never;
        readonly options?: never;
        readonly head?: never;
        readonly patch?: never;
        readonly trace?: never;
    };
    readonly "/orders": {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path?: never;
            readonly cookie?: never;
        };
        readonly get?: never;
        readonly put?: never;
        /**
         * Bind an approved registration to one blank card.
         * @description The same registration with the same card gets the same order again, also with another idempotency key.
         */
        readonly post: operations["openOrder"];
        readonly delete?: never;
        readonly options?: never;
        readonly head?: never;
        readonly patch?: never;
        readonly trace?: never;
    };
    readonly "/orders/{orderId}/certificates": {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path?: never;
            readonly cookie?: never;
        };
        readonly get?: never;
        readonly put?: never;
        /**
         * Have the keys of an order's card certified.
         * @description One request for all uses, so that the certificates end on the same day. Each request is PKCS #10 signed by its own key.
         *     The subject is taken from the registration; the subject of the request is ignored. The same keys again get the
         *     same certificates; other keys are refused.
         */
        readonly post: operations["requestCertificates"];
        readonly delete?: never;
        readonly options?: never;
        readonly head?: never;
        readonly patch?: never;
        readonly trace?: never;
    };
    readonly "/order-requests": {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path?: never;
            readonly cookie?: never;
        };
        readonly get?: never;
        readonly put?: never;
        /**
         * Bind many registrations to their cards at once.
         * @description Each request has an idempotency key and a result of its own, the same as for a single request. A retry may use either form. A request
         *     that is refused or fails does not affect the others.
         */
        readonly post: operations["openOrders"];
        readonly delete?: never;
        readonly options?: never;
        readonly head?: never;
        readonly patch?: never;
        readonly trace?: never;
    };
    readonly "/certificate-requests": {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path?: never;
            readonly cookie?: never;
        };
        readonly get?: never;
        readonly put?: never;
        /**
         * Have the keys of many cards certified at once.
         * @description As with orders: each request has an idempotency key and a result of its own.
         */
        readonly post: operations["certifyMany"];
        readonly delete?: never;
        readonly options?: never;
        readonly head?: never;
        readonly patch?: never;
        readonly trace?: never;
    };
    readonly "/cards/{cardSerial}": {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path?: never;
            readonly cookie?: never;
        };
        /** The record of a card; a card that the RA does not know is `unknown`. */
        readonly get: operations["readCard"];
        readonly put?: never;
        readonly post?: never;
        readonly delete?: never;
        readonly options?: never;
        readonly head?: never;
        readonly patch?: never;
        readonly trace?: never;
    };
    readonly "/cards/{cardSerial}/certificates": {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path?: never;
            readonly cookie?: never;
        };
        readonly get?: never;
        readonly put?: never;
        /** The certificates in force whose keys should be on the card (憑證下載). */
        readonly post: operations["listCertificatesOfCard"];
        readonly delete?: never;
        readonly options?: never;
        readonly head?: never;
        readonly patch?: never;
        readonly trace?: never;
    };
    readonly "/cards/{cardSerial}/order": {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path?: never;
            readonly cookie?: never;
        };
        readonly get?: never;
        readonly put?: never;
        /** The order of a prepared card, for the subscriber who applies. */
        readonly post: operations["resumeOrder"];
        readonly delete?: never;
        readonly options?: never;
        readonly head?: never;
        readonly patch?: never;
        readonly trace?: never;
    };
    readonly "/cards/{cardSerial}/renewals": {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path?: never;
            readonly cookie?: never;
        };
        readonly get?: never;
        readonly put?: never;
        /**
         * An order for new certificates on the same card (憑證展期).
         * @description From 00:00 of the same day of the month before the end (the last day of a month that is shorter) to the end, 23:59:59 of its day,
         *     Asia/Taipei. While the order is open, the same order again, also with another idempotency key. Earlier certificates stay
         *     valid until their end. A subscriber needs an authorisation by card; one by password is refused (`authorisationExpired`).
         */
        readonly post: operations["openRenewal"];
        readonly delete?: never;
        readonly options?: never;
        readonly head?: never;
        readonly patch?: never;
        readonly trace?: never;
    };
    readonly "/cards/{cardSerial}/spoiling": {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path?: never;
            readonly cookie?: never;
        };
        readonly get?: never;
        readonly put?: never;
        /**
         * Take a card out of use (作廢).
         * @description Refused while the card has certificates in force. A registration without certificates returns to `approved`. A card that the RA
         *     does not know is recorded as spoiled.
         */
        readonly post: operations["spoilCard"];
        readonly delete?: never;
        readonly options?: never;
        readonly head?: never;
        readonly patch?: never;
        readonly trace?: never;
    };
    readonly "/password-authorisations": {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path?: never;
            readonly cookie?: never;
        };
        readonly get?: never;
        readonly put?: never;
        /**
         * Log in with a website password (網站密碼).
         * @description Three wrong passwords in a row suspend the account. No program may retry this request.
         */
        readonly post: operations["authoriseByPassword"];
        readonly delete?: never;
        readonly options?: never;
        readonly head?: never;
        readonly patch?: never;
        readonly trace?: never;
    };
    readonly "/password-changes": {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path?: never;
            readonly cookie?: never;
        };
        readonly get?: never;
        readonly put?: never;
        /**
         * Change a website password (網站密碼修改).
         * @description A wrong old password costs a try as at a login. No program may retry this request. The new password has 6 to 16 printable ASCII
         *     characters without blanks, and differs from the old one.
         */
        readonly post: operations["changeWebsitePassword"];
        readonly delete?: never;
        readonly options?: never;
        readonly head?: never;
        readonly patch?: never;
        readonly trace?: never;
    };
    readonly "/card-challenges": {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path?: never;
            readonly cookie?: never;
        };
        readonly get?: never;
        readonly put?: never;
        /** Random bytes that the card of a certificate for signatures has to sign. */
        readonly post: operations["challengeCard"];
        readonly delete?: never;
        readonly options?: never;
        readonly head?: never;
        readonly patch?: never;
        readonly trace?: never;
    };
    readonly "/card-authorisations": {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path?: never;
            readonly cookie?: never;
        };
        readonly get?: never;
        readonly put?: never;
        /**
         * Log in with a card's signature over a challenge.
         * @description The card signs, with SHA-256 and RSA PKCS #1 v1.5 or ECDSA: the UTF-8 text `card-gateway renewal`, a zero octet, the challenge, a zero
         *     octet, and the certificate's serial number in upper-case hex (ASCII).
         */
        readonly post: operations["authoriseByCard"];
        readonly delete?: never;
        readonly options?: never;
        readonly head?: never;
        readonly patch?: never;
        readonly trace?: never;
    };
    readonly "/certificates/{serial}": {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path?: never;
            readonly cookie?: never;
        };
        /**
         * A certificate by its serial number, of any subscriber (下載交易夥伴憑證).
         * @description A serial number without certificate gets null and no refusal.
         */
        readonly get: operations["findCertificate"];
        readonly put?: never;
        readonly post?: never;
        readonly delete?: never;
        readonly options?: never;
        readonly head?: never;
        readonly patch?: never;
        readonly trace?: never;
    };
    readonly "/certificate-revocation-list": {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path?: never;
            readonly cookie?: never;
        };
        /** The CA's CRL (RFC 5280 §5). */
        readonly get: operations["readRevocationList"];
        readonly put?: never;
        readonly post?: never;
        readonly delete?: never;
        readonly options?: never;
        readonly head?: never;
        readonly patch?: never;
        readonly trace?: never;
    };
    readonly "/unblock-authorisations": {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path?: never;
            readonly cookie?: never;
        };
        readonly get?: never;
        readonly put?: never;
        /**
         * Verify the website password of a card's holder.
         * @description Three wrong passwords in a row suspend the account. No program may retry this request: a wrong password costs
         *     a try each time.
         */
        readonly post: operations["authoriseUnblock"];
        readonly delete?: never;
        readonly options?: never;
        readonly head?: never;
        readonly patch?: never;
        readonly trace?: never;
    };
    readonly "/puk-releases": {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path?: never;
            readonly cookie?: never;
        };
        readonly get?: never;
        readonly put?: never;
        /**
         * Release the PUK in force, sealed to a key pair for this one operation.
         * @description The ground is either a subscriber's authorisation, which allows one release, or an order whose card is not issued yet.
         *     Every release is counted and audited. The same idempotency key with the same request gets the same answer
         *     and is not counted again.
         */
        readonly post: operations["releasePuk"];
        readonly delete?: never;
        readonly options?: never;
        readonly head?: never;
        readonly patch?: never;
        readonly trace?: never;
    };
    readonly "/letters": {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path?: never;
            readonly cookie?: never;
        };
        /**
         * Password letters (密碼單) made in the last days.
         * @description The counter's letters: without the PINs of cards of the batch line.
         */
        readonly get: operations["listLetters"];
        readonly put?: never;
        readonly post?: never;
        readonly delete?: never;
        readonly options?: never;
        readonly head?: never;
        readonly patch?: never;
        readonly trace?: never;
    };
    readonly "/letters/{letterId}": {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path?: never;
            readonly cookie?: never;
        };
        /** A letter in force, or null. */
        readonly get: operations["findLetter"];
        readonly put?: never;
        readonly post?: never;
        readonly delete?: never;
        readonly options?: never;
        readonly head?: never;
        readonly patch?: never;
        readonly trace?: never;
    };
    readonly "/letter-lookups": {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path?: never;
            readonly cookie?: never;
        };
        readonly get?: never;
        readonly put?: never;
        /** The letters in force of many registrations. */
        readonly post: operations["lookUpLetters"];
        readonly delete?: never;
        readonly options?: never;
        readonly head?: never;
        readonly patch?: never;
        readonly trace?: never;
    };
    readonly "/letter-releases": {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path?: never;
            readonly cookie?: never;
        };
        readonly get?: never;
        readonly put?: never;
        /**
         * Release letters for one print.
         * @description Each letter has an idempotency key, an audited release and a result of its own. All are sealed to the same key. A letter that was printed
         *     before, or released to another gateway, needs a reason.
         */
        readonly post: operations["releaseLetters"];
        readonly delete?: never;
        readonly options?: never;
        readonly head?: never;
        readonly patch?: never;
        readonly trace?: never;
    };
    readonly "/gateway-certificates": {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path?: never;
            readonly cookie?: never;
        };
        readonly get?: never;
        readonly put?: never;
        /**
         * A new certificate for the gateway that asks.
         * @description The request's subject has the common name of the client certificate. Its key is new: RSA of at least 2048 bits, or P-256.
         */
        readonly post: operations["renewGatewayCertificate"];
        readonly delete?: never;
        readonly options?: never;
        readonly head?: never;
        readonly patch?: never;
        readonly trace?: never;
    };
    readonly "/audit-checkpoint": {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path?: never;
            readonly cookie?: never;
        };
        /** The newest checkpoint of the asking gateway's audit log. */
        readonly get: operations["newestAuditCheckpoint"];
        readonly put?: never;
        readonly post?: never;
        readonly delete?: never;
        readonly options?: never;
        readonly head?: never;
        readonly patch?: never;
        readonly trace?: never;
    };
    readonly "/facts": {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path?: never;
            readonly cookie?: never;
        };
        readonly get?: never;
        readonly put?: never;
        /**
         * Report facts to the RA, each at least once.
         * @description The RA recognises a fact by its id and accepts it again without effect. Each fact has a result of its own: a
         *     refused fact will never be accepted, and does not block the others. For a card and PIN the last `pukEscrowed` and the last
         *     `pinLetter` that were accepted are in force.
         */
        readonly post: operations["deliverFacts"];
        readonly delete?: never;
        readonly options?: never;
        readonly head?: never;
        readonly patch?: never;
        readonly trace?: never;
    };
}
export type webhooks = Record<string, never>;
export interface components {
    schemas: {
        readonly Id: string;
        /** Format: uuid */
        readonly IdempotencyKey: string;
        readonly BlankCard: {
            readonly cardSerial: components["schemas"]["CardSerial"];
            readonly family: string;
        };
        /** @description All uses in one request. */
        readonly CertificateRequests: readonly {
            readonly use: components["schemas"]["KeyUse"];
            readonly request: components["schemas"]["Der"];
        }[];
        /** @description One for each request, in the same order. */
        readonly IssuedCertificates: readonly {
            readonly use: components["schemas"]["KeyUse"];
            readonly certificate: components["schemas"]["Der"];
        }[];
        /** @description The RA refuses this request, as it would refuse a single one with a 4xx. */
        readonly RefusedOne: {
            /** @constant */
            readonly outcome: "refused";
            readonly reason: components["schemas"]["RefusalReason"];
            readonly facts: components["schemas"]["RefusalFacts"];
        };
        /** @description The RA could not answer this request. It may be retried. */
        readonly FailedOne: {
            /** @constant */
            readonly outcome: "failed";
        };
        /** @description The chip's own serial number in upper-case hex; never the ATR. */
        readonly CardSerial: string;
        /**
         * @description 簽章, 加密, or one key for both (簽章加密).
         * @enum {string}
         */
        readonly KeyUse: "sign" | "encrypt" | "signEncrypt";
        /** @description 網站帳號 */
        readonly Account: string;
        /**
         * Format: password
         * @description 網站密碼
         */
        readonly Password: string;
        readonly Note: string;
        /** @description Hex. The RA writes it in upper case without leading zero octets, and reads any case. */
        readonly CertificateSerial: string;
        /**
         * @description How the application form reached the counter.
         * @enum {string}
         */
        readonly FormKind: "inPerson" | "mail";
        /**
         * @description CRLReason (RFC 5280 §5.3.1).
         * @enum {string}
         */
        readonly RevocationReason: "unspecified" | "keyCompromise" | "affiliationChanged" | "superseded" | "cessationOfOperation" | "privilegeWithdrawn";
        /** @enum {string} */
        readonly SpoilReason: "damaged" | "printingFault" | "personalisationFailed" | "lost" | "other";
        /**
         * @description The PINs of a card, or a website password.
         * @enum {string}
         */
        readonly LetterKind: "cardPins" | "websitePassword";
        /** @description Why it is printed again; null for the first print. */
        readonly ReprintReason: string | null;
        /**
         * @description `contact`: the RA itself sends it to the registered contact; gateways print nothing.
         * @enum {string}
         */
        readonly LetterDelivery: "print" | "contact";
        /** @description The subscriber's own authorisation, or a member of the gateway's staff with the subscriber or the form at the counter. */
        readonly Ground: {
            /** @constant */
            readonly kind: "authorisation";
            readonly authorisationId: components["schemas"]["Id"];
        } | {
            /** @constant */
            readonly kind: "counter";
            readonly operator: components["schemas"]["Operator"];
        };
        /** @description Valid for ten minutes, for the gateway that requested it, for any number of requests. */
        readonly SubscriberAuthorisation: {
            readonly id: components["schemas"]["Id"];
            readonly registrationId: components["schemas"]["Id"];
            /** @description 用戶名稱 */
            readonly name: string;
            /** Format: date-time */
            readonly expiresAt: string;
        };
        readonly CardChallenge: {
            readonly id: components["schemas"]["Id"];
            /** @description 32 octets. */
            readonly challenge: string;
            /** Format: date-time */
            readonly expiresAt: string;
        };
        readonly CertificateRecord: {
            readonly id: components["schemas"]["Id"];
            /** @description 用戶識別名稱 */
            readonly userIdentifier: string;
            readonly serial: components["schemas"]["CertificateSerial"];
            /**
             * @description 有效, 即將到期 (it can be renewed), 已過期, 已廢止, 暫時停用.
             * @enum {string}
             */
            readonly status: "valid" | "expiringSoon" | "expired" | "revoked" | "suspended";
            readonly use: components["schemas"]["KeyUse"];
            readonly cardSerial: string | null;
            readonly certificate: components["schemas"]["Der"];
            /** Format: date-time */
            readonly revokedAt: string | null;
            readonly revocationReason: components["schemas"]["RevocationReason"] | null;
        };
        /** @description A line of the RA's audit log, with public facts only. */
        readonly RaEvent: {
            /** Format: date-time */
            readonly at: string;
            /** @description A gateway, or `ra` for the RA's own staff. */
            readonly actor: string;
            readonly event: string;
            readonly facts: {
                readonly [key: string]: string | number;
            };
        };
        readonly RegistrationRecord: {
            readonly registration: components["schemas"]["Registration"];
            /** @description Where the password letter goes. */
            readonly letterContact: string;
            readonly account: components["schemas"]["Account"];
            /** @enum {string} */
            readonly accountState: "active" | "passwordChangeRequired" | "suspended";
            /** @description Newest first. */
            readonly certificates: readonly components["schemas"]["CertificateRecord"][];
            /** @description Newest first. */
            readonly acceptedTerms: readonly {
                readonly version: string;
                /** Format: date-time */
                readonly acceptedAt: string;
            }[];
            /** @description Newest first. */
            readonly history: readonly components["schemas"]["RaEvent"][];
        };
        readonly CardRecord: {
            readonly cardSerial: components["schemas"]["CardSerial"];
            readonly family: string | null;
            /** @enum {string} */
            readonly state: "unknown" | "issuing" | "prepared" | "issued" | "spoiled";
            readonly registration: components["schemas"]["Registration"] | null;
            /** Format: date-time */
            readonly openedAt: string | null;
            /** Format: date-time */
            readonly issuedAt: string | null;
            /** Format: date-time */
            readonly spoiledAt: string | null;
            readonly spoilReason: components["schemas"]["SpoilReason"] | null;
            /** @description Newest first. */
            readonly certificates: readonly components["schemas"]["CertificateRecord"][];
            /** @description The PINs whose PUK the RA holds. */
            readonly escrowedPuks: readonly (1 | 2)[];
            /** @description How often one of its PUKs was released. */
            readonly pukReleases: number;
            /** @description Newest first. */
            readonly history: readonly components["schemas"]["RaEvent"][];
        };
        readonly LetterRecord: {
            readonly id: components["schemas"]["Id"];
            readonly kind: components["schemas"]["LetterKind"];
            readonly registrationId: components["schemas"]["Id"];
            readonly name: string;
            readonly userIdentifier: string;
            readonly cardSerial: string | null;
            /** Format: date-time */
            readonly madeAt: string;
            readonly delivery: components["schemas"]["LetterDelivery"];
            /** @description How often a gateway reported it printed. */
            readonly printed: number;
            /** Format: date-time */
            readonly lastPrintedAt: string | null;
            /** @description It was released to another gateway than the one that asks, whether or not it was printed there. */
            readonly releasedElsewhere: boolean;
        };
        /** @description The decrypted content of a released letter. */
        readonly LetterContent: {
            readonly letterId: components["schemas"]["Id"];
            readonly kind: components["schemas"]["LetterKind"];
            readonly name: string;
            readonly userIdentifier: string;
            readonly letterContact: string;
            readonly account: components["schemas"]["Account"];
            readonly cardSerial: string | null;
            /** @description `pin1`, `pin2`, `websitePassword` → the secret text. */
            readonly values: {
                readonly [key: string]: string;
            };
        };
        /**
         * @description 第一組 or 第二組晶片卡密碼.
         * @enum {integer}
         */
        readonly PinReference: 1 | 2;
        /** @description DER in base64. */
        readonly Der: string;
        readonly Registration: {
            readonly id: components["schemas"]["Id"];
            /** @enum {string} */
            readonly state: "pending" | "approved" | "issuing" | "prepared" | "issued" | "revoked";
            /** @description 身分證號或統編 */
            readonly subscriberId: string;
            /** @description 用戶識別名稱 */
            readonly userIdentifier: string;
            /** @description 用戶名稱 */
            readonly name: string;
            /** Format: date-time */
            readonly approvedAt: string | null;
            /** @description The card it is bound to. */
            readonly cardSerial: string | null;
        };
        readonly BatchOrder: {
            readonly id: components["schemas"]["Id"];
            readonly name: string;
            /**
             * @description `issueCard`: with certificates. `prepareCard`: with PUKs, files and PINs only; the subscriber applies later.
             * @enum {string}
             */
            readonly product: "issueCard" | "prepareCard";
            /** @description Cards in all. */
            readonly count: number;
            /** @description Higher goes first. */
            readonly priority: number;
            /** Format: date-time */
            readonly placedAt: string;
        };
        readonly BatchEntry: {
            /** @description Its place in the order. */
            readonly number: number;
            readonly registrationId: components["schemas"]["Id"];
            /** @description 用戶識別名稱 */
            readonly userIdentifier: string;
            /** @description 用戶名稱 */
            readonly name: string;
        };
        readonly Order: {
            readonly id: components["schemas"]["Id"];
            readonly fence: components["schemas"]["Fence"];
            readonly registration: components["schemas"]["Registration"];
            readonly cardSerial: components["schemas"]["CardSerial"];
            /** @description X.509 of the key that PUKs and PIN letters are sealed to. */
            readonly escrowCertificate: components["schemas"]["Der"];
            /** @description The subject that the CA will write (RFC 4514). */
            readonly subject: string;
        };
        /**
         * @description Number of this giving of the order to this gateway. Each giving of any order has a higher one than those before. The facts of the
         *     order carry it: what carries a lower one than the newest of its card is `superseded`.
         */
        readonly Fence: number;
        readonly UnblockAuthorisation: {
            readonly id: components["schemas"]["Id"];
            readonly cardSerial: components["schemas"]["CardSerial"];
            readonly pin: components["schemas"]["PinReference"];
            /** @description 用戶名稱 */
            readonly name: string;
            /** Format: date-time */
            readonly expiresAt: string;
        };
        readonly Fact: {
            /** Format: uuid */
            readonly id: string;
            /** @description Names the schema of the body, one of `FactBodies`; an RA refuses a kind that it does not know. */
            readonly kind: string;
            /** Format: date-time */
            readonly madeAt: string;
            readonly body: {
                readonly [key: string]: unknown;
            };
        };
        /** @description Kind of a fact → its body. */
        readonly FactBodies: {
            /** @description The PUK that is about to be set on the card. */
            readonly pukEscrowed: {
                readonly cardSerial: components["schemas"]["CardSerial"];
                readonly pin: components["schemas"]["PinReference"];
                readonly orderId: components["schemas"]["Id"];
                readonly fence?: components["schemas"]["Fence"];
                readonly sealedPuk: components["schemas"]["Der"];
            };
            /** @description A PIN drawn at random, for the password letter (密碼單). */
            readonly pinLetter: {
                readonly cardSerial: components["schemas"]["CardSerial"];
                readonly pin: components["schemas"]["PinReference"];
                readonly orderId: components["schemas"]["Id"];
                readonly fence?: components["schemas"]["Fence"];
                readonly sealedPin: components["schemas"]["Der"];
            };
            /** @description The card has its PUKs, files and PINs; no keys yet. */
            readonly cardPrepared: {
                readonly cardSerial: components["schemas"]["CardSerial"];
                readonly orderId: components["schemas"]["Id"];
                readonly fence?: components["schemas"]["Fence"];
            };
            /** @description The card is complete. */
            readonly cardIssued: {
                readonly cardSerial: components["schemas"]["CardSerial"];
                readonly orderId: components["schemas"]["Id"];
                readonly fence?: components["schemas"]["Fence"];
                readonly certificateSerials: components["schemas"]["CertificateSerials"];
            };
            /** @description A released PUK reached the card. */
            readonly pukUsed: {
                readonly cardSerial: components["schemas"]["CardSerial"];
                readonly pin: components["schemas"]["PinReference"];
                readonly operationId: components["schemas"]["Id"];
                /** @description false where the card family cannot change a PUK. */
                readonly pukReplaced: boolean;
            };
            /** @description The terms (用戶約定條款) were read to the end and ticked. A version that was not in force then is refused. */
            readonly termsAccepted: {
                readonly registrationId: components["schemas"]["Id"];
                readonly termsVersion: string;
                /** Format: date-time */
                readonly acceptedAt: string;
                /** @enum {string} */
                readonly place: "kiosk" | "counter";
                /** @description Who served the person; null at the kiosk. */
                readonly operator: string | null;
            };
            /** @description The certificates of a renewal were read back from the card, and its keys signed challenges that they verify. */
            readonly certificatesRenewed: {
                readonly cardSerial: components["schemas"]["CardSerial"];
                readonly orderId: components["schemas"]["Id"];
                readonly fence?: components["schemas"]["Fence"];
                readonly certificateSerials: components["schemas"]["CertificateSerials"];
            };
            /** @description Certificates that were issued before were written to their card again (憑證下載). */
            readonly certificatesRewritten: {
                readonly cardSerial: components["schemas"]["CardSerial"];
                readonly certificateSerials: components["schemas"]["CertificateSerials"];
            };
            /** @description A password letter (密碼單) was printed; `copy` is 1 for the first print. */
            readonly letterPrinted: {
                readonly letterId: components["schemas"]["Id"];
                readonly operator: components["schemas"]["Operator"];
                readonly copy: number;
            };
            readonly auditCheckpoint: components["schemas"]["AuditCheckpoint"];
        };
        /**
         * @description The head of the gateway's audit log at a moment. The RA refuses one whose `seq` is lower than that of one it has (`auditLogShorter`), or whose
         *     `hash` is another one for the same `seq` (`auditLogChanged`).
         */
        readonly AuditCheckpoint: {
            /** @description Number of the last entry. */
            readonly seq: number;
            /** @description Hash of that entry. */
            readonly hash: string;
            /** Format: date-time */
            readonly signedAt: string;
            /** @description Base64; what it covers stands in docs/audit-log.md. */
            readonly signature: string;
        };
        /** @description Login name of a member of the gateway's staff. */
        readonly Operator: string;
        readonly CertificateSerials: readonly components["schemas"]["CertificateSerial"][];
        readonly FactDelivery: {
            /** Format: uuid */
            readonly id: string;
            readonly accepted: boolean;
            /**
             * @description With `accepted` false, why; for a person. Among them: `superseded` (the order, or a newer one of the card, was given to a
             *     gateway later), `orderHeldElsewhere`, `orderCompleted`, `cardSpoiled`, `orderUnknown`, and `conflict` (another fact has this id).
             */
            readonly reason?: string;
        };
        /** @enum {string} */
        readonly RefusalReason: "registrationUnknown" | "registrationNotApproved" | "registrationAlreadyIssued" | "cardAlreadyBound" | "cardUnknown" | "orderUnknown" | "orderHeldElsewhere" | "operatorUnknown" | "batchOrderUnknown" | "proofOfPossessionFailed" | "publicKeyReused" | "certificateAlreadyIssued" | "passwordWrong" | "accountSuspended" | "passwordChangeRequired" | "notCardHolder" | "authorisationExpired" | "authorisationUsed" | "noEscrowedPuk" | "registrationNotPrepared" | "cardSpoiled" | "certificateUnknown" | "certificateRevoked" | "certificateSuspended" | "certificatesInForce" | "noCertificateInForce" | "alreadyRevoked" | "renewalTooEarly" | "renewalTooLate" | "termsOutdated" | "passwordRule" | "passwordSame" | "challengeExpired" | "proofFailed" | "letterUnknown" | "letterAlreadyPrinted" | "letterReleasedElsewhere" | "letterNotForPrint" | "idempotencyConflict" | "badRequest" | "notAllowed";
        /** @description RFC 9457. */
        readonly Problem: {
            readonly type: string;
            readonly title: string;
            readonly status: number;
            readonly detail?: string;
            /** @description There on every 4xx except 429. */
            readonly reason?: components["schemas"]["RefusalReason"];
            readonly facts?: components["schemas"]["RefusalFacts"];
        };
        /**
         * @description Further facts, never a secret: `triesLeft` with `passwordWrong`; `cardSerial` with `registrationAlreadyIssued`; `state` with
         *     `registrationNotApproved` and `registrationNotPrepared`; `serial` with `certificateRevoked` and `certificateSuspended`; `count` with
         *     `certificatesInForce`; `opensOn` and `endsOn` with `renewalTooEarly`, `endedOn` with `renewalTooLate` (days in Asia/Taipei);
         *     `version` with `termsOutdated`; `minLength` and `maxLength` with `passwordRule`; `printed` with `letterAlreadyPrinted`;
         *     `gateway` with `letterReleasedElsewhere` and `orderHeldElsewhere`; `operator` with `operatorUnknown`.
         */
        readonly RefusalFacts: {
            readonly [key: string]: string | number;
        };
    };
    responses: {
        /** @description The RA refuses (4xx), or cannot answer now (429, 5xx). */
        readonly Refusal: {
            headers: {
                readonly [name: string]: unknown;
            };
            content: {
                readonly "application/problem+json": components["schemas"]["Problem"];
            };
        };
    };
    parameters: {
        /**
         * @description UUID, generated once for one effect. The same key with the same request gets the same answer; with another
         *     request it is refused (`idempotencyConflict`). Refusals are not stored.
         */
        readonly IdempotencyKey: components["schemas"]["IdempotencyKey"];
    };
    requestBodies: never;
    headers: never;
    pathItems: never;
}
export type $defs = Record<string, never>;
export interface operations {
    readonly ping: {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path?: never;
            readonly cookie?: never;
        };
        readonly requestBody?: never;
        readonly responses: {
            /** @description The RA answers. */
            readonly 200: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/json": {
                        /** Format: date-time */
                        readonly time: string;
                        /** @description Semantic version; older gateways have to be updated. */
                        readonly minimumGatewayVersion: string;
                    };
                };
            };
            readonly default: components["responses"]["Refusal"];
        };
    };
    readonly listRegistrations: {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path?: never;
            readonly cookie?: never;
        };
        readonly requestBody?: never;
        readonly responses: {
            /** @description All of them, oldest first. */
            readonly 200: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/json": {
                        readonly registrations: readonly components["schemas"]["Registration"][];
                    };
                };
            };
            readonly default: components["responses"]["Refusal"];
        };
    };
    readonly lookUpRegistrations: {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path?: never;
            readonly cookie?: never;
        };
        readonly requestBody: {
            readonly content: {
                readonly "application/json": {
                    readonly ids: readonly components["schemas"]["Id"][];
                };
            };
        };
        readonly responses: {
            /** @description One result for each id, in the same order; null where there is no such registration. */
            readonly 200: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/json": {
                        readonly registrations: readonly (components["schemas"]["Registration"] | null)[];
                    };
                };
            };
            readonly default: components["responses"]["Refusal"];
        };
    };
    readonly searchRegistrations: {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path?: never;
            readonly cookie?: never;
        };
        readonly requestBody: {
            readonly content: {
                readonly "application/json": {
                    /** @description The id, 身分證號或統編, 用戶識別名稱, 用戶名稱 or website account (網站帳號), whole. */
                    readonly text: string;
                };
            };
        };
        readonly responses: {
            /** @description Oldest first. */
            readonly 200: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/json": {
                        readonly registrations: readonly components["schemas"]["Registration"][];
                    };
                };
            };
            readonly default: components["responses"]["Refusal"];
        };
    };
    readonly listBatchOrders: {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path?: never;
            readonly cookie?: never;
        };
        readonly requestBody?: never;
        readonly responses: {
            /** @description By priority, then oldest first. */
            readonly 200: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/json": {
                        readonly orders: readonly components["schemas"]["BatchOrder"][];
                    };
                };
            };
            readonly default: components["responses"]["Refusal"];
        };
    };
    readonly listBatchOrderEntries: {
        readonly parameters: {
            readonly query: {
                /** @description The number of the last entry of the page before; 0 begins. */
                readonly after: number;
                readonly limit: number;
            };
            readonly header?: never;
            readonly path: {
                readonly batchOrderId: components["schemas"]["Id"];
            };
            readonly cookie?: never;
        };
        readonly requestBody?: never;
        readonly responses: {
            /** @description A page with fewer than `limit` entries is the last one. */
            readonly 200: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/json": {
                        readonly entries: readonly components["schemas"]["BatchEntry"][];
                    };
                };
            };
            readonly default: components["responses"]["Refusal"];
        };
    };
    readonly readRegistration: {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path: {
                readonly registrationId: components["schemas"]["Id"];
            };
            readonly cookie?: never;
        };
        readonly requestBody: {
            readonly content: {
                readonly "application/json": {
                    readonly ground: components["schemas"]["Ground"];
                };
            };
        };
        readonly responses: {
            /** @description The record. */
            readonly 200: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/json": components["schemas"]["RegistrationRecord"];
                };
            };
            readonly default: components["responses"]["Refusal"];
        };
    };
    readonly revoke: {
        readonly parameters: {
            readonly query?: never;
            readonly header: {
                /**
                 * @description UUID, generated once for one effect. The same key with the same request gets the same answer; with another
                 *     request it is refused (`idempotencyConflict`). Refusals are not stored.
                 */
                readonly "Idempotency-Key": components["parameters"]["IdempotencyKey"];
            };
            readonly path: {
                readonly registrationId: components["schemas"]["Id"];
            };
            readonly cookie?: never;
        };
        readonly requestBody: {
            readonly content: {
                readonly "application/json": {
                    readonly serials: readonly components["schemas"]["CertificateSerial"][] | null;
                    readonly reason: components["schemas"]["RevocationReason"];
                    readonly form: components["schemas"]["FormKind"];
                    readonly askedBy: components["schemas"]["Operator"];
                    /** @description A second person. */
                    readonly approvedBy: components["schemas"]["Operator"];
                    readonly note: components["schemas"]["Note"];
                };
            };
        };
        readonly responses: {
            /** @description What was revoked, and when. */
            readonly 200: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/json": {
                        /** Format: date-time */
                        readonly revokedAt: string;
                        readonly serials: components["schemas"]["CertificateSerials"];
                    };
                };
            };
            readonly default: components["responses"]["Refusal"];
        };
    };
    readonly resetWebsitePassword: {
        readonly parameters: {
            readonly query?: never;
            readonly header: {
                /**
                 * @description UUID, generated once for one effect. The same key with the same request gets the same answer; with another
                 *     request it is refused (`idempotencyConflict`). Refusals are not stored.
                 */
                readonly "Idempotency-Key": components["parameters"]["IdempotencyKey"];
            };
            readonly path: {
                readonly registrationId: components["schemas"]["Id"];
            };
            readonly cookie?: never;
        };
        readonly requestBody: {
            readonly content: {
                readonly "application/json": {
                    readonly form: components["schemas"]["FormKind"];
                    readonly delivery: components["schemas"]["LetterDelivery"];
                    readonly operator: components["schemas"]["Operator"];
                };
            };
        };
        readonly responses: {
            /** @description The letter with the password. */
            readonly 200: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/json": {
                        readonly letterId: components["schemas"]["Id"];
                    };
                };
            };
            readonly default: components["responses"]["Refusal"];
        };
    };
    readonly openOrder: {
        readonly parameters: {
            readonly query?: never;
            readonly header: {
                /**
                 * @description UUID, generated once for one effect. The same key with the same request gets the same answer; with another
                 *     request it is refused (`idempotencyConflict`). Refusals are not stored.
                 */
                readonly "Idempotency-Key": components["parameters"]["IdempotencyKey"];
            };
            readonly path?: never;
            readonly cookie?: never;
        };
        readonly requestBody: {
            readonly content: {
                readonly "application/json": {
                    readonly registrationId: components["schemas"]["Id"];
                    readonly card: components["schemas"]["BlankCard"];
                };
            };
        };
        readonly responses: {
            /** @description The order, new or existing. */
            readonly 200: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/json": components["schemas"]["Order"];
                };
            };
            readonly default: components["responses"]["Refusal"];
        };
    };
    readonly requestCertificates: {
        readonly parameters: {
            readonly query?: never;
            readonly header: {
                /**
                 * @description UUID, generated once for one effect. The same key with the same request gets the same answer; with another
                 *     request it is refused (`idempotencyConflict`). Refusals are not stored.
                 */
                readonly "Idempotency-Key": components["parameters"]["IdempotencyKey"];
            };
            readonly path: {
                readonly orderId: components["schemas"]["Id"];
            };
            readonly cookie?: never;
        };
        readonly requestBody: {
            readonly content: {
                readonly "application/json": {
                    readonly requests: components["schemas"]["CertificateRequests"];
                };
            };
        };
        readonly responses: {
            /** @description One certificate for each request, in the same order. */
            readonly 200: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/json": {
                        readonly certificates: components["schemas"]["IssuedCertificates"];
                    };
                };
            };
            readonly default: components["responses"]["Refusal"];
        };
    };
    readonly openOrders: {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path?: never;
            readonly cookie?: never;
        };
        readonly requestBody: {
            readonly content: {
                readonly "application/json": {
                    readonly requests: readonly {
                        readonly idempotencyKey: components["schemas"]["IdempotencyKey"];
                        readonly registrationId: components["schemas"]["Id"];
                        readonly card: components["schemas"]["BlankCard"];
                    }[];
                };
            };
        };
        readonly responses: {
            /** @description One result for each request, in the same order. */
            readonly 200: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/json": {
                        readonly results: readonly ({
                            /** @constant */
                            readonly outcome: "done";
                            readonly order: components["schemas"]["Order"];
                        } | components["schemas"]["RefusedOne"] | components["schemas"]["FailedOne"])[];
                    };
                };
            };
            readonly default: components["responses"]["Refusal"];
        };
    };
    readonly certifyMany: {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path?: never;
            readonly cookie?: never;
        };
        readonly requestBody: {
            readonly content: {
                readonly "application/json": {
                    readonly requests: readonly {
                        readonly idempotencyKey: components["schemas"]["IdempotencyKey"];
                        readonly orderId: components["schemas"]["Id"];
                        readonly requests: components["schemas"]["CertificateRequests"];
                    }[];
                };
            };
        };
        readonly responses: {
            /** @description One result for each request, in the same order. */
            readonly 200: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/json": {
                        readonly results: readonly ({
                            /** @constant */
                            readonly outcome: "done";
                            readonly certificates: components["schemas"]["IssuedCertificates"];
                        } | components["schemas"]["RefusedOne"] | components["schemas"]["FailedOne"])[];
                    };
                };
            };
            readonly default: components["responses"]["Refusal"];
        };
    };
    readonly readCard: {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path: {
                readonly cardSerial: components["schemas"]["CardSerial"];
            };
            readonly cookie?: never;
        };
        readonly requestBody?: never;
        readonly responses: {
            /** @description The record. */
            readonly 200: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/json": components["schemas"]["CardRecord"];
                };
            };
            readonly default: components["responses"]["Refusal"];
        };
    };
    readonly listCertificatesOfCard: {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path: {
                readonly cardSerial: components["schemas"]["CardSerial"];
            };
            readonly cookie?: never;
        };
        readonly requestBody: {
            readonly content: {
                readonly "application/json": {
                    readonly ground: components["schemas"]["Ground"];
                };
            };
        };
        readonly responses: {
            /** @description Newest first. */
            readonly 200: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/json": {
                        readonly certificates: readonly components["schemas"]["CertificateRecord"][];
                    };
                };
            };
            readonly default: components["responses"]["Refusal"];
        };
    };
    readonly resumeOrder: {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path: {
                readonly cardSerial: components["schemas"]["CardSerial"];
            };
            readonly cookie?: never;
        };
        readonly requestBody: {
            readonly content: {
                readonly "application/json": {
                    readonly ground: components["schemas"]["Ground"];
                };
            };
        };
        readonly responses: {
            /** @description The order. */
            readonly 200: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/json": components["schemas"]["Order"];
                };
            };
            readonly default: components["responses"]["Refusal"];
        };
    };
    readonly openRenewal: {
        readonly parameters: {
            readonly query?: never;
            readonly header: {
                /**
                 * @description UUID, generated once for one effect. The same key with the same request gets the same answer; with another
                 *     request it is refused (`idempotencyConflict`). Refusals are not stored.
                 */
                readonly "Idempotency-Key": components["parameters"]["IdempotencyKey"];
            };
            readonly path: {
                readonly cardSerial: components["schemas"]["CardSerial"];
            };
            readonly cookie?: never;
        };
        readonly requestBody: {
            readonly content: {
                readonly "application/json": {
                    readonly ground: components["schemas"]["Ground"];
                };
            };
        };
        readonly responses: {
            /** @description The order, new or existing. */
            readonly 200: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/json": components["schemas"]["Order"];
                };
            };
            readonly default: components["responses"]["Refusal"];
        };
    };
    readonly spoilCard: {
        readonly parameters: {
            readonly query?: never;
            readonly header: {
                /**
                 * @description UUID, generated once for one effect. The same key with the same request gets the same answer; with another
                 *     request it is refused (`idempotencyConflict`). Refusals are not stored.
                 */
                readonly "Idempotency-Key": components["parameters"]["IdempotencyKey"];
            };
            readonly path: {
                readonly cardSerial: components["schemas"]["CardSerial"];
            };
            readonly cookie?: never;
        };
        readonly requestBody: {
            readonly content: {
                readonly "application/json": {
                    readonly reason: components["schemas"]["SpoilReason"];
                    readonly note: components["schemas"]["Note"];
                    readonly operator: components["schemas"]["Operator"];
                };
            };
        };
        readonly responses: {
            /** @description It is spoiled. */
            readonly 200: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/json": {
                        /** Format: date-time */
                        readonly spoiledAt: string;
                    };
                };
            };
            readonly default: components["responses"]["Refusal"];
        };
    };
    readonly authoriseByPassword: {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path?: never;
            readonly cookie?: never;
        };
        readonly requestBody: {
            readonly content: {
                readonly "application/json": {
                    readonly account: components["schemas"]["Account"];
                    readonly password: components["schemas"]["Password"];
                };
            };
        };
        readonly responses: {
            /** @description The subscriber is there, for this gateway. */
            readonly 200: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/json": components["schemas"]["SubscriberAuthorisation"];
                };
            };
            readonly default: components["responses"]["Refusal"];
        };
    };
    readonly changeWebsitePassword: {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path?: never;
            readonly cookie?: never;
        };
        readonly requestBody: {
            readonly content: {
                readonly "application/json": {
                    readonly account: components["schemas"]["Account"];
                    readonly oldPassword: components["schemas"]["Password"];
                    readonly newPassword: components["schemas"]["Password"];
                };
            };
        };
        readonly responses: {
            /** @description It is changed. */
            readonly 200: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/json": {
                        /** Format: date-time */
                        readonly changedAt: string;
                    };
                };
            };
            readonly default: components["responses"]["Refusal"];
        };
    };
    readonly challengeCard: {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path?: never;
            readonly cookie?: never;
        };
        readonly requestBody: {
            readonly content: {
                readonly "application/json": {
                    readonly certificateSerial: components["schemas"]["CertificateSerial"];
                };
            };
        };
        readonly responses: {
            /** @description The challenge. It allows one attempt. */
            readonly 200: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/json": components["schemas"]["CardChallenge"];
                };
            };
            readonly default: components["responses"]["Refusal"];
        };
    };
    readonly authoriseByCard: {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path?: never;
            readonly cookie?: never;
        };
        readonly requestBody: {
            readonly content: {
                readonly "application/json": {
                    readonly challengeId: components["schemas"]["Id"];
                    readonly signature: string;
                };
            };
        };
        readonly responses: {
            /** @description The subscriber is there, for this gateway. */
            readonly 200: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/json": components["schemas"]["SubscriberAuthorisation"];
                };
            };
            readonly default: components["responses"]["Refusal"];
        };
    };
    readonly findCertificate: {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path: {
                readonly serial: components["schemas"]["CertificateSerial"];
            };
            readonly cookie?: never;
        };
        readonly requestBody?: never;
        readonly responses: {
            /** @description The certificate, or null. */
            readonly 200: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/json": {
                        readonly certificate: components["schemas"]["CertificateRecord"] | null;
                    };
                };
            };
            readonly default: components["responses"]["Refusal"];
        };
    };
    readonly readRevocationList: {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path?: never;
            readonly cookie?: never;
        };
        readonly requestBody?: never;
        readonly responses: {
            /** @description DER. */
            readonly 200: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/pkix-crl": string;
                };
            };
            readonly default: components["responses"]["Refusal"];
        };
    };
    readonly authoriseUnblock: {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path?: never;
            readonly cookie?: never;
        };
        readonly requestBody: {
            readonly content: {
                readonly "application/json": {
                    readonly account: components["schemas"]["Account"];
                    readonly password: components["schemas"]["Password"];
                    readonly cardSerial: components["schemas"]["CardSerial"];
                    readonly pin: components["schemas"]["PinReference"];
                };
            };
        };
        readonly responses: {
            /** @description This PIN of this card may be unblocked once, through this gateway. */
            readonly 200: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/json": components["schemas"]["UnblockAuthorisation"];
                };
            };
            readonly default: components["responses"]["Refusal"];
        };
    };
    readonly releasePuk: {
        readonly parameters: {
            readonly query?: never;
            readonly header: {
                /**
                 * @description UUID, generated once for one effect. The same key with the same request gets the same answer; with another
                 *     request it is refused (`idempotencyConflict`). Refusals are not stored.
                 */
                readonly "Idempotency-Key": components["parameters"]["IdempotencyKey"];
            };
            readonly path?: never;
            readonly cookie?: never;
        };
        readonly requestBody: {
            readonly content: {
                readonly "application/json": {
                    readonly ground: {
                        /** @constant */
                        readonly kind: "authorisation";
                        readonly authorisationId: components["schemas"]["Id"];
                    } | {
                        /** @constant */
                        readonly kind: "order";
                        readonly orderId: components["schemas"]["Id"];
                    };
                    readonly cardSerial: components["schemas"]["CardSerial"];
                    readonly pin: components["schemas"]["PinReference"];
                    readonly recipientCertificate: components["schemas"]["Der"];
                };
            };
        };
        readonly responses: {
            /** @description CMS EnvelopedData for the recipient. */
            readonly 200: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/json": {
                        readonly sealedPuk: components["schemas"]["Der"];
                    };
                };
            };
            readonly default: components["responses"]["Refusal"];
        };
    };
    readonly listLetters: {
        readonly parameters: {
            readonly query: {
                readonly days: number;
            };
            readonly header?: never;
            readonly path?: never;
            readonly cookie?: never;
        };
        readonly requestBody?: never;
        readonly responses: {
            /** @description Newest first. */
            readonly 200: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/json": {
                        readonly letters: readonly components["schemas"]["LetterRecord"][];
                    };
                };
            };
            readonly default: components["responses"]["Refusal"];
        };
    };
    readonly findLetter: {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path: {
                readonly letterId: components["schemas"]["Id"];
            };
            readonly cookie?: never;
        };
        readonly requestBody?: never;
        readonly responses: {
            /** @description The letter, without its secret content. */
            readonly 200: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/json": {
                        readonly letter: components["schemas"]["LetterRecord"] | null;
                    };
                };
            };
            readonly default: components["responses"]["Refusal"];
        };
    };
    readonly lookUpLetters: {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path?: never;
            readonly cookie?: never;
        };
        readonly requestBody: {
            readonly content: {
                readonly "application/json": {
                    readonly registrationIds: readonly components["schemas"]["Id"][];
                };
            };
        };
        readonly responses: {
            /** @description In no order; none for a registration that has none. */
            readonly 200: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/json": {
                        readonly letters: readonly components["schemas"]["LetterRecord"][];
                    };
                };
            };
            readonly default: components["responses"]["Refusal"];
        };
    };
    readonly releaseLetters: {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path?: never;
            readonly cookie?: never;
        };
        readonly requestBody: {
            readonly content: {
                readonly "application/json": {
                    readonly operator: components["schemas"]["Operator"];
                    readonly recipientCertificate: components["schemas"]["Der"];
                    readonly letters: readonly {
                        readonly idempotencyKey: components["schemas"]["IdempotencyKey"];
                        readonly letterId: components["schemas"]["Id"];
                        readonly reprintReason: components["schemas"]["ReprintReason"];
                    }[];
                };
            };
        };
        readonly responses: {
            /** @description One result for each letter, in the same order. */
            readonly 200: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/json": {
                        readonly results: readonly ({
                            /** @constant */
                            readonly outcome: "done";
                            /** @description CMS EnvelopedData for the recipient; its content is `LetterContent` as UTF-8 JSON. */
                            readonly sealedLetter: components["schemas"]["Der"];
                        } | components["schemas"]["RefusedOne"] | components["schemas"]["FailedOne"])[];
                    };
                };
            };
            readonly default: components["responses"]["Refusal"];
        };
    };
    readonly renewGatewayCertificate: {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path?: never;
            readonly cookie?: never;
        };
        readonly requestBody: {
            readonly content: {
                readonly "application/json": {
                    readonly request: components["schemas"]["Der"];
                };
            };
        };
        readonly responses: {
            /** @description X.509. */
            readonly 200: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/json": {
                        readonly certificate: components["schemas"]["Der"];
                    };
                };
            };
            readonly default: components["responses"]["Refusal"];
        };
    };
    readonly newestAuditCheckpoint: {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path?: never;
            readonly cookie?: never;
        };
        readonly requestBody?: never;
        readonly responses: {
            /** @description null when the RA has none. */
            readonly 200: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/json": {
                        readonly checkpoint: components["schemas"]["AuditCheckpoint"] | null;
                    };
                };
            };
            readonly default: components["responses"]["Refusal"];
        };
    };
    readonly deliverFacts: {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path?: never;
            readonly cookie?: never;
        };
        readonly requestBody: {
            readonly content: {
                readonly "application/json": {
                    readonly facts: readonly components["schemas"]["Fact"][];
                };
            };
        };
        readonly responses: {
            /** @description One answer for each fact, in the same order. */
            readonly 200: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/json": {
                        readonly deliveries: readonly components["schemas"]["FactDelivery"][];
                    };
                };
            };
            readonly default: components["responses"]["Refusal"];
        };
    };
}
