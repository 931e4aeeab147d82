import { timeText } from '../../derive/time-text.ts';
import { conditionText } from '../../derive/node-view.ts';
import { capitalised } from '../../derive/words.ts';
import type { NodeSpec } from '../../kernel/topology.ts';
import { useCommands } from '../hooks.ts';
import { Button, classes } from '../kit/index.ts';
import type { Here } from './use-scene.ts';
import styles from './inspector.module.css';

/** What is wrong with a node, since when, and the way back. Nothing where nothing is. */
export function Trouble({ spec, here }: { readonly spec: NodeSpec; readonly here: Here }) {
  const { act } = useCommands();
  const live = here.scene.nodes[spec.id];
  if (live === undefined) return null;
  if (live.status === 'down') {
    return (
      <div className={classes(styles.trouble, styles.hatched)} role="status">
        <div className={styles.plate}>
          <p>
            <b>{live.error === undefined ? 'Down' : 'Its program failed'}</b> since {timeText(live.statusSinceUs)}
          </p>
          {live.error !== undefined && <pre className={styles.error}>{live.error}</pre>}
          <Button size="small" onClick={() => act({ kind: 'restart', node: spec.id })}>
            Restart
          </Button>
        </div>
      </div>
    );
  }
  const normal = here.pattern.programs[spec.program]?.modes?.[0];
  const mode = live.mode !== '' && live.mode !== normal ? here.pattern.modes[live.mode] : undefined;
  const conditions = Object.entries(live.conditions).map(([name, value]) => conditionText(name, value));
  const paused = live.status === 'paused';
  if (!paused && mode === undefined && conditions.length === 0) return null;
  return (
    <div
      className={classes(styles.trouble, mode?.tone === 'bad' && styles.hatched, mode?.tone !== 'bad' && styles.warned)}
      role="status"
    >
      <div className={styles.plate}>
        {paused && (
          <p>
            <b>Paused</b> since {timeText(live.statusSinceUs)}: it stands still, messages wait.
          </p>
        )}
        {mode !== undefined && (
          <p>
            <b>{capitalised(mode.label)}</b> since {timeText(live.modeSinceUs)}
          </p>
        )}
        {conditions.length > 0 && <p>{capitalised(conditions.join(' · '))}</p>}
        <span className={styles.buttons}>
          {paused && (
            <Button size="small" onClick={() => act({ kind: 'resume', node: spec.id })}>
              Resume
            </Button>
          )}
          {mode !== undefined && normal !== undefined && (
            <Button size="small" onClick={() => act({ kind: 'mode', node: spec.id, mode: normal })}>
              Back to normal
            </Button>
          )}
        </span>
      </div>
    </div>
  );
}
