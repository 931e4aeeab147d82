import { Command as List } from 'cmdk';
import { useState } from 'react';
import { patternMetas } from '../../patterns/registry.ts';
import { view } from '../../state/stores.ts';
import type { Command, CommandGroup } from '../commands/command.ts';
import { dynamicCommands } from '../commands/dynamic-commands.ts';
import { isMac, keyText } from '../commands/keys.ts';
import { matchOf } from '../commands/match.ts';
import { staticCommands } from '../commands/static-commands.ts';
import { afterFocus, Dialog, Kbd } from '../kit/index.ts';
import styles from './help.module.css';

const GROUPS: readonly CommandGroup[] = [
  'On the selection',
  'Run',
  'Break',
  'Parts',
  'Change',
  'Look',
  'Experiments',
  'Patterns',
  'Go to',
  'Save and open',
  'Help',
];

const close = () => view.setState({ openDialog: null });

/** Everything that can be done now, found by typing. */
export function Palette() {
  // As things stand when it opens: the list must not move under the reader's hands.
  const [held] = useState(() =>
    [...staticCommands, ...dynamicCommands(patternMetas)].filter(
      (command) => command.id !== 'palette' && (command.when === undefined || command.when()),
    ),
  );
  const run = (command: Command) => {
    close();
    // What the command opens or selects takes focus.
    afterFocus(() => command.run());
  };
  return (
    <Dialog open onClose={close} title="Command palette" bare>
      <List label="Commands" loop filter={matchOf} className={styles.palette}>
        <List.Input autoFocus className={styles.input} placeholder="Type what you want to do" />
        <List.List className={styles.list}>
          <List.Empty className={styles.empty}>Nothing by that name.</List.Empty>
          {GROUPS.map((group) => (
            <PaletteGroup
              key={group}
              group={group}
              commands={held.filter((command) => command.group === group)}
              onRun={run}
            />
          ))}
        </List.List>
      </List>
    </Dialog>
  );
}

function PaletteGroup({
  group,
  commands,
  onRun,
}: {
  readonly group: CommandGroup;
  readonly commands: readonly Command[];
  readonly onRun: (command: Command) => void;
}) {
  if (commands.length === 0) return null;
  return (
    <List.Group heading={group} className={styles.section}>
      {commands.map((command) => (
        <List.Item
          key={command.id}
          value={command.id}
          keywords={[command.title, `${command.words ?? ''} ${group}`]}
          className={styles.item}
          onSelect={() => onRun(command)}
        >
          <span>{command.title}</span>
          {command.keys[0] !== undefined && <Kbd>{keyText(command.keys[0], isMac())}</Kbd>}
        </List.Item>
      ))}
    </List.Group>
  );
}
