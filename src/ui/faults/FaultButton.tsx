import { Zap } from 'lucide-react';
import { Popover } from 'radix-ui';
import { useState } from 'react';
import type { ActionBody } from '../../kernel/action.ts';
import type { Us } from '../../kernel/time.ts';
import type { Selection } from '../../state/types.ts';
import { useCommands } from '../hooks.ts';
import { Button, Menu } from '../kit/index.ts';
import type { FaultItem } from './fault-items.ts';
import { FaultForm } from './FaultForm.tsx';
import { FaultItems } from './FaultItems.tsx';
import { useFaultGroups, useTargetName } from './use-fault-groups.ts';
import styles from './faults.module.css';

export interface FaultButtonProps {
  readonly target: NonNullable<Selection>;
}

/** The same menu behind a button: for the inspector, the keyboard and a finger. */
export function FaultButton({ target }: FaultButtonProps) {
  const groups = useFaultGroups(target);
  const name = useTargetName(target);
  const { act } = useCommands();
  const [open, setOpen] = useState(false);
  const [lastsUs, setLastsUs] = useState<Us | null>(null);
  const [asked, setAsked] = useState<FaultItem | null>(null);

  const pick = (item: FaultItem) => {
    if (item.parameters.length + item.flags.length > 0) setAsked(item);
    else act(item.body, item.lasting && lastsUs !== null ? lastsUs : undefined);
  };
  const done = (body: ActionBody, forUs: Us | null) => {
    setAsked(null);
    act(body, forUs ?? undefined);
  };

  return (
    <Popover.Root
      open={asked !== null}
      onOpenChange={(next) => {
        if (!next) setAsked(null);
      }}
    >
      <Popover.Anchor asChild>
        <span className={styles.inline}>
          <Menu
            label={`Break or repair ${name}`}
            align="end"
            open={open}
            onOpenChange={setOpen}
            trigger={
              <Button
                size="small"
                icon={<Zap size={15} aria-hidden />}
                aria-label={`Break or repair ${name}`}
                disabled={groups.length === 0}
              >
                Break or repair
              </Button>
            }
          >
            <FaultItems name={name} groups={groups} lastsUs={lastsUs} onLasts={setLastsUs} onPick={pick} />
          </Menu>
        </span>
      </Popover.Anchor>
      <Popover.Portal>
        <Popover.Content
          className={styles.popover}
          aria-label={asked?.label}
          align="end"
          sideOffset={6}
          collisionPadding={8}
        >
          {asked !== null && (
            <FaultForm
              key={asked.id}
              item={asked}
              name={name}
              lastsUs={lastsUs}
              onDone={done}
              onCancel={() => setAsked(null)}
            />
          )}
        </Popover.Content>
      </Popover.Portal>
    </Popover.Root>
  );
}
