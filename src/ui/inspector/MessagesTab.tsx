import { memo } from 'react';
import { countText, spanText, timeText } from '../../derive/time-text.ts';
import type { Flight } from '../../derive/types.ts';
import { messageName, nodeNames } from '../../derive/words.ts';
import type { NodeSpec } from '../../kernel/topology.ts';
import type { TraceEvent } from '../../kernel/trace.ts';
import type { ShownPattern } from '../../pattern-kit/pattern.ts';
import { useCommands, useRun } from '../hooks.ts';
import { classes } from '../kit/index.ts';
import { MessageMark } from './Activity.tsx';
import { fateOf, flightsOf, handledAt } from './node-messages.ts';
import { Section } from './Section.tsx';
import type { Here } from './use-scene.ts';
import styles from './inspector.module.css';

const SHOWN_FLIGHTS = 30;
const SHOWN_HANDLED = 50;

/** What is on its way to and from a node, and what it handled last. */
export function MessagesTab({ spec, here }: { readonly spec: NodeSpec; readonly here: Here }) {
  const index = useRun((run) => run.index);
  const names = nodeNames(here.topology);
  const flights = flightsOf(index, spec.id, here.cursorUs);
  const handled = handledAt(index, spec.id, here.cursorSeq, SHOWN_HANDLED);
  return (
    <>
      <Section title="On its way" aside={countText(flights.length)} className={styles.flights}>
        {flights.length === 0 && <p className={styles.none}>No message is under way.</p>}
        <ul>
          {flights.slice(0, SHOWN_FLIGHTS).map((flight) => (
            <FlightRow key={flight.transit.id} flight={flight} node={spec.id} here={here} names={names} />
          ))}
        </ul>
        {flights.length > SHOWN_FLIGHTS && (
          <p className={styles.none}>and {countText(flights.length - SHOWN_FLIGHTS)} more</p>
        )}
      </Section>
      <Section
        title="Handled last"
        aside={handled.length === SHOWN_HANDLED ? `newest ${SHOWN_HANDLED}` : countText(handled.length)}
      >
        {handled.length === 0 && <p className={styles.none}>Nothing yet.</p>}
        <ol>
          {handled.map((event) => (
            <HandledRow key={event.seq} event={event} pattern={here.pattern} from={names(event.transit!.from)} />
          ))}
        </ol>
      </Section>
    </>
  );
}

function FlightRow({
  flight,
  node,
  here,
  names,
}: {
  readonly flight: Flight;
  readonly node: string;
  readonly here: Here;
  readonly names: (id: string) => string;
}) {
  const { select } = useCommands();
  const { transit } = flight;
  const leaves = transit.from === node;
  return (
    <li>
      <button
        type="button"
        className={classes(styles.item, styles.press)}
        onClick={() => select({ kind: 'message', id: transit.id })}
      >
        <MessageMark type={transit.message.type} pattern={here.pattern} lost={flight.lost !== null} />
        <span className={styles.main}>
          {messageName(transit, here.pattern)}{' '}
          <span className={styles.quiet}>{leaves ? `to ${names(transit.to)}` : `from ${names(transit.from)}`}</span>
        </span>
        <code className={styles.left}>
          {flight.lost === null ? `in ${spanText(Math.max(0, flight.endUs - here.cursorUs))}` : 'will be lost'}
        </code>
      </button>
    </li>
  );
}

const HandledRow = memo(function HandledRow({
  event,
  pattern,
  from,
}: {
  readonly event: TraceEvent;
  readonly pattern: ShownPattern;
  readonly from: string;
}) {
  const { select, seekSeq } = useCommands();
  const transit = event.transit!;
  const bad = event.kind === 'overflow' || event.kind === 'lost' || event.kind === 'timeout' || event.kind === 'late';
  const open = () => {
    seekSeq(event.seq);
    select({ kind: 'message', id: transit.id });
  };
  return (
    <li>
      <button
        type="button"
        className={classes(styles.item, styles.press)}
        onClick={open}
        title={`Go to ${timeText(event.timeUs)}`}
      >
        <MessageMark
          type={transit.message.type}
          pattern={pattern}
          lost={event.kind === 'lost' || event.kind === 'overflow'}
        />
        <span className={styles.main}>
          {messageName(transit, pattern)}{' '}
          <span className={classes(styles.quiet, bad && styles.bad)}>
            {event.kind === 'deliver' || event.kind === 'reply' ? `from ${from}` : fateOf(event.kind)}
          </span>
        </span>
        <code className={styles.left}>{timeText(event.timeUs)}</code>
      </button>
    </li>
  );
});
