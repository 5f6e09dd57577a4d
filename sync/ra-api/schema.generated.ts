// Generated from openapi.yaml by generate.mjs.

export interface paths {
    readonly "/ping": {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path?: never;
            readonly cookie?: never;
        };
        /** Is the RA there, and what time is it there? */
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
        /** The subscribers' registrations that this gateway may see. */
        readonly get: operations["listRegistrations"];
        readonly put?: never;
        readonly post?: never;
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
         * @description The same registration with the same card gives the same order again, also with another idempotency key.
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
         * @description All uses in one request, so that the certificates end on the same day. Each request is PKCS #10 signed by its own key.
         *     The subject is taken from the registration; what the request names is ignored. The same keys again give the
         *     same certificates; other keys are refused.
         */
        readonly post: operations["requestCertificates"];
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
         * @description Three wrong passwords in a row suspend the account. Not repeated by programs: a repeated wrong password is
         *     another try.
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
         * Hand out the PUK in force, sealed to a key made for this one operation.
         * @description The ground is either a subscriber's authorisation, used up by the first release, or an order whose card is not yet issued.
         *     Every release is counted and audited; the same idempotency key with the same request gives the same answer
         *     and is not counted again.
         */
        readonly post: operations["releasePuk"];
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
         * Tell the RA what happened, at least once.
         * @description The RA knows a fact again by its id and accepts it again without effect. Facts are judged one by one: a fact that is
         *     refused will never be accepted and does not keep the others back. For a card and PIN the last `pukEscrowed` and the last
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
        /** @description Upper-case hex, as the card's chip names itself; never the ATR. */
        readonly CardSerial: string;
        /**
         * @description 簽章, 加密, or one key for both (簽章加密).
         * @enum {string}
         */
        readonly KeyUse: "sign" | "encrypt" | "signEncrypt";
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
        readonly Order: {
            readonly id: components["schemas"]["Id"];
            readonly registration: components["schemas"]["Registration"];
            readonly cardSerial: components["schemas"]["CardSerial"];
            /** @description X.509 of the key that PUKs and PIN letters are sealed to. */
            readonly escrowCertificate: components["schemas"]["Der"];
            /** @description The subject that the CA will write (RFC 4514). */
            readonly subject: string;
        };
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
                readonly sealedPuk: components["schemas"]["Der"];
            };
            /** @description A PIN drawn at random, for the password letter (密碼單). */
            readonly pinLetter: {
                readonly cardSerial: components["schemas"]["CardSerial"];
                readonly pin: components["schemas"]["PinReference"];
                readonly orderId: components["schemas"]["Id"];
                readonly sealedPin: components["schemas"]["Der"];
            };
            /** @description The card has its PUKs, files and PINs; no keys yet. */
            readonly cardPrepared: {
                readonly cardSerial: components["schemas"]["CardSerial"];
                readonly orderId: components["schemas"]["Id"];
            };
            /** @description The card is complete. */
            readonly cardIssued: {
                readonly cardSerial: components["schemas"]["CardSerial"];
                readonly orderId: components["schemas"]["Id"];
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
            /** @description The terms (用戶約定條款) were read to the end and ticked. A version that is not in force is refused. */
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
            /** @description The certificates of a renewal were read back from the card and its keys answered for them. */
            readonly certificatesRenewed: {
                readonly cardSerial: components["schemas"]["CardSerial"];
                readonly orderId: components["schemas"]["Id"];
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
        };
        /** @description Login name of a member of the gateway's staff. */
        readonly Operator: string;
        readonly CertificateSerials: readonly string[];
        readonly FactDelivery: {
            /** Format: uuid */
            readonly id: string;
            readonly accepted: boolean;
            /** @description With `accepted` false, why; for a person. */
            readonly reason?: string;
        };
        /** @enum {string} */
        readonly RefusalReason: "registrationUnknown" | "registrationNotApproved" | "registrationAlreadyIssued" | "cardAlreadyBound" | "cardUnknown" | "orderUnknown" | "proofOfPossessionFailed" | "publicKeyReused" | "certificateAlreadyIssued" | "passwordWrong" | "accountSuspended" | "passwordChangeRequired" | "notCardHolder" | "authorisationExpired" | "authorisationUsed" | "noEscrowedPuk" | "registrationNotPrepared" | "cardSpoiled" | "certificateUnknown" | "certificateRevoked" | "certificateSuspended" | "certificateNotOfCard" | "certificatesInForce" | "noCertificateInForce" | "alreadyRevoked" | "renewalTooEarly" | "renewalTooLate" | "termsOutdated" | "passwordRule" | "passwordSame" | "challengeExpired" | "proofFailed" | "letterUnknown" | "letterAlreadyPrinted" | "letterNotForPrint" | "idempotencyConflict" | "badRequest" | "notAllowed";
        /** @description RFC 9457. */
        readonly Problem: {
            readonly type: string;
            readonly title: string;
            readonly status: number;
            readonly detail?: string;
            /** @description There on every 4xx except 429. */
            readonly reason?: components["schemas"]["RefusalReason"];
            /** @description Further facts, never a secret; `triesLeft` with `passwordWrong`, `cardSerial` with `registrationAlreadyIssued`. */
            readonly facts?: {
                readonly [key: string]: string | number;
            };
        };
    };
    responses: {
        /** @description The RA says no (4xx), or cannot answer now (429, 5xx). */
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
         * @description UUID made once for the effect that is wanted. The same key with the same request gives the same answer; with another
         *     request it is refused (`idempotencyConflict`). Refusals are not remembered.
         */
        readonly IdempotencyKey: string;
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
                        /** @description Semantic version; older gateways are to be updated. */
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
    readonly openOrder: {
        readonly parameters: {
            readonly query?: never;
            readonly header: {
                /**
                 * @description UUID made once for the effect that is wanted. The same key with the same request gives the same answer; with another
                 *     request it is refused (`idempotencyConflict`). Refusals are not remembered.
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
                    readonly card: {
                        readonly cardSerial: components["schemas"]["CardSerial"];
                        readonly family: string;
                    };
                };
            };
        };
        readonly responses: {
            /** @description The order, new or as it was. */
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
                 * @description UUID made once for the effect that is wanted. The same key with the same request gives the same answer; with another
                 *     request it is refused (`idempotencyConflict`). Refusals are not remembered.
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
                    readonly requests: readonly {
                        readonly use: components["schemas"]["KeyUse"];
                        readonly request: components["schemas"]["Der"];
                    }[];
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
                        readonly certificates: readonly {
                            readonly use: components["schemas"]["KeyUse"];
                            readonly certificate: components["schemas"]["Der"];
                        }[];
                    };
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
                    readonly account: string;
                    /** Format: password */
                    readonly password: string;
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
                 * @description UUID made once for the effect that is wanted. The same key with the same request gives the same answer; with another
                 *     request it is refused (`idempotencyConflict`). Refusals are not remembered.
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
