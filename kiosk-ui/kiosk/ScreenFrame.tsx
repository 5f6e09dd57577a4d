/** What all kiosk screens share: a heading that takes the focus, words, the picture, the actions. */
import { Fragment, useEffect, useRef, type ReactNode } from 'react';
import { CardPicture, type CardPose } from '../parts/CardPicture.js';
import { Mark, type MarkShape } from '../parts/Mark.js';

export const titleId = 'screen-title';

interface ScreenFrameProps {
  readonly name: string;
  readonly title: string;
  readonly mark?: MarkShape | undefined;
  readonly pose?: CardPose | undefined;
  /**
   * `wide`: the body has the whole width, below the words; `entry`: with the keys where the hands are; `steps`: the body
   * scrolls within the room that is left.
   */
  readonly layout?: 'wide' | 'entry' | 'steps' | undefined;
  /** Above the title: which step of how many. */
  readonly step?: string | undefined;
  readonly children?: ReactNode;
  readonly actions?: ReactNode;
  /** Stands beside the words, or in place of picture and actions. */
  readonly body?: ReactNode;
}

export function ScreenFrame({ name, title, mark, pose, layout, step, children, actions, body }: ScreenFrameProps) {
  const heading = useRef<HTMLHeadingElement>(null);
  useEffect(() => heading.current?.focus({ preventScroll: true }), []);
  return (
    <main className="screen" data-screen={name} data-layout={layout} data-body={body !== undefined}>
      <div className="screen-words">
        {step !== undefined && <p className="screen-step">{step}</p>}
        {mark !== undefined && (
          <div className="screen-mark">
            <Mark shape={mark} />
          </div>
        )}
        <h1 ref={heading} id={titleId} tabIndex={-1}>
          <Phrases text={title} />
        </h1>
        {children}
      </div>
      {pose !== undefined && <CardPicture pose={pose} className="screen-picture" />}
      {body}
      {actions !== undefined && <div className="screen-actions">{actions}</div>}
    </main>
  );
}

/** Lets a long title break before a term, never within one: 第一組, 晶片卡密碼, PIN 1. */
function Phrases({ text }: { text: string }) {
  return text
    .replace(/PIN (?=\d)/g, 'PIN\u00a0')
    .split(/(?=第[一二]組|晶片卡密碼)/)
    .map((phrase, index) => (
      <Fragment key={index}>
        {index > 0 && <wbr />}
        {phrase}
      </Fragment>
    ));
}
