/** What can be done: with a card, what it needs first; without one, everything. */
import { useId } from 'react';
import { Button } from 'react-aria-components';
import { useWords } from '../language.js';
import { State } from '../../parts/Mark.js';
import { PinState } from '../../parts/PinState.js';
import type { Words } from '../../words/kioskPage.js';
import { flows } from '../flows/index.js';
import type { CardNews, Offer } from '../offers.js';
import type { MenuScreen } from '../screen.js';
import { ScreenFrame } from '../ScreenFrame.js';
import { Action } from './buttons.js';
import { Notice } from './Notice.js';

interface MenuProps {
  readonly screen: MenuScreen;
  readonly onChoose: (offer: Offer) => void;
  readonly onEnd: () => void;
}

export function Menu({ screen, onChoose, onEnd }: MenuProps) {
  const words = useWords();
  const { say } = words;
  const { offers, card, notice } = screen;
  return (
    <ScreenFrame
      name="menu"
      title={card === null ? say('menuTitle') : titleOf(card.news, words)}
      layout="wide"
      body={
        <ul className="offers">
          {offers.map((offer, index) => (
            <OfferItem
              key={`${offer.flow} ${offer.pin ?? ''}`}
              offer={offer}
              screen={screen}
              first={index === 0 && card !== null && isUrgent(card.news)}
              onChoose={onChoose}
            />
          ))}
        </ul>
      }
      actions={<Action word={card === null ? 'cancel' : 'end'} onPress={onEnd} />}
    >
      {card === null ? <p className="quiet">{say('menuCardHow')}</p> : <CardLines screen={card} />}
      <Notice notice={notice} />
    </ScreenFrame>
  );
}

function CardLines({ screen: { known, news } }: { screen: NonNullable<MenuScreen['card']> }) {
  const { say, date } = useWords();
  return (
    <>
      {news.kind === 'expired' && (
        <p>
          <State shape="warn" word={say('expiredNext')} />
        </p>
      )}
      {(news.kind === 'expired' || news.kind === 'renewable') && (
        <p>{say('certificatesEnd', { date: date(news.renewal.notAfter) })}</p>
      )}
      <p className="quiet">
        {say('cardSerial')} <span className="serial">{known.serial}</span>
      </p>
    </>
  );
}

interface OfferItemProps {
  readonly offer: Offer;
  readonly screen: MenuScreen;
  readonly first: boolean;
  readonly onChoose: (offer: Offer) => void;
}

function OfferItem({ offer, screen, first, onChoose }: OfferItemProps) {
  const { say } = useWords();
  const nameId = useId();
  const hintId = useId();
  const pin = screen.card?.known.pins.find(({ reference }) => reference === offer.pin);
  return (
    <li>
      <Button
        className={first ? 'button offer primary' : 'button offer'}
        aria-labelledby={nameId}
        aria-describedby={hintId}
        onPress={() => onChoose(offer)}
      >
        <span id={nameId} className="offer-name">
          {offer.pin !== null && (offer.flow === 'unblockPin' || offer.flow === 'changePin')
            ? say(offer.flow, { pin: offer.pin })
            : say(flows[offer.flow].title)}
        </span>
        <span id={hintId} className="offer-hint">
          {pin === undefined ? say(flows[offer.flow].hint) : <PinState pin={pin} />}
        </span>
      </Button>
    </li>
  );
}

function isUrgent({ kind }: CardNews): boolean {
  return kind === 'locked' || kind === 'renewable' || kind === 'prepared' || kind === 'incomplete';
}

function titleOf(news: CardNews, { say }: Words): string {
  switch (news.kind) {
    case 'locked':
      return news.pins.length > 1 ? say('menuBothLocked') : say('menuLocked', { pin: news.pins[0] ?? 1 });
    case 'expired':
      return say('menuExpired');
    case 'renewable':
      return say('menuRenewable');
    case 'prepared':
      return say('menuPrepared');
    case 'incomplete':
      return say('menuIncomplete');
    case 'fine':
      return say('menuFine');
  }
}
