import { Dices, RefreshCw, Search } from 'lucide-react';
import { useId, useState } from 'react';
import { drawFaults } from '../../kernel/chaos.ts';
import type { Topology } from '../../kernel/topology.ts';
import type { ShownPattern } from '../../pattern-kit/pattern.ts';
import { addAction } from '../../scenario/edit.ts';
import type { Scenario } from '../../scenario/scenario.ts';
import { useCommands } from '../hooks.ts';
import { useHere } from '../inspector/use-scene.ts';
import { Button, NumberField, Select, VisuallyHidden } from '../kit/index.ts';
import { dialsOf, groupDials, nextSeed } from './setting-values.ts';
import { SettingRow } from './SettingRow.tsx';
import styles from './settings.module.css';

const MAX_SEED = 4_294_967_295;

/** All dials of the pattern in groups, the seed, and the planted bugs. */
export function SettingsPanel() {
  const here = useHere();
  const [search, setSearch] = useState('');
  if (here === null) return null;
  const { pattern, scenario, scene, topology } = here;
  const dials = dialsOf(pattern, scenario, scene.settings);
  const groups = groupDials(dials, search);
  const changed = dials.filter((dial) => dial.changed).length;
  return (
    <div className={styles.panel}>
      <div className={styles.top}>
        <SearchField value={search} onChange={setSearch} />
        <p className={styles.sum} role="status">
          {changed === 0
            ? 'All dials stand as this experiment sets them.'
            : `${changed} of ${dials.length} dials changed.`}
        </p>
      </div>
      {groups.length === 0 && <p className={styles.none}>No dial matches “{search}”.</p>}
      {groups.map((group) => (
        <section key={group.name} className={styles.group} aria-label={group.name}>
          <h3 className={styles.name}>{group.name}</h3>
          {group.dials.map((dial) => (
            <SettingRow key={dial.key} dial={dial} />
          ))}
        </section>
      ))}
      <Chance scenario={scenario} />
      <RandomFaults pattern={pattern} scenario={scenario} topology={topology} />
      <PlantedBug pattern={pattern} scenario={scenario} />
    </div>
  );
}

function SearchField({ value, onChange }: { readonly value: string; readonly onChange: (value: string) => void }) {
  const id = useId();
  return (
    <span className={styles.search}>
      <VisuallyHidden>
        <label htmlFor={id}>Find a dial</label>
      </VisuallyHidden>
      <Search size={15} aria-hidden />
      <input
        id={id}
        type="search"
        placeholder="Find a dial"
        autoComplete="off"
        value={value}
        onChange={(event) => onChange(event.target.value)}
      />
    </span>
  );
}

function Chance({ scenario }: { readonly scenario: Scenario }) {
  const { setSeed } = useCommands();
  return (
    <section className={styles.group} aria-label="Chance">
      <h3 className={styles.name}>Chance</h3>
      <div className={styles.row}>
        <div className={styles.seed}>
          <NumberField label="Seed" value={scenario.seed} min={0} max={MAX_SEED} step={1} onChange={setSeed} />
          <Button
            size="small"
            icon={<RefreshCw size={14} aria-hidden />}
            onClick={() => setSeed(nextSeed(scenario.seed))}
          >
            New seed
          </Button>
        </div>
        <p className={styles.help}>
          Everything drawn by chance comes from this number: the same seed gives the same run.
        </p>
      </div>
    </section>
  );
}

const FAULTS = 6;

function RandomFaults({
  pattern,
  scenario,
  topology,
}: {
  readonly pattern: ShownPattern;
  readonly scenario: Scenario;
  readonly topology: Topology;
}) {
  const { take } = useCommands();
  const [seed, setSeed] = useState<number | null>(null);
  const draw = () => {
    const next = seed === null ? scenario.seed : nextSeed(seed);
    const spare = topology.nodes
      .filter((node) => pattern.roles[node.program]?.shape === 'circle')
      .map((node) => node.id);
    setSeed(next);
    const { programs } = pattern;
    const faults = drawFaults({ seed: next, topology, programs, untilUs: scenario.untilUs, count: FAULTS, spare });
    take(faults.reduce(addAction, scenario), 0);
  };
  return (
    <section className={styles.group} aria-label="Random faults">
      <h3 className={styles.name}>Random faults</h3>
      <div className={styles.row}>
        <Button size="small" icon={<Dices size={14} aria-hidden />} onClick={draw}>
          {seed === null ? `Draw ${FAULTS} random faults` : `Draw ${FAULTS} more`}
        </Button>
        <p className={styles.help}>
          Drawn now and put on the fault track, each with its repair, so that this run can be shared and replayed.
          Clients are spared.
        </p>
      </div>
    </section>
  );
}

function PlantedBug({ pattern, scenario }: { readonly pattern: ShownPattern; readonly scenario: Scenario }) {
  const { setMutant } = useCommands();
  if (pattern.mutants.length === 0) return null;
  const chosen = pattern.mutants.find((mutant) => mutant.id === scenario.mutant);
  const breaks = pattern.properties.find((property) => property.id === chosen?.breaks)?.title;
  return (
    <section className={styles.group} aria-label="Planted bug">
      <h3 className={styles.name}>Planted bug</h3>
      <div className={styles.row}>
        <Select
          label="Run with a planted bug"
          value={chosen?.id ?? ''}
          options={[
            { value: '', label: 'None: the programs as they should be' },
            ...pattern.mutants.map((mutant) => ({ value: mutant.id, label: mutant.title })),
          ]}
          onChange={(id) => setMutant(id === '' ? null : id)}
        />
        <p className={styles.help}>
          {chosen === undefined
            ? 'A realistic mistake in a program. Find the property that it breaks.'
            : chosen.explain}
        </p>
        {breaks !== undefined && (
          <details className={styles.reveal}>
            <summary>Which property does it break?</summary>
            <p>{breaks}.</p>
          </details>
        )}
      </div>
    </section>
  );
}
