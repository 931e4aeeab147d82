import { useMemo } from 'react';
import { linkView } from '../../derive/link-view.ts';
import { countText, spanText } from '../../derive/time-text.ts';
import { capitalised, messageName, nodeNames } from '../../derive/words.ts';
import type { Latency, LinkSpec } from '../../kernel/topology.ts';
import { FaultButton } from '../faults/FaultButton.tsx';
import { useCommands, useRun } from '../hooks.ts';
import { Button, classes } from '../kit/index.ts';
import { MessageMark } from './Activity.tsx';
import { Section } from './Section.tsx';
import type { Here } from './use-scene.ts';
import styles from './inspector.module.css';

const CHANNELS = {
  datagram: 'Datagram: may drop, duplicate and reorder.',
  stream: 'Stream: keeps order; a reset loses what is in flight.',
  local: 'Inside a pod: fast, and out of reach for network faults.',
} as const;

/** One link: what it promises, what is wrong with it, what is on it. */
export function LinkPanel({ link, here }: { readonly link: LinkSpec; readonly here: Here }) {
  const index = useRun((run) => run.index);
  const { select } = useCommands();
  const names = nodeNames(here.topology);
  const live = linkView(link.a, link.b, here.scene);
  const target = useMemo(() => ({ kind: 'link', a: link.a, b: link.b }) as const, [link]);
  const flights = index
    .inFlight(here.cursorUs)
    .filter(
      ({ transit }) =>
        (transit.from === link.a && transit.to === link.b) || (transit.from === link.b && transit.to === link.a),
    );
  const walls = {
    none: '',
    both: live.wallText,
    forth: `${live.wallText}, towards ${names(link.b)} only`,
    back: `${live.wallText}, towards ${names(link.a)} only`,
  };
  const trouble = [walls[live.wall], live.trouble].filter(Boolean).join(' · ');
  return (
    <div className={styles.panel}>
      <header className={styles.head}>
        <span className={styles.name}>
          <h2>
            {names(link.a)} – {names(link.b)}
          </h2>
        </span>
        <span className={styles.headRow}>
          <FaultButton target={target} />
        </span>
      </header>
      <div className={styles.scroll} tabIndex={0} role="region" aria-label="Link">
        {trouble !== '' && (
          <div className={classes(styles.trouble, live.wall === 'none' ? styles.warned : styles.hatched)} role="status">
            <div className={styles.plate}>
              <p>
                <b>{capitalised(trouble)}</b>
              </p>
            </div>
          </div>
        )}
        <Section title="Link">
          <p className={styles.lead}>{CHANNELS[link.channel]}</p>
          <dl className={styles.facts}>
            <dt>Joins</dt>
            <dd>
              <Button variant="link" onClick={() => select({ kind: 'node', id: link.a })}>
                {names(link.a)}
              </Button>
              <Button variant="link" onClick={() => select({ kind: 'node', id: link.b })}>
                {names(link.b)}
              </Button>
            </dd>
            <dt>Latency</dt>
            <dd>
              <code>{latencyText(link.latency)}</code>
            </dd>
            {link.lossPpm !== undefined && (
              <>
                <dt>Usual loss</dt>
                <dd>
                  <code>{link.lossPpm / 10_000} %</code>
                </dd>
              </>
            )}
            {link.bytesPerSecond !== undefined && (
              <>
                <dt>Carries</dt>
                <dd>
                  <code>{countText(link.bytesPerSecond / 1_000)} kB/s</code>
                </dd>
              </>
            )}
          </dl>
        </Section>
        <Section title="On it now" aside={countText(flights.length)}>
          {flights.length === 0 && <p className={styles.none}>No message.</p>}
          <ul>
            {flights.slice(0, 30).map((flight) => (
              <li key={flight.transit.id}>
                <button
                  type="button"
                  className={classes(styles.item, styles.press)}
                  onClick={() => select({ kind: 'message', id: flight.transit.id })}
                >
                  <MessageMark type={flight.transit.message.type} pattern={here.pattern} lost={flight.lost !== null} />
                  <span className={styles.main}>
                    {messageName(flight.transit, here.pattern)}{' '}
                    <span className={styles.quiet}>to {names(flight.transit.to)}</span>
                  </span>
                  <code className={styles.left}>
                    {flight.lost === null
                      ? `in ${spanText(Math.max(0, flight.endUs - here.cursorUs))}`
                      : 'will be lost'}
                  </code>
                </button>
              </li>
            ))}
          </ul>
        </Section>
      </div>
    </div>
  );
}

function latencyText(latency: Latency): string {
  switch (latency.kind) {
    case 'fixed':
      return spanText(latency.us);
    case 'uniform':
      return `${spanText(latency.minUs)} to ${spanText(latency.maxUs)}`;
    default:
      return `from ${spanText(latency.minUs)}, about ${spanText(latency.meanUs)}`;
  }
}
