import { view } from '../../state/stores.ts';
import type { CommandGroup } from '../commands/command.ts';
import { isMac, isSingleKey, keyText } from '../commands/keys.ts';
import { staticCommands } from '../commands/static-commands.ts';
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
      description="Everything here is in the command palette too. On the graph, arrow keys move from node to node, and Shift with a drag across links cuts them."
    >
      <div className={styles.groups}>
        {GROUPS.map((group) => (
          <Group key={group} group={group} singleKeys={singleKeys} />
        ))}
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

function Group({ group, singleKeys }: { readonly group: CommandGroup; readonly singleKeys: boolean }) {
  const held = staticCommands.filter((command) => command.group === group && command.keys.length > 0);
  if (held.length === 0) return null;
  return (
    <section className={styles.group}>
      <h3>{group}</h3>
      <dl>
        {held.map((command) => (
          <div key={command.id} className={styles.line}>
            <dt>{command.title}</dt>
            <dd>
              {command.keys.map((key) => (
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
