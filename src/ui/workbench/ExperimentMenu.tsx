import { ChevronDown, LayoutList, RotateCcw } from 'lucide-react';
import { view } from '../../state/stores.ts';
import { useCommands, useRun } from '../hooks.ts';
import { Menu, MenuItem, MenuLabel, MenuRadios, MenuSeparator } from '../kit/index.ts';
import styles from './header.module.css';

/** The experiment that is open, and the others of its pattern. */
export function ExperimentMenu() {
  const pattern = useRun((run) => run.pattern);
  const preset = useRun((run) => run.scenario?.preset);
  const { loadExperiment, play, restart } = useCommands();
  const open = pattern?.experiments.find(({ id }) => id === preset);
  if (!pattern || !open) return null;
  return (
    <Menu
      label="Experiments"
      trigger={
        <button type="button" className={styles.experiment} title={open.question}>
          <span>{open.title}</span>
          <ChevronDown size={15} aria-hidden />
        </button>
      }
    >
      <MenuLabel>Experiments</MenuLabel>
      <MenuRadios
        value={open.id}
        options={pattern.experiments.map(({ id, title }) => ({ value: id, label: title }))}
        onChange={(id) => {
          loadExperiment(id);
          play();
        }}
      />
      <MenuSeparator />
      <MenuItem icon={<RotateCcw size={15} aria-hidden />} onSelect={restart}>
        Start this one over
      </MenuItem>
      <MenuItem
        icon={<LayoutList size={15} aria-hidden />}
        onSelect={() => view.setState({ openDialog: 'experiments' })}
      >
        All experiments with their questions
      </MenuItem>
    </Menu>
  );
}
