import { view } from '../../state/stores.ts';
import type { CommandGroup } from '../commands/command.ts';
import { isMac, isSingleKey, keyText } from '../commands/keys.ts';
import { staticCommands } from '../commands/static-commands.ts';
import { GRAPH_KEYS } from '../graph/graph-keys.ts';
import { useView } from '../hooks.ts';
import { Dialog, Kbd, Switch } from '../kit/index.ts';
import styles from './help.module.css';

const GROUPS: readonly CommandGroup[] = ['Run', 'Break', 'Change', 'Look', 'Go to', 'Help'];

/** Every key, from the same list that the keys themselves work by. */
export function KeyMap() {
  const singleKeys = useView((state) => state.singleKeys);
  return (
    <Dialog
      open
      onClose={() => view.setState({ openDialog: null })}
      size="wide"
      title="Keyboard map"
      description="The command palette finds all of this too. With a mouse, Shift and a drag across links cuts them."
    >
      <div className={styles.groups}>
        {GROUPS.map((group) => (
          <Group
            key={group}
            title={group}
            lines={staticCommands.filter((command) => command.group === group && command.keys.length > 0)}
            singleKeys={singleKeys}
          />
        ))}
        <Group title="On a part of the graph" lines={GRAPH_KEYS} singleKeys={singleKeys} />
      </div>
      <div className={styles.option}>
        <Switch
          label="Single-key shortcuts"
          hint="Turn them off if a screen reader or speech input types letters by itself. Space, arrows and combinations stay."
          checked={singleKeys}
          onChange={(next) => view.setState({ singleKeys: next })}
        />
      </div>
    </Dialog>
  );
}

interface Line {
  readonly title: string;
  readonly keys: readonly string[];
}

function Group({
  title,
  lines,
  singleKeys,
}: {
  readonly title: string;
  readonly lines: readonly Line[];
  readonly singleKeys: boolean;
}) {
  return (
    <section className={styles.group}>
      <h3>{title}</h3>
      <dl>
        {lines.map((line) => (
          <div key={line.title} className={styles.line}>
            <dt>{line.title}</dt>
            <dd>
              {line.keys.map((key) => (
                <span key={key} className={isSingleKey(key) && !singleKeys ? styles.off : undefined}>
                  <Kbd>{keyText(key, isMac())}</Kbd>
                </span>
              ))}
            </dd>
          </div>
        ))}
      </dl>
    </section>
  );
}
