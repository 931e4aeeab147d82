import { Check, GitBranch } from 'lucide-react';
import { spanText } from '../../derive/time-text.ts';
import { useCommands, useRun } from '../hooks.ts';
import { Button, Menu, MenuRadios, Pill } from '../kit/index.ts';
import { branchName } from './time-marks.ts';
import styles from './timeline.module.css';

const CHIPS = 3;

/** The futures that were tried, to go back to; nothing while there is only one. */
export function Branches() {
  const branches = useRun((run) => run.branches);
  const shown = useRun((run) => run.branch);
  const { checkout } = useCommands();
  if (branches.length < 2) return null;
  const words = branches.map((branch) =>
    branch.parent === null ? branchName(branch) : `${branchName(branch)} · forked at ${spanText(branch.forkUs)}`,
  );
  if (branches.length > CHIPS) {
    const place = branches.findIndex(({ id }) => id === shown);
    return (
      <div className={styles.branches}>
        <Menu
          label="Branches"
          align="end"
          side="top"
          trigger={
            <Button size="small" icon={<GitBranch size={14} aria-hidden />}>
              {words[place] ?? 'Branches'} of {branches.length}
            </Button>
          }
        >
          <MenuRadios
            value={String(shown)}
            options={branches.map(({ id }, i) => ({ value: String(id), label: words[i] }))}
            onChange={(value) => checkout(Number(value))}
          />
        </Menu>
      </div>
    );
  }
  return (
    <div className={styles.branches} role="group" aria-label="Branches">
      {branches.map(({ id }, place) => (
        <Pill
          key={id}
          icon={id === shown ? <Check size={13} /> : <GitBranch size={13} />}
          outline={id === shown}
          tone={id === shown ? 'accent' : 'quiet'}
          aria-pressed={id === shown}
          onPress={() => checkout(id)}
        >
          {words[place]}
        </Pill>
      ))}
    </div>
  );
}
