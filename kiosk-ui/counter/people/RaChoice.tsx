/** The RAs that a person works for. Shown where there are several to choose from. */
import type { World } from '../../api/world.js';
import { useWords } from '../../staff/language.js';
import { Tick } from '../../staff/fields.js';

interface RaChoiceProps {
  readonly world: World;
  /** null: all of them, also those to come. */
  readonly value: readonly string[] | null;
  readonly onChange: (value: string[] | null) => void;
}

export function RaChoice({ world, value, onChange }: RaChoiceProps) {
  const { say, pick } = useWords();
  const ras = world.session?.ras ?? [];
  const toggle = (id: string, isSelected: boolean): void => {
    const chosen = ras.map((ra) => ra.id).filter((one) => (one === id ? isSelected : value?.includes(one) === true));
    onChange(chosen);
  };
  return (
    <fieldset className="radios">
      <legend>{say('staffRas')}</legend>
      {/* Who works for some RAs cannot let somebody else work for all. */}
      {world.session?.scope === null && (
        <Tick isSelected={value === null} onChange={(all) => onChange(all ? null : ras.map(({ id }) => id))}>
          {say('staffAllRas')}
        </Tick>
      )}
      {value !== null &&
        ras.map(({ id, name }) => (
          <Tick key={id} isSelected={value.includes(id)} onChange={(isSelected) => toggle(id, isSelected)}>
            {pick(name)}
          </Tick>
        ))}
    </fieldset>
  );
}

/** Is there anything to choose? */
export function hasRaChoice({ session }: World): boolean {
  return (session?.ras.length ?? 0) > 1;
}
