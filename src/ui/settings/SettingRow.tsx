import { RotateCcw } from 'lucide-react';
import { memo, useId, useState } from 'react';
import { settingText } from '../../derive/words.ts';
import type { SettingValue } from '../../kernel/program.ts';
import { playback } from '../../state/stores.ts';
import { useCommands } from '../hooks.ts';
import { Button, classes, NumberField, Select, Slider, Switch } from '../kit/index.ts';
import type { Dial } from './setting-values.ts';
import styles from './settings.module.css';

type NumberSpec = Extract<Dial['spec'], { type: 'number' }>;

/** One dial: what it is, where it stands, where its default comes from, and the way back. */
export const SettingRow = memo(
  function SettingRow({ dial }: { readonly dial: Dial }) {
    const { setSetting } = useCommands();
    const { key, spec, value, usual, changed } = dial;
    const help = useId();
    const set = (next: SettingValue) => setSetting(key, next);
    // At the start the dial is part of the document and going back takes it out; later it is turned back.
    const reset = () => setSetting(key, playback.getState().cursorUs === 0 ? null : usual);
    return (
      <div
        className={classes(styles.row, changed && styles.changed)}
        role="group"
        aria-label={spec.label}
        aria-describedby={help}
      >
        {spec.type === 'number' && <NumberDial spec={spec} value={Number(value)} onChange={set} />}
        {spec.type === 'choice' && (
          <Select label={spec.label} value={String(value)} options={spec.options} onChange={set} />
        )}
        {spec.type === 'switch' && <Switch label={spec.label} checked={value === true} onChange={set} />}
        <p className={styles.help} id={help}>
          {spec.help}
        </p>
        <p className={styles.usual}>
          {changed ? (
            <>
              <b className={styles.mark}>Changed.</b>{' '}
              <Button
                variant="link"
                size="small"
                icon={<RotateCcw size={12} aria-hidden />}
                onClick={reset}
                aria-label={`Set ${spec.label} back to ${settingText(spec, usual)}`}
              >
                Back to {settingText(spec, usual)}
              </Button>
            </>
          ) : (
            <>Usually {settingText(spec, usual)}.</>
          )}{' '}
          <span className={styles.source}>{usual === spec.default ? spec.source : 'Set by this experiment.'}</span>
        </p>
      </div>
    );
  },
  (a, b) => a.dial.spec === b.dial.spec && a.dial.value === b.dial.value && a.dial.usual === b.dial.usual,
);

/** By feel and to the figure: what the slider shows while it moves takes effect when it is let go. */
function NumberDial({
  spec,
  value,
  onChange,
}: {
  readonly spec: NumberSpec;
  readonly value: number;
  readonly onChange: (value: number) => void;
}) {
  const [draft, setDraft] = useState<number | null>(null);
  const commit = (next: number) => {
    setDraft(null);
    if (next !== value) onChange(next);
  };
  return (
    <div className={styles.number}>
      <NumberField
        label={spec.label}
        value={draft ?? value}
        min={spec.min}
        max={spec.max}
        step={spec.step}
        unit={spec.unit}
        className={styles.field}
        onChange={commit}
      />
      <Slider
        label={spec.label}
        hideLabel
        value={draft ?? value}
        min={spec.min}
        max={spec.max}
        step={spec.step}
        format={(shown) => settingText(spec, shown)}
        onChange={setDraft}
        onCommit={commit}
      />
      <span className={styles.ends} aria-hidden>
        <span>{spec.min}</span>
        <span>{settingText(spec, spec.max)}</span>
      </span>
    </div>
  );
}
