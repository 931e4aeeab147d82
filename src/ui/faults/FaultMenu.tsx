import { Popover } from 'radix-ui';
import { useEffect, useRef, useState } from 'react';
import type { ActionBody } from '../../kernel/action.ts';
import type { Us } from '../../kernel/time.ts';
import { view } from '../../state/stores.ts';
import type { Selection } from '../../state/types.ts';
import { useCommands, useView } from '../hooks.ts';
import { PointMenu } from '../kit/index.ts';
import type { FaultItem } from './fault-items.ts';
import { FaultForm } from './FaultForm.tsx';
import { FaultItems } from './FaultItems.tsx';
import { useFaultGroups, useTargetName } from './use-fault-groups.ts';
import styles from './faults.module.css';

interface Asked {
  readonly target: NonNullable<Selection>;
  readonly item: FaultItem;
  readonly x: number;
  readonly y: number;
}

const close = (): void => view.setState({ menu: null });

/**
 * What can be done to a node, link or message, at the place where it was asked for (`view.menu`).
 * What needs a number asks for it in a small form at the same place.
 */
export function FaultMenu() {
  const menu = useView((state) => state.menu);
  const target = menu?.target ?? null;
  const groups = useFaultGroups(target);
  const { act } = useCommands();
  const [lastsUs, setLastsUs] = useState<Us | null>(null);
  const [asked, setAsked] = useState<Asked | null>(null);
  const name = useTargetName(target ?? asked?.target ?? null);
  const cameFrom = useRef<HTMLElement | null>(null);
  const open = menu !== null;

  useEffect(() => {
    if (open) cameFrom.current = document.activeElement instanceof HTMLElement ? document.activeElement : null;
  }, [open]);

  const pick = (item: FaultItem) => {
    if (item.parameters.length + item.flags.length > 0 && menu !== null)
      setAsked({ target: menu.target, item, x: menu.x, y: menu.y });
    else act(item.body, item.lasting && lastsUs !== null ? lastsUs : undefined);
  };
  const done = (body: ActionBody, forUs: Us | null) => {
    setAsked(null);
    act(body, forUs ?? undefined);
  };

  return (
    <>
      {menu !== null && (
        <PointMenu
          label={`Break or repair ${name}`}
          x={menu.x}
          y={menu.y}
          open
          onClose={close}
          returnFocus={() => (asked === null ? cameFrom.current : null)}
        >
          <FaultItems name={name} groups={groups} lastsUs={lastsUs} onLasts={setLastsUs} onPick={pick} />
        </PointMenu>
      )}
      <Popover.Root
        open={asked !== null}
        onOpenChange={(next) => {
          if (!next) setAsked(null);
        }}
      >
        <Popover.Anchor asChild>
          <span className={styles.anchor} style={{ left: asked?.x ?? 0, top: asked?.y ?? 0 }} aria-hidden />
        </Popover.Anchor>
        <Popover.Portal>
          <Popover.Content
            className={styles.popover}
            aria-label={asked?.item.label}
            align="start"
            collisionPadding={8}
            onCloseAutoFocus={(event) => {
              event.preventDefault();
              cameFrom.current?.focus();
            }}
          >
            {asked !== null && (
              <FaultForm
                key={asked.item.id}
                item={asked.item}
                name={name}
                lastsUs={lastsUs}
                onDone={done}
                onCancel={() => setAsked(null)}
              />
            )}
          </Popover.Content>
        </Popover.Portal>
      </Popover.Root>
    </>
  );
}
