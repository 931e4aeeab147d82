import { useState, type FormEvent } from 'react';
import type { ActionBody } from '../../kernel/action.ts';
import type { ActionParameter } from '../../kernel/action-catalogue.ts';
import { seconds, US_PER_S, type Us } from '../../kernel/time.ts';
import { Button, NumberField, Segmented, Switch } from '../kit/index.ts';
import type { FaultItem } from './fault-items.ts';
import styles from './faults.module.css';

export interface FaultFormProps {
  readonly item: FaultItem;
  /** What it is done to. */
  readonly name: string;
  readonly lastsUs: Us | null;
  readonly onDone: (body: ActionBody, forUs: Us | null) => void;
  readonly onCancel: () => void;
}

/** Asks for what a fault takes: its numbers, its choices, and how long it lasts. */
export function FaultForm({ item, name, lastsUs, onDone, onCancel }: FaultFormProps) {
  const [body, setBody] = useState<ActionBody>(item.body);
  const [forUs, setForUs] = useState<Us | null>(lastsUs);
  const fields = body as unknown as Readonly<Record<string, unknown>>;
  const set = (name: string, value: number | boolean) => setBody((old) => ({ ...old, [name]: value }));
  const submit = (event: FormEvent) => {
    event.preventDefault();
    onDone(body, item.lasting ? forUs : null);
  };
  return (
    <form className={styles.form} onSubmit={submit}>
      <div>
        <h2 className={styles.formTitle}>
          {item.label}: {name}
        </h2>
        <p className={styles.help}>{item.help}</p>
      </div>
      {item.parameters.map((parameter) => (
        <Parameter
          key={parameter.name}
          parameter={parameter}
          value={Number(fields[parameter.name] ?? parameter.default)}
          onChange={(value) => set(parameter.name, value)}
        />
      ))}
      {item.flags.map((flag) => (
        <Switch
          key={flag.name}
          label={flag.label}
          checked={fields[flag.name] === true}
          onChange={(on) => set(flag.name, on)}
        />
      ))}
      {item.lasting && <Length forUs={forUs} onChange={setForUs} />}
      <div className={styles.buttons}>
        <Button variant="primary" type="submit">
          {item.label}
        </Button>
        <Button variant="quiet" onClick={onCancel}>
          Cancel
        </Button>
      </div>
    </form>
  );
}

function Parameter({
  parameter,
  value,
  onChange,
}: {
  readonly parameter: ActionParameter;
  readonly value: number;
  readonly onChange: (value: number) => void;
}) {
  const { unit, scale } = parameter.shown;
  const [min, max] = [parameter.min / scale, parameter.max / scale];
  return (
    <div className={styles.parameter}>
      <NumberField
        label={parameter.label}
        value={value / scale}
        min={min}
        max={max}
        step={parameter.step / scale}
        unit={unit}
        onChange={(shown) => onChange(Math.round(shown * scale))}
      />
      <span className={styles.range}>
        {round(min)} to {round(max)} {unit}
      </span>
    </div>
  );
}

function Length({ forUs, onChange }: { readonly forUs: Us | null; readonly onChange: (us: Us | null) => void }) {
  return (
    <div className={styles.lasts}>
      <Segmented
        label="How long it lasts"
        size="small"
        value={forUs === null ? 'open' : 'timed'}
        options={[
          { value: 'open', label: 'Until repaired' },
          { value: 'timed', label: 'For a time' },
        ]}
        onChange={(value) => onChange(value === 'open' ? null : seconds(5))}
      />
      {forUs !== null && (
        <NumberField
          label="Lasts for"
          hideLabel
          value={forUs / US_PER_S}
          min={0.01}
          max={3_600}
          step={0.5}
          unit="s"
          onChange={(value) => onChange(Math.round(value * US_PER_S))}
        />
      )}
    </div>
  );
}

const round = (value: number): string => String(Number(value.toPrecision(4)));
