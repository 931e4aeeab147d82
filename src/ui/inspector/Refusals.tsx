import { timeText } from '../../derive/time-text.ts';
import { messageName, nodeNames } from '../../derive/words.ts';
import type { NodeSpec } from '../../kernel/topology.ts';
import { useCommands, useRun } from '../hooks.ts';
import { classes, Glyph } from '../kit/index.ts';
import { Section } from './Section.tsx';
import type { Here } from './use-scene.ts';
import styles from './inspector.module.css';

const MOST = 4;

/** What the node refused because it was out of date, with both numbers; nothing where it never did. */
export function Refusals({ spec, here }: { readonly spec: NodeSpec; readonly here: Here }) {
  const index = useRun((run) => run.index);
  const { seekSeq } = useCommands();
  const refusals = index.lastRefusals(spec.id, here.cursorSeq, MOST);
  if (refusals.length === 0) return null;
  const names = nodeNames(here.topology);
  return (
    <Section title="Refused as out of date">
      <ul>
        {refusals.map(({ seq, timeUs, transit, epoch }) => (
          <li key={seq}>
            <button
              type="button"
              className={classes(styles.item, styles.press)}
              title={`Go to ${timeText(timeUs)}`}
              onClick={() => seekSeq(seq)}
            >
              <Glyph glyph="cross" colour="bad" />
              <span className={styles.main}>
                {transit === null ? 'Its own work' : messageName(transit, here.pattern)}{' '}
                {transit !== null && <span className={styles.quiet}>from {names(transit.from)}</span>}
              </span>
              <code className={classes(styles.left, styles.bad)}>
                {epoch.name} {epoch.got} &lt; {epoch.have}
              </code>
            </button>
          </li>
        ))}
      </ul>
    </Section>
  );
}
