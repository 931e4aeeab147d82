import { ChevronsUpDown } from 'lucide-react';
import { SPEEDS } from '../commands/speeds.ts';
import { useCommands, usePlayback } from '../hooks.ts';
import { Button, Menu, MenuRadios, Segmented } from '../kit/index.ts';
import { shownSpeeds } from './shown-speeds.ts';
import styles from './transport.module.css';

const speedText = (speed: number): string => `${speed}×`;

/** Simulated time per time; says so when the machine cannot keep up. */
export function SpeedChoice() {
  const speed = usePlayback((state) => state.speed);
  const reached = usePlayback((state) => state.reachedSpeed);
  const { setSpeed } = useCommands();
  const menu = (
    <MenuRadios
      value={String(speed)}
      options={SPEEDS.map((held) => ({ value: String(held), label: speedText(held) }))}
      onChange={(value) => setSpeed(Number(value))}
    />
  );
  return (
    <div className={styles.speed}>
      <span className={styles.reached} role="status">
        {reached !== null && `reaches ${speedText(reached)}`}
      </span>
      <Segmented
        className={styles.speeds}
        label="Speed"
        size="small"
        value={String(speed)}
        options={shownSpeeds(speed).map((held) => ({
          value: String(held),
          label: speedText(held),
          name: `${held} times`,
        }))}
        onChange={(value) => setSpeed(Number(value))}
      />
      <Menu
        label="All speeds"
        align="end"
        side="top"
        trigger={
          <Button
            size="small"
            variant="quiet"
            className={styles.allSpeeds}
            aria-label="All speeds"
            icon={<ChevronsUpDown size={15} aria-hidden />}
          />
        }
      >
        {menu}
      </Menu>
      <Menu
        label="Speed"
        align="end"
        side="top"
        trigger={
          <Button
            size="small"
            className={styles.oneSpeed}
            aria-label={reached === null ? `Speed: ${speed} times` : `Speed: ${speed} times, reaches ${reached} times`}
            icon={<ChevronsUpDown size={14} aria-hidden />}
          >
            {reached === null ? (
              speedText(speed)
            ) : (
              // In the place of what was asked, in one digit: a second figure would start a second row.
              <span className={styles.reachedShort}>{speedText(Number(reached.toPrecision(1)))}</span>
            )}
          </Button>
        }
      >
        {menu}
      </Menu>
    </div>
  );
}
