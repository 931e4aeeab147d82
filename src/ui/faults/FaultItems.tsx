import { DropdownMenu } from 'radix-ui';
import { Check } from 'lucide-react';
import { useState } from 'react';
import { spanText } from '../../derive/time-text.ts';
import { seconds, type Us } from '../../kernel/time.ts';
import { MenuItem, MenuLabel, MenuSeparator, MenuSub } from '../kit/index.ts';
import { ActionIcon } from './ActionIcon.tsx';
import type { FaultGroup, FaultItem } from './fault-items.ts';
import styles from './faults.module.css';

const LENGTHS: readonly (Us | null)[] = [null, seconds(1), seconds(2), seconds(5), seconds(10)];

export interface FaultItemsProps {
  readonly name: string;
  readonly groups: readonly FaultGroup[];
  /** How long faults last that ask for nothing else; null: until they are repaired. */
  readonly lastsUs: Us | null;
  readonly onLasts: (us: Us | null) => void;
  readonly onPick: (item: FaultItem) => void;
}

/** The inside of the fault menu: the same at the pointer, in the inspector and on a phone. */
export function FaultItems({ name, groups, lastsUs, onLasts, onPick }: FaultItemsProps) {
  const plain = groups.filter((group) => !group.folded);
  const folded = groups.filter((group) => group.folded);
  const [help, setHelp] = useState<string | null>(null);
  const lasting = groups.some((group) => group.items.some((item) => item.lasting));
  return (
    <>
      <DropdownMenu.Label className={styles.title}>{name}</DropdownMenu.Label>
      {groups.length === 0 && (
        <p className={styles.none}>
          Nothing can be done to it: links inside a pod do not fail, and a message that has ended stays as it was.
        </p>
      )}
      {plain.map((group, i) => (
        <DropdownMenu.Group key={group.name}>
          {i > 0 && <MenuSeparator />}
          <MenuLabel>{group.name}</MenuLabel>
          {group.items.map((item) => (
            <Item key={item.id} item={item} onPick={onPick} onReach={setHelp} />
          ))}
        </DropdownMenu.Group>
      ))}
      {folded.length > 0 && <MenuSeparator />}
      {folded.map((group) => (
        <MenuSub
          key={group.name}
          label={group.name}
          icon={<ActionIcon name={group.items[0]!.icon} />}
          tone={toneOf(group.items[0]!)}
        >
          {group.items.map((item) => (
            <Item key={item.id} item={item} onPick={onPick} onReach={setHelp} />
          ))}
        </MenuSub>
      ))}
      {lasting && (
        <>
          <MenuSeparator />
          <MenuSub label={`Lasts ${lengthText(lastsUs)}`} icon={<ActionIcon name="hourglass" />}>
            <DropdownMenu.RadioGroup
              value={String(lastsUs)}
              onValueChange={(value) => onLasts(value === 'null' ? null : Number(value))}
            >
              {LENGTHS.map((us) => (
                <DropdownMenu.RadioItem
                  key={String(us)}
                  value={String(us)}
                  className={styles.length}
                  onSelect={(event) => event.preventDefault()}
                >
                  <span className={styles.tick}>{us === lastsUs && <Check size={15} aria-hidden />}</span>
                  {lengthText(us)}
                </DropdownMenu.RadioItem>
              ))}
            </DropdownMenu.RadioGroup>
          </MenuSub>
        </>
      )}
      {groups.length > 0 && (
        <p className={styles.footer} aria-hidden>
          {help ?? 'Everything done here can be undone.'}
        </p>
      )}
    </>
  );
}

interface ItemProps {
  readonly item: FaultItem;
  readonly onPick: (item: FaultItem) => void;
  /** Pointed at or reached by keyboard: its help stands below the menu. Fingers see it in the item itself. */
  readonly onReach: (help: string) => void;
}

function Item({ item, onPick, onReach }: ItemProps) {
  const asks = item.parameters.length + item.flags.length > 0;
  return (
    <div onFocus={() => onReach(item.help)}>
      <MenuItem
        icon={<ActionIcon name={item.icon} />}
        tone={toneOf(item)}
        hint={<span className={styles.hint}>{item.help}</span>}
        onSelect={() => onPick(item)}
      >
        {asks ? `${item.label}…` : item.label}
      </MenuItem>
    </div>
  );
}

export const toneOf = (item: FaultItem): 'ok' | 'bad' | undefined =>
  item.tone === 'repair' ? 'ok' : item.tone === 'fault' ? 'bad' : undefined;

export const lengthText = (us: Us | null): string => (us === null ? 'until repaired' : `for ${spanText(us)}`);
