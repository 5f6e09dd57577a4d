/** The way from section to section: a button each, and Alt with its number. */
import { useEffect, useEffectEvent } from 'react';
import { Button } from 'react-aria-components';
import { may, type World } from '../api/world.js';
import { useWords } from './language.js';
import { waitingForMe } from './approvals/approvals.js';
import type { Section } from './section.js';

interface SectionNavProps {
  readonly world: World;
  readonly sections: readonly Section[];
  readonly shown: string;
  readonly onShow: (id: string) => void;
}

export function SectionNav({ world, sections, shown, onShow }: SectionNavProps) {
  const { say } = useWords();
  const waiting = may(world, 'approve') ? waitingForMe(world).length : 0;
  const onKey = useEffectEvent((event: KeyboardEvent) => {
    const section = sections[Number(event.key) - 1];
    if (!event.altKey || event.ctrlKey || event.metaKey || section === undefined) return;
    event.preventDefault();
    onShow(section.id);
  });
  useEffect(() => {
    const listener = (event: KeyboardEvent) => onKey(event);
    window.addEventListener('keydown', listener);
    return () => window.removeEventListener('keydown', listener);
  }, []);
  return (
    <nav className="sections" aria-label={say('sections')}>
      {sections.map(({ id, word }, index) => {
        const counts = id === 'approvals' && waiting > 0;
        return (
          <Button
            key={id}
            className="section-button"
            aria-current={id === shown ? 'page' : undefined}
            aria-keyshortcuts={`Alt+${index + 1}`}
            aria-label={counts ? say('sectionApprovalsCount', { n: waiting }) : undefined}
            onPress={() => onShow(id)}
          >
            {say(word)}
            {counts && <span className="count">{waiting}</span>}
          </Button>
        );
      })}
    </nav>
  );
}
