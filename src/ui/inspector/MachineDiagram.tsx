import { useMemo } from 'react';
import { timeText } from '../../derive/time-text.ts';
import type { Settings } from '../../kernel/program.ts';
import type { Us } from '../../kernel/time.ts';
import type { Machine } from '../../pattern-kit/pattern.ts';
import { classes, colourVar, softVar } from '../kit/index.ts';
import { layMachine } from './machine-layout.ts';
import styles from './machine.module.css';

export interface MachineDiagramProps {
  readonly machine: Machine;
  readonly settings: Settings;
  /** Where it stands; empty while the node is down. */
  readonly state: string;
  readonly sinceUs: Us | null;
  /** The edge it came by. */
  readonly cameFrom: string | null;
  /** Something else is wrong with it, so that what its state means by itself would mislead. */
  readonly troubled: boolean;
}

/** The state machine of a role with the state it stands in and the edge it came by. */
export function MachineDiagram({ machine, settings, state, sinceUs, cameFrom, troubled }: MachineDiagramProps) {
  const layout = useMemo(() => layMachine(machine, settings), [machine, settings]);
  const { box } = layout;
  const now = machine.states.find((candidate) => candidate.id === state);
  const taken = layout.edges.find((edge) => edge.from === cameFrom && edge.to === state);
  const told =
    now === undefined
      ? 'It is not running.'
      : `It is ${now.label}${sinceUs === null ? '' : ` since ${timeText(sinceUs)}`}.`;
  return (
    <figure className={styles.figure}>
      <svg
        className={styles.machine}
        viewBox={`${box.x} ${box.y} ${box.width} ${box.height}`}
        style={{ maxWidth: box.width * 1.15 }}
        role="img"
        aria-label={`State machine: ${machine.states.map((each) => each.label).join(', ')}. ${told}`}
      >
        {layout.edges.map((edge) => (
          <g
            key={`${edge.from}>${edge.to}`}
            className={classes(styles.edge, edge === taken && styles.taken)}
            style={edge === taken && now ? { color: colourVar(now.colour) } : undefined}
          >
            <path d={edge.path} />
            <path d={edge.head} className={styles.head} />
          </g>
        ))}
        {layout.states.map((placed, i) => {
          const spec = machine.states[i]!;
          const lit = placed.id === state;
          return (
            <g
              key={placed.id}
              className={classes(styles.state, lit && styles.lit)}
              style={{ color: colourVar(spec.colour) }}
            >
              <title>{spec.about}</title>
              <rect
                x={placed.x - placed.width / 2}
                y={placed.y - placed.height / 2}
                width={placed.width}
                height={placed.height}
                rx={placed.height / 2}
                style={{ fill: lit ? softVar(spec.colour) : 'var(--panel)' }}
              />
              <text x={placed.x} y={placed.y + 4}>
                {placed.label}
              </text>
            </g>
          );
        })}
        {layout.edges.map((edge) => (
          <text
            key={`${edge.from}>${edge.to}`}
            className={classes(styles.label, edge === taken && styles.labelTaken)}
            textAnchor={edge.anchor}
            x={edge.at.x}
            y={edge.at.y}
          >
            {edge.lines.map((line, i) => (
              <tspan key={i} x={edge.at.x} dy={i === 0 ? 0 : 13}>
                {line}
              </tspan>
            ))}
          </text>
        ))}
      </svg>
      <figcaption className={styles.about}>{now === undefined ? told : troubled ? '' : now.about}</figcaption>
    </figure>
  );
}
