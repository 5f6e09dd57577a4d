/** The component of each page of the list in `index.ts`. A page without one does not compile. */
import type { ReactNode } from 'react';
import { CertificateScreen } from './certificateScreen.js';
import { CertificatesScreen } from './certificatesScreen.js';
import { DataScreen } from './dataScreen.js';
import { ExpiredScreen } from './expiredScreen.js';
import type { Ask } from './index.js';
import { InsertCardScreen } from './insertCardScreen.js';
import { LastTryScreen } from './lastTryScreen.js';
import { NewPasswordNeededScreen } from './newPasswordNeededScreen.js';
import type { PageProps } from './pageProps.js';
import { PasswordChangedScreen } from './passwordChangedScreen.js';
import { PinLockedScreen } from './pinLockedScreen.js';
import { RaAwayScreen } from './raAwayScreen.js';
import { RaScreen } from './raScreen.js';
import { SavedScreen } from './savedScreen.js';
import { TargetScreen } from './targetScreen.js';
import { TermsScreen } from './termsScreen.js';
import { TooEarlyScreen } from './tooEarlyScreen.js';
import { WhichPinScreen } from './whichPinScreen.js';
import { WrongCardScreen } from './wrongCardScreen.js';

export const screens: { readonly [A in Ask]: (props: PageProps<A>) => ReactNode } = {
  certificate: CertificateScreen,
  certificates: CertificatesScreen,
  data: DataScreen,
  expired: ExpiredScreen,
  insertCard: InsertCardScreen,
  lastTry: LastTryScreen,
  newPasswordNeeded: NewPasswordNeededScreen,
  passwordChanged: PasswordChangedScreen,
  pinLocked: PinLockedScreen,
  ra: RaScreen,
  raAway: RaAwayScreen,
  saved: SavedScreen,
  target: TargetScreen,
  terms: TermsScreen,
  tooEarly: TooEarlyScreen,
  whichPin: WhichPinScreen,
  wrongCard: WrongCardScreen,
};
